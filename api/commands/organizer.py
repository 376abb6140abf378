"""`undersigned organizer`: who may draft, approve and answer. `undersigned audit`: what was done by whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import phonenumbers
import typer

from api.commands.opening import open_for_command, settings_or_fail
from api.commands.speaking import WRONGLY_ASKED, fail, show, show_json, talk
from storage import Store
from storage.audit import Entry, entries, first_break
from storage.organizers import (
    MANAGING,
    ROLES,
    NameTaken,
    NotAllowed,
    Organizer,
    UnknownOrganizer,
    add,
    all_organizers,
    allowed,
    named,
    remove,
)

organizer = typer.Typer(no_args_is_help=True, help="Who may draft, approve and answer: add, list, remove.")
audit = typer.Typer(no_args_is_help=True, help="What organizers did: show, verify.")

#: Who acts from the machine before there is an owner.
OPERATOR = "the operator"
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Who = Annotated[str, typer.Option("--as", help="Who does it: an owner; nobody is needed before there is one.")]


@organizer.command("add")
def add_organizer(
    name: Annotated[str, typer.Argument(help="As deeds will tell it.")],
    role: Annotated[str, typer.Option(help="owner, organizer, approver or viewer.")],
    contact: Annotated[str, typer.Option(help="sms:+13125550142 or telegram:ID, where codes and tests go.")],
    who: Who = "",
    as_json: Json = False,
) -> None:
    """Register an organizer with the phone or Telegram account at which codes and tests reach them."""
    if role not in ROLES:
        fail(f"There is no role {role}: {', '.join(ROLES)}.", code=WRONGLY_ASKED)
    if not (name := name.strip()) or len(name) > 40 or not name.isprintable() or name == OPERATOR:
        fail("A name has 1 to 40 characters.", code=WRONGLY_ASKED)
    channel, address = _contact(contact)
    now = datetime.now(UTC)
    with open_for_command(settings_or_fail()) as store:
        by = _by(store, who)
        try:
            added = store.write_now(lambda tx: add(tx, name, role, channel, address, by, now))
        except NameTaken as problem:
            fail(str(problem))
    if as_json:
        show_json(_told(added))
    else:
        show(_line(added))
    if channel == "telegram":
        talk("A bot can write only to who has written to it: let them press Start there once.")


@organizer.command("list")
def list_organizers(as_json: Json = False) -> None:
    """Show who is an organizer; addresses stay sealed."""
    with open_for_command(settings_or_fail()) as store:
        found = store.read_now(all_organizers)
    if as_json:
        show_json([_told(one) for one in found])
        return
    for one in found:
        show(_line(one))
    if not found:
        talk("Nobody yet. The first: undersigned organizer add NAME --role owner --contact sms:+1…")


@organizer.command("remove")
def remove_organizer(name: Annotated[str, typer.Argument(help="The organizer.")], who: Who = "") -> None:
    """Let somebody be an organizer no more: codes go there no more, and the address is erased."""
    with open_for_command(settings_or_fail()) as store:
        by = _by(store, who)
        try:
            store.write_now(lambda tx: remove(tx, name, by, datetime.now(UTC)))
        except UnknownOrganizer as problem:
            fail(str(problem))
    talk(f"{name} is no organizer any more.")


@audit.command("show")
def show_audit(as_json: Json = False) -> None:
    """Show every deed, oldest first; the last hash, written down elsewhere, proves the whole record up to there."""
    with open_for_command(settings_or_fail()) as store:
        found = store.read_now(lambda tx: list(entries(tx)))
    if as_json:
        show_json([_entry(one) for one in found])
        return
    for one in found:
        details = "".join(f"  {name}={value}" for name, value in one.details.items())
        show(f"{one.number}  {one.at:%Y-%m-%d %H:%M} UTC  {one.who}  {one.deed}  {one.subject}{details}")
    talk(f"Last hash: {found[-1].hash.hex()}" if found else "Nothing was done yet.")


@audit.command("verify")
def verify_audit(
    last: Annotated[
        str, typer.Option("--hash", help="A hash that was written down: it must stand in the record.")
    ] = "",
) -> None:
    """Check that nothing in the record was changed, left out or put in between; ends with 1 where it was."""
    with open_for_command(settings_or_fail()) as store:
        broken, found = store.read_now(lambda tx: (first_break(tx), [one.hash.hex() for one in entries(tx)]))
    if broken is not None:
        fail(f"The record was changed: {broken.why}.")
    if last and last.lower() not in found:
        fail("The record is whole in itself, but this hash does not stand in it: it is another record.")
    show(f"{len(found)} entries, all as they were written.")


def _by(store: Store, who: str) -> str:
    """Who does it: an owner, or the operator as long as there is none."""
    owners = [one.name for one in store.read_now(all_organizers) if one.role == "owner"]
    if not who:
        if owners:
            fail(f"Say which owner does it: --as {owners[0]}", code=WRONGLY_ASKED)
        return OPERATOR
    try:
        return store.read_now(lambda tx: allowed(named(tx, who), MANAGING, "change who is an organizer")).name
    except (UnknownOrganizer, NotAllowed) as problem:
        fail(str(problem))


def _contact(told: str) -> tuple[str, str]:
    """Channel and address of `sms:+1…` or `telegram:ID`."""
    channel, _, address = told.partition(":")
    address = address.strip()
    if channel == "telegram" and re.fullmatch(r"[1-9]\d{3,15}", address):
        return channel, address
    if channel == "sms" and re.fullmatch(r"\+\d{8,15}", address) and _is_possible(address):
        return channel, address
    return fail(
        "--contact must be sms: and a number like sms:+13125550142, or telegram: and an id.", code=WRONGLY_ASKED
    )


def _is_possible(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _line(one: Organizer) -> str:
    return f"{one.name}  {one.role}  {one.channel}  since {one.added:%Y-%m-%d}"


def _told(one: Organizer) -> dict[str, Any]:
    return {"name": one.name, "role": one.role, "channel": one.channel, "added": one.added.isoformat()}


def _entry(one: Entry) -> dict[str, Any]:
    return one._asdict() | {"at": one.at.isoformat(), "details": dict(one.details), "hash": one.hash.hex()}
