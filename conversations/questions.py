"""The table of questions, and the one rule for what comes next: the first question without an answer."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Any

from conversations.petition import Petition
from conversations.talk import Talk

Answered = Callable[[Petition, Mapping[str, Any]], bool]


def _has_name(petition: Petition, answers: Mapping[str, Any]) -> bool:
    return bool(answers.get("name"))


def _has_postcode(petition: Petition, answers: Mapping[str, Any]) -> bool:
    if petition.postcode == "no":
        return True
    return bool(answers.get("postcode")) or (petition.postcode == "optional" and answers.get("postcode") == "")


#: In the order in which they are asked. Behind them comes "review", whose confirmation is not kept as an answer: it
#: signs at once, and the answers are emptied.
QUESTIONS: tuple[tuple[str, Answered], ...] = (
    ("name", _has_name),
    ("postcode", _has_postcode),
)


def next_question(petition: Petition, answers: Mapping[str, Any]) -> str:
    """The first question without an answer: "name", "postcode" or "review"."""
    for name, answered in QUESTIONS:
        if not answered(petition, answers):
            return name
    return "review"


def open_question(talk: Talk) -> str | None:
    """The question that waits for this contact, or None: no petition in talk, it takes no signatures, or is signed."""
    petition = talk.petition
    if petition is None or not talk.is_open(petition):
        return None
    answers = talk.state.answers
    # who has signed is only asked to correct that, or asked about somebody else on the same phone
    if bool(talk.signature) != bool(answers.get("editing") or answers.get("another")):
        return None
    return next_question(petition, answers)


def fingerprint(petition: Petition, answers: Mapping[str, Any]) -> str:
    """Eight hex digits over the text that is signed and what a review shows: a confirmation counts for these alone."""
    shown = (petition.version, answers.get("name"), answers.get("postcode") or "", bool(answers.get("show_name")))
    return format(zlib.crc32(repr(shown).encode()), "08x")


def was_reviewed(talk: Talk) -> bool:
    """Whether the contact was shown exactly what is about to be signed, and nothing else took the digits since."""
    petition, answers = talk.petition, talk.state.answers
    return petition is not None and answers.get("reviewed") == fingerprint(petition, answers)
