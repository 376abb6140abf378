"""Makes a turn's facts true, in memory; the batch writes them in the transaction that saves the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conversations import Fact, Heard
from storage.consents import ConsentRow
from storage.contacts import ContactRow
from storage.signatures import new_row, signature_from

if TYPE_CHECKING:
    from storage.batch import Batch


def make_true(batch: Batch, contact: ContactRow, heard: Heard, fact: Fact) -> None:
    """Apply one fact. A name that isn't in the table is a mistake in the conversation and raises KeyError."""
    _FACTS[fact.name](batch, contact, heard, fact.details)


def _signed(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    slug = details["petition"]
    person = batch.person(contact, slug)
    if person in batch.signatures:
        return
    signature = signature_from(slug, batch.hour, details)
    extra = {"channel": str(heard.channel), "language": details["language"], "source": details["source"]}
    extra["tag"] = batch.blocks.tag(slug, heard.channel, heard.address)
    batch.signatures[person] = new_row(signature, batch.hour, extra)
    batch.running[slug] += 1


def _edited(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    person = batch.person(contact, details["petition"])
    if (row := batch.signatures.get(person)) is not None:
        changed = {name: details[name] for name in ("name", "postcode", "show_name")}
        batch.signatures[person] = replace(row, signature=replace(row.signature, **changed))


def _unsigned(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    _take_off(batch, batch.person(contact, details["petition"]))


def _take_off(batch: Batch, person: bytes) -> None:
    if (row := batch.signatures.pop(person, None)) is not None and not row.set_aside:
        batch.running[row.signature.petition] -= 1


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
    batch.consents.append(
        ConsentRow(
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
    )


def _erased(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    for person in batch.persons(contact).values():
        _take_off(batch, person)
    batch.erase(contact)


def _held_by_the_state(batch: Batch, contact: ContactRow, heard: Heard, details: Any) -> None:
    """The conversation's state says it already."""


_FACTS: dict[str, Callable[[Any, ContactRow, Heard, Any], None]] = {
    "signed": _signed,
    "edited": _edited,
    "unsigned": _unsigned,
    "joined_updates": _joined_updates,
    "left_updates": _left_updates,
    "erased": _erased,
    "stopped": _held_by_the_state,
    "returned": _held_by_the_state,
    "changed_language": _held_by_the_state,
    "asked_for_person": _held_by_the_state,
}
