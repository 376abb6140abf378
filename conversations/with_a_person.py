"""A person answers: while a case is open the script is silent, and what is said goes to the organizers' inbox.

A case is opened by whoever asks for a person, by words of need (`conversations.worries`), and by the third text that
nothing understood; only where somebody is there to answer (`Petitions.people_answer`). From then on:

- STOP, HELP, UNSIGN, DELETE, their 9 and their lists are heard as ever; so is a tap, which says what it means.
- A petition's keyword, START, and a tap that goes on with a petition give the word back to the script. The case stays
  open, so that an organizer can still answer; whoever is answered, or asks again, speaks with the person again.
- All else gets silence and is kept for the inbox, sealed, until the case closes.
- 24 hours after the last word of either side the script speaks again by itself.

Nothing sets `people_answer` yet: storage does not know the fact "told_person", nor keep cases, so it must stay off.
"""

from __future__ import annotations

from conversations import buttons
from conversations.limits import understood
from conversations.signed_words import as_dialed, words_of
from conversations.talk import Talk
from conversations.turn import Fact, Kind, Turn

#: Seconds after its last word for which a case stays open.
STAYS_OPEN = 24 * 3600
#: Characters of a text that are kept; as many as ten segments hold.
LONGEST_WORDS = 1600
#: Texts that are kept of one person in a day, lest a machine fill the inbox.
_TOLD_A_DAY = 100


def can_be_handed_over(talk: Talk) -> bool:
    """Whether a person may answer: somebody is there to do so, and no STOP is in force, after which nothing leaves."""
    return talk.petitions.people_answer and not talk.state.stopped


def is_with_person(talk: Talk) -> bool:
    """Whether a case of this contact is open, and somebody there to answer it."""
    last = talk.state.person
    return bool(last) and can_be_handed_over(talk) and talk.seconds - last < STAYS_OPEN


def hand_over(talk: Talk, reason: str) -> Turn:
    """Say that a person will answer, and be silent from here on.

    Args:
        talk: The turn, of which `can_be_handed_over` is true.
        reason: "misunderstood", "asked" or "worried".
    """
    talk = understood(talk).with_state(person=talk.seconds)
    petition, line = talk.petition, talk.petitions.emergency_line if reason == "worried" else ""
    signing = petition if petition and talk.is_open(petition) and not talk.signature else None
    name = ("person_urgent" if line else "person_answers") + ("" if signing else "_plain")
    keyword = words_of(talk, signing).keyword if signing else ""
    text = talk.say(name, contact=talk.person, keyword=keyword, line=as_dialed(line))
    rows = buttons.one_row(talk, "sign", "sign", signing.slug) if signing else ()
    asked = {"petition": talk.state.petition or "", "reason": reason, "words": _words(talk)}
    return talk.turn(talk.reply(text, rows, edit=False), Fact("asked_for_person", asked))


def tell_the_person(talk: Talk) -> Turn:
    """Keep for the person what was said, in silence; it is none of the texts that the script has to answer in a day."""
    limits = talk.state.limits
    told = limits.get("told", 0) + 1
    calm = {**limits, "texts": max(0, limits.get("texts", 0) - 1), "told": told}
    talk = talk.with_state(limits=calm, person=talk.seconds)
    return talk.turn(None, *((Fact("told_person", {"words": _words(talk)}),) if told <= _TOLD_A_DAY else ()))


def back_to_the_script(talk: Talk) -> Talk:
    """The talk in which the script answers again; the case stays open for the person's answer."""
    return talk.with_state(person=0) if talk.state.person else talk


def _words(talk: Talk) -> str:
    """What was said, as far as it is kept; "" for what was not typed."""
    return talk.heard.text[:LONGEST_WORDS] if talk.heard.kind is Kind.TEXT else ""
