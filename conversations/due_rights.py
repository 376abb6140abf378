"""Answers to UNSIGN and DELETE, which are heard where other texts are not: their 9, and a choice from their lists."""

from __future__ import annotations

from conversations.above_the_limit import chooses_what_to_unsign
from conversations.answers import read_digit
from conversations.doubtful_signs import is_doubtful
from conversations.petition_list import list_holds
from conversations.talk import Talk
from conversations.unsigning import is_nine
from conversations.which_person import codes_chosen

#: Side questions that a 9 answers.
ASKS_FOR_NINE = frozenset(["unsign", "delete"])


def right_is_due(talk: Talk) -> bool:
    """A 9 that answers UNSIGN or DELETE, or a digit that says which petition, is heard where other texts are not."""
    if talk.state.aside.get("kind") in ASKS_FOR_NINE:
        return is_nine(talk) and not is_doubtful(talk.heard.text)
    return chooses_what_to_unsign(talk) and chooses(talk)


def asked_lately(talk: Talk) -> bool:
    """Whether what is due was asked for a moment ago: an old list is only shown again within the day's limit."""
    return talk.state.aside.get("kind") in ASKS_FOR_NINE or list_holds(talk)


def chooses(talk: Talk) -> bool:
    """Whether the text chooses from the list that is open."""
    listed = len(talk.state.aside.get("slugs", ()))
    return read_digit(talk.heard.text, listed) is not None or codes_chosen(talk) is not None
