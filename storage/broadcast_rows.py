"""A broadcast as its row tells it, and how the row is read and held."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from sqlalchemy import Row, select, update

from storage.audience_filter import AudienceFilter
from storage.outgoing_tables import broadcasts

if TYPE_CHECKING:
    from storage.store import Transaction

State = Literal["draft", "sending", "paused", "done", "canceled"]


class UnknownBroadcast(Exception):
    """There is no broadcast of this number."""


class WrongState(Exception):
    """What is asked can't be done with a broadcast in this state; the message says why, and what can."""


class Broadcast(NamedTuple):
    """One broadcast as it stands."""

    number: int
    #: Slug; None = to whoever asked for updates of any petition.
    petition: str | None
    state: State
    #: By language.
    texts: Mapping[str, str]
    chosen: AudienceFilter
    #: Over petition, texts and filter.
    hash: str
    #: Numbers of organizers.
    author: int | None
    approver: int | None
    drafted: datetime
    #: The hash that was tested last, and that was approved; "" = none.
    tested: str
    approved: str
    approved_at: datetime | None
    #: What was approved: how many people, at which cost (micro-dollars), by consents up to which.
    people: int | None
    cost: int | None
    last_consent: int | None
    send_at: datetime | None
    #: Whether all of the audience is written.
    frozen: bool
    #: Why it is paused, in plain words; "" when somebody paused it.
    reason: str
    started: datetime | None
    ended: datetime | None

    @property
    def is_tested(self) -> bool:
        """Whether what it says now was tested."""
        return self.tested == self.hash

    @property
    def is_approved(self) -> bool:
        """Whether what it says now was approved."""
        return self.approved == self.hash

    @property
    def subject(self) -> str:
        """As the audit record names it."""
        return subject_of(self.number)


def subject_of(number: int) -> str:
    """As the audit record names a broadcast."""
    return f"broadcast {number}"


def hash_of(petition: str | None, texts: Mapping[str, str], chosen: AudienceFilter) -> str:
    """What a test and an approval are about: SHA-256 of petition, texts and filter, hexadecimal."""
    told = json.dumps([petition, dict(texts), chosen.to_json()], sort_keys=True, ensure_ascii=False)
    return sha256(told.encode()).hexdigest()


def read(tx: Transaction, number: int) -> Broadcast:
    """A broadcast as it stands.

    Raises:
        UnknownBroadcast: when there is none of this number.
    """
    row = tx.connection.execute(select(broadcasts).where(broadcasts.c.id == number)).one_or_none()
    return _broadcast(tx, _there(row, number))


def all_broadcasts(tx: Transaction) -> list[Broadcast]:
    """All broadcasts, the newest first."""
    return [_broadcast(tx, row) for row in tx.connection.execute(select(broadcasts).order_by(broadcasts.c.id.desc()))]


def held(tx: Transaction, number: int, *states: State, to: str) -> Broadcast:
    """A broadcast in one of these states, its row held until the transaction ends.

    Args:
        tx: An open writing transaction.
        number: Which.
        states: In which it must be.
        to: What is to be done with it, as "paused", for the refusal.

    Raises:
        UnknownBroadcast: when there is none of this number.
        WrongState: when it is in another state.
    """
    row = tx.connection.execute(select(broadcasts).where(broadcasts.c.id == number).with_for_update()).one_or_none()
    one = _broadcast(tx, _there(row, number))
    if one.state not in states:
        are = {"draft": "is a draft", "sending": "is being sent", "paused": "is paused"}
        is_now = are.get(one.state, f"is {one.state}")
        raise WrongState(f"Broadcast {number} {is_now}; it can't be {to}.")
    return one


def _there(row: Row[Any] | None, number: int) -> Row[Any]:
    if row is None:
        raise UnknownBroadcast(f"There is no broadcast {number}.")
    return row


def set_values(tx: Transaction, number: int, **values: Any) -> None:
    """Write columns of a broadcast's row."""
    tx.connection.execute(update(broadcasts).where(broadcasts.c.id == number).values(values))


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _broadcast(tx: Transaction, row: Row[Any]) -> Broadcast:
    return Broadcast(
        number=row.id,
        petition=tx.shelf.slugs[row.petition] if row.petition is not None else None,
        state=cast("State", row.state),
        texts=json.loads(row.texts),
        chosen=AudienceFilter.from_json(row.audience),
        hash=row.hash,
        author=row.author,
        approver=row.approver,
        drafted=datetime.fromtimestamp(row.drafted, UTC),
        tested=row.tested or "",
        approved=row.approved or "",
        approved_at=_moment(row.approved_at),
        people=row._mapping["count"],
        cost=row.cost,
        last_consent=row.last_consent,
        send_at=_moment(row.send_at),
        frozen=bool(row.frozen),
        reason=row.reason,
        started=_moment(row.started),
        ended=_moment(row.ended),
    )
