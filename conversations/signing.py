"""The script of every channel, in one pure function; calls have one of their own (`conversations.calling`).

The law, in the order in which the code runs it:

1. What the provider itself did about STOP, START or HELP is recorded, in silence.
2. A phone's own reactions and what nobody typed as a message get silence.
3. An opt-out in words wins in every state, but for "no updates" from somebody who gets none.
4. A machine gets silence.
5. A tap does what its button says; after STOP only the rights, HELP and a petition's own button do anything. While a
   person answers (see `conversations.with_a_person`) all else but START, the rights, HELP and a keyword gets silence.
6. A 9 that UNSIGN or DELETE asked for, or a choice from the list that either showed, passes 7, 8 and 11.
7. Above the day's limit only START, HELP, UNSIGN and DELETE are answered, and a keyword, each a few times; above the
   limit of answers only UNSIGN and DELETE, and at last they act in silence (see `conversations.limits`).
8. After STOP only START, HELP, UNSIGN, DELETE and petition keywords are answered.
9. Six digits are a code that links two channels (see `conversations.linking`), unless they answer the open question. A
   command word is obeyed, OTHER also with a name behind it, or a sentence that wishes what one does. Of all that speaks
   of updates only JOIN, UNIRME and their button turn them on, and only behind an offer that was shown (see
   `conversations.updates`).
10. A petition's keyword as the first word leads to the petition; a worry behind it is answered.
11. After three misunderstandings a person answers; where nobody is there to do so there is silence, but for a worry and
    a plain answer.
12. What was meant to sign a petition that takes no signatures now is told so, unless it answers a side question.
13. Then, the first that understands the text: a courtesy, a worry, the side question that is open, the name that a
    signature by a call lacks (`conversations.after_a_call`), somebody else who wants to sign, small talk, the open
    question, short words after a receipt, a second name, and "welcome back".
14. What nothing understood gets help that widens, three times.

In all of it: the next question is the first one without an answer (`conversations.questions`); nothing counts before an
explicit word on a review that was shown (`conversations.confirming`), a word that was written after it and within two
hours (`conversations.shown_reviews`) and that nothing beside it puts in doubt (`conversations.doubtful_signs`); a 9
takes off, erases or links, just once, within ten minutes of its question, and a list that leads to UNSIGN or DELETE is
answered within ten minutes; one message heard, at most one message said.
"""

from __future__ import annotations

from collections.abc import Callable

from conversations.above_the_limit import (
    always_heard,
    answer_above_the_limit,
    opt_out,
    start_again,
)
from conversations.after_a_call import answer_first_text, signed_meanwhile
from conversations.agreement import agrees_with_a_reason
from conversations.another_person import answer_for_another, answer_second_name, told_of_another
from conversations.answering import answer_open_question, plainly_answers
from conversations.answers import read_confirmation, read_details, tapback
from conversations.calling import answer_call
from conversations.choosing_people import answer_people
from conversations.commanding import obey
from conversations.commands import Command, command_in
from conversations.due_rights import ASKS_FOR_NINE, asked_lately, chooses, right_is_due
from conversations.editing import answer_change, without_lost_signature
from conversations.entering import brought_in, enter, keyword_in
from conversations.erasing import answer_delete
from conversations.language_wishes import language_wished
from conversations.languages import with_language, with_language_of_command
from conversations.limits import (
    counted,
    eased,
    limits_after,
    over_the_limit,
    quiet,
    same_once_more,
    understood,
    with_text_compared,
    within_the_answers,
)
from conversations.linking import answer_link, hear_code
from conversations.misunderstandings import answer_after_receipt, answer_menu, misunderstood, unreadable
from conversations.petition import Petition, Petitions
from conversations.petition_list import answer_list
from conversations.refusals import leans_to_no
from conversations.resuming import after_the_gap, welcome_back
from conversations.second_names import answer_second
from conversations.shown_reviews import reviews_after
from conversations.small_talk import answer_politeness, answer_small_talk
from conversations.standings import tell_standing
from conversations.starting import start
from conversations.stopping import opt_out_heard, provider_answered
from conversations.talk import Talk
from conversations.taps import answer_tap
from conversations.turn import Channel, Contact, Heard, Kind, Moment, Turn
from conversations.unsigning import answer_unsign, blocked
from conversations.wishes import wish_in
from conversations.with_a_person import back_to_the_script, is_with_person, tell_the_person
from conversations.worries import answer_worry
from conversations.worry_words import worry_in

