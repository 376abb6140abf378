"""The answer to whose name it is that came behind a signature: another person's, or the signer's own, corrected."""

from __future__ import annotations

from conversations.another_person import let_another_sign
from conversations.answers import read_digit
from conversations.editing import edit
from conversations.people import people
from conversations.petition import Petition
from conversations.talk import Talk
from conversations.turn import Turn


def answer_second(talk: Talk) -> Turn | None:
    """1 is another person, 2 a correction; either leads to a review, and nothing is signed by it."""
    petition = talk.petition
    if petition is None or not talk.signature:
        return None
    match read_digit(talk.heard.text, 2):
        case 1:
            return let_another_sign(talk, petition)
        case 2:
            return edit_second(talk, petition)
    return None


def edit_second(talk: Talk, petition: Petition) -> Turn | None:
    """EDIT with the name and the ZIP that were sent before; None where none were."""
    aside = talk.state.aside
    if aside.get("kind") != "second":
        return None
    # Of several people's signatures nobody knows yet which one it corrects.
    return edit(talk, petition, given=aside["given"] if len(people(talk, petition)) == 1 else {})
