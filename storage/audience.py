"""The audience of a broadcast: who asked for updates, by the last word of the ledger, and who of them is left out.

A person who asked on two channels that are linked (`storage.links`), or on one number by SMS and by WhatsApp, is one:
SMS and Telegram go before WhatsApp, and of two the earlier consent. Rows are read in slices of the ledger, so that
memory does not grow with the audience; no address is opened but those of WhatsApp.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Join,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
)

from storage.audience_filter import CHANNELS, AudienceFilter
from storage.delivery_states import DeliveryState
from storage.dialects import any_of
from storage.ledger_words import LedgerWords
from storage.one_person import contacts_beside
from storage.outgoing_tables import broadcasts, deliveries
from storage.tables import WANTS_UPDATES, consents, contacts

if TYPE_CHECKING:
    from storage.store import Transaction

#: What JOIN promises: so many messages of the organization in 30 days at most.
MESSAGES_A_MONTH = 4
#: Consents looked at in one piece, where nobody waits for it.
SLICE = 20_000
_DAY, _MONTH_DAYS = 24 * 3600, 30
#: Contacts asked for in one statement.
_IDS = 10_000
#: What may have reached somebody.
_GOT = (DeliveryState.CLAIMED, DeliveryState.SENT, DeliveryState.UNCERTAIN)
#: What will reach somebody soon; of a broadcast that was canceled nothing waits any more.
_ABOUT_TO = deliveries.c.state == DeliveryState.WAITING

#: Why somebody who once asked for updates is not in an audience.
Why = Literal[
    "left",
    "stopped",
    "unreachable",
    "erased",
    "linked",
    "channel",
    "language",
    "area",
    "source",
    "joined",
    "recent",
    "month",
]
#: The same in plain words, for the organizer.
TOLD: Mapping[str, str] = {
    "left": "left the updates of this petition",
    "stopped": "stopped all messages",
    "unreachable": "can't be reached any more",
    "erased": "erased what was held about them",
    "linked": "get it on the channel that they linked",
    "channel": "are on another channel",
    "language": "joined in another language",
    "area": "live elsewhere, or gave no ZIP",
    "source": "came from elsewhere",
    "joined": "joined at another time",
    "recent": "got something in the last days",
    "month": "got as many messages this month as were promised",
}


class Group(NamedTuple):
    """People of an audience who have channel, language and area in common."""

    channel: str
    language: str
    #: First three digits of the ZIP; "" = unknown.
    area: str
    people: int


class Counted(NamedTuple):
    """An audience, counted."""

    groups: tuple[Group, ...]
    #: How many who once asked are left out, by `Why`; each by the first reason that holds, in the order of `TOLD`.
    excluded: Mapping[str, int]
    #: No consent after this one was looked at.
    last_consent: int

    @property
    def people(self) -> int:
        """How many get the broadcast."""
        return sum(one.people for one in self.groups)

    def by(self, *names: Literal["channel", "language", "area"]) -> dict[tuple[str, ...], int]:
        """How many there are by what is asked for, as `by("channel", "language")`, in its order."""
        found = Counter[tuple[str, ...]]()
        for one in self.groups:
            found[tuple(getattr(one, name) for name in names)] += one.people
        return dict(sorted(found.items()))


class Person(NamedTuple):
    """One person of an audience, by the consent that brings the broadcast."""

    consent: int
    contact: bytes
    channel: str
    language: str
    area: str


class Wanted:
    """Whom a broadcast is for, as of one moment.

    Args:
        tx: An open transaction; only what it sees is known.
        petition: Its slug; None = whoever asked for updates of any petition.
        chosen: The filter.
        at: Epoch seconds to which "within N days" and the monthly promise refer.
        last: No consent after this one; None = all that there are.
        besides: The number of the broadcast itself: who got this one has not got another.
    """

    def __init__(
        self,
        tx: Transaction,
        petition: str | None,
        chosen: AudienceFilter,
        at: int,
        last: int | None = None,
        besides: int = 0,
    ) -> None:
        self._tx, self._chosen, self._at, self._besides = tx, chosen, at, besides
        self.last = last_consent(tx) if last is None else last
        self._words = LedgerWords(tx.shelf.ids[petition] if petition is not None else None, self.last)
        self._yes = self._words.yes
        #: Nobody can have got more of them than there were broadcasts.
        self._full = self._others_since(_MONTH_DAYS) >= MESSAGES_A_MONTH
        self._rested = not chosen.rest_days or not self._others_since(chosen.rest_days)

    def count(self) -> Counted:
        """Count the audience, and those who are left out."""
        yes, why = self._yes, self._why().label("why")
        told = (
            select(why, yes.c.channel, yes.c.language, yes.c.area, func.count().label("people"))
            .select_from(self._joined())
            .where(self._words.asked(), self._words.one_of_each())
            .group_by(why, yes.c.channel, yes.c.language, yes.c.area)
        )
        groups, excluded = Counter[tuple[str, str, str]](), Counter[str]()
        for row in self._tx.connection.execute(told):
            if row.why:
                excluded[row.why] += row.people
            else:
                groups[row.channel, row.language, row.area] += row.people
        for doubled in self._doubled_in_slices():
            groups[doubled.channel, doubled.language, doubled.area] -= 1
            excluded["linked"] += 1
        kept = tuple(Group(*key, people) for key, people in sorted(groups.items()) if people)
        return Counted(kept, {name: excluded[name] for name in TOLD if excluded[name]}, self.last)

    def people(self, after: int, up_to: int) -> list[Person]:
        """Who of the audience gets the broadcast by a consent of this slice of the ledger, in its order.

        Args:
            after: Consents up to this one are left out.
            up_to: As are those after this one.
        """
        rows = self._tx.connection.execute(self._select().where(*_between(self._yes, after, up_to))).all()
        doubled = self._doubled(rows)
        return [_person(row) for row in rows if row.consent not in doubled]

    def _doubled_in_slices(self) -> Iterator[Person]:
        """Those who get it already on another channel."""
        if not self._may_be_doubled():
            return
        maybe = or_(contacts.c.link.is_not(None), self._yes.c.channel == "whatsapp")
        for after in range(0, self.last, SLICE):
            part = self._select().where(maybe, *_between(self._yes, after, after + SLICE))
            rows = self._tx.connection.execute(part).all()
            doubled = self._doubled(rows)
            yield from (_person(row) for row in rows if row.consent in doubled)

    def _may_be_doubled(self) -> bool:
        linked = select(contacts.c.key).where(contacts.c.link.is_not(None), WANTS_UPDATES).limit(1)
        by_whatsapp = select(consents.c.id).where(consents.c.channel == "whatsapp").limit(1)
        return any(self._tx.connection.scalar(one) is not None for one in (linked, by_whatsapp))

    def _doubled(self, rows: Sequence[Row[Any]]) -> set[int]:
        """The consents among these whose person gets the broadcast by another one."""
        beside = contacts_beside(self._tx, rows)
        ids, found = sorted({one for others in beside.values() for one in others}), dict[bytes, int]()
        for part in (ids[at : at + _IDS] for at in range(0, len(ids), _IDS)):
            of_these = self._select().where(any_of(self._tx.connection, self._yes.c.contact, part))
            found |= {row.contact: row.consent for row in self._tx.connection.execute(of_these)}
        doubled = set()
        for row in rows:
            others = [found[one] for one in beside.get(row.contact, ()) if one in found]
            if others and (row.channel == "whatsapp" or min(others) < row.consent):
                doubled.add(row.consent)
        return doubled

    def _select(self) -> Select[Any]:
        """Consents that bring the broadcast, in their order, before doubles are looked for."""
        yes = self._yes
        columns = (yes.c.id.label("consent"), yes.c.contact, yes.c.channel, yes.c.language, yes.c.area)
        return (
            select(*columns, contacts.c.key, contacts.c.link, contacts.c.address)
            .select_from(self._joined(outer=False))
            .where(self._words.asked(), self._words.stands(), *(not_(out) for _why, out in self._left_out()))
            .order_by(yes.c.id)
        )

    def _joined(self, *, outer: bool = True) -> Join:
        yes = self._yes
        return yes.join(contacts, and_(contacts.c.id == yes.c.contact, WANTS_UPDATES), isouter=outer)

    def _why(self) -> ColumnElement[str]:
        """Why a consent that was given once brings no broadcast; "" = it does."""
        rules = [(out, literal(why)) for why, out in self._left_out()]
        gone = (contacts.c.key.is_(None), literal("erased"))
        return func.coalesce(self._words.end_of_it(), case(gone, *rules, else_=""))

    def _left_out(self) -> list[tuple[Why, ColumnElement[bool]]]:
        """What of the filter, and of what is promised, keeps somebody out; in the order of `TOLD`."""
        yes, chosen = self._yes, self._chosen
        since, until = chosen.hours
        joined = [yes.c.hour < since] if since is not None else []
        joined += [yes.c.hour >= until] if until is not None else []
        rules: list[tuple[Why, ColumnElement[bool] | None]] = [
            ("channel", yes.c.channel.not_in(chosen.channels or CHANNELS)),
            ("language", yes.c.language.not_in(chosen.languages) if chosen.languages else None),
            ("area", yes.c.area.not_in(chosen.all_areas) if chosen.all_areas else None),
            ("source", yes.c.source.not_in(chosen.sources) if chosen.sources else None),
            ("joined", or_(*joined) if joined else None),
            ("recent", None if self._rested else self._got(chosen.rest_days, _ABOUT_TO) > 0),
            ("month", self._got(_MONTH_DAYS) >= MESSAGES_A_MONTH if self._full else None),
        ]
        return [(why, out) for why, out in rules if out is not None]

    def _got(self, days: int, *also: ColumnElement[bool]) -> ColumnElement[int]:
        """How many messages a contact got, or may have got, in so many days; this broadcast itself left out."""
        in_time = and_(deliveries.c.state.in_(_GOT), deliveries.c.claimed > self._at - days * _DAY)
        got = select(func.count()).where(
            deliveries.c.contact == self._yes.c.contact,
            or_(in_time, *also),
            deliveries.c.broadcast != self._besides,
        )
        return got.scalar_subquery()

    def _others_since(self, days: int) -> int:
        """How many other broadcasts were being sent in so many days, or are."""
        at_all, since = broadcasts.c.started.is_not(None), self._at - days * _DAY
        lately = or_(broadcasts.c.ended.is_(None), broadcasts.c.ended > since)
        wanted = select(func.count()).where(at_all, lately, broadcasts.c.id != self._besides)
        return self._tx.connection.scalar(wanted) or 0


def last_consent(tx: Transaction) -> int:
    """The number of the last consent; 0 while there is none."""
    return tx.connection.scalar(select(func.max(consents.c.id))) or 0


def _between(yes: FromClause, after: int, up_to: int) -> tuple[ColumnElement[bool], ...]:
    return yes.c.id > after, yes.c.id <= up_to


def _person(row: Row[Any]) -> Person:
    return Person(row.consent, row.contact, row.channel, row.language, row.area)
