"""Stories are the same on every channel: they lead to the same facts, and nothing is passed over in silence."""

from __future__ import annotations

import pytest

from tests.journeys.story_facts import CHAT_STORIES, PHONE_STORIES, TRANSCRIPTS, WHATSAPP_STORIES, facts_of, story_in
from tests.journeys.story_players import CANNOT_EXIST, impossible

ON_BOTH = sorted(
    {path.name.partition(".")[0] for path in PHONE_STORIES} & {path.name.partition(".")[0] for path in CHAT_STORIES}
)


def test_there_are_forty_stories_and_many_are_told_on_both_channels() -> None:
    assert len(PHONE_STORIES) + len(CHAT_STORIES) >= 40
    assert len(ON_BOTH) >= 15


@pytest.mark.parametrize("name", ON_BOTH)
def test_a_story_leads_to_the_same_facts_on_both_channels(name: str) -> None:
    by_phone, by_chat = (story_in(TRANSCRIPTS / f"{name}.{channel}.txt") for channel in ("sms", "telegram"))
    assert [fact for fact, _ in facts_of(by_phone)] == [fact for fact, _ in facts_of(by_chat)]


def test_only_what_a_channel_cannot_carry_is_passed_over() -> None:
    for story in map(story_in, [*PHONE_STORIES, *WHATSAPP_STORIES, *CHAT_STORIES]):
        passed = [step.line for step in story.steps if impossible(story, step)]
        assert all(any(line.startswith(f"> {kind} ") for _, kind in CANNOT_EXIST) for line in passed)
        assert len(passed) < len(story.steps)
