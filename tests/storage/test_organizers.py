"""Organizers are known by name and by one address, which stays sealed; what they may do goes by their role."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from sqlalchemy import select

from storage import MasterKey, Store, Transaction, upgrade
from storage.audit import entries
from storage.organizers import (
    ANSWERING,
    APPROVING,
    DRAFTING,
    MANAGING,
    NameTaken,
    NotAllowed,
    Organizer,
    UnknownOrganizer,
    acting,
    add,
    address_of,
    all_organizers,
    allowed,
    at_address,
    named,
    numbered,
    remove,
)
from storage.outgoing_tables import organizers
from tests.storage.conftest import NOW

PHONE, OTHER = "+13125550142", "+13125550143"


def register(store: Store, name: str, role: str = "owner", address: str = PHONE, channel: str = "sms") -> Organizer:
    return store.write_now(lambda tx: add(tx, name, role, channel, address, "Rosa", NOW))


def test_an_organizer_is_found_by_name_and_by_the_registered_address_alone(store: Store) -> None:
    added = register(store, "Luz", "approver")
    assert (added.name, added.role, added.channel, added.active, added.added) == ("Luz", "approver", "sms", True, NOW)

    def look(tx: Transaction) -> None:
        assert named(tx, "Luz") == at_address(tx, "sms", PHONE) == numbered(tx, added.number) == added
        assert at_address(tx, "sms", OTHER) is None
        assert at_address(tx, "whatsapp", PHONE) is None
        assert at_address(tx, "telegram", PHONE) is None
        assert address_of(tx, added.number) == ("sms", PHONE)
        assert address_of(tx, added.number + 1) is None
        with pytest.raises(LookupError):
            numbered(tx, added.number + 1)
        with pytest.raises(UnknownOrganizer, match="There are: Luz"):
            named(tx, "Lux")

    store.read_now(look)


def test_a_number_is_one_number_in_whichever_way_it_is_written(store: Store) -> None:
    register(store, "Luz", address="+5215512345678")
    assert store.read_now(lambda tx: at_address(tx, "sms", "+525512345678")) is not None
    with pytest.raises(NameTaken):
        register(store, "Ana", address="+525512345678")


def test_names_and_addresses_are_one_organizers_each(store: Store) -> None:
    register(store, "Luz")
    with pytest.raises(NameTaken, match="organizer already"):
        register(store, "Luz", address=OTHER)
    with pytest.raises(NameTaken, match="registered for Luz"):
        register(store, "Ana")
    assert [one.name for one in store.read_now(all_organizers)] == ["Luz"]


def test_who_is_removed_keeps_the_name_in_the_record_and_leaves_no_address(store: Store) -> None:
    added = register(store, "Luz", "approver")
    store.write_now(lambda tx: remove(tx, "Luz", "Rosa", NOW))

    def look(tx: Transaction) -> None:
        assert all_organizers(tx) == []
        assert at_address(tx, "sms", PHONE) is None
        assert address_of(tx, added.number) is None
        assert numbered(tx, added.number).name == "Luz"
        row = tx.connection.execute(select(organizers)).one()
        assert bytes(row.address) == b""
        assert bytes(row.contact) != tx.keys.contact("sms", PHONE)
        with pytest.raises(UnknownOrganizer, match="none yet"):
            named(tx, "Luz")
        assert [(one.deed, one.subject) for one in entries(tx)] == [
            ("added", "organizer Luz"),
            ("removed", "organizer Luz"),
        ]

    store.read_now(look)
    assert register(store, "Ana").number != added.number, "the address is free again"
    back = register(store, "Luz", "viewer", OTHER)
    assert (back.number, back.role) == (added.number, "viewer")


def test_roles_reach_as_far_as_they_reach(store: Store) -> None:
    may = {"owner": "DPAM", "organizer": "DA", "approver": "PA", "viewer": ""}
    what = {"D": DRAFTING, "P": APPROVING, "A": ANSWERING, "M": MANAGING}
    for number, (role, reaches) in enumerate(may.items()):
        one = register(store, role, role, f"+1312555014{number}")
        for letter, roles in what.items():
            if letter in reaches:
                assert allowed(one, roles, "do it") == one
            else:
                with pytest.raises(NotAllowed, match=f"{role} is registered as {role}; to do it takes owner"):
                    allowed(one, roles, "do it")


def test_any_name_acts_until_somebody_is_registered(store: Store) -> None:
    def who(name: str) -> str:
        return store.read_now(lambda tx: acting(tx, name, ANSWERING, "settle a flag"))

    assert who("whoever") == "whoever"
    register(store, "Luz", "viewer")
    with pytest.raises(NotAllowed):
        who("Luz")
    with pytest.raises(UnknownOrganizer):
        who("whoever")


async def test_two_who_are_added_at_once_under_one_name_are_one(database_url: str, master: MasterKey) -> None:
    upgrade(database_url, master)
    stores = [Store.open(database_url, master) for _ in range(2)]
    work = [
        partial(add, name="Luz", role="owner", channel="sms", address=f"+1312555014{n}", who="-", now=NOW)
        for n in range(8)
    ]
    done = await asyncio.gather(*(stores[n % 2].write(one) for n, one in enumerate(work)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["NameTaken"] * 7 + ["Organizer"]
    for one in stores:
        await one.aclose()


def test_the_address_stands_nowhere_in_the_clear(store: Store) -> None:
    register(store, "Luz")
    row = store.read_now(lambda tx: tx.connection.execute(select(organizers)).one())
    assert PHONE.encode() not in b"".join(bytes(value) for value in row if isinstance(value, bytes))
    told = store.read_now(lambda tx: [str(one) for one in entries(tx)])
    assert not any("5550142" in one for one in told)