#: Side questions and their readers; a reader's None means "no answer to me".
_ASIDES: dict[str, Callable[[Talk], Turn | None]] = {
    "unsign": answer_unsign,
    "delete": answer_delete,
    "link": answer_link,
    "list": answer_list,
    "people": answer_people,
    "second": answer_second,
    "change": answer_change,
    "menu": answer_menu,
}
#: What hears a text that no side question keeps for itself, in this order.
_READERS: tuple[Callable[[Talk], Turn | None], ...] = (
    answer_first_text,
    answer_for_another,
    answer_small_talk,
    answer_open_question,
    answer_after_receipt,
    answer_second_name,
)
#: Side questions that let an answer to the open question pass; the others want their own answer.
_LETS_THROUGH = frozenset(["list", "menu", "people", "second"])
_LISTS = frozenset(["list", "people"])
#: Side questions to which whatever comes is an answer.
_WANTS_ANSWER = ASKS_FOR_NINE | {"link"}


def reply_to(petitions: Petitions, contact: Contact, heard: Heard, moment: Moment) -> Turn:
    """Answer one message.

    Args:
        petitions: What lives on this line, with the counts of this moment.
        contact: What is known of the sender.
        heard: The message. A redelivery never reaches this function twice (the inbox keeps answers by id).
        moment: The time, aware, and a fresh receipt code in case this turn signs.

    Returns:
        The turn: at most one reply (on a call, what is read in a row), the state as it becomes, and the facts for
        storage to make true. Never raises for anything that a person can send.
    """
    if heard.channel is Channel.CALL:
        return answer_call(petitions, contact, heard, moment)
    talk = after_the_gap(Talk.begun(petitions, contact, heard, moment))
    talk = signed_meanwhile(without_lost_signature(talk))
    if heard.opt_out_flag and (turn := provider_answered(talk)):
        return _finished(talk, turn)
    typed = heard.kind is Kind.TEXT
    if heard.kind is Kind.SILENT or (typed and tapback(heard.text)):
        return Turn(contact.state)
    talk = with_language(talk)
    if typed and (how := opt_out_heard(talk)):
        return _finished(talk, opt_out(talk, how))
    if heard.automated:
        return Turn(contact.state)
    talk = counted(talk)
    return _finished(talk, _understand(talk) if typed else _understand_thing(talk))


def _finished(talk: Talk, turn: Turn) -> Turn:
    turn = within_the_answers(talk, turn)
    after = reviews_after(talk.state, turn)
    state = after.but({"limits": limits_after(talk, turn), "heard_at": talk.seconds})
    return Turn(state, turn.replies, turn.facts, turn.toast)


def _understand_thing(talk: Talk) -> Turn:
    """What was not typed: a tap, a link, or a thing that can't be read."""
    if talk.heard.kind is Kind.CHOICE:
        return answer_tap(understood(talk))
    if talk.heard.kind is Kind.START:
        talk = back_to_the_script(talk)
        return start_again(talk, start) if over_the_limit(talk) else start(understood(talk))
    if is_with_person(talk):
        return tell_the_person(talk)
    return talk.turn() if talk.closed_by_stop or over_the_limit(talk) else unreadable(talk)


def _understand(talk: Talk) -> Turn:
    if is_with_person(talk):
        meant = _meant_for_the_script(talk)
        if meant is None:
            return tell_the_person(talk)
        talk = meant
    return hear_code(talk, _understand_words) if talk.contact.link.code else _understand_words(talk)


def _understand_words(talk: Talk) -> Turn:
    commanded, due = _commanded(talk), right_is_due(talk)
    if over_the_limit(talk) and not (due and asked_lately(talk)):
        return answer_above_the_limit(talk, commanded)
    if commanded and not (talk.closed_by_stop and not always_heard(talk, commanded[0])):
        return obey(understood(with_language_of_command(talk)), *commanded)
    if keyword := keyword_in(talk):
        return _enter(understood(talk), *keyword)
    return talk.turn() if talk.closed_by_stop and not due else _answer(talk)


