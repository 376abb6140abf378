"""What it means to be one person on two channels: one signature, one consent to updates, one DELETE.

Of a petition that both have signed the earlier signature stands, and the later one is withdrawn. Rows know only the
hour: within one hour that of whoever asked for the code stands, since the channel that somebody is on first is mostly
the one that is joined from. Several people may have signed from one phone: who stands first there is its owner, and
the owner alone is joined; what others signed stays as it is, behind, even where that makes more than a phone may hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conversations import State
from storage import consents
from storage.consents import ConsentRow
from storage.contacts import ContactRow, address_of, nothing_to_remember

if TYPE_CHECKING:
    from storage.batch import Batch

#: How a consent ended that the other contact of the same person had given earlier.
_HOW = "linked"


def join(batch: Batch, contact: ContactRow, mark: str) -> None:
    """Make whoever asked for a code one person with `contact`, which sent it.

    Args:
        batch: The batch.
        contact: Who sent the code and confirmed it.
        mark: Names the code (`conversations.turn.Link`).
    """
    code = batch.links.code(mark)
    if code is None:
        return
    asked = batch.persons(batch.row(code.contact))
    sent = batch.persons(contact)
    theirs, mine = batch.links.join(contact, code)
    batch.look_again((theirs, mine))
    for slug, both in batch.persons(mine).items():
        for person in _after_withdrawing(batch, asked[slug], sent[slug]):
            batch.move(person, both)
    _ask_for_updates_once(batch, contact)


def leave_updates(batch: Batch, contact: ContactRow, left: ConsentRow) -> None:
    """Turn off, of whoever is one person with `contact`, the updates that it left: all of them without a petition."""
    for other in batch.links.others(contact):
        gone = other.state.updates if left.petition is None else (left.petition,)
        if not set(gone).isdisjoint(other.state.updates):
            _turn_off(batch, other, gone)
            batch.consents.append(replace(left, contact=other.id))


def erase_others(batch: Batch, contact: ContactRow) -> None:
    """Erase whoever is one person with `contact`, and what makes them one; what they signed was taken off before."""
    beside = batch.links.others(contact)
    knew = batch.links.part(contact)
    for one in knew:
        if one in beside:
            if whose := address_of(batch.tx, one):
                batch.erased_beside.append((*whose, one.state))
            one.state = State(stopped=one.state.stopped, stopped_by=one.state.stopped_by)
        if one in beside or nothing_to_remember(one.state):
            batch.erase(one)
    if knew:
        batch.look_again(knew)


def _after_withdrawing(batch: Batch, asked: bytes, sent: bytes) -> tuple[bytes, bytes]:
    """Withdraw the later of two owners' signatures; whose owner stands comes first."""
    first, second = batch.signatures.get(asked), batch.signatures.get(sent)
    if not (first and second):
        return asked, sent
    if second[0].hour < first[0].hour:
        batch.take_off(asked, first[0].signature.place)
        return sent, asked
    batch.take_off(sent, second[0].signature.place)
    return asked, sent


def _ask_for_updates_once(batch: Batch, contact: ContactRow) -> None:
    """Of two consents to the updates of one petition the earlier one stands."""
    for other in batch.links.others(contact):
        both = set(other.state.updates).intersection(contact.state.updates)
        given = consents.given_at(batch.tx, (contact.id, other.id)) if both else {}
        newest = max(given.values(), default=0) + 1  # of this batch, and not written yet
        for slug in sorted(both):
            mine, theirs = (given.get((one.id, slug), newest) for one in (contact, other))
            later = other if mine < theirs else contact
            _turn_off(batch, later, (slug,))
            batch.consents.append(ConsentRow(later.id, slug, False, "", "", str(later.channel), _HOW, "", "", None))


def _turn_off(batch: Batch, contact: ContactRow, slugs: tuple[str, ...]) -> None:
    wanted = tuple(slug for slug in contact.state.updates if slug not in slugs)
    contact.state = contact.state.but({"updates": wanted})
    batch.write_also(contact)
