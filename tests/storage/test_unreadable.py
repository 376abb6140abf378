"""A row that can't be read, and a sender of whom there is nothing to keep."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Table, func, select

from conversations import Channel, Fact, Heard, State, Turn
from storage import Store, counts
from storage.batch import Batch
from storage.tables import answers, contacts, signatures
from tests.storage.conftest import NOW
from tests.storage.test_batch import ANA, heard, known_of, play, signed, turn
from tests.storage.texting import sign, text

REACTION = Heard("SM" + "0" * 31 + "7", Channel.SMS, ANA, text="Liked “Signed!”")


@pytest.fixture
async def heard_by(store: Store) -> AsyncIterator[Store]:
    """The store, closed on the loop that it was used on."""
    yield store
    await store.aclose()


def rows(store: Store, table: Table) -> int:
    return store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(table)) or 0)


@pytest.mark.parametrize(
    ("words", "said"), [("STOP", "START"), ("STATUS", "Receipt ?"), ("UNSIGN", "9"), ("EDIT", "name")]
)
async def test_a_signature_that_cannot_be_read_keeps_nobody_from_their_rights(
    heard_by: Store, words: str, said: str
) -> None:
    await sign(heard_by, ANA)
    heard_by.write_now(lambda tx: tx.connection.execute(signatures.update().values(details=b"broken")))
    assert said in await text(heard_by, ANA, words)
    await text(heard_by, ANA, "DELETE", "9")
    assert heard_by.read_now(counts)["lamps"] == rows(heard_by, signatures) == 0


async def test_a_signature_that_cannot_be_read_is_whole_again_once_it_is_edited(heard_by: Store) -> None:
    await sign(heard_by, ANA)
    heard_by.write_now(lambda tx: tx.connection.execute(signatures.update().values(details=b"broken")))
    await text(heard_by, ANA, "EDIT", "Ana Maria Lopez", "1")
    assert heard_by.write_now(lambda tx: Batch(tx, [one := heard(ANA)], NOW, {}).contact(one)).signatures["lamps"].name


def test_a_stranger_to_whom_nothing_was_said_is_not_kept(store: Store) -> None:
    assert store.write_now(lambda tx: play(tx, [(REACTION, Turn(State()))])) == ["new"]
    assert (rows(store, contacts), rows(store, answers)) == (0, 0)


def test_a_reaction_to_the_last_word_of_delete_brings_nothing_back(store: Store) -> None:
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(signed()))]))
    store.write_now(lambda tx: play(tx, [(heard(ANA), Turn(State(), (), (Fact("erased"),)))]))
    store.write_now(lambda tx: play(tx, [(REACTION, Turn(State()))]))
    assert rows(store, contacts) == 0
    assert store.write_now(lambda tx: known_of(tx, ANA)) == (State(), set())
