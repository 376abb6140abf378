"""A signature by a call, in either database: without a name, with the ZIP that was keyed in, once for a number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from conversations import Channel, Heard, Kind
from storage import MasterKey, Store, import_petition, set_state
from tests.storage.conftest import NOW, petition
from tests.storage.texting import inbox, tally, text, write

PHONE = "+13125550142"


@pytest.fixture
async def line(store: Store, database_url: str, master: MasterKey) -> AsyncIterator[Store]:
    """The store as a serving process has it; "lamps" needs a ZIP and is the only petition that a call can sign."""
    lamps = replace(petition("lamps", "LAMPS", "FAROS"), postcode="required")
    store.write_now(lambda tx: import_petition(tx, lamps, NOW))
    store.write_now(lambda tx: set_state(tx, "library", "closed"))
    opened = Store.open(database_url, master)
    yield opened
    await opened.aclose()


async def call(store: Store, call_id: str, *keys: str) -> str:
    """Call and press keys; gives what is read at the end."""
    async with inbox(store) as open_inbox:
        answer = await open_inbox.hear(Heard(f"{call_id}:0", Channel.CALL, PHONE, Kind.START), write)
        for step, key in enumerate(keys, 1):
            answer = await open_inbox.hear(Heard(f"{call_id}:{step}", Channel.CALL, PHONE, text=key), write)
    return answer.decode()


async def test_the_zip_is_kept_with_the_signature_and_the_name_is_not_there_yet(line: Store) -> None:
    assert "6, 0, 6, 0, 8" in await call(line, "CA1", "1", "60608")
    assert line.read_now(tally) == (0, 0), "a review signs nothing"
    assert "Your signature counts" in await call(line, "CA2", "1", "60608", "1")
    assert line.read_now(tally) == (1, 1)
    assert "no name yet, ZIP 60608" in await text(line, PHONE, "STATUS")
    assert "ZIP 60608" in await text(line, PHONE, "hi", "Rosa Ramirez")
    assert "has signed already" in await call(line, "CA3", "1")
    assert line.read_now(tally) == (1, 1)


async def test_the_same_step_twice_signs_once(line: Store) -> None:
    first = await call(line, "CA1", "1", "60608", "1")
    assert await call(line, "CA1", "1", "60608", "1") == first
    assert line.read_now(tally) == (1, 1)
