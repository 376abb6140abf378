"""The second consent, apart from signing: updates on one petition, and their end."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from conversations import buttons
from conversations.petition import Petition
from conversations.phrases import PHRASES
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Fact, Kind, Turn


def join_updates(talk: Talk, petition: Petition) -> Turn:
    """Turn updates on. A contact who stopped must come back first: this word does not undo STOP."""
    if talk.state.stopped:
        return talk.turn(talk.say("join_after_start"))
    signature = talk.contact.signatures.get(petition.slug)
    facts: tuple[Fact, ...] = () if petition.slug in talk.state.updates else (_joined(talk, petition),)
    if facts:
        talk = talk.with_state(updates=(*talk.state.updates, petition.slug))
    name = "joined" if signature else "joined_unsigned"
    text = talk.say(name, org=petition.short_name, keyword=words_of(talk, petition).keyword)
    rows = buttons.joined_rows(talk, petition)
    if not signature:
        rows = (*buttons.one_row(talk, "sign", "sign", petition.slug), *rows)
    return talk.turn(talk.reply(text, rows), *facts, toast=talk.toast("joined"))


def leave_updates(talk: Talk, petition: Petition) -> Turn:
    """Turn updates on one petition off again; nothing else changes."""
    facts: tuple[Fact, ...] = ()
    if petition.slug in talk.state.updates:
        facts = (Fact("left_updates", {"petition": petition.slug, "how": _how(talk)}),)
        talk = talk.with_state(updates=tuple(slug for slug in talk.state.updates if slug != petition.slug))
    reply = talk.reply(talk.say("left_updates"), buttons.one_row(talk, "updates", "join", petition.slug))
    return talk.turn(reply, *facts, toast=talk.toast("left"))


def _joined(talk: Talk, petition: Petition) -> Fact:
    signature = talk.contact.signatures.get(petition.slug)
    postcode = signature.postcode if signature else str(talk.state.answers.get("postcode", ""))
    return Fact(
        "joined_updates",
        {
            "petition": petition.slug,
            "wording": _wording("telegram.receipt" if talk.on_telegram else "sms.receipt", talk.language),
            "language": talk.language,
            "how": _how(talk),
            "source": talk.state.source or _source_of_signature(talk, petition),
            "area": postcode[:3],
        },
    )


def _source_of_signature(talk: Talk, petition: Petition) -> str:
    remembered = talk.state.remembered
    return remembered.get("source", "") if remembered.get("petition") == petition.slug else ""


def _how(talk: Talk) -> str:
    return "button" if talk.heard.kind is Kind.CHOICE else "word"


@lru_cache(maxsize=64)
def _wording(key: str, language: str) -> str:
    """The phrase that invited to updates, with eight digits of its words' hash, so that it can be proved later."""
    words = PHRASES[language if language in PHRASES else "en"][key].words
    return f"{key}@{sha256(words.encode()).hexdigest()[:8]}"
