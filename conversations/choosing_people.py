"""What choosing somebody from a list of the people on one phone leads to (see `conversations.which_person`)."""

from __future__ import annotations

from conversations.doubtful_signs import is_doubtful
from conversations.editing import edit
from conversations.erasing import ask_to_erase
from conversations.people import people, with_code
from conversations.petition_list import list_holds
from conversations.status import tell_status
from conversations.talk import Talk
from conversations.turn import Turn
from conversations.unsigning import ask_to_unsign
from conversations.which_person import codes_chosen, same_list


def answer_people(talk: Talk) -> Turn | None:
    """A number chooses, and ALL where something is taken off or erased; None when the text is no answer to the list.

    Where something comes of the choice, "2?" and an answer after ten minutes show the list as it is now.
    """
    codes = codes_chosen(talk)
    if codes is None:
        return None
    purpose = str(talk.state.aside["purpose"])
    if purpose != "status" and (is_doubtful(talk.heard.text) or not list_holds(talk)) and (again := same_list(talk)):
        return again
    petition = talk.petitions.known.get(str(talk.state.aside["petition"]))
    talk = talk.with_state(aside={})
    if petition is None:
        return ask_to_erase(talk, codes, everyone=not codes)
    if purpose == "unsign":
        return ask_to_unsign(talk, petition, codes or tuple(one.code for one in people(talk, petition)))
    if not with_code(people(talk, petition), codes):
        return tell_status(talk, petition)
    return (edit if purpose == "edit" else tell_status)(talk, petition, code=codes[0])
