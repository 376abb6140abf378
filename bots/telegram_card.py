"""The petition's card for other chats than one's own with the bot: title, ask, count, and a link to sign in private."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bots.telegram_writing import message_call
from conversations import Choice, Petition, Petitions, Standing
from conversations.phrases import say, written_date
from conversations.sources import with_source


def card_call(petition: Petition, petitions: Petitions, language: str, source: str, now: datetime) -> dict[str, Any]:
    """A call that sends the card; to whom is still to be put in.

    Args:
        petition: No draft.
        petitions: The line, with the bot's name and the counts.
        language: Where the petition lacks it, see `Petition.spoken`.
        source: Code in the link (see `conversations.sources`).
        now: An aware time; tells whether the petition is open.
    """
    language = petition.spoken(language, petitions.default_language)
    words = card_words(petition, petitions.counts.get(petition.slug, 0), language, now)
    return message_call(words, ((sign_in_private(petition, petitions, language, source),),))


def card_words(petition: Petition, count: int, language: str, now: datetime) -> str:
    """What the card says, as HTML; of a petition that takes no signatures, why."""
    text, standing = petition.text(language), petition.standing(now)
    carried = petition.carried_over.count if petition.carried_over else 0
    facts: dict[str, str | int] = {"title": text.title, "count": count, "carried": carried}
    if standing is Standing.PAUSED:
        return say("telegram.paused", language, **facts)
    if standing is Standing.NOT_YET_OPEN and petition.opens:
        return say("telegram.not_yet_open", language, date=written_date(petition.opens.date(), language), **facts)
    if standing is Standing.CLOSED and text.outcome:
        return say("telegram.closed_outcome", language, outcome=text.outcome, **facts)
    key = "telegram.petition_card_closed" if standing is Standing.CLOSED else "telegram.petition_card"
    return say(f"{key}_carried" if carried else key, language, ask=text.ask, goal=petition.goal, **facts)


def sign_in_private(petition: Petition, petitions: Petitions, language: str, source: str) -> Choice:
    """The button that opens the private chat at this petition; the keyword in it carries the language."""
    payload = with_source(petition.text(language).keyword.lower(), source)
    return private_chat(petitions, language, payload)


def private_chat(petitions: Petitions, language: str, payload: str = "") -> Choice:
    """The button that opens the private chat."""
    link = f"https://t.me/{petitions.bot}" + (f"?start={payload}" if payload else "")
    return Choice("", say("telegram.button.private", language), url=link)
