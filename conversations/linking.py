"""LINK: a telephone and a Telegram account become one person, by six digits that are asked for on one and sent on the
other.

Whoever asks gets the digits and is told to give them to nobody. Whoever sends them is told what they do, and that they
do nothing good to whom somebody else gave them; only a 9 (or a tap) on that joins. What was signed on one channel is
never read out on the other: neither name nor ZIP. Wrong digits are few a day, and few an hour for all (see
`conversations.link_codes`).
"""

from __future__ import annotations

from collections.abc import Callable

from conversations import buttons
from conversations.agreement import asks_to_go_on
from conversations.commands import Command, command_in
from conversations.limits import over_the_limit, understood
from conversations.link_codes import MISSES_A_DAY, SaidCode, code_from, read_code
from conversations.questions import open_question
from conversations.signed_words import number_to_text
from conversations.talk import Talk
from conversations.turn import Fact, Kind, Turn
from conversations.unsigning import after_a_nine, in_time, is_nine, is_unsure, nine_to_ask_for

_MISSES = "link"


def give_code(talk: Talk) -> Turn:
    """LINK: six digits, and where to send them."""
    number = number_to_text(talk) or talk.petitions.whatsapp
    if not (number if talk.on_telegram else talk.petitions.bot):
        return talk.turn(talk.say("link_alone"))
    if talk.contact.link.linked:
        return talk.turn(talk.say("link_already"))
    code = code_from(talk.moment.code)
    text = talk.say("link_code", code=code, bot=talk.petitions.bot, number=number)
    return talk.turn(talk.reply(text, edit=False), Fact("gave_link_code", {"code": code}))


def hear_code(talk: Talk, otherwise: Callable[[Talk], Turn]) -> Turn:
    """Six digits, alone or behind LINK; those that are no code may be an answer to the question that is open.

    Args:
        talk: The turn; `talk.contact.link` says what the digits are.
        otherwise: Understands what is no code.
    """
    said = _said(talk)
    if said is None or talk.closed_by_stop or over_the_limit(talk):
        return otherwise(talk)
    standing = talk.contact.link.code
    if standing == "busy" or _misses(talk) >= MISSES_A_DAY:
        return otherwise(talk) if _may_answer(talk, said) else talk.turn(talk.say("link_too_many"))
    if standing == "wrong":
        talk = talk.with_state(limits={**talk.state.limits, _MISSES: _misses(talk) + 1})
        turn = otherwise(talk) if _may_answer(talk, said) else talk.turn(talk.say("link_wrong"))
        return turn._replace(facts=(*turn.facts, Fact("missed_link_code")))
    return _ask(understood(talk)) if standing == "right" else talk.turn(talk.say(_REFUSALS[standing]))


def answer_link(talk: Talk) -> Turn | None:
    """What was heard while the 9 was asked for; anything else joins nothing."""
    if not is_nine(talk):
        return _ask(talk) if asks_to_go_on(talk.heard.text) else decline(talk)
    return _ask(talk) if is_unsure(talk) else agree(talk)


def agree(talk: Talk) -> Turn:
    """Join the two, if the digits still hold."""
    standing, mark = talk.contact.link.code, str(talk.state.aside.get("mark", ""))
    late = not in_time(talk, "link")
    talk = talk.with_state(aside={})
    if late or standing != "right":
        return talk.turn(talk.reply(talk.say("link_wrong" if late else _REFUSALS.get(standing, "link_wrong"))))
    if talk.heard.kind is Kind.TEXT:
        talk = talk.at(after_a_nine(talk.state, talk.seconds))
    return talk.turn(talk.reply(talk.say("linked")), Fact("linked", {"mark": mark}))


def decline(talk: Talk) -> Turn:
    """Join nothing."""
    return talk.with_state(aside={}).turn(talk.reply(talk.say("link_kept")))


def _ask(talk: Talk) -> Turn:
    nine, mark = nine_to_ask_for(talk), talk.contact.link.mark
    talk = talk.with_aside("link", mark=mark, at=talk.seconds, id=talk.heard.id, nine=nine)
    return talk.turn(talk.reply(talk.say("link_confirm", nine=nine), buttons.link_rows(talk)))


def _said(talk: Talk) -> SaidCode | None:
    said = read_code(talk.heard.text)
    if said and said.word and command_in(said.word, talk.language) != (Command.LINK, ""):
        return None
    return said


def _may_answer(talk: Talk, said: SaidCode) -> bool:
    """Whether the digits can be meant for the open question: a mistyped ZIP."""
    return not said.word and open_question(talk) is not None


def _misses(talk: Talk) -> int:
    return talk.state.limits.get(_MISSES, 0)


_REFUSALS = {"misplaced": "link_misplaced", "linked": "link_already", "busy": "link_too_many"}
