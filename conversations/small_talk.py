"""Small talk: polite words, a greeting from a signer, and "I already signed"; none of it is a misunderstanding."""

from __future__ import annotations

import re

from conversations.answers import read_confirmation
from conversations.asking import ask_next
from conversations.confirming import change, change_part
from conversations.language_files import in_any_language
from conversations.offers import explained_last
from conversations.petition_list import about_signed
from conversations.plain_words import listed, plain, plain_words
from conversations.questions import open_question
from conversations.resuming import welcome_back
from conversations.status import already_signed, tell_status
from conversations.talk import Talk
from conversations.turn import Turn

_POLITE = listed(
    """ok okay okey k great good fine cool nice awesome wonderful excellent perfect lovely sweet wow bye goodbye cheers
    amen thanks thank thx ty gracias bien bueno buena vale listo perfecto sale excelente genial padre bonito adios chao
    bendiga bendiciones bless blessings"""
)
_AROUND = listed(
    """you very much so a lot god all again see later have day to that thats that's is it sounds job work done
    muchas mil muchisimas esta de acuerdo que dios los te la lo ustedes muy todo hasta luego pronto un dia pues y and
    much appreciated trabajo"""
)
_POLITE |= in_any_language(lambda language: language.courtesies)
_AROUND |= in_any_language(lambda language: language.around)
_COURTEOUS = _POLITE | _AROUND
_GREETINGS = listed(
    "hi hello hey there good morning afternoon evening day hola buenas buenos dias tardes noches dia que tal"
) | in_any_language(lambda language: language.greetings)
_LONGEST = 6
_HAS_SIGNED = (
    "ya firme",
    "yo ya firme",
    "ya la firme",
    "ya lo firme",
    "ya he firmado",
    "ya habia firmado",
    "i already signed",
    "already signed",
    "i have already signed",
    "i've already signed",
    "i had already signed",
    "i signed already",
    "i have signed",
    "i've signed",
    "i signed",
    "j'ai deja signe",
    "deja signe",
    "j'ai signe",
    "ja assinei",
    "eu ja assinei",
    "mwen siyen deja",
    "mwen te siyen",
    "mwen deja siyen",
    "m siyen deja",
    "m deja siyen",
)
_OPENS_A_CLAIM = frozenset(claim[0] for claim in _HAS_SIGNED)
#: Where something was just offered, this is a yes rather than a courtesy.
_SOUNDS_GOOD = re.compile(r"\s*(?:that )?sounds (?:good|great|nice|fine|perfect|wonderful|lovely)\b", re.IGNORECASE)
#: Side questions that a polite word answers in its own way.
_ANSWERED_BY_ANYTHING = ("unsign", "delete")


def answer_politeness(talk: Talk) -> Turn | None:
    """Silence for a polite word after something was done, since most texts cost money; before, the question once more.

    Args:
        talk: The turn with its misunderstandings: a polite word neither adds to them nor ends them.
    """
    text = talk.heard.text
    if not is_polite(text):
        return None
    kind = talk.state.aside.get("kind")
    if kind in _ANSWERED_BY_ANYTHING:
        return None
    question, petition = open_question(talk), talk.petition
    if petition and explained_last(talk, petition) and (read_confirmation(text) or _SOUNDS_GOOD.match(text)):
        return None
    if petition is None or kind == "rest" or question is None:
        return talk.turn()
    if question == "review" and kind != "change" and read_confirmation(text):
        return None
    if talk.state.limits.get("polite"):
        return talk.turn()
    talk = talk.with_state(limits={**talk.state.limits, "polite": 1})
    if kind == "change":
        part = str(talk.state.aside.get("part") or "")
        return change_part(talk, petition, part) if part else change(talk, petition)
    return (welcome_back(talk) if talk.resuming else None) or ask_next(talk)


def answer_small_talk(talk: Talk) -> Turn | None:
    """What stands, to a signer who greets, and to whoever says that they have signed; else None."""
    greets = is_greeting(talk.heard.text)
    if not greets and not _has_signed(talk.heard.text):
        return None
    petition = talk.petition
    if greets and (talk.signature is None or open_question(talk)):
        return None
    if petition is None:
        return about_signed(talk, "status")
    if talk.signature and not talk.state.answers.get("editing"):
        return already_signed(talk, petition) if talk.is_open(petition) else tell_status(talk, petition)
    return ask_next(talk) if open_question(talk) == "review" else tell_status(talk, petition)


def is_polite(text: str) -> bool:
    """Whether somebody says thank you, fine or goodbye, and nothing more."""
    words = plain_words(text)
    return not _POLITE.isdisjoint(words) and len(words) <= _LONGEST and _COURTEOUS.issuperset(words)


def is_greeting(text: str) -> bool:
    """Whether somebody says hello and nothing more."""
    words = plain_words(text)
    return 0 < len(words) <= _LONGEST and _GREETINGS.issuperset(words)


def _has_signed(text: str) -> bool:
    whole = plain(text)
    return whole[:1] in _OPENS_A_CLAIM and whole.startswith(_HAS_SIGNED) and len(whole.split()) <= _LONGEST