def _meant_for_the_script(talk: Talk) -> Talk | None:
    """The talk, in which a keyword or START ends the silence, where a text is heard although a person answers."""
    if right_is_due(talk):
        return talk
    if commanded := _commanded(talk):
        heard = always_heard(talk, commanded[0])
        return (back_to_the_script(talk) if commanded[0] is Command.START else talk) if heard else None
    return back_to_the_script(talk) if keyword_in(talk) else None


def _enter(talk: Talk, petition: Petition, language: str | None, rest: str) -> Turn:
    """A keyword, and what stands behind it: a worry is answered as ever, anything else is for `enter` to read."""
    if rest and talk.is_open(petition) and not read_details(rest).postcode:
        asked = brought_in(talk, petition, language)
        if turn := answer_worry(asked._replace(heard=talk.heard._replace(text=rest))):
            return turn
    return enter(talk, petition, language, rest)


def _commanded(talk: Talk) -> tuple[Command, str] | None:
    """The command that the text is, or wishes in a sentence; where nothing can be asked first, only the word counts."""
    commanded = command_in(talk.heard.text, talk.language)
    if commanded is None:
        if told := told_of_another(talk):
            return Command.OTHER, told
        wish = wish_in(talk.heard.text)
        rest = language_wished(talk.heard.text) if wish is Command.LANGUAGE else None
        return (wish, rest or "") if wish and not blocked(talk) else None
    command, rest = commanded
    if command is Command.SIGN and rest and wish_in(talk.heard.text) is Command.UPDATES:
        return Command.UPDATES, ""
    return None if command is Command.SIGN and rest and worry_in(rest) else commanded


def _answer(talk: Talk) -> Turn:
    """The text as an answer to what was asked last, or to what is open; else it was not understood."""
    if quiet(talk) and not right_is_due(talk):
        return _in_silence(with_text_compared(talk))
    calm = understood(talk)
    petition, kind = talk.petition, talk.state.aside.get("kind")
    if petition and not talk.is_open(petition) and not _answers_aside(talk) and _meant_to_sign(talk):
        return tell_standing(calm, petition)
    reader = _ASIDES.get(str(kind))
    turn = answer_politeness(talk) or (None if _keeps(talk) else _worry(talk))
    if turn is None and reader:
        turn = reader(eased(talk) if kind == "menu" else calm)
    if turn is None and (reader is None or kind in _LETS_THROUGH):
        turn = _read(calm)
    if turn is None and talk.resuming:
        turn = welcome_back(calm)
    return turn or misunderstood(talk)


def _read(talk: Talk) -> Turn | None:
    for read in _READERS:
        if turn := read(talk):
            return turn
    return None


def _keeps(talk: Talk) -> bool:
    """Whether the text answers the question that asks for a 9: "no, keep my data", "yes, erase it" are no worry."""
    text = talk.heard.text
    kind = talk.state.aside.get("kind")
    if kind in ASKS_FOR_NINE and agrees_with_a_reason(text):
        return True
    return kind in _WANTS_ANSWER and leans_to_no(text) and worry_in(text) != "help"


def _worry(talk: Talk) -> Turn | None:
    """The answer to a worry; to the third same text in a row it is silence."""
    turn = answer_worry(talk)
    if turn is None:
        return None
    talk = with_text_compared(talk)
    if same_once_more(talk):
        return talk.turn()
    return turn._replace(state=turn.state.but({"limits": eased(talk).state.limits}))


def _in_silence(talk: Talk) -> Turn:
    """After three misunderstandings: a worry is answered, and what plainly answers the open question is taken."""
    if same_once_more(talk):
        return talk.turn()
    if turn := answer_worry(talk):
        return turn
    answered = answer_open_question(understood(talk)) if plainly_answers(talk) else None
    return answered or talk.turn()


def _meant_to_sign(talk: Talk) -> bool:
    """Whether the text would have been heard by a petition that takes no signatures any more."""
    if talk.state.answers:
        return True
    if talk.signature or talk.state.aside.get("kind") in _LISTS:
        return False
    return read_confirmation(talk.heard.text) is not None or bool(read_details(talk.heard.text).postcode)


def _answers_aside(talk: Talk) -> bool:
    """Whether the text answers the open side question: whatever comes while a 9 is asked for, or a list's number."""
    aside = talk.state.aside
    return aside.get("kind") in _WANTS_ANSWER or (aside.get("kind") in _LISTS and chooses(talk))
