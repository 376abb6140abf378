"""Inline mode: whoever types the bot's name in any chat picks a petition, and its card is placed there.

Who asks is not read: of an inline query only its id, the words, and the language of the app.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram import InlineQuery

from bots.channel import Extra
from bots.telegram_card import card_call
from bots.telegram_writing import Call
from conversations import Petition, Petitions, Standing
from conversations.languages import language_of_app
from conversations.sources import INLINE

#: Results that Telegram takes (https://core.telegram.org/bots/api#answerinlinequery).
MOST_RESULTS = 50
#: Seconds for which Telegram may show the same results again; the counts on them are as old.
CACHE_SECONDS = 60
#: Longer than any title; Telegram brings at most 256 characters.
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class InlineAsked(Extra):
    """An inline query, to be answered with petitions."""

    id: str
    #: What was typed behind the bot's name.
    words: str = field(default="", repr=False)
    #: Language of the app; a hint.
    language: str | None = None


def read_inline(query: InlineQuery) -> InlineAsked | None:
    """What is asked; the person behind it stays unread. None where the words are no text."""
    # The library takes over what it is given, of whatever type.
    words: object = query.query
    if not isinstance(words, str):
        return None
    code = query.from_user.language_code
    # JSON can spell half a character, which nothing could send back.
    asked = query.id.encode("utf-8", "replace").decode()
    return InlineAsked(id=asked, words=words[:_LONGEST], language=code if isinstance(code, str) else None)


def inline_answer(asked: InlineAsked, petitions: Petitions, now: datetime) -> Call:
    """The call that offers the cards of the open petitions that were asked for.

    Args:
        asked: A keyword, a slug, or how a title begins; all petitions where nothing was typed.
        petitions: The line.
        now: An aware time; tells which petitions are open, and the counts are of now.
    """
    language, default = language_of_app(asked.language), petitions.default_language
    wanted = asked.words.strip().casefold()
    found = [
        (petition, named or petition.spoken(language, default))
        for petition in petitions.all
        if petition.standing(now) is Standing.OPEN
        for fits, named in [_fits(petition, wanted)]
        if fits
    ]
    return {
        "method": "answerInlineQuery",
        "inline_query_id": asked.id,
        "results": [_result(petition, petitions, in_language, now) for petition, in_language in found[:MOST_RESULTS]],
        "cache_time": CACHE_SECONDS,
        # What Telegram keeps for everybody would be in the language of whoever typed these words first.
        "is_personal": any(len(petition.texts) > 1 for petition, _ in found),
    }


def _fits(petition: Petition, wanted: str) -> tuple[bool, str | None]:
    """Whether a petition is meant, and the language of the keyword or title that was typed."""
    if not wanted or petition.slug.startswith(wanted):
        return True, None
    for language, text in petition.texts.items():
        if text.keyword.casefold() == wanted or text.title.casefold().startswith(wanted):
            return True, petition.keywords.get(wanted, language)
    return False, None


def _result(petition: Petition, petitions: Petitions, language: str, now: datetime) -> dict[str, Any]:
    text, card = petition.text(language), card_call(petition, petitions, language, INLINE, now)
    return {
        "type": "article",
        # No other petition on the line has this keyword.
        "id": f"{text.keyword}-{language}",
        "title": text.title,
        "description": text.ask,
        "input_message_content": {
            "message_text": card["text"],
            "parse_mode": card["parse_mode"],
            "link_preview_options": card["link_preview_options"],
        },
        "reply_markup": card["reply_markup"],
    }
