"""DELETE: everything held about the contact goes, signatures included, after a 9 (or a tap) within ten minutes."""

from __future__ import annotations

from conversations import buttons
from conversations.agreement import asks_to_go_on
from conversations.doubtful_signs import is_doubtful
from conversations.talk import Talk
from conversations.turn import Fact, Reply, State, Turn
from conversations.unsigning import blocked, in_time, is_nine, is_unsure, nine_to_ask_for, too_late


def ask_to_erase(talk: Talk) -> Turn:
    """Ask for the 9. DELETE again asks again, and never confirms itself."""
    if blocked(talk):
        return talk.turn() if is_doubtful(talk.heard.text) else erase(talk)
    nine = nine_to_ask_for(talk)
    talk = talk.with_aside("delete", at=talk.seconds, id=talk.heard.id, nine=nine)
    return talk.turn(talk.reply(talk.say("delete_confirm", nine=nine), buttons.delete_rows(talk)))


def erase(talk: Talk) -> Turn:
    """Erase. Only what STOP must remember stays."""
    state = talk.state
    if state.stopped:
        name = "deleted_stopped"
    elif not talk.contact.signatures and any(petition.anonymous for petition in talk.petitions.all):
        name = "deleted_anonymous"
    else:
        name = "deleted"
    reply: Reply = talk.reply(talk.say(name))
    return Turn(State(stopped=state.stopped, stopped_by=state.stopped_by), (reply,), (Fact("erased"),))


def keep_data(talk: Talk) -> Turn:
    """Erase nothing."""
    return talk.with_state(aside={}).turn(talk.say("kept_data"))


def answer_delete(talk: Talk) -> Turn:
    """What was heard while the 9 was asked for; anything else erases nothing."""
    if not is_nine(talk):
        return ask_to_erase(talk) if asks_to_go_on(talk.heard.text) else keep_data(talk)
    if not in_time(talk, "delete"):
        return too_late(talk)
    return ask_to_erase(talk) if is_unsure(talk) else erase(talk)
