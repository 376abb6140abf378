"""What a story says must be true in the end, read from its "*" lines."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from conversations.transcript import Story, channel_of, read_story
from tests.petitions_for_stories import BEGINS

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
PHONE_STORIES = sorted(TRANSCRIPTS.glob("*.sms.txt"))
WHATSAPP_STORIES = sorted(TRANSCRIPTS.glob("*.whatsapp.txt"))
CHAT_STORIES = sorted(TRANSCRIPTS.glob("*.telegram.txt"))


def story_in(path: Path) -> Story:
    """A transcript, taken apart."""
    return read_story(path.read_text(encoding="utf-8"), channel_of(path.name), BEGINS)


def facts_of(story: Story) -> list[tuple[str, str]]:
    """The name of every fact of a story, and its line."""
    lines = [line for step in story.steps for line in step.written if line.startswith("* ")]
    return [(line[2:].partition(" ")[0], line) for line in lines]


def signatures_of(story: Story) -> dict[str, int]:
    """How many signatures stand in the end, by petition; petitions without any are left out."""
    standing: Counter[str] = Counter()
    for name, line in facts_of(story):
        slug = re.search(r"petition=([\w-]+)", line)
        if name == "erased":
            standing.clear()
        elif slug and name in ("signed", "unsigned"):
            standing[slug[1]] += 1 if name == "signed" else -1
    return {slug: number for slug, number in standing.items() if number}


def personal_in(story: Story) -> set[str]:
    """What a person said in a story, and every part of a name: nothing that a program may print."""
    said = {text for step in story.steps if step.sent and len(text := step.sent.text) > 3}
    names = [name for _, line in facts_of(story) for name in re.findall(r"\bname=([^,)]+)", line)]
    parts = {part for name in [*names, story.profile_name or ""] for part in name.split() if len(part) > 2}
    return said | (parts - {"none"})
