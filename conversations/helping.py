"""HELP, PRIVACY, and a person: one who answers here, or whose address is told; none of them loses the open question."""

from __future__ import annotations

from conversations import buttons
from conversations.need_words import is_in_need
from conversations.other_languages import ended, others, short_tag
from conversations.people import may_another_sign
from conversations.questions import open_question
from conversations.signed_words import privacy
from conversations.talk import Talk
from conversations.turn import Fact, Turn
from conversations.with_a_person import can_be_handed_over, hand_over
from conversations.worry_words import worry_in


def tell_help(talk: Talk, question: str = "") -> Turn:
    """What can be done here and who can be written to; `question` is what was typed behind HELP."""
    if question and can_be_handed_over(talk) and worry_in(talk.heard.text) != "help":
        return tell_person(talk)
    petition = talk.petition
    lang = ended(short_tag(others(talk), talk.language), ", ")
    another = petition and may_another_sign(talk, petition) and not talk.on_telegram and not open_question(talk)
    text = talk.say("help_other" if another else "help", org=talk.org, contact=talk.person, lang=lang)
    rows = buttons.menu_rows(talk, petition)
    facts = (asked_for_person(talk),) if question else ()
    return talk.turn(talk.reply(text, rows, edit=False), *facts)


def tell_privacy(talk: Talk) -> Turn:
    """What is held, for how long, and who sees what."""
    text = talk.say("privacy", parts=2, org=talk.org, privacy=privacy(talk, talk.petition))
    return talk.turn(talk.reply(text, edit=False))


def tell_person(talk: Talk, reason: str = "asked") -> Turn:
    """That a person will answer; where a person can be written to if nobody is there who might give the answer.

    Args:
        talk: The turn.
        reason: As for `hand_over`; words of need are seen in any case.
    """
    if can_be_handed_over(talk):
        return hand_over(talk, "worried" if is_in_need(talk.heard.text) else reason)
    petition = talk.petition
    going_on = petition if open_question(talk) else None
    text = talk.say("person" if going_on else "person_plain", contact=talk.person)
    rows = buttons.one_row(talk, "continue", "continue", going_on.slug) if going_on else ()
    return talk.turn(talk.reply(text, rows, edit=False), asked_for_person(talk))


def asked_for_person(talk: Talk) -> Fact:
    """The fact that somebody would rather speak with a person."""
    return Fact("asked_for_person", {"petition": talk.state.petition or ""})
