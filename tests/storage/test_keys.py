"""Keys: random, wrapped, one pair per petition; a ciphertext opens only where it was made."""

from __future__ import annotations

import stat
from hashlib import sha256
from hmac import digest
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from conversations import Channel, Heard, State, Turn
from storage import MasterKey, MasterKeyProblem, Store, Transaction, all_petitions, counts, upgrade
from storage.batch import Batch
from storage.codes import ALPHABET, new_codes
from storage.sealing import FieldKey, NotOurs, place_of
from storage.tables import contacts, wrapped_keys
from tests.storage.conftest import NOW

ANA, LUZ = "+13125550142", "+13125550143"


def test_a_key_file_is_made_beside_a_new_database_for_its_owner_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    made = MasterKey.find(None, None, url)
    file = tmp_path / "undersigned.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert MasterKey.find(None, None, url) == made
    upgrade(url, made)
    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600


def test_a_database_without_its_key_gets_no_new_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    upgrade(url, MasterKey.find(None, None, url))
    (tmp_path / "undersigned.key").unlink()
    with pytest.raises(MasterKeyProblem, match=r"undersigned\.key is missing beside new\.db"):
        MasterKey.find(None, None, url)


@pytest.mark.parametrize("text", ["", "abc", "00" * 31, "00" * 33, "é" * 32, "not base64 at all!"])
def test_a_key_of_another_size_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(MasterKeyProblem) as refused:
        MasterKey.read(text)
    assert not text or text not in str(refused.value)


def test_a_key_is_read_as_hexadecimal_or_base64() -> None:
    assert MasterKey.read("00" * 32) == MasterKey.read("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")


def test_no_key_shows_itself() -> None:
    key = MasterKey.new()
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)


def test_another_master_key_is_refused(database_url: str, store: Store) -> None:
    with pytest.raises(MasterKeyProblem, match="did not make this database"):
        Store.open(database_url, MasterKey.new())


def test_petitions_know_the_same_number_by_different_names(store: Store) -> None:
    def look(tx: Transaction) -> None:
        first, second = (keys.person("sms", ANA) for keys in tx.keys.petitions.values())
        assert len({first, second, tx.keys.contact("sms", ANA), tx.keys.contact("telegram", ANA)}) == 4

    store.read_now(look)


def test_a_telephone_is_two_contacts_and_one_person(store: Store) -> None:
    def look(tx: Transaction) -> None:
        assert tx.keys.contact("sms", ANA) != tx.keys.contact("whatsapp", ANA)
        keys = next(iter(tx.keys.petitions.values()))
        assert keys.person("sms", ANA) == keys.person("whatsapp", ANA) != keys.person("telegram", ANA)
        assert keys.person("call", ANA) == keys.person("sms", ANA)

    store.read_now(look)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+525512345678", "+5215512345678"),
        ("+5491123456789", "+541123456789"),
        ("+5511987654321", "+551187654321"),
    ],
)
def test_a_telephone_is_one_person_in_whichever_way_its_number_is_written(
    store: Store, number: str, written: str
) -> None:
    def look(tx: Transaction) -> None:
        assert tx.keys.contact("sms", number) != tx.keys.contact("sms", written)
        keys = next(iter(tx.keys.petitions.values()))
        marks = [keys.person(channel, one) for channel in ("sms", "whatsapp", "call") for one in (number, written)]
        assert set(marks) == {digest(keys.index, f"sms\0{number}".encode(), sha256)[:16]}
        assert keys.person("telegram", number) != keys.person("telegram", written)

    store.read_now(look)


def test_a_number_of_the_united_states_is_marked_as_it_is_written(store: Store) -> None:
    def look(tx: Transaction) -> None:
        keys = next(iter(tx.keys.petitions.values()))
        assert keys.person("sms", ANA) == digest(keys.index, f"sms\0{ANA}".encode(), sha256)[:16]

    store.read_now(look)


def test_a_ciphertext_moved_to_another_row_column_or_key_is_refused() -> None:
    key = FieldKey(3, bytes(32))
    sealed = key.seal(b"Ana", place_of(b"contacts.state", b"row"))
    assert key.open(sealed, place_of(b"contacts.state", b"row")) == b"Ana"
    for other, place in (
        (key, place_of(b"contacts.state", b"row2")),
        (key, place_of(b"contacts.address", b"row")),
        (FieldKey(3, b"1" * 32), place_of(b"contacts.state", b"row")),
        (FieldKey(4, bytes(32)), place_of(b"contacts.state", b"row")),
        (key.bound_to(b"id"), place_of(b"contacts.state", b"row")),
    ):
        with pytest.raises(NotOurs):
            other.open(sealed, place)
    with pytest.raises(NotOurs):
        key.open(sealed[:-1], place_of(b"contacts.state", b"row"))
    with pytest.raises(NotOurs):
        key.open(b"", place_of(b"contacts.state", b"row"))


def test_the_same_value_never_looks_the_same_twice() -> None:
    key = FieldKey(3, bytes(32))
    assert len({key.seal(b"Ana", b"") for _ in range(100)}) == 100


def test_a_state_copied_to_another_contact_is_as_new(store: Store) -> None:
    def talk(tx: Transaction) -> None:
        both = [Heard(f"SM{number}", Channel.SMS, who) for number, who in enumerate((ANA, LUZ))]
        batch = Batch(tx, both, NOW, counts(tx))
        batch.keep(both[0], Turn(State(language="es", answers={"name": "Ana"})), b"1")
        batch.keep(both[1], Turn(State(language="en")), b"2")
        batch.write()
        of_ana = tx.connection.scalar(select(contacts.c.state).where(contacts.c.key == tx.keys.contact("sms", ANA)))
        tx.connection.execute(update(contacts).values(state=of_ana))

    store.write_now(talk)

    def look(tx: Transaction) -> tuple[State, ...]:
        both = [Heard(f"SM{number + 5}", Channel.SMS, who) for number, who in enumerate((ANA, LUZ))]
        batch = Batch(tx, both, NOW, counts(tx))
        return tuple(batch.contact(one).state for one in both)

    assert store.write_now(look) == (State(language="es", answers={"name": "Ana"}), State())


def test_a_store_that_lost_a_key_says_which(database_url: str, master: MasterKey, store: Store) -> None:
    store.write_now(lambda tx: tx.connection.execute(delete(wrapped_keys).where(wrapped_keys.c.name == "field")))
    with pytest.raises(MasterKeyProblem, match="no key named field"):
        Store.open(database_url, master)


def test_receipt_codes_have_no_look_alikes() -> None:
    codes = set(new_codes(5000))
    assert len(codes) > 4990
    assert {len(code) for code in codes} == {6}
    assert set("".join(codes)) == set(ALPHABET)
    assert not set(ALPHABET) & set("01OIL5SAEU")


def test_a_store_without_a_destroyed_petitions_key_opens_and_counts_on(
    database_url: str, master: MasterKey, store: Store
) -> None:
    def destroy(tx: Transaction) -> None:
        number = tx.shelf.ids["lamps"]
        tx.connection.execute(delete(wrapped_keys).where(wrapped_keys.c.name == f"petition:{number}"))

    store.write_now(destroy)
    again = Store.open(database_url, master)
    try:
        assert again.read_now(counts) == {"lamps": 0, "library": 0}
        assert len(again.read_now(lambda tx: tx.keys.petitions)) == 1
        assert {one.slug: one.anonymous for one in again.read_now(all_petitions)} == {"lamps": True, "library": False}
    finally:
        again.close()
