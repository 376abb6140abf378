"""Telegram's deep links and the bare /start: `<keyword or slug>[_<source>]`, in any case, split at the first "_"."""

from __future__ import annotations

from conversations.entering import enter, petition_of_word
from conversations.languages import pick_language
from conversations.petition import Petition
from conversations.petition_list import list_open
from conversations.resuming import welcome_back
from conversations.sources import split_source
from conversations.stopping import come_back
from conversations.talk import Talk
from conversations.turn import Fact, Turn


def start(talk: Talk) -> Turn:
    """Answer a START with or without a petition; after STOP it also brings the contact back."""
    if not talk.state.stopped:
        return _start(talk)
    back = talk.with_state(stopped=False, stopped_by="")
    turn = _start(back) if talk.heard.text.strip() else come_back(talk)
    return turn if any(fact.name == "returned" for fact in turn.facts) else _returning(turn)


def _returning(turn: Turn) -> Turn:
    return turn._replace(facts=(Fact("returned"), *turn.facts))


def _start(talk: Talk) -> Turn:
    payload = talk.heard.text.strip().lower()
    if not payload:
        return _bare(talk)
    word, source = split_source(payload)
    found = _petition(talk, word)
    if found is None:
        known = talk.state.language or not talk.on_telegram
        return list_open(talk, "list_unknown") if known else pick_language(talk)
    petition, language = found
    if talk.on_telegram and not (talk.state.language or language):
        return pick_language(talk.turned_to(petition).with_state(aside={}, source=source))
    return enter(talk, petition, language, source=source)


def _bare(talk: Talk) -> Turn:
    if talk.state.language is None and talk.on_telegram:
        return pick_language(talk)
    return welcome_back(talk) or list_open(talk)


def _petition(talk: Talk, word: str) -> tuple[Petition, str | None] | None:
    if found := petition_of_word(talk, word):
        return found[0], found[1]
    petition = talk.petitions.known.get(word)
    return (petition, None) if petition else None
