"""What each command word does, in every state."""

from __future__ import annotations

from collections.abc import Callable

from conversations.another_person import let_another_sign
from conversations.answers import read_confirmation
from conversations.commands import Command
from conversations.confirming import change, confirm_in_words
from conversations.editing import edit
from conversations.entering import enter, like_last_time, petition_of_word
from conversations.erasing import ask_to_erase
from conversations.helping import tell_help, tell_privacy
from conversations.languages import other_language, switch_language
from conversations.linking import give_code
from conversations.misunderstandings import go_on
from conversations.petition_list import about_open, about_signed, about_updates, list_open, next_of_list
from conversations.phrases import LANGUAGES
from conversations.questions import open_question
from conversations.reading_pages import turn_page
from conversations.resuming import welcome_back
from conversations.second_names import edit_second
from conversations.stopping import come_back
from conversations.talk import Talk
from conversations.turn import Turn
from conversations.updates import leave_updates
from conversations.updates_declined import declines_by_a_sign
from conversations.which_person import next_people
from conversations.worries import decline_updates


def obey(talk: Talk, command: Command, rest: str) -> Turn:
    """Do what `command` asks; `rest` is what was typed behind its word."""
    return _COMMANDS[command](talk, rest)


def sign(talk: Talk, rest: str = "") -> Turn:
    """SIGN: at a review that was just shown it confirms; anywhere else it leads to the open question."""
    word, _, behind = rest.partition(" ")
    if word and (found := petition_of_word(talk, word, behind)):
        return enter(talk, *found)
    petition = talk.petition
    if petition is None:
        return about_open(talk, "card")
    question = open_question(talk)
    if question == "review" and (not rest or read_confirmation(talk.heard.text) == "show"):
        return confirm_in_words(talk, petition, show_name=bool(rest))
    if question and rest:
        return enter(talk, petition, None, rest)
    if question == "name" and "name" in talk.state.remembered:
        return like_last_time(talk.with_state(aside={}), petition)
    return go_on(talk)


def _more(talk: Talk, rest: str) -> Turn:
    petition = talk.petition
    return turn_page(talk, petition, 1) if petition else about_open(talk, "read")


def _next(talk: Talk, rest: str) -> Turn:
    match talk.state.aside.get("kind"):
        case "list":
            return next_of_list(talk)
        case "people":
            return next_people(talk) or go_on(talk)
    return _more(talk, rest)


def _previous(talk: Talk, rest: str) -> Turn:
    petition = talk.petition
    if petition and talk.state.aside.get("kind") == "page":
        return turn_page(talk, petition, -1)
    return go_on(talk)


def _edit(talk: Talk, rest: str) -> Turn:
    petition = talk.petition
    if petition and talk.signature:
        return edit_second(talk, petition) or edit(talk, petition, rest)
    if petition and talk.state.answers.get("name"):
        return change(talk, petition)  # nothing is signed yet, so it is the same as CHANGE
    return about_signed(talk, "edit")


def _other(talk: Talk, rest: str) -> Turn:
    petition = talk.petition
    if rest and petition is None:
        signed = [one for slug, one in talk.petitions.known.items() if slug in talk.contact.signatures]
        petition = signed[0] if len(signed) == 1 else None
    if petition and (rest or open_question(talk)):
        return let_another_sign(talk, petition, rest)
    return about_signed(talk, "other")


def restart(talk: Talk, rest: str = "") -> Turn:
    """Begin the petition in talk anew, without what was answered."""
    petition = talk.petition
    talk = talk.with_state(answers={}, aside={}, remembered={})
    return enter(talk, petition, None) if petition else list_open(talk)


def _updates(talk: Talk, rest: str) -> Turn:
    """What speaks of updates is answered by the offer; a "👎" beside it is a no."""
    petition = talk.petition
    if not declines_by_a_sign(talk.heard.text):
        return about_updates(talk, join=False)
    if petition and petition.slug in talk.updates:
        return leave_updates(talk, petition)
    return about_updates(talk, join=False) if talk.updates else decline_updates(talk)


def _start(talk: Talk, rest: str) -> Turn:
    if talk.state.stopped:
        return come_back(talk)
    return welcome_back(talk) or about_open(talk, "card")


_COMMANDS: dict[Command, Callable[[Talk, str], Turn]] = {
    Command.HELP: tell_help,
    Command.MORE: _more,
    Command.NEXT: _next,
    Command.PREVIOUS: _previous,
    Command.SIGN: sign,
    Command.STATUS: lambda talk, rest: about_signed(talk, "status"),
    Command.COUNT: lambda talk, rest: about_open(talk, "count"),
    Command.SHARE: lambda talk, rest: about_open(talk, "share"),
    Command.OTHER: _other,
    Command.EDIT: _edit,
    Command.UNSIGN: lambda talk, rest: about_signed(talk, "unsign"),
    Command.DELETE: lambda talk, rest: ask_to_erase(talk),
    Command.JOIN: lambda talk, rest: about_updates(talk, join=True),
    Command.UPDATES: _updates,
    Command.LINK: lambda talk, rest: give_code(talk),
    Command.LIST: lambda talk, rest: list_open(talk),
    Command.RESTART: restart,
    Command.LANGUAGE: lambda talk, rest: switch_language(talk, rest) if rest in LANGUAGES else other_language(talk),
    Command.START: _start,
    Command.PRIVACY: lambda talk, rest: tell_privacy(talk),
}
