"""Stories of one person on two channels, through the real webhooks of both.

They are written as the others are, with two lines more: "~ by phone" and "~ on Telegram" say where the person writes
from there on, and "~ the page is looked at" is followed by "= counted: 1". The digits of a code are random; in a story
they are always 482913. What storage made of a turn is seen in what is said later, so no facts are written down.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from conversations.transcript import PACE, Story, read_story
from conversations.turn import Channel
from storage.petitions import miscounted
from tests.journeys.story_facts import TRANSCRIPTS
from tests.journeys.story_players import ChatPlayer, PhonePlayer, Player
from tests.journeys.story_stage import Door, Stage, make_database, open_door, set_stage
from tests.petitions_for_stories import BEGINS, CODES

pytestmark = pytest.mark.asyncio(loop_scope="module")
STORIES = sorted((TRANSCRIPTS / "two-channels").glob("*.txt"))
TOLD = "482913"
_DIGITS = re.compile(r"\b[0-9]{6}\b")
_RECEIPT = re.compile(r"(?<=\b[Rr]eceipt )[A-Z0-9]{6}\b|(?<=\b[Ff]olio )[A-Z0-9]{6}\b")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every story's database is a copy of."""
    return make_database(tmp_path_factory.mktemp("stories") / "petitions.db")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door() -> AsyncIterator[Door]:
    """The one server of all stories."""
    async with open_door() as door:
        yield door


class Both:
    """The one person, and what is random in the real program."""

    def __init__(self, stage: Stage, story: Story) -> None:
        self._stage = stage
        self._players: dict[str, Player] = {"by phone": PhonePlayer(stage), "on Telegram": ChatPlayer(stage, story)}
        self._on = "by phone"
        self._digits = TOLD
        self._receipts: dict[str, str] = {}

    async def play(self, text: str, story: Story) -> str:
        """The whole transcript as it goes now."""
        written, steps = list[str](), iter(story.steps)
        for line in text.splitlines():
            if line.startswith(("<", "=")):
                continue
            written.append(line)
            if line.startswith(("> ", "~ ")):
                step = next(steps)
                self._stage.now += step.later or PACE
                if step.sent:
                    sent = step.sent._replace(text=step.sent.text.replace(TOLD, self._digits))
                    written += map(self._as_told, await self._players[self._on].send(sent))
                elif step.happens:
                    written += await self._happen(step.happens)
        return "\n".join(written) + "\n"

    async def _happen(self, what: str) -> list[str]:
        if what == "the page is looked at":
            return [f"= counted: {sum((await self._stage.counted()).values())}"]
        self._on = what
        assert what in self._players
        return []

    def _as_told(self, line: str) -> str:
        if found := _DIGITS.search(line):
            self._digits = found[0]
        line = _DIGITS.sub(TOLD, line)
        return _RECEIPT.sub(
            lambda code: self._receipts.setdefault(code[0], CODES[len(self._receipts) % len(CODES)]), line
        )


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_the_story_goes_as_written_on_both(
    path: Path, door: Door, database: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    written = path.read_text(encoding="utf-8")
    story = read_story(written, Channel.SMS, BEGINS)
    async with set_stage(door, database, tmp_path, story, "ours") as stage:
        played = await Both(stage, story).play(written, story)
        assert await stage.counted() == await stage.rows()
        assert await stage.app.state.store.read(miscounted) == {}
        assert stage.telegram.refused == []
    if request.config.getoption("--rewrite-transcripts"):
        path.write_text(played, encoding="utf-8")
        return
    assert played == written
