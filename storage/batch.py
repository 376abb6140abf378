"""Everything that one transaction reads and writes for the messages that wait together, in set-based statements.

1. Read: the contacts, held until the end, and with them the persons that they are; their signatures; which messages
   were answered before.
2. In memory, message by message in the order of their arrival: `contact`, then `keep`, which makes the facts true.
3. `write`: the difference, table by table.

A message is answered before if its keyed hash has an answer, in the database or earlier in this batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from conversations import Contact, Heard, Moment, Turn
from storage import answers, consents, contacts, signatures
from storage.codes import new_codes
from storage.facts import make_true
from storage.hours import hour_of
from storage.key_ring import signs_as
from storage.number_blocks import NumberBlocks
from storage.petitions import move_counts

if TYPE_CHECKING:
    from storage.store import Transaction

Row = tuple[bytes, signatures.SignatureRow]
Rows = Sequence[Row]


class Batch:
    """The memory of one transaction.

    Args:
        tx: The open transaction.
        heard: All messages, in the order of their arrival.
        now: An aware time; the same for the whole batch.
        running: Signatures that count, by slug; kept up to date while turns are kept.
    """

    def __init__(self, tx: Transaction, heard: Sequence[Heard], now: datetime, running: dict[str, int]) -> None:
        self.tx, self.now, self.hour, self.running = tx, now, hour_of(now), running
        self._keys = {(one.channel, one.id): tx.keys.message(one.channel, one.id) for one in heard}
        self._answered: dict[bytes, bytes | None] = {}
        self._contacts: dict[tuple[str, str], contacts.ContactRow] = {}
        self._persons: dict[bytes, dict[str, bytes]] = {}
        self._read(heard)
        # Only now: while a contact is held, nobody else can hear the same message of it.
        self._kept = answers.find(tx, self._keys.values())
        self._before = dict(self.signatures)
        self._codes = new_codes(len(heard))
        self.blocks = NumberBlocks(tx, self.hour)
        self._answers: list[answers.AnswerRow] = []
        self.consents: list[consents.ConsentRow] = []
        self._erased: dict[bytes, bytes] = {}
        self._moved: list[tuple[bytes, bytes]] = []
        self._changed: dict[bytes, contacts.ContactRow] = {}

    def _read(self, heard: Sequence[Heard]) -> None:
        wanted: dict[bytes, contacts.ContactRow] = {}
        keys, shelf = self.tx.keys, self.tx.shelf
        whose = {_who(one) for one in heard}
        # A person who writes on two channels, or by two ways of writing a number, is held by one of them, so that
        # nobody else signs for the same meanwhile.
        for channel, address in whose | {signs_as(channel, address) for channel, address in whose}:
            key = keys.contact(channel, address)
            wanted[key] = self._contacts[channel, address] = contacts.ContactRow(key, channel, address)
            self._persons[key] = {
                slug: keys.petitions[number].person(channel, address)
                for slug, number in shelf.ids.items()
                if number in keys.petitions
            }
        if wanted:
            contacts.find(self.tx, wanted)
        persons = [person for of_one in self._persons.values() for person in of_one.values()]
        self.signatures = signatures.find(self.tx, persons) if persons else {}

    def answered(self, heard: Heard) -> bool:
        """Whether this message was answered before, here or in an earlier transaction."""
        message = self._keys[heard.channel, heard.id]
        return message in self._answered or message in self._kept

    def answer_to(self, heard: Heard) -> bytes | None:
        """The answer of a message that was answered before; None when it is to be silent since an erasure."""
        message = self._keys[heard.channel, heard.id]
        if message in self._answered:
            return self._answered[message]
        return answers.read(self.tx, message, self._kept[message], self._contacts[_who(heard)].id)

    def moment(self) -> Moment:
        """The time of the batch, with a fresh receipt code."""
        return Moment(self.now, self._codes.pop())

    def contact(self, heard: Heard) -> Contact:
        """What is known of the sender, with all that this batch has done so far."""
        row = self._contacts[_who(heard)]
        found, others = {}, {}
        for slug, person in self._persons[row.key].items():
            if people := self.signatures.get(person):
                found[slug] = people[0].signature
                if len(people) > 1:
                    others[slug] = tuple(one.signature for one in people[1:])
        return Contact(row.state, found, others)

    def keep(self, heard: Heard, turn: Turn, answer: bytes) -> None:
        """Remember a turn: its state, its facts, its answer."""
        row = self._contacts[_who(heard)]
        message = self._keys[heard.channel, heard.id]
        if row.new and not turn.replies and not turn.facts and contacts.nothing_to_remember(turn.state):
            self._answered[message] = answer  # delivered again it leads to the same silence, so nothing is kept
            return
        for fact in turn.facts:
            make_true(self, row, heard, fact)
        self._answered[message] = answer
        last = any(fact.name == "erased" for fact in turn.facts)
        self._answers.append(answers.AnswerRow(message, row.id, answer, last))
        row.state = turn.state
        self._changed[row.key] = row

    def person(self, row: contacts.ContactRow, slug: str) -> bytes:
        """The person that a contact is under a petition."""
        return self._persons[row.key][slug]

    def people_per_phone(self, slug: str) -> int:
        """How many people may sign a petition from one telephone."""
        return next(one.people_per_phone for one in self.tx.shelf.petitions if one.slug == slug)

    def persons(self, row: contacts.ContactRow) -> dict[str, bytes]:
        """The person that a contact is under each petition, by slug."""
        return self._persons[row.key]

    def erase(self, row: contacts.ContactRow) -> None:
        """Cut every link to a contact; what it signed must be taken off before."""
        for one in self._answers:
            if one.contact == row.id:
                self._answered[one.message] = None
        stand_in = contacts.new_id()
        for word in self.consents:
            if word.contact == row.id:
                word.contact, word.message = stand_in, None
        self._erased[row.id] = stand_in
        row.id, row.sealed_address, row.erased = contacts.new_id(), None, True

    def forget_answers(self, row: contacts.ContactRow) -> None:
        """Let nobody read what a contact was answered so far: its id changes, and its consents follow."""
        for one in self._answers:
            if one.contact == row.id:
                self._answered[one.message] = None
        before, row.id = row.id, contacts.new_id()
        for word in self.consents:
            if word.contact == before:
                word.contact = row.id
        self._moved.append((before, row.id))

    def write(self) -> None:
        """Write the difference between what was read and what holds now."""
        tx = self.tx
        consents.move(tx, self._moved)
        consents.erase(tx, self._erased)
        answers.keep(tx, self._answers, self.hour)
        contacts.keep(tx, self._changed.values(), self.hour)
        contacts.let_go(tx, [row for row in self._contacts.values() if row.new and row.key not in self._changed])
        consents.add(tx, self.consents, self.hour)
        self._write_signatures()

    def _write_signatures(self) -> None:
        added, changed, removed = self._difference()
        touched = [person for person, _row in (*removed, *changed)]
        aside = signatures.hold(self.tx, touched) if touched else set()
        signatures.remove(self.tx, removed)
        signatures.change(self.tx, changed)
        signatures.add(self.tx, added)
        self.blocks.raise_counts((row.signature.petition, row.extra["tag"]) for _person, row in added)
        self._move_counts(added, removed, aside)

    def _difference(self) -> tuple[Rows, Rows, Rows]:
        """What is new, what was changed and what is gone, each with its person."""
        before, after = self._before, self.signatures
        added: list[Row] = []
        changed: list[Row] = []
        removed: list[Row] = []
        for person in before.keys() | after.keys():
            was, now = before.get(person, ()), after.get(person, ())
            if was is now:
                continue
            old = {row.id: row for row in was}
            for row in now:
                known = old.pop(row.id, None)
                if known is not row:
                    (changed if known else added).append((person, row))
            removed += [(person, row) for row in old.values()]
        return added, changed, removed

    def _move_counts(self, added: Rows, removed: Rows, aside: set[bytes]) -> None:
        ids = self.tx.shelf.ids
        moved = Counter(ids[row.signature.petition] for _person, row in added)
        moved.subtract(ids[row.signature.petition] for _person, row in removed if row.id not in aside)
        no_more = Counter(ids[row.signature.petition] for _person, row in removed if row.id in aside)
        moved_counts = {number: by for number, by in moved.items() if by}
        move_counts(self.tx, moved_counts, {number: -by for number, by in no_more.items()})


def _who(heard: Heard) -> tuple[str, str]:
    return heard.channel, heard.address
