"""Everything that one transaction reads and writes for the messages that wait together, in set-based statements.

1. Read: the contacts, held until the end, and with them the persons that they are; their signatures; which messages
   were answered before.
2. In memory, message by message in the order of their arrival: `contact`, then `keep`, which makes the facts true.
3. `write`: the difference, table by table.

A message is answered before if its keyed hash has an answer, in the database or earlier in this batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from conversations import Contact, Heard, Moment, State, Turn
from storage import answers, consents, contacts, outbox, recipients, signatures
from storage.codes import new_codes
from storage.facts import make_true
from storage.hours import hour_of
from storage.key_ring import signs_as
from storage.links import Links
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
        besides: Keys of contacts that must be held too.

    Raises:
        MoreToHold: when still more must be; nothing was done yet.
    """

    def __init__(
        self,
        tx: Transaction,
        heard: Sequence[Heard],
        now: datetime,
        running: dict[str, int],
        besides: Collection[bytes] = (),
    ) -> None:
        self.tx, self.now, self.hour, self.running = tx, now, hour_of(now), running
        self._keys = {(one.channel, one.id): tx.keys.message(one.channel, one.id) for one in heard}
        self._answered: dict[bytes, bytes | None] = {}
        self._contacts: dict[tuple[str, str], contacts.ContactRow] = {}
        self._persons: dict[bytes, dict[str, bytes]] = {}
        self._moved: list[signatures.Moved] = []
        self._read(heard, besides)
        # Only now: while a contact is held, nobody else can hear the same message of it.
        self._kept = answers.find(tx, self._keys.values())
        self._before = dict(self.signatures)
        self._codes = new_codes(len(heard))
        self.blocks = NumberBlocks(tx, self.hour)
        self._answers: list[answers.AnswerRow] = []
        self.consents: list[consents.ConsentRow] = []
        #: Done behind everything else that this batch writes, as what holds a lock that everybody wants.
        self.at_last: list[Callable[[], object]] = []
        self._erased: dict[bytes, bytes] = {}
        self._erased_keys: set[bytes] = set()
        #: Channel, address and last state of contacts that were erased with the sender's, as one person.
        self.erased_beside: list[tuple[str, str, State]] = []
        self._new_ids: list[tuple[bytes, bytes]] = []
        self._changed: dict[bytes, contacts.ContactRow] = {}

    def _read(self, heard: Sequence[Heard], besides: Collection[bytes]) -> None:
        wanted = {key: contacts.ContactRow(key, "", "") for key in besides}
        keys = self.tx.keys
        whose = {_who(one) for one in heard}
        # A person who writes on two channels, or by two ways of writing a number, is held by one of them, so that
        # nobody else signs for the same meanwhile.
        for channel, address in whose | {signs_as(channel, address) for channel, address in whose}:
            key = keys.contact(channel, address)
            wanted[key] = self._contacts[channel, address] = contacts.ContactRow(key, channel, address)
        if wanted:
            contacts.find(self.tx, wanted)
        self._rows, self.links = wanted, Links(self.tx, heard, self.now, wanted)
        for row in (*self._contacts.values(), *self.links.asked):
            self._persons[row.key] = self._known_as(row)
        persons = [person for of_one in self._persons.values() for person in of_one.values()]
        self.signatures = signatures.find(self.tx, persons) if persons else {}
        self._channels = {} if self.links.idle else signatures.channels(self.tx, persons)

    def _known_as(self, row: contacts.ContactRow) -> dict[str, bytes]:
        """The person that a contact is under each petition, by slug: of two linked ones it is the same."""
        keys, link = self.tx.keys.petitions, self.links.of(row)
        return {
            slug: keys[number].linked_person(link.both) if link else keys[number].person(row.channel, row.address)
            for slug, number in self.tx.shelf.ids.items()
            if number in keys
        }

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
        link, found, others = self.links.known(row, heard), {}, {}
        for slug, person in self._persons[row.key].items():
            if people := self.signatures.get(person):
                if link.linked:
                    people = tuple(self._told_by(row, one) for one in people)
                found[slug] = people[0].signature
                if len(people) > 1:
                    others[slug] = tuple(one.signature for one in people[1:])
        return Contact(row.state, found, others, link)

    def _told_by(self, row: contacts.ContactRow, one: signatures.SignatureRow) -> signatures.SignatureRow:
        """A signature as a linked contact is told of it: without name and ZIP where the other one gave it."""
        channel = one.extra.get("channel") or self._channels[one.id]
        return one if signs_as(channel, "")[0] == signs_as(row.channel, "")[0] else signatures.given_elsewhere(one)

    def keep(self, heard: Heard, turn: Turn, answer: bytes) -> None:
        """Remember a turn: its state, its facts, its answer."""
        row = self._contacts[_who(heard)]
        message = self._keys[heard.channel, heard.id]
        if row.new and not turn.replies and not turn.facts and contacts.nothing_to_remember(turn.state):
            self._answered[message] = answer  # delivered again it leads to the same silence, so nothing is kept
            return
        row.state = turn.state
        for fact in turn.facts:
            make_true(self, row, heard, fact)
        self._answered[message] = answer
        last = any(fact.name == "erased" for fact in turn.facts)
        self._answers.append(answers.AnswerRow(message, row.id, answer, last))
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

    def take_off(self, person: bytes, place: int | None = None) -> None:
        """Take off the signature on a place of a person, or all of them."""
        people = self.signatures.get(person, ())
        gone = [row for row in people if place in (None, row.signature.place)]
        self.signatures[person] = tuple(row for row in people if row not in gone)
        for row in gone:
            if not row.set_aside:
                self.running[row.signature.petition] -= 1

    def row(self, key: bytes) -> contacts.ContactRow:
        """A contact that is held, by its key."""
        return self._rows[key]

    def write_also(self, row: contacts.ContactRow) -> None:
        """Write a contact that is no sender."""
        self._changed[row.key] = row

    def look_again(self, kept: Iterable[contacts.ContactRow]) -> None:
        """Know contacts by other persons from here on, since a link was made or ended; these are written as well."""
        for row in self._rows.values():
            if row.address:
                self._persons[row.key] = self._known_as(row)
        self._changed |= {row.key: row for row in kept}

    def move(self, old: bytes, new: bytes) -> None:
        """Let the signatures of one person be another's from here on; they stand behind those that the other has."""
        for row in self.signatures.pop(old, ()):
            people = self.signatures.get(new, ())
            moved = signatures.at_place(row, signatures.free_place(people, len(people) + 1) or 1)
            self.signatures[new] = (*people, moved)
            for was in self._before.get(old, ()):
                if was.id == row.id:
                    self._before[old] = tuple(one for one in self._before[old] if one is not was)
                    before = moved if was is row else signatures.at_place(was, moved.signature.place)
                    self._before[new] = (*self._before.get(new, ()), before)
                    self._moved.append(signatures.Moved(old, new, moved))

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
        self._erased_keys.add(row.key)
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
        self._new_ids.append((before, row.id))

    def write(self) -> None:
        """Write the difference between what was read and what holds now."""
        tx = self.tx
        consents.move(tx, self._new_ids)
        recipients.move(tx, self._new_ids)
        consents.erase(tx, self._erased)
        if self._erased_keys:
            recipients.erase(tx, self._erased)
            outbox.erase(tx, self._erased_keys)
        answers.keep(tx, self._answers, self.hour)
        contacts.keep(tx, self._changed.values(), self.hour)
        contacts.let_go(tx, [row for row in self._rows.values() if row.new and row.key not in self._changed])
        self.links.write()
        consents.add(tx, self.consents, self.hour)
        self._write_signatures()
        for work in self.at_last:
            work()

    def _write_signatures(self) -> None:
        added, changed, removed = self._difference()
        was = {one.row.id: one.old for one in self._moved}
        touched = {was.get(row.id, person) for person, row in (*removed, *changed)} | set(was.values())
        aside = signatures.hold(self.tx, touched) if touched else set()
        signatures.move(self.tx, self._moved)
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
