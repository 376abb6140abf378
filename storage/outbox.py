"""The outbox: messages to one person that leave on their own; written in the transaction that decides them.

Words and address are sealed, and go once it is known what became of the message. What a worker had claimed and did not
settle in time is uncertain, and is never sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Row, and_, bindparam, delete, exists, func, insert, or_, select, update

from storage.chunks import WORKER_DIED
from storage.contacts import new_id, read_state
from storage.delivery_states import DeliveryState
from storage.dialects import any_of
from storage.marks import is_paused
from storage.outgoing_tables import outbox
from storage.sealing import NotOurs, place_of
from storage.suppression import suppress
from storage.tables import contacts

if TYPE_CHECKING:
    from storage.store import Transaction

_ADDRESS, _WORDS = b"outbox.address", b"outbox.words"
#: Seconds after which a claimed message counts as uncertain; every mouth gives up much sooner.
STALLED = 90
#: Days for which it is kept what became of a message, without words and address.
KEPT_DAYS = 30
_EMPTIED: dict[str, Any] = {"address": None, "words": None}
_OVER = (
    update(outbox)
    .where(outbox.c.number == bindparam("which"), outbox.c.state == bindparam("was"))
    .values(state=bindparam("becomes"), why=bindparam("told"), contact=bindparam("whose"), **_EMPTIED)
)
#: Whoever asks the provider what became of it needs to know to whom it went.
_UNCERTAIN = (
    update(outbox)
    .where(outbox.c.number == bindparam("which"), outbox.c.state == DeliveryState.CLAIMED)
    .values(state=DeliveryState.UNCERTAIN, why=bindparam("told"), words=None)
)
_AGAIN = (
    update(outbox)
    .where(outbox.c.number == bindparam("which"), outbox.c.state == DeliveryState.CLAIMED)
    .values(state=DeliveryState.WAITING, due=bindparam("again"), worker=None)
)


class MessageKind(IntEnum):
    """What it is; the lower ones go first."""

    #: An approval's code, or the test of a broadcast.
    CODE = 0
    #: An organizer's own words in a case.
    WORDS = 1
    #: An answer to what was missed when it came in.
    LATE_ANSWER = 2
    #: The one reminder.
    REMINDER = 3


class OutboxLetter(NamedTuple):
    """A claimed message."""

    number: int
    kind: MessageKind
    #: `KeyRing.contact` of the address.
    contact: bytes
    address: str
    text: str
    language: str
    choices: tuple[tuple[str, str], ...]
    #: Epoch seconds after which it may not arrive any more.
    valid_until: int


class OutboxSettled(NamedTuple):
    """What became of a claimed message. Waiting again means that it did not leave, for certain."""

    number: int
    contact: bytes
    state: DeliveryState
    why: str = ""
    #: Of one that waits again: not before (epoch seconds).
    due: int = 0
    suppress: Literal["", "stopped", "unreachable"] = ""


def add(
    tx: Transaction,
    kind: MessageKind,
    channel: str,
    address: str,
    text: str,
    language: str,
    *,
    due: int,
    expires: int,
    choices: Sequence[tuple[str, str]] = (),
) -> int:
    """Let a message leave once this transaction is committed.

    Args:
        tx: An open writing transaction.
        kind: What it is.
        channel, address: To whom.
        text, language: As it is to be read.
        due, expires: Epoch seconds before and after which it does not leave; after the latter it may not arrive either.
        choices: Buttons below it, each as the values of a `conversations.turn.Choice`.

    Returns:
        Its number, by which its end can be asked for.
    """
    row, field = new_id(), tx.keys.field
    words = msgspec.json.encode({"text": text, "choices": list(choices)})
    values = {
        "id": row,
        "kind": int(kind),
        "channel": channel,
        "contact": tx.keys.contact(channel, address),
        "address": field.seal(address.encode(), place_of(_ADDRESS, row)),
        "words": field.seal(words, place_of(_WORDS, row)),
        "language": language,
        "due": due,
        "expires": expires,
    }
    return int(tx.connection.execute(insert(outbox).values(values).returning(outbox.c.number)).scalar_one())


def is_due(tx: Transaction, channel: str, now: int, stalled: int = STALLED) -> bool:
    """Whether a channel has something to claim, or to give up; `now` in epoch seconds, `stalled` as for `give_up`."""
    here = outbox.c.channel == channel
    waits = and_(here, outbox.c.state == DeliveryState.WAITING, outbox.c.due <= now)
    lost = and_(here, outbox.c.state == DeliveryState.CLAIMED, outbox.c.claimed < now - stalled)
    if tx.connection.scalar(select(exists().where(lost))):
        return True
    return bool(tx.connection.scalar(select(exists().where(waits)))) and not is_paused(tx)


def claim(
    tx: Transaction, channels: Collection[str], worker: bytes, now: int, most: int, room: Callable[[str, str], bool]
) -> list[OutboxLetter]:
    """Claim messages that are due, by kind and age; at most one to each contact at a time.

    What has expired, or goes to somebody who sent STOP, is settled without being sent.

    Args:
        tx: An open writing transaction.
        channels: Those that can be sent on.
        worker: Random, of whoever claims.
        now: Epoch seconds.
        most: How many are looked at.
        room: Asked with channel and text of each that could be claimed, once, whether there is still room for it.
    """
    if is_paused(tx):
        return []
    wanted = (
        select(outbox)
        .where(outbox.c.channel.in_(sorted(channels)), outbox.c.state == DeliveryState.WAITING, outbox.c.due <= now)
        .order_by(outbox.c.kind, outbox.c.number)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = tx.connection.execute(wanted).all()
    if not rows:
        return []
    letters, over = _picked(tx, rows, now, room)
    if over:
        tx.connection.execute(_OVER, over)
    if letters:
        mine = any_of(tx.connection, outbox.c.number, [letter.number for letter in letters])
        claimed = {"state": DeliveryState.CLAIMED, "worker": worker, "claimed": now}
        tx.connection.execute(update(outbox).where(mine).values(claimed))
    return letters


def settle(tx: Transaction, settled: Sequence[OutboxSettled], now: datetime) -> None:
    """Write what became of claimed messages; what was declared uncertain meanwhile, by what is known here.

    Args:
        tx: An open writing transaction.
        settled: Each with another number.
        now: An aware time.
    """
    # Whoever erases a contact holds it and then its rows, so here too it comes before them.
    if away := {one.contact: one.suppress for one in settled if one.suppress and one.contact}:
        suppress(tx, away, now)
    for one in settled:
        if one.state is DeliveryState.WAITING:
            if tx.connection.execute(_AGAIN, {"which": one.number, "again": one.due}).rowcount:
                continue
            one = one._replace(state=DeliveryState.NOT_SENT, why="put back after its worker was taken for dead")
        if one.state is DeliveryState.UNCERTAIN:
            tx.connection.execute(_UNCERTAIN, {"which": one.number, "told": one.why})
            continue
        for was in (DeliveryState.CLAIMED, DeliveryState.UNCERTAIN):
            if tx.connection.execute(_OVER, _over(one.number, one.contact, was, one.state, one.why)).rowcount:
                break


def give_up(tx: Transaction, now: int, stalled: int = STALLED) -> int:
    """What was claimed and not settled for so many seconds is uncertain; returns how many that were."""
    lost = and_(outbox.c.state == DeliveryState.CLAIMED, outbox.c.claimed < now - stalled)
    uncertain = {"state": DeliveryState.UNCERTAIN, "why": WORKER_DIED, "words": None}
    return tx.connection.execute(update(outbox).where(lost).values(uncertain)).rowcount


def erase(tx: Transaction, keys: Collection[bytes]) -> None:
    """Nothing of what was to be sent to these contacts is kept, nor that it was they; what waits is not sent."""
    theirs = any_of(tx.connection, outbox.c.contact, sorted(keys))
    waiting = outbox.c.state == DeliveryState.WAITING
    tx.connection.execute(
        update(outbox)
        .where(theirs, waiting)
        .values(state=DeliveryState.NOT_SENT, why="erased", contact=None, **_EMPTIED)
    )
    tx.connection.execute(update(outbox).where(theirs).values(contact=None, **_EMPTIED))


def forget(tx: Transaction, now: int) -> int:
    """Let go of what was over long ago."""
    waits = (DeliveryState.WAITING, DeliveryState.CLAIMED)
    old = and_(outbox.c.state.not_in(waits), outbox.c.expires < now - KEPT_DAYS * 24 * 3600)
    return tx.connection.execute(delete(outbox).where(old)).rowcount


def waiting(tx: Transaction) -> int:
    """How many messages have not left yet, those that are not due among them."""
    counted = select(func.count()).select_from(outbox)
    still = or_(outbox.c.state == DeliveryState.WAITING, outbox.c.state == DeliveryState.CLAIMED)
    return tx.connection.scalar(counted.where(still)) or 0


def open_address(tx: Transaction, row: bytes, sealed: bytes) -> str:
    """The address in a row of the outbox, by the row's random id.

    Raises:
        NotOurs: when it can't be opened.
    """
    return tx.keys.field.open(sealed, place_of(_ADDRESS, row)).decode()


def _picked(
    tx: Transaction, rows: Sequence[Row[Any]], now: int, room: Callable[[str, str], bool]
) -> tuple[list[OutboxLetter], list[dict[str, Any]]]:
    """Of what is due: what is claimed, and what is over without being sent."""
    busy, stopped = _busy(tx, rows), _stopped(tx, rows)
    letters: list[OutboxLetter] = []
    over: list[dict[str, Any]] = []
    for row in rows:
        why = "too late" if row.expires <= now else "sent STOP" if row.contact in stopped else ""
        letter = None if why else _opened(tx, row)
        if letter is None:
            state = DeliveryState.GONE if row.contact in stopped and not row.expires <= now else DeliveryState.NOT_SENT
            over.append(_over(row.number, row.contact, DeliveryState.WAITING, state, why or "it can't be read"))
        elif row.contact not in busy:
            if not room(row.channel, letter.text):
                break
            busy.add(row.contact)
            letters.append(letter)
    return letters, over


def _opened(tx: Transaction, row: Row[Any]) -> OutboxLetter | None:
    try:
        address = open_address(tx, row.id, row.address or b"")
        words = msgspec.json.decode(tx.keys.field.open(row.words or b"", place_of(_WORDS, row.id)))
    except (NotOurs, ValueError):
        return None
    kind, choices = MessageKind(row.kind), tuple((choice[0], choice[1]) for choice in words["choices"])
    return OutboxLetter(row.number, kind, row.contact, address, words["text"], row.language, choices, row.expires)


def _over(number: int, contact: bytes | None, was: DeliveryState, state: DeliveryState, why: str) -> dict[str, Any]:
    # A report may still say that nobody is there, so whom it went to stays as long as that can be.
    whose = contact if state is DeliveryState.SENT else None
    return {"which": number, "was": was, "becomes": state, "told": why, "whose": whose}


def _busy(tx: Transaction, rows: Sequence[Row[Any]]) -> set[bytes]:
    """Contacts to whom something is on its way just now."""
    theirs = any_of(tx.connection, outbox.c.contact, sorted({row.contact for row in rows if row.contact}))
    on_its_way = select(outbox.c.contact).where(theirs, outbox.c.state == DeliveryState.CLAIMED)
    return set(tx.connection.scalars(on_its_way))


def _stopped(tx: Transaction, rows: Sequence[Row[Any]]) -> set[bytes]:
    theirs = any_of(tx.connection, contacts.c.key, sorted({row.contact for row in rows if row.contact}))
    found = tx.connection.execute(select(contacts.c.key, contacts.c.state).where(theirs))
    return {row.key for row in found if row.state and read_state(tx, row.key, row.state).stopped}
