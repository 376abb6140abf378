"""From a group to a signature and back, through the real webhook: the card, the link's source, and the count on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest_asyncio

from api.app import line_of
from api.public_petitions import PublicPetitions
from bots.telegram_counters import GroupCounters
from conversations import Petitions
from conversations.turn import Channel
from storage.slices import table_sum
from storage.sources import signed_by_source
from storage.tables import contacts, group_cards
from tests.fakes import Shown
from tests.journeys.story_stage import Stage, lone_stage

SLUG = "put-s-comm-on-ice"


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A line on a fresh database."""
    async with lone_stage(tmp_path, Channel.TELEGRAM) as stage:
        yield stage


async def a_minute_later(stage: Stage) -> int:
    """The round that is due then."""
    stage.now += timedelta(minutes=1)
    state = stage.app.state
    shown = PublicPetitions(lambda: state.store, lambda: stage.now)

    async def petitions() -> Petitions:
        public = await shown.shown()
        return replace(line_of(stage.settings), all=public.petitions, counts=public.counts)

    return await GroupCounters(state.telegram_api, state.store, petitions, lambda: stage.now).round()


def source_in(card: Shown) -> str:
    """The payload of the link on a card."""
    return parse_qs(urlsplit(card.rows[0][0].url or "").query)["start"][0]


async def test_whoever_comes_from_a_group_is_counted_there_and_nowhere_named(stage: Stage) -> None:
    group = stage.telegram.group()
    await group.type("/petition scomm")
    await stage.telegram.until(lambda: bool(group.shown))
    await stage.app.state.extras.finish(5)
    assert "Signatures: 0 · carried over: 6,212" in group.last.text
    assert await group.type("Ana Lopez 60608") == []
    assert (await stage.app.state.store.read(lambda tx: table_sum(tx.connection, contacts))).rows == 0
    ana = stage.telegram.chat(language_code="en")
    await ana.start(source_in(group.last))
    await ana.tap("Sign")
    await ana.tap("Use this name")
    await ana.tap("Skip")
    await ana.tap("Sign now")
    assert await stage.counted() == {SLUG: 1}
    assert await a_minute_later(stage) == 1
    assert "Signatures: 1 · carried over: 6,212" in group.last.text
    assert (len(group.shown), group.last.edits) == (1, 1)
    (came,) = await stage.app.state.store.read(lambda tx: signed_by_source(tx, SLUG))
    assert came == ("group", {"telegram": 1})
    calls = [called.parameters for called in stage.telegram.calls]
    said = [call for call in calls if str(call.get("chat_id")) == str(group.about["id"])]
    assert len(said) == 2, "the card, and its edit"
    assert all(name not in stage.printed.getvalue() + repr(said) for name in ("Somebody", "5550143"))
    await group.throw_out()
    await stage.app.state.extras.finish(5)
    assert (await stage.app.state.store.read(lambda tx: table_sum(tx.connection, group_cards))).rows == 0


async def test_a_card_is_placed_in_a_chat_where_the_bot_is_not(stage: Stage) -> None:
    ana = stage.telegram.chat(language_code="es")
    found = await ana.look_up("scomm")
    assert [one["title"] for one in found] == ["Put S-Comm on ICE!"]
    assert found[0]["reply_markup"]["inline_keyboard"][0][0]["url"].endswith("?start=scomm_inline")
    assert (await stage.app.state.store.read(lambda tx: table_sum(tx.connection, contacts))).rows == 0
    assert "scomm" not in stage.printed.getvalue().lower()


async def test_a_group_that_becomes_a_supergroup_may_ask_again(stage: Stage) -> None:
    group = stage.telegram.group(-555, kind="group")
    await group.type("/petition scomm")
    await stage.telegram.until(lambda: bool(group.shown))
    await stage.app.state.extras.finish(5)
    new = await group.become_supergroup(-1_001_777)
    await stage.app.state.extras.finish(5)
    assert await a_minute_later(stage) == 0
    await new.type("/petition scomm")
    await stage.telegram.until(lambda: bool(new.shown))
    assert stage.telegram.refused == []
