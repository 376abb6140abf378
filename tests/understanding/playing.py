"""Plays an utterance in its state through nothing but the pure function, and says what was understood.

What counts as understood, by what an entry says that it must be:

- ``opt_out``: the contact is stopped afterwards. ``not_opt_out``: it is not.
- ``yes`` at a review: it signs ("signed"), or shows the review once more where the law of the conversation wants a
  plainer word, for instance beside a sign that leaves doubt ("asked again"). At the offer of updates only JOIN joins,
  so yes is told how to ("told how to join"). In other states it is led to what can be done next.
- ``no``: nothing is signed, joined, erased or withdrawn, and the answer is not "I did not get that".
- ``not_yes``: nothing is signed, joined, erased or withdrawn.
- ``help``: the help text, the answer to a worry, or where a person can be written to.
- ``language``: the talk goes on in a language that is spoken here ("language"), or it is said which ones are ("not yet
  spoken").
- ``delete``: the question that asks for a 9, or, where it can't be asked, its effect.

Whatever an entry says, nothing may ever sign that is no answer to a review, and nothing erase or withdraw but a 9.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from conversations import Channel, Signature, Turn
from conversations.phrases import PHRASES
from tests.conversations.talking import Person, names, said
from tests.understanding.utterances import Utterance

#: What was heard from somebody before, in English and in Spanish; every talk begins with nobody known.
_BEFORE = {
    "new": ((), ()),
    "details": (("SCOMM",), ("CARTA",)),
    "review": (("SCOMM", "Ana Lopez 60608"), ("CARTA", "Ana Lopez 60608")),
    "signed": (("SCOMM", "Ana Lopez 60608", "1", "STATUS"), ("CARTA", "Ana Lopez 60608", "1", "ESTADO")),
    "offer": (("SCOMM", "Ana Lopez 60608", "1", "UPDATES"), ("CARTA", "Ana Lopez 60608", "1", "NOTICIAS")),
    "unsign": (("SCOMM", "Ana Lopez 60608", "1", "UNSIGN"), ("CARTA", "Ana Lopez 60608", "1", "RETIRAR")),
    "delete": (("SCOMM", "Ana Lopez 60608", "1", "DELETE"), ("CARTA", "Ana Lopez 60608", "1", "BORRAR")),
}
#: Of a reply's phrase, what it shows to have been understood; longer beginnings first.
_MEANINGS = (
    ("unknown_", "not understood"),
    ("list_lost", "not understood"),
    ("list_unknown", "not understood"),
    ("voice_or_photo", "not understood"),
    ("language_missing", "not yet spoken"),
    ("languages", "not yet spoken"),
    *((name, "help") for name in ("help", "person", "privacy", "fear", "who", "number", "cost", "name_forms", "why")),
    ("delete_confirm", "delete"),
    ("unsign_confirm", "unsign"),
    ("updates_declined", "no"),
    ("updates", "told how to join"),
    ("signed_once", "told how to join"),
    *((name, "no") for name in ("not_now", "no_updates", "kept", "left_updates")),
    ("change", "no"),
    *((name, "asked again") for name in ("review", "one_shot_review", "resume_review")),
)
_DEEDS = {
    "stopped": "opt out",
    "signed": "signed",
    "edited": "signed",
    "joined_updates": "joined",
    "unsigned": "destroyed",
    "erased": "destroyed",
}
_DEED_OF = {"opt out": "opt_out", "signed": "sign", "joined": "join", "destroyed": "delete"}
_UNDERSTOOD: dict[str, frozenset[str]] = {
    "opt_out": frozenset(["opt out"]),
    "help": frozenset(["help"]),
    "language": frozenset(["language", "not yet spoken"]),
    "delete": frozenset(["delete", "destroyed"]),
}
_DONE = frozenset(["signed", "joined", "destroyed"])
_YES = {
    "review": frozenset(["signed", "asked again"]),
    "offer": frozenset(["joined", "told how to join"]),
    "unsign": frozenset(["destroyed", "unsign"]),
    "delete": frozenset(["destroyed", "delete"]),
}


class Played(NamedTuple):
    """What became of one utterance in one state."""

    utterance: Utterance
    state: str
    channel: Channel
    #: "opt out", "signed", "asked again", "not understood", "silence", …; see this module's docstring.
    understood: str
    #: What came of it, as in `Utterance.never`.
    deeds: frozenset[str]
    turn: Turn

    @property
    def well(self) -> bool:
        """Whether it was understood as it must be."""
        must, understood = self.utterance.must, self.understood
        match must:
            case "not_opt_out":
                return understood != "opt out"
            case "not_yes":
                return understood not in _DONE
            case "no":
                return understood not in _DONE | {"not understood"}
            case "yes":
                return understood in _YES.get(self.state, frozenset()) or (
                    self.state not in _YES and understood not in ("not understood", "opt out", "silence")
                )
        return understood in _UNDERSTOOD[must]

    @property
    def forbidden(self) -> frozenset[str]:
        """What came of it that never may."""
        return self.deeds.intersection(self.utterance.never)


def play(utterance: Utterance, channel: Channel = Channel.SMS) -> list[Played]:
    """The utterance in each of its states, in a talk in Spanish if it is Spanish, else in English."""
    return [play_in(state, utterance, channel) for state in utterance.states]


def play_in(state: str, utterance: Utterance, channel: Channel = Channel.SMS) -> Played:
    """The utterance in `state`, half a minute after what was heard before."""
    kept, people, petitions, now = _reached(state, utterance.language == "es", channel)
    person = Person(channel, petitions, now)
    person.state, person.people = dict(kept), {slug: list(signers) for slug, signers in people.items()}
    person.later(seconds=30)
    turn = person.text(utterance.text, id="the utterance")
    return Played(utterance, state, channel, _understood(turn), _deeds(turn), turn)


@cache
def _reached(
    state: str, spanish: bool, channel: Channel
) -> tuple[dict[str, Any], dict[str, list[Signature]], Any, Any]:
    person = Person(channel)
    for text in _BEFORE[state][spanish]:
        person.text(text)
        person.later(seconds=30)
    return person.state, person.people, person.petitions, person.now


def _deeds(turn: Turn) -> frozenset[str]:
    done = (_DEEDS.get(name, "") for name in names(turn))
    return frozenset(_DEED_OF[deed] for deed in done if deed)


def _understood(turn: Turn) -> str:
    for fact, understood in _DEEDS.items():
        if fact in names(turn):
            return understood
    if "changed_language" in names(turn):
        return "language"
    return _told(said(turn)) if turn.replies else "silence"


@cache
def _told(reply: str) -> str:
    """What a reply shows to have been understood, by the phrase that it was said with."""
    return next((understood for key in _keys_of(reply) for understood in _meanings(key)), "something else")


def _meanings(key: str) -> list[str]:
    name = key.partition(".")[2]
    return [understood for beginning, understood in _MEANINGS if name.startswith(beginning)][:1]


def _keys_of(text: str) -> list[str]:
    """The phrases that `text` may have been said with, the one with the most words of its own first."""
    return [key for key, pattern in _phrases() if pattern.fullmatch(text)]


@cache
def _phrases() -> list[tuple[str, re.Pattern[str]]]:
    phrases = [phrase for catalogue in PHRASES.values() for phrase in catalogue.values() if ".part." not in phrase.key]
    phrases.sort(key=lambda phrase: -len(re.sub(r"\{\w+\}", "", phrase.words)))
    return [(phrase.key, _pattern(phrase.words)) for phrase in phrases]


def _pattern(words: str) -> re.Pattern[str]:
    fixed = re.split(r" ?\{\w+\}", words.rstrip())
    return re.compile(".*".join(map(re.escape, fixed)), re.DOTALL)
