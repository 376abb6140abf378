"""Taking what the person gives to the open question: a name and a ZIP in any order, or a word on the review."""

from __future__ import annotations

from typing import Any

from conversations import buttons
from conversations.answers import Details, read_confirmation, read_details
from conversations.asking import ask_name, ask_next, ask_review
from conversations.confirming import change, confirm
from conversations.petition import Petition
from conversations.plain_words import listed, plain
from conversations.questions import open_question, was_reviewed
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Turn

_TRIES_BEFORE_LETTING_GO = 2
NO = listed("no,nope,nah,no no,no gracias,no thanks,not now,ahora no,none,nada", ",")

_NOT_KNOWN = ("no se", "no lo se", "no me acuerdo", "no recuerdo", "i do not know", "i don't know", "idk", "dont know")
_WILL_NOT = (
    "no quiero firmar",
    "no voy a firmar",
    "no firmo",
    "i don't want to sign",
    "i dont want to sign",
    "don't sign",
)
_INTRODUCES = ("mi nombre", "me llamo", "soy ", "my name", "i am ", "i'm ", "im ", "name ", "nombre ")
_SAVE = listed("save,save it,guardar,guarda,guardalo", ",")


def answer_open_question(talk: Talk) -> Turn | None:
    """The turn that the text leads to as an answer; None when it is no answer to what was asked."""
    petition, question = talk.petition, open_question(talk)
    if petition is None or question is None:
        return None
    return {"name": _take_name, "postcode": _take_zip, "review": _take_review}[question](talk, petition)


def details_given(talk: Talk, petition: Petition, details: Details) -> dict[str, Any]:
    """The answers that `details` holds for this petition."""
    given: dict[str, Any] = {}
    if details.name:
        given["name"] = details.name
    asked = petition.postcode == "optional" or (petition.postcode == "required" and details.postcode)
    if details.postcode is not None and asked:
        given["postcode"] = details.postcode
    return given


def _take_name(talk: Talk, petition: Petition) -> Turn | None:
    text, details = talk.heard.text, read_details(talk.heard.text)
    confirmation = read_confirmation(text)
    if confirmation == "sign" and not (details.name and talk.state.answers.get("asked_name")):
        return ask_name(talk, petition)
    if plain(text) in NO or plain(text).startswith(_WILL_NOT):
        return not_now(talk, petition)
    if details.name and confirmation in (None, "sign"):
        talk = talk.with_answers(**details_given(talk, petition, details))
        if details.problem == "postcode-length" and petition.postcode != "no":
            return bad_zip(talk, petition, details.digits)
        return ask_next(talk)
    if details.problem == "only-postcode" and details.postcode:
        talk = talk.with_answers(**details_given(talk, petition, details))
        text = talk.say("bad_name", postcode=details.postcode)
        return talk.turn(talk.reply(text, buttons.name_rows(talk, petition, offered=False)))
    return None


def _take_zip(talk: Talk, petition: Petition) -> Turn | None:
    details = read_details(talk.heard.text)
    optional = petition.postcode == "optional"
    if details.postcode or (optional and (details.postcode == "" or _has_none(talk.heard.text))):
        given = details_given(talk, petition, details)
        return ask_next(talk.with_answers(**{"postcode": "", **given}, tries=None))
    if details.postcode == "":
        talk = talk.with_answers(tries=_TRIES_BEFORE_LETTING_GO)
    if details.digits or details.postcode == "" or (optional and not talk.resuming):
        return bad_zip(talk, petition, details.digits)
    return None


def _has_none(text: str) -> bool:
    whole = plain(text)
    return whole in NO or whole.startswith(_NOT_KNOWN)


def bad_zip(talk: Talk, petition: Petition, digits: int) -> Turn:
    """Ask for the ZIP again, twice; then go on without it, unless the petition needs one."""
    tries = int(talk.state.answers.get("tries", 0)) + 1
    required = petition.postcode == "required"
    if tries > _TRIES_BEFORE_LETTING_GO and not required:
        return ask_next(talk.with_answers(postcode="", tries=None))
    talk = talk.with_answers(tries=tries)
    if tries == 1 and digits:
        text = talk.say("bad_zip_required" if required else "bad_zip", digits=digits)
    elif tries == 1:
        text = talk.say("unknown_zip_required" if required else "unknown_zip")
    else:
        name = "bad_zip_required_again" if required else "bad_zip_again"
        text = talk.say(name, contact=petition.contact)
    return talk.turn(talk.reply(text, buttons.zip_rows(talk, petition)))


def _take_review(talk: Talk, petition: Petition) -> Turn | None:
    confirmation = read_confirmation(talk.heard.text)
    if talk.state.answers.get("editing") and plain(talk.heard.text) in _SAVE:
        confirmation = "sign"
    if confirmation and not was_reviewed(talk):
        return ask_review(talk, petition)
    if confirmation == "change":
        return change(talk, petition)
    if confirmation:
        if confirmation == "show" and not talk.state.answers.get("may_show"):
            return ask_review(talk, petition, to_choose=True)
        return confirm(talk, petition, show_name=confirmation == "show" or None)
    if plain(talk.heard.text).startswith(_WILL_NOT) and not talk.state.answers.get("editing"):
        return not_now(talk, petition)
    details = read_details(talk.heard.text)
    given = details_given(talk, petition, details)
    corrects = details.postcode or (details.name and _says_a_name(talk.heard.text, details.name))
    return ask_next(talk.with_answers(**given)) if corrects and given else None


def surely_a_name(name: str) -> bool:
    """Whether bare words can be nothing but a name: "Ana Lopez" is, "please" and "por favor" are not."""
    words = name.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _says_a_name(text: str, name: str) -> bool:
    return surely_a_name(name) or plain(text).startswith(_INTRODUCES)


def not_now(talk: Talk, petition: Petition) -> Turn:
    """Somebody who does not want to sign is left in peace."""
    talk = talk.with_nothing_asked()
    text = talk.say("not_now", keyword=words_of(talk, petition).keyword)
    return talk.turn(talk.reply(text, buttons.one_row(talk, "sign", "sign", petition.slug)))
