"""Worries and the commonest questions, answered whatever was asked, by one text that keeps the place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from conversations import buttons
from conversations.agreement import agrees
from conversations.helping import tell_help, tell_person, tell_privacy
from conversations.languages import other_language
from conversations.need_words import NEEDS, names_a_need, tells_a_need
from conversations.plain_words import listed, plain
from conversations.questions import open_question
from conversations.shown_reviews import ways_to_confirm, with_review_named
from conversations.signed_words import privacy, what_to_send, words_of
from conversations.status import after_the_receipt
from conversations.talk import Talk
from conversations.turn import Turn
from conversations.updates_declined import declines_updates
from conversations.worry_words import Worry, worry_in

_ABOUT_PRIVACY = tuple(
    listed(
        "who sees,who will see,who can see,see my name,show my name to,give my name,my information,is this safe"
        ",is it safe,is this private,is it private,will the government,will ice,to ice,quien ve"
        ",quien va a ver,quien puede ver"
        ",ven mi nombre,ver mi nombre,dan mi nombre,mis datos,es seguro,es privado,es secreto,a la migra,la migra va"
        ",la migra sabe,la migra puede,la migra se entera",
        ",",
    )
)
#: The letters where the first two words of a worry meet: a text in which none of these meet holds no worry.
_SEAMS = frozenset(first[-1] + second[:2] for first, second, *_ in map(str.split, (*NEEDS, *_ABOUT_PRIVACY)))


def answer_worry(talk: Talk) -> Turn | None:
    """The answer to a worry or a question about us; the open question stays. None for everything else."""
    text = talk.heard.text
    if agrees(text):
        return None
    worry = worry_in(text)
    if worry == "fear":
        return _ANSWERS[worry](talk)
    if names_a_need(text):
        return tell_person(talk, "worried")
    if worry:
        return _ANSWERS[worry](talk)
    if declines_updates(text):
        return decline_updates(talk)
    whole = plain(text)
    if _SEAMS.isdisjoint([before[-1] + after[:2] for before, after in pairwise(whole.split())]):
        return None
    if tells_a_need(whole):
        return tell_person(talk, "worried")
    if any(about in whole for about in _ABOUT_PRIVACY):
        return tell_privacy(talk)
    return None


def decline_updates(talk: Talk) -> Turn:
    """Somebody who never asked for updates wants none: nothing changes, and the signature stays."""
    petition, signature = talk.petition, talk.signature
    if petition and signature and not open_question(talk):
        return after_the_receipt(talk, petition, signature, "no_updates")
    return _tell(talk, "updates_declined")


def _tell(talk: Talk, name: str) -> Turn:
    petition, next_question = talk.petition, _what_is_next(talk)
    text = talk.say(
        name,
        org=talk.org,
        contact=talk.person,
        privacy=privacy(talk, petition),
        short=words_of(talk, petition).short if petition else "",
        next=next_question,
    )
    if next_question:
        talk = with_review_named(talk)
    going_on = petition if open_question(talk) else None
    rows = buttons.one_row(talk, "continue", "continue", going_on.slug) if going_on else ()
    return talk.turn(talk.reply(text.rstrip(), rows, edit=False))


def _what_is_next(talk: Talk) -> str:
    """By SMS, the open question in a few words; nothing where a side question is open, whose answer it could spoil."""
    petition, question = talk.petition, open_question(talk)
    if talk.on_telegram or petition is None or question is None or talk.state.aside.get("kind", "page") != "page":
        return ""
    if question == "review":
        name = "next_edit" if talk.state.answers.get("editing") else "next_review"
        return talk.part(name, one=ways_to_confirm(talk).one)
    if question == "postcode":
        return talk.part("next_zip_required" if petition.postcode == "required" else "next_zip")
    return talk.part("next_name", what=what_to_send(talk, petition))


_ANSWERS: dict[Worry, Callable[[Talk], Turn]] = {
    "fear": lambda talk: _tell(talk, "fear"),
    "person": tell_person,
    "number": lambda talk: _tell(talk, "number"),
    "cost": lambda talk: _tell(talk, "cost"),
    "name_forms": lambda talk: _tell(talk, "name_forms"),
    "privacy": tell_privacy,
    "who": lambda talk: _tell(talk, "who" if talk.petition else "who_line"),
    "language": other_language,
    "help": tell_help,
}
