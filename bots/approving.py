"""`APPROVE 4821`, texted by an organizer: heard before the conversation, which knows no organizers.

Whoever is no organizer said nothing but a text: it goes on to the conversation like any other. So it does by another
channel than the registered one, since only the registered address proves anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from unicodedata import normalize

from conversations import Contact, Heard, Kind, Reply, Turn
from conversations.as_typed import written
from conversations.phrases import say
from storage.approvals import complete
from storage.batch import Batch
from storage.organizers import Organizer, at_address

#: Hears a message before the conversation does; None leaves it to the conversation.
HearFirst = Callable[[Batch, Contact, Heard], Turn | None]

#: The word in every language that is spoken; the code's message names that of its own.
_APPROVE = re.compile(r"\s*(?:approve|aprobar|aprovar|approuver|apwouve)\b", re.IGNORECASE)
#: With what phones put in between or behind: "Approve: 4821.", "#4821", "48 21".
_DIGITS = re.compile(r"[\s:#.,\"'“”*-]*([0-9]{2} ?[0-9]{2})[\s.!,\"'“”*]*")


def hears_approvals(*, two_people: bool, language: str) -> HearFirst:
    """What hears APPROVE.

    Args:
        two_people: Whether somebody else than the author has to approve (TWO_PEOPLE).
        language: Spoken where nothing is known of the organizer.
    """
    return partial(_hear, two_people=two_people, language=language)


def _hear(batch: Batch, contact: Contact, heard: Heard, *, two_people: bool, language: str) -> Turn | None:
    if heard.kind is not Kind.TEXT or heard.automated or not (said := _APPROVE.match(heard.text)):
        return None
    organizer = at_address(batch.tx, heard.channel, heard.address)
    if organizer is None:
        return None
    told = _answer(
        batch, organizer, heard.text[said.end() :], contact.state.language or language, two_people=two_people
    )
    return Turn(contact.state, (Reply(written(heard.channel, told)),))


def _answer(batch: Batch, organizer: Organizer, rest: str, language: str, *, two_people: bool) -> str:
    digits = _DIGITS.fullmatch(normalize("NFKC", rest))
    if digits is None:
        return say("organizer.digits", language)
    code = digits[1].replace(" ", "")
    verdict = complete(batch.tx, organizer, code, batch.now, two_people=two_people)
    if verdict.at_last is not None:
        batch.at_last.append(verdict.at_last)
    return verdict.told(language)
