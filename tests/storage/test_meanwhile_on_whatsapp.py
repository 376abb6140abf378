"""A question by SMS is about whom it named, whoever signs and goes meanwhile on WhatsApp of the same number."""

from __future__ import annotations

import itertools

import pytest

from bots.inbox import Inbox
from conversations import Channel, Heard, Kind
from storage import Store
from tests.storage.conftest import NOW
from tests.storage.texting import LINE, heard, tally, text, write

ANA = "+13125550142"
_ids = itertools.count(1)
#: Somebody else signs there, and the one who was there first is taken off, or the other way round.
COMES_AND_GOES = (
    pytest.param(("LAMPS", "OTHER", "Eva Soto 60608", "1", "UNSIGN", "1", "9"), id="comes first"),
    pytest.param(("UNSIGN", "9", "LAMPS", "Eva Soto 60608", "1"), id="goes first"),
)


async def on_whatsapp(store: Store, *words: str) -> str:
    """Say it one after the other; gives the last answer."""
    answer = b""
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        for one in words:
            answer = await inbox.hear(Heard(f"W{next(_ids):033d}", Channel.WHATSAPP, ANA, text=one), write)
    return answer.decode()


async def ask(store: Store, *words: str) -> None:
    """Sign by SMS, and go on there."""
    await text(store, ANA, "LAMPS", "Ana Lopez 60608", "1", *words)


@pytest.mark.parametrize("meanwhile", COMES_AND_GOES)
async def test_a_correction_is_written_into_nobody_elses_signature(store: Store, meanwhile: tuple[str, ...]) -> None:
    await ask(store, "EDIT", "Mariana Lopez 60609")
    await on_whatsapp(store, *meanwhile)
    assert "Saved" not in await text(store, ANA, "1")
    assert "Eva Soto, ZIP 60608" in await text(store, ANA, "STATUS")
    await store.aclose()


@pytest.mark.parametrize("meanwhile", COMES_AND_GOES)
async def test_a_name_for_a_call_is_written_into_nobody_elses_signature(
    store: Store, meanwhile: tuple[str, ...]
) -> None:
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        await inbox.hear(Heard("CA1:0", Channel.CALL, ANA, Kind.START), write)
        await inbox.hear(Heard("CA1:1", Channel.CALL, ANA, text="1"), write)  # the first petition
        assert b"Your signature counts" in await inbox.hear(Heard("CA1:2", Channel.CALL, ANA, text="1"), write)
        await inbox.hear(heard(ANA, "LAMPS"), write)
        assert b"Mariana" in await inbox.hear(heard(ANA, "Mariana Lopez 60609"), write)
    if meanwhile[0] == "LAMPS":  # nobody else signs before the first one has a name
        meanwhile = ("LAMPS", "Ana Lopez 60608", "1", *meanwhile[1:])
    await on_whatsapp(store, *meanwhile)
    assert "Saved" not in await text(store, ANA, "1")
    assert "Eva Soto, ZIP 60608" in await text(store, ANA, "STATUS")
    await store.aclose()


@pytest.mark.parametrize("meanwhile", COMES_AND_GOES)
async def test_nobody_is_erased_who_was_not_there_when_it_was_asked(store: Store, meanwhile: tuple[str, ...]) -> None:
    await ask(store, "DELETE")
    await on_whatsapp(store, *meanwhile)
    assert "9 to erase" in await text(store, ANA, "9")
    assert store.read_now(tally) == (1, 1)
    assert "Erased" in await text(store, ANA, "9")
    assert store.read_now(tally) == (0, 0)
    await store.aclose()


async def test_all_are_those_who_were_there(store: Store) -> None:
    await ask(store, "OTHER", "Maria Lopez 60608", "1", "DELETE", "ALL")
    await on_whatsapp(store, "LAMPS", "OTHER", "Eva Soto 60608", "1")
    assert "all 3 people" in await text(store, ANA, "9")
    assert store.read_now(tally) == (3, 3)
    assert "Erased" in await text(store, ANA, "9")
    assert store.read_now(tally) == (0, 0)
    await store.aclose()
