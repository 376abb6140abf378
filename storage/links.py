"""Who is one person on two channels: a telephone and a Telegram account, joined by six digits.

A link stands on the two contacts that stand for their channels (`key_ring.signs_as`), half of it on each: a random id
that both share, and the keys of the other side's contacts. Under each petition both are known by that id, so a
signature still names no contact, and once the petition's key is destroyed the id finds nothing any more. A link holds
when both sides name it; whoever has one half of it is alone.

Whoever changes what a linked contact signed holds both contacts. All rows are held in one pass in the order of their
keys, and with whom a sender is linked is only known then. So where others may write at the same time `MoreToHold` ends
the attempt, and the next one holds all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from conversations import Heard, Kind, Link, State
from conversations.link_codes import CODE_HOLDS, MISSES_AN_HOUR, read_code
from storage import contacts
from storage.contacts import ContactRow
from storage.dialects import is_postgresql, put_rows
from storage.hours import hour_of
from storage.key_ring import signs_as
from storage.link_codes import Code, add_missed, drop_codes, find_codes, missed_before, row_of
from storage.link_halves import Half, read_half, set_halves
from storage.tables import link_codes

if TYPE_CHECKING:
    from storage.store import Transaction

_UNLINKED = Link()


class MoreToHold(Exception):
    """Rows must be held that were not known to be needed; nothing was done yet.

    Attributes:
        keys: Of the contacts to hold besides.
    """

    def __init__(self, keys: Collection[bytes]) -> None:
        super().__init__("more contacts must be held")
        self.keys = frozenset(keys)


class Links:
    """What a batch knows of links and codes, and what becomes of them.

    Args:
        tx: The open transaction.
        heard: All messages of the batch.
        now: An aware time.
        rows: The contacts of the batch by key, held; those that are needed besides are added where that can be done.

    Raises:
        MoreToHold: where it can't.
    """

    def __init__(self, tx: Transaction, heard: Sequence[Heard], now: datetime, rows: dict[bytes, ContactRow]) -> None:
        self._tx, self._rows, self._now = tx, rows, now
        self._linked: dict[bytes, Half] = {}
        self._codes: dict[bytes, Code] = {}
        self._given: set[bytes] = set()
        self._used: set[bytes] = set()
        self._changed: set[bytes] = set()
        self._missed = 0
        marks = {
            tx.keys.link_code(said.digits) for one in heard if one.kind is Kind.TEXT and (said := read_code(one.text))
        }
        marks |= {bytes.fromhex(mark) for row in rows.values() if (mark := _waiting(row.state))}
        linked = [row for row in rows.values() if row.sealed_link]
        #: Nobody here has to do with any of it, which is so for nearly every batch.
        self.idle = not (marks or linked)
        self._before = 0
        if not self.idle:
            self._read(marks)

    def _read(self, marks: set[bytes]) -> None:
        if marks:
            self._codes = {code.contact: code for code in find_codes(self._tx, marks, int(self._now.timestamp()))}
        halves = self._halves(self._rows.values())
        needed = {key for code in self._codes.values() for key in (code.contact, self._asker(code))}
        while missing := needed.union(*(link.others for link in halves.values())) - self._rows.keys():
            if is_postgresql(self._tx.connection):
                raise MoreToHold(missing)
            besides = {key: ContactRow(key, "", "") for key in missing}
            contacts.find(self._tx, besides)
            self._rows |= besides
            halves |= self._halves(besides.values())
        for code in self._codes.values():
            asker = self._rows[self._asker(code)]
            asker.channel, asker.address = code.channel, code.address
            row = self._rows[code.contact]
            row.channel, row.address = signs_as(code.channel, code.address)
        self._linked = {key: link for key, link in halves.items() if _is_whole(link, halves)}
        if marks:
            # Behind the contacts, as everybody does, and when no more of them must be held.
            self._before = missed_before(self._tx, hour_of(self._now))

    def _halves(self, rows: Iterable[ContactRow]) -> dict[bytes, Half]:
        read = ((row.key, read_half(self._tx, row.key, row.sealed_link)) for row in rows)
        return {key: link for key, link in read if link}

    def _asker(self, code: Code) -> bytes:
        return self._tx.keys.contact(code.channel, code.address)

    @property
    def asked(self) -> list[ContactRow]:
        """The contacts that asked for the codes that were heard."""
        return [self._rows[key] for key in self._codes]

    def stands_for(self, row: ContactRow) -> bytes:
        """The key of the contact on which a link of this one stands."""
        return self._tx.keys.contact(*signs_as(row.channel, row.address))

    def of(self, row: ContactRow) -> Half | None:
        """The link of a contact of which channel and address are known."""
        return self._linked.get(self.stands_for(row)) if self._linked else None

    def known(self, row: ContactRow, heard: Heard) -> Link:
        """What the conversation is told about the link of the sender, and about six digits."""
        if self.idle:
            return _UNLINKED
        link, said = self.of(row), read_code(heard.text) if heard.kind is Kind.TEXT else None
        mark = self._tx.keys.link_code(said.digits).hex() if said else _waiting(row.state)
        updates = tuple(slug for other in self._others(link) for slug in other.state.updates)
        code = self._standing(self.stands_for(row), mark, row.channel) if mark else ""
        return Link(link is not None, updates, code, mark)

    def _others(self, link: Half | None) -> list[ContactRow]:
        return [self._rows[key] for key in link.others] if link else []

    def _standing(self, me: bytes, mark: str, channel: str) -> str:
        if self._before + self._missed >= MISSES_AN_HOUR:
            return "busy"
        code = self.code(mark)
        if code is None:
            return "wrong"
        if code.contact == me or signs_as(code.channel, "")[0] == signs_as(channel, "")[0]:
            return "misplaced"
        return "linked" if me in self._linked or code.contact in self._linked else "right"

    def code(self, mark: str) -> Code | None:
        """The code that `mark` names. Should two contacts have been given the same digits, it is nobody's."""
        found = [code for code in self._codes.values() if code.code.hex() == mark]
        return found[0] if len(found) == 1 else None

    def give(self, row: ContactRow, digits: str) -> None:
        """Let these digits, and no others, link whoever sends them with this contact."""
        key, expires = self.stands_for(row), int(self._now.timestamp()) + CODE_HOLDS
        self._codes[key] = Code(key, self._tx.keys.link_code(digits), row.channel, row.address, expires)
        self._given.add(key)
        self._used.discard(key)

    def miss(self) -> None:
        """Count a wrong code."""
        self._missed += 1

    def join(self, row: ContactRow, code: Code) -> tuple[ContactRow, ContactRow]:
        """Make whoever asked for a code one person with the contact that sent it.

        Returns:
            The contacts on which the link stands: of whoever asked, and of whoever sent.
        """
        me, both = self.stands_for(row), contacts.new_id()
        self._linked[code.contact] = Half(both, tuple(dict.fromkeys((me, row.key))))
        self._linked[me] = Half(both, tuple(dict.fromkeys((code.contact, self._asker(code)))))
        self._changed |= {code.contact, me}
        self._drop_codes((code.contact, me))
        return self._rows[code.contact], self._rows[me]

    def part(self, row: ContactRow) -> list[ContactRow]:
        """End the link of a contact, and every code that it asked for.

        Returns:
            All contacts that knew of it, but the given one.
        """
        me, link = self.stands_for(row), self.of(row)
        self._drop_codes((me,))
        if link is None:
            return []
        for key in (me, *link.others):
            if self._linked.pop(key, None):
                self._changed.add(key)
        self._drop_codes(link.others)
        return [self._rows[key] for key in dict.fromkeys((me, *link.others)) if key != row.key]

    def others(self, row: ContactRow) -> list[ContactRow]:
        """The contacts on the other side of a contact's link."""
        return self._others(self.of(row))

    def _drop_codes(self, keys: Iterable[bytes]) -> None:
        for key in keys:
            self._codes.pop(key, None)
            self._given.discard(key)
            self._used.add(key)

    def write(self) -> None:
        """Write what has changed; the contacts themselves are written before."""
        tx = self._tx
        set_halves(tx, {key: self._linked.get(key) for key in sorted(self._changed)})
        drop_codes(tx, self._used)
        put_rows(tx.connection, link_codes, [row_of(tx, self._codes[key]) for key in sorted(self._given)])
        if self._missed:
            add_missed(tx, hour_of(self._now), self._missed)


def _waiting(state: State) -> str:
    """The mark of the digits that wait for their 9; "" when none do."""
    aside = state.aside
    return str(aside.get("mark", "")) if aside.get("kind") == "link" else ""


def _is_whole(link: Half, halves: dict[bytes, Half]) -> bool:
    other = halves.get(link.others[0]) if link.others else None
    return other is not None and other.both == link.both
