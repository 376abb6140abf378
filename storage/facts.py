"""Makes a turn's facts true, in memory; the batch writes them in the transaction that saves the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conversations import Fact, Heard
from storage import joining
from storage.consents import ConsentRow
from storage.contacts import ContactRow
from storage.signatures import free_place, new_row, signature_from, with_one_more

if TYPE_CHECKING:
    from storage.batch import Batch


def make_true(batch: Batch, contact: ContactRow, heard: Heard, fact: Fact) -> None:
    """Apply one fact. A name that isn't in the table is a mistake in the conversation and raises KeyError."""
    _FACTS[fact.name](batch, contact, heard, fact.details)


def _signed(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    slug = details["petition"]
    person = batch.person(contact, slug)
    people = batch.signatures.get(person, ())
    if people and not details.get("another"):
        return
    if (place := free_place(people, batch.people_per_phone(slug)) if people else 1) is None:
        return
    signature = signature_from(slug, place, batch.hour, details)
    extra = {"channel": str(heard.channel), "language": details["language"], "source": details["source"]}
    extra["tag"] = batch.blocks.tag(slug, heard.channel, heard.address)
    batch.signatures[person] = with_one_more(people, new_row(signature, batch.hour, extra))
    batch.running[slug] += 1


def _edited(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    person = batch.person(contact, details["petition"])
    people = batch.signatures.get(person, ())
    place = details.get("place", people[0].signature.place if people else 0)
    changed = {name: details[name] for name in ("name", "postcode", "show_name")}
    batch.signatures[person] = tuple(
        replace(row, signature=replace(row.signature, **changed)) if row.signature.place == place else row
        for row in people
    )


def _unsigned(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    batch.take_off(batch.person(contact, details["petition"]), details.get("place"))


def _joined_updates(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    batch.consents.append(
        ConsentRow(
            contact=contact.id,
            petition=details["petition"],
            given=True,
            wording=details["wording"],
            language=details["language"],
            channel=str(heard.channel),
            how=details["how"],
            source=details["source"],
            area=details["area"],
            message=heard.id,
        )
    )


def _left_updates(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    left = ConsentRow(
        contact=contact.id,
        petition=details.get("petition") or None,
        given=False,
        wording="",
        language=contact.state.language or "",
        channel=str(heard.channel),
        how=details.get("how", "word"),
        source="",
        area="",
        message=heard.id,
    )
    batch.consents.append(left)
    joining.leave_updates(batch, contact, left)


def _erased(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    for person in batch.persons(contact).values():
        batch.take_off(person)
    joining.erase_others(batch, contact)
    batch.erase(contact)


def _erased_answers(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    batch.forget_answers(contact)


def _gave_link_code(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    batch.links.give(contact, details["code"])


def _missed_link_code(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    batch.links.miss()


def _linked(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    joining.join(batch, contact, details["mark"])


def _held_by_the_state(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    """The conversation's state says it already."""


_FACTS: dict[str, Callable[[Any, ContactRow, Heard, Any], None]] = {
    "signed": _signed,
    "edited": _edited,
    "unsigned": _unsigned,
    "joined_updates": _joined_updates,
    "left_updates": _left_updates,
    "erased": _erased,
    "erased_answers": _erased_answers,
    "gave_link_code": _gave_link_code,
    "missed_link_code": _missed_link_code,
    "linked": _linked,
    "stopped": _held_by_the_state,
    "returned": _held_by_the_state,
    "changed_language": _held_by_the_state,
    "asked_for_person": _held_by_the_state,
}
