"""Organizers: who may draft, approve and answer, each known by a name and by one registered address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, select, update

from conversations.telephone_numbers import one_number
from storage import audit
from storage.approval_codes import one_at_a_time, void_of
from storage.outgoing_tables import organizers
from storage.sealing import NotOurs, place_of

if TYPE_CHECKING:
    from storage.store import Transaction

_ADDRESS = b"organizers.address"
#: What each role may do. The owner may do everything; whoever only watches is none of these.
DRAFTING = frozenset(["owner", "organizer"])
APPROVING = frozenset(["owner", "approver"])
ANSWERING = frozenset(["owner", "organizer", "approver"])
MANAGING = frozenset(["owner"])
ROLES = ("owner", "organizer", "approver", "viewer")


class UnknownOrganizer(Exception):
    """Nobody of this name is an organizer; the message says who is."""


class NotAllowed(Exception):
    """This organizer's role does not reach as far; the message says whose does."""


class NameTaken(Exception):
    """The name or the address is another organizer's; the message says which."""


class Organizer(NamedTuple):
    """One organizer."""

    number: int
    name: str
    #: One of `ROLES`.
    role: str
    #: "sms" or "telegram".
    channel: str
    active: bool
    added: datetime


def add(tx: Transaction, name: str, role: str, channel: str, address: str, who: str, now: datetime) -> Organizer:
    """Register an organizer; one who was removed comes back with what is told now.

    Args:
        tx: The open transaction.
        name: As deeds will tell it.
        role: One of `ROLES`.
        channel: "sms" or "telegram".
        address: A number in E.164, or the id of a Telegram account.
        who: Who does it.
        now: An aware time.

    Raises:
        NameTaken: when an organizer has the name, or the address.
    """
    if channel == "sms":
        address = one_number(address)
    contact = tx.keys.contact(channel, address)
    audit.one_at_a_time(tx)  # two who add the same at once do it one after the other
    known = tx.connection.execute(select(organizers).where(organizers.c.name == name)).first()
    if known is not None and known.active:
        raise NameTaken(f"{name} is an organizer already.")
    other = tx.connection.execute(select(organizers).where(organizers.c.contact == contact)).first()
    if other is not None and other.name != name:
        raise NameTaken(f"This address is registered for {other.name}.")
    row: dict[str, Any] = {"role": role, "contact": contact, "active": 1, "added": int(now.timestamp())}
    row["address"] = tx.keys.field.seal(f"{channel}\0{address}".encode(), place_of(_ADDRESS, contact))
    if known is None:
        tx.connection.execute(insert(organizers).values(name=name, **row))
    else:
        tx.connection.execute(update(organizers).where(organizers.c.id == known.id).values(row))
    audit.append(tx, who, "added", f"organizer {name}", now, {"role": role, "channel": channel})
    return named(tx, name)


def remove(tx: Transaction, name: str, who: str, now: datetime) -> None:
    """Let somebody be an organizer no more; the name stays, since deeds tell it, and the address goes.

    Raises:
        UnknownOrganizer: when nobody has the name.
    """
    one = named(tx, name)
    one_at_a_time(tx, one.number)
    void_of(tx, one.number)
    # What stands in the address's place says nothing and is nobody's.
    stand_in = tx.keys.contact("removed", str(one.number))
    gone = {"active": 0, "contact": stand_in, "address": b""}
    tx.connection.execute(update(organizers).where(organizers.c.id == one.number).values(gone))
    audit.append(tx, who, "removed", f"organizer {name}", now)


def named(tx: Transaction, name: str) -> Organizer:
    """The organizer of this name.

    Raises:
        UnknownOrganizer: when there is none, or one who was removed.
    """
    row = tx.connection.execute(select(organizers).where(organizers.c.name == name, organizers.c.active == 1)).first()
    if row is None:
        known = ", ".join(one.name for one in all_organizers(tx))
        there = f"There are: {known}." if known else "There are none yet: `undersigned organizer add`."
        raise UnknownOrganizer(f"There is no organizer {name}. {there}")
    return _organizer(tx, row)


def numbered(tx: Transaction, number: int) -> Organizer:
    """An organizer by number, removed ones too; for what names them in its rows.

    Raises:
        LookupError: when there never was one.
    """
    row = tx.connection.execute(select(organizers).where(organizers.c.id == number)).first()
    if row is None:
        raise LookupError(number)
    return _organizer(tx, row)


def at_address(tx: Transaction, channel: str, address: str) -> Organizer | None:
    """The organizer who is registered at this address; None for anybody else."""
    contact = tx.keys.contact(channel, one_number(address) if channel == "sms" else address)
    row = tx.connection.execute(select(organizers).where(organizers.c.contact == contact)).first()
    return _organizer(tx, row) if row is not None and row.active else None


def all_organizers(tx: Transaction) -> list[Organizer]:
    """Who is an organizer now, in the order in which they were added."""
    rows = tx.connection.execute(select(organizers).where(organizers.c.active == 1).order_by(organizers.c.id))
    return [_organizer(tx, row) for row in rows]


def address_of(tx: Transaction, number: int) -> tuple[str, str] | None:
    """Channel and address of an organizer; None once removed, or where it can't be read."""
    row = tx.connection.execute(select(organizers).where(organizers.c.id == number)).first()
    return _address(tx, row) if row is not None else None


def allowed(organizer: Organizer, roles: frozenset[str], what: str) -> Organizer:
    """The organizer, if the role reaches.

    Args:
        organizer: Who acts.
        roles: Which roles may, as `DRAFTING`.
        what: What is done, as "draft a broadcast".

    Raises:
        NotAllowed: when the role does not reach.
    """
    if organizer.role not in roles:
        may = " or ".join(role for role in ROLES if role in roles)
        raise NotAllowed(f"{organizer.name} is registered as {organizer.role}; to {what} takes {may}.")
    return organizer


def acting(tx: Transaction, who: str, roles: frozenset[str], what: str) -> str:
    """The name under which the audit record tells a deed: an organizer's; any, as long as nobody is registered.

    Args:
        tx: An open transaction.
        who: The name that was told.
        roles: Which roles may, as `ANSWERING`.
        what: What is done, as "settle a flag".

    Raises:
        UnknownOrganizer: when there are organizers, and nobody of this name.
        NotAllowed: when the role does not reach.
    """
    if not all_organizers(tx):
        return who
    return allowed(named(tx, who), roles, what).name


def _organizer(tx: Transaction, row: Any) -> Organizer:
    channel, _ = _address(tx, row) or ("", "")
    added = datetime.fromtimestamp(row.added, UTC)
    return Organizer(row.id, row.name, row.role, channel, bool(row.active), added)


def _address(tx: Transaction, row: Any) -> tuple[str, str] | None:
    try:
        told = tx.keys.field.open(row.address, place_of(_ADDRESS, row.contact)).decode()
    except NotOurs:
        return None
    channel, _, address = told.partition("\0")
    return channel, address
