"""A signature by a call has no name yet: whoever texts from that number next is asked for it.

The signature stands without one. The name is taken as EDIT takes a change: shown in a review, saved by an answer to it.
Who was asked by text when the call came has told it already, or is about to.
"""

from __future__ import annotations

from conversations.asking import ask_next
from conversations.given_details import details_given, read_answer, surely_a_name
from conversations.petition import Petition
from conversations.phrases import written_date
from conversations.signed_words import what_to_send, words_of
from conversations.talk import Talk
from conversations.turn import Turn


def lacks_name(talk: Talk, petition: Petition) -> bool:
    """Whether the contact has signed `petition` and told no name, and still can."""
    signature = talk.contact.signatures.get(petition.slug)
    return signature is not None and not signature.name and not signature.elsewhere and talk.is_open(petition)


def signed_meanwhile(talk: Talk) -> Talk:
    """The turn of somebody who had told a name by text when a call from that number signed: it names that signature.

    What the review showed is what an answer to it saves, as if it had been shown for EDIT.
    """
    petition, answers = talk.petition, talk.state.answers
    if petition is None or not answers.get("name") or answers.get("editing") or answers.get("another"):
        return talk
    if not lacks_name(talk, petition) or len(talk.contact.people(petition.slug)) > 1:
        return talk
    postcode = answers.get("postcode") or talk.contact.signatures[petition.slug].postcode
    return talk.with_answers(editing=True, postcode=postcode or None)


def ask_for_name(talk: Talk, petition: Petition, text: str = "") -> Turn | None:
    """Ask for the name that the signature lacks, or show it for review where `text` tells it; None if it lacks none."""
    if not lacks_name(talk, petition):
        return None
    if turn := take_name(talk, petition, text):
        return turn
    signature = talk.contact.signatures[petition.slug]
    talk = _editing(talk, petition).with_answers(asked_name=True)
    text = talk.say(
        "name_after_call",
        short=words_of(talk, petition).short,
        date=written_date(signature.signed_on, talk.language),
        code=signature.code,
        what=talk.part("name_only") if signature.postcode else what_to_send(talk, petition),
    )
    return talk.turn(text)


def take_name(talk: Talk, petition: Petition, text: str) -> Turn | None:
    """Show for review the name that `text` tells of a signature that lacks one; None where it tells none for sure."""
    if not lacks_name(talk, petition):
        return None
    talk = _editing(talk, petition)
    given = details_given(talk, petition, read_answer(text))
    sure = given.get("name") and (given.get("postcode") or surely_a_name(given["name"]))
    return ask_next(talk.with_answers(**given)) if sure else None


def answer_first_text(talk: Talk) -> Turn | None:
    """The question for the name, to whoever texts while nothing is in talk and has signed by a call."""
    if talk.petition is not None:
        return None
    found = (ask_for_name(talk, petition, talk.heard.text) for petition in talk.petitions.known.values())
    return next((turn for turn in found if turn), None)


def _editing(talk: Talk, petition: Petition) -> Talk:
    """The talk about the signature's name; a ZIP that was keyed in on the call stands."""
    signed = talk.contact.signatures[petition.slug]
    answers = {"editing": True, "whose": signed.code} | ({"postcode": signed.postcode} if signed.postcode else {})
    return talk.turned_to(petition).with_state(answers=answers, aside={})
