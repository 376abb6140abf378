"""A message that was found at the provider later: what it decides counts, but nothing can be said to it any more.

The rules:

1. It is heard as of the time when it was sent, so that a review that was shown a moment before it is still answered,
   and a petition that closed since was still open.
2. Nothing of what it leads to was shown to anybody: no review, no question with a 9, no list, no offer of updates. What
   answers those can only come after they are said again, to the next message. So it takes nothing of what a person is
   answered in a day either, and nobody is silent or paused for words that were never said.
3. Where the person has written since, the talk has gone on without it, and only STOP still holds: rather too much
   silence than too little.
"""

from __future__ import annotations

from datetime import UTC, datetime

from conversations.petition import Petitions
from conversations.signing import reply_to
from conversations.turn import Contact, Heard, Moment, State, Turn

#: Answers that stand for what was shown, and not for what was said by the person.
_SHOWN = ("reviewed", "shown", "asked_name", "told_why", "tries")


def reply_to_missed(petitions: Petitions, contact: Contact, heard: Heard, moment: Moment) -> Turn:
    """Hear a message that was missed (`Heard.sent_at`); the arguments are those of `reply_to`.

    Returns:
        The turn, without a reply. Never raises for anything that a person can send.
    """
    before = contact.state
    overtaken = before.heard_at > heard.sent_at
    sent = datetime.fromtimestamp(heard.sent_at, UTC)
    turn = reply_to(petitions, contact, heard, moment if overtaken else moment._replace(now=sent))
    if overtaken and not any(fact.name == "stopped" for fact in turn.facts):
        return Turn(before)
    return Turn(_unsaid(before, turn.state), (), turn.facts)


def _unsaid(before: State, after: State) -> State:
    """The state after a turn of which nothing was said."""
    answers = {
        name: value for name, value in after.answers.items() if name not in _SHOWN or before.answers.get(name) == value
    }
    aside = after.aside if after.aside == before.aside else {}
    offer = after.offer if after.offer == before.offer else {}
    # What the turn forgot (a misunderstanding, all of an erased contact) is forgotten; what it counted was for nothing.
    limits = {name: value for name, value in before.limits.items() if name in after.limits}
    return after.but({"answers": answers, "aside": aside, "offer": offer, "limits": limits})
