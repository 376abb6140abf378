"""People who asked for updates, written into contacts and ledger as their messages would, without a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from conversations import State
from storage import Transaction, consents
from storage.consents import ConsentRow
from storage.contacts import ContactRow, new_id, read_state, row_of
from storage.dialects import put_rows
from storage.hours import hour_of
from storage.key_ring import signs_as
from storage.link_halves import Half, set_halves
from storage.sealing import place_of
from storage.tables import contacts


def join(
    tx: Transaction,
    address: str,
    now: datetime,
    *slugs: str,
    channel: str = "sms",
    language: str = "en",
    area: str = "606",
    source: str = "",
) -> bytes:
    """Ask for updates of these petitions ("lamps" when none is named); gives the contact's random id."""
    slugs = slugs or ("lamps",)
    contact = known(tx, channel, address) or ContactRow(tx.keys.contact(channel, address), channel, address, new_id())
    contact.state = contact.state.but({"updates": tuple(sorted({*contact.state.updates, *slugs})), "heard_at": 1})
    _put(tx, contact, channel, address)
    words = [ConsentRow(contact.id, slug, True, "w", language, channel, "word", source, area, "SM1") for slug in slugs]
    consents.add(tx, words, hour_of(now))
    return contact.id


def leave(
    tx: Transaction, address: str, now: datetime, slug: str | None, how: str = "word", channel: str = "sms"
) -> None:
    """Take it back: of one petition, or with None of all."""
    contact = known(tx, channel, address)
    assert contact is not None
    wanted = tuple(one for one in contact.state.updates if slug is not None and one != slug)
    contact.state = contact.state.but({"updates": wanted})
    _put(tx, contact, channel, address)
    consents.add(tx, [ConsentRow(contact.id, slug, False, "", "en", channel, how, "", "", None)], hour_of(now))


def join_many(tx: Transaction, addresses: Sequence[str], now: datetime, slug: str = "lamps") -> None:
    """Many at once, by SMS."""
    rows, words = [], []
    for address in addresses:
        key = tx.keys.contact("sms", address)
        contact = ContactRow(key, "sms", address, new_id(), State(updates=(slug,), heard_at=1), b"sealed")
        rows.append(row_of(tx, contact, None))
        words.append(ConsentRow(contact.id, slug, True, "w", "en", "sms", "word", "", "606", "SM1"))
    put_rows(tx.connection, contacts, rows)
    consents.add(tx, words, hour_of(now))


def link(tx: Transaction, *two: tuple[str, str]) -> None:
    """Make two contacts one person, as channel and address; a link stands on the contact of the number."""
    both = new_id()
    keys = [tx.keys.contact(*signs_as(*one)) for one in two]
    for place, one in enumerate(two):
        if known(tx, *signs_as(*one)) is None:
            row = ContactRow(keys[place], *signs_as(*one), new_id(), State(language="en", heard_at=1))
            _put(tx, row, *signs_as(*one))
    set_halves(tx, {keys[0]: Half(both, (keys[1],)), keys[1]: Half(both, (keys[0],))})


def erase(tx: Transaction, address: str, channel: str = "sms") -> None:
    """DELETE, as it leaves contact and ledger."""
    contact = known(tx, channel, address)
    assert contact is not None
    tx.connection.execute(contacts.delete().where(contacts.c.key == contact.key))
    consents.erase(tx, {contact.id: new_id()})


def move_hour(tx: Transaction, contact: bytes, now: datetime) -> None:
    """Let a contact have joined at another time."""
    ledger = consents.consents
    tx.connection.execute(update(ledger).where(ledger.c.contact == contact).values(hour=hour_of(now)))


def known(tx: Transaction, channel: str, address: str) -> ContactRow | None:
    """The contact as it is stored."""
    key = tx.keys.contact(channel, address)
    row = tx.connection.execute(select(contacts).where(contacts.c.key == key)).one_or_none()
    if row is None:
        return None
    return ContactRow(key, channel, address, row.id, read_state(tx, key, row.state), row.address, new=False)


def _put(tx: Transaction, contact: ContactRow, channel: str, address: str) -> None:
    sealed = tx.keys.field.seal(f"{channel}\0{address}".encode(), place_of(b"contacts.address", contact.key))
    contact.sealed_address = sealed
    put_rows(tx.connection, contacts, [row_of(tx, contact, None)])
