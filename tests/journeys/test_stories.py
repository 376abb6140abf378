"""Every story, through the real webhook of its channel, with the database and the provider's side behind it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from api.settings import OptOut
from conversations.transcript import Story, read_story
from conversations.turn import Channel
from tests.journeys.story_facts import (
    CHAT_STORIES,
    PHONE_STORIES,
    WHATSAPP_STORIES,
    facts_of,
    personal_in,
    signatures_of,
    story_in,
)
from tests.journeys.story_players import PERSON, USER_ID, ChatPlayer, PhonePlayer, Played, play
from tests.journeys.story_stage import PROVIDER_ANSWERS, Door, Stage, make_database, open_door, set_stage, told_of
from tests.petitions_for_stories import BEGINS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every story's database is a copy of."""
    return make_database(tmp_path_factory.mktemp("stories") / "petitions.db")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door() -> AsyncIterator[Door]:
    """The one server of all stories."""
    async with open_door() as door:
        yield door


async def the_end_is_right(stage: Stage, story: Story, played: Played, capfd: pytest.CaptureFixture[str]) -> None:
    """What was said is what is written, what is kept is what was said, and nothing was printed of it."""
    assert played.seen == played.written
    assert played.codes.one_to_one
    assert await stage.counted() == await stage.rows() == signatures_of(story)
    assert await stage.joined() == sum(name == "joined_updates" for name, _ in facts_of(story))
    assert stage.telegram.refused == []
    printed = stage.printed.getvalue()
    assert "the doors are open" in printed
    printed += "".join(capfd.readouterr())
    personal = personal_in(story) | {PERSON.removeprefix("+1"), str(USER_ID), *played.codes.written}
    assert [one for one in personal if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", printed)] == []


async def play_by_phone(
    path: Path, door: Door, database: Path, folder: Path, capfd: pytest.CaptureFixture[str], handled: OptOut
) -> None:
    """Play a story by SMS; `handled` says how Twilio handles STOP in stories where it does."""
    story = story_in(path)
    told = told_of(story, PROVIDER_ANSWERS)
    async with set_stage(door, database, folder, story, handled if told else "ours") as stage:
        played = await play(story, stage, PhonePlayer(stage, flags=handled == "advanced"))
        await the_end_is_right(stage, story, played, capfd)


@pytest.mark.parametrize("path", PHONE_STORIES, ids=lambda path: path.stem)
async def test_the_story_goes_as_written_through_twilio(
    path: Path, door: Door, database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await play_by_phone(path, door, database, tmp_path, capfd, "twilio")


@pytest.mark.parametrize(
    "path", [path for path in PHONE_STORIES if PROVIDER_ANSWERS in path.read_text()], ids=lambda path: path.stem
)
async def test_the_story_goes_the_same_way_when_a_messaging_service_flags_its_words(
    path: Path, door: Door, database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await play_by_phone(path, door, database, tmp_path, capfd, "advanced")


@pytest.mark.parametrize("path", WHATSAPP_STORIES, ids=lambda path: path.stem)
async def test_the_story_goes_as_written_through_whatsapp(
    path: Path, door: Door, database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    story = story_in(path)
    async with set_stage(door, database, tmp_path, story, "twilio") as stage:
        stage.twilio.answers_stop = True  # on SMS, and nowhere else
        played = await play(story, stage, PhonePlayer(stage, story=story))
        await the_end_is_right(stage, story, played, capfd)


@pytest.mark.parametrize("path", CHAT_STORIES, ids=lambda path: path.stem)
async def test_the_story_goes_as_written_through_telegram(
    path: Path, door: Door, database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    story = story_in(path)
    async with set_stage(door, database, tmp_path, story, "ours") as stage:
        played = await play(story, stage, ChatPlayer(stage, story))
        await the_end_is_right(stage, story, played, capfd)


@pytest.mark.parametrize(
    ("channel", "step"),
    [
        (Channel.SMS, "> [Sign]"),
        (Channel.SMS, "> /start scomm"),
        (Channel.SMS, "~ the person blocks the bot"),
        (Channel.SMS, "~ the petition closes"),
        (Channel.SMS, "~ the moon falls"),
        (Channel.TELEGRAM, "> [A button that was never there]"),
        (Channel.TELEGRAM, "~ the petition closes"),
        (Channel.TELEGRAM, "~ twilio answers STOP itself"),
    ],
)
async def test_a_step_that_nobody_can_play_fails_its_story(
    channel: Channel, step: str, door: Door, database: Path, tmp_path: Path
) -> None:
    story = read_story(f"# A story\n\n{step}\n", channel, BEGINS)
    async with set_stage(door, database, tmp_path, story, "ours") as stage:
        player = PhonePlayer(stage) if channel is Channel.SMS else ChatPlayer(stage, story)
        with pytest.raises((LookupError, AssertionError)):
            await play(story, stage, player)
