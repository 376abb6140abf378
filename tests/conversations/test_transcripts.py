"""Every story plays as it is written, with nothing but the pure function."""

from __future__ import annotations

from pathlib import Path

import pytest

from conversations.transcript import channel_of, play, read_story
from tests.conversations.rehearsal import Rehearsal
from tests.petitions_for_stories import BEGINS, CODES, LINE

STORIES = sorted((Path(__file__).parent.parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_plays_as_it_is_written(path: Path, request: pytest.FixtureRequest) -> None:
    written = path.read_text()
    story = read_story(written, channel_of(path.name), BEGINS)
    played = play(written, story, Rehearsal(LINE, story, CODES))
    if request.config.getoption("--rewrite-transcripts"):
        path.write_text(played)
        return
    assert played == written
