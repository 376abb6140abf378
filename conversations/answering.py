"""Taking what the person gives to the open question: a name and a ZIP in any order, or a word on the review."""

from __future__ import annotations

from conversations import buttons
from conversations.agreement import finds_it_right, leans_to_yes
from conversations.answers import read_confirmation
from conversations.asking import ask_name, ask_next, ask_review
from conversations.complaints import complaint_in
from conversations.confirming import change, change_part, confirm_in_words
from conversations.doubtful_signs import is_doubtful
from conversations.given_details import (
    corrected,
    details_given,
    is_introduced,
    read_answer,
    surely_a_name,
    what_is_wrong,
)
from conversations.language_files import said_anywhere
from conversations.petition import Petition
from conversations.plain_words import listed, plain
from conversations.questions import open_question, was_reviewed
from conversations.refusals import leans_to_no, refuses
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Turn
from conversations.unsigning import keep

_TRIES_BEFORE_LETTING_GO = 2
NO = listed(
    "no,nope,nah,no no,no gracias,no thanks,not now,ahora no,none,nada,maybe later,later,not yet,todavia no,al rato"
    ",luego,mas tarde,despues,otro dia,another time",
    ",",
) | said_anywhere("no")

_NOT_KNOWN: tuple[str, ...] = (
    "no se",
    "no lo se",
    "no me acuerdo",
    "no recuerdo",
    "i do not know",
    "i don't know",
    "idk",
    "dont know",
)
_NOT_KNOWN += tuple(sorted(said_anywhere("not_known")))
_WILL_NOT = (
    "no quiero firmar",
    "no voy a firmar",
    "no firmo",
    "i don't want to sign",
    "i dont want to sign",
    "don't sign",
)
_WHY = listed(
    """why, why that, what for, why zip, why a zip, for what, how come, por que, porque, para que, y para que,
    y por que, para que es, para que sirve, pa que, para que lo quieres, para que lo quieren, y eso, y eso para que""",
    ",",
) | said_anywhere("why")
_WHY_ZIP = (
    "why do you",
    "why is",
    "why would",
    "what do you need",
    "what is it for",
    "what's it for",
    "para que quier",
    "para que necesit",
    "para que pide",
    "para que el",
    "para que mi",
    "por que quier",
    "por que necesit",
    "por que pide",
    "por que el",
    "por que mi",
    "por que lo",
    "para que lo",
)
_SAVE = listed("save,save it,guardar,guarda,guardalo", ",") | said_anywhere("save")


def answer_open_question(talk: Talk) -> Turn | None:
    """The turn that the text leads to as an answer; None when it is no answer to what was asked."""
    petition, question = talk.petition, open_question(talk)
    if petition is None or question is None:
        return None
    return {"name": _take_name, "postcode": _take_zip, "review": _take_review}[question](talk, petition)


def _take_name(talk: Talk, petition: Petition) -> Turn | None:
    text, details = talk.heard.text, read_answer(talk.heard.text)
    confirmation = read_confirmation(text)
    if confirmation == "sign" and not talk.state.answers.get("asked_name"):
        return ask_name(talk, petition)
    if confirmation == "sign" and not is_doubtful(text) and (offered := talk.state.answers.get("offered")):
        return ask_next(talk.with_answers(name=offered))
    if plain(text) in NO or plain(text).startswith(_WILL_NOT) or _refuses_to_be_named(text, details.name):
        return keep(talk.with_state(answers={}), petition) if talk.signature else not_now(talk, petition)
    if details.name:
        talk = talk.with_answers(**details_given(talk, petition, details))
        if details.problem == "postcode-length" and petition.postcode != "no":
            return bad_zip(talk, petition, details.digits)
        return ask_next(talk)
    if details.problem == "only-postcode" and details.postcode:
        talk = talk.with_answers(**details_given(talk, petition, details))
        text = talk.say("bad_name", postcode=details.postcode)
        return talk.turn(talk.reply(text, buttons.name_rows(talk, petition, offered=False)))
    return None


def _refuses_to_be_named(text: str, name: str | None) -> bool:
    """Whether the text says no where a name was asked for; "Pita" and "Luego Paso" could be what somebody is called."""
    return (name is None or (" " in name and not surely_a_name(name))) and refuses(text)


def _take_zip(talk: Talk, petition: Petition) -> Turn | None:
    text, optional = talk.heard.text, petition.postcode == "optional"
    if what_is_wrong(text) == "name":
        return change_part(talk, petition, "name")
    if _asks_why(text) and not talk.state.answers.get("told_why"):
        talk = talk.with_answers(told_why=True)
        reason = talk.say("why_zip" if optional else "why_zip_required")
        return talk.turn(talk.reply(reason, buttons.zip_rows(talk, petition)))
    details = corrected(talk, read_answer(text))
    if details.postcode or (optional and (details.postcode == "" or _has_none(text))):
        given = details_given(talk, petition, details)
        return ask_next(talk.with_answers(**{"postcode": "", **given}, tries=None))
    if details.name and not details.digits:
        return ask_next(talk.with_answers(name=details.name))
    if details.postcode == "":
        talk = talk.with_answers(tries=_TRIES_BEFORE_LETTING_GO)
    if details.digits or details.postcode == "" or (optional and not talk.resuming):
        return bad_zip(talk, petition, details.digits)
    return None


def plainly_answers(talk: Talk) -> bool:
    """Whether the text can be nothing but an answer to the open question."""
    text, question = talk.heard.text, open_question(talk)
    details = read_answer(text)
    if question == "name":
        name = details.name or ""
        return bool(name) and (bool(details.postcode) or surely_a_name(name) or is_introduced(text, name))
    if question == "postcode":
        return bool(details.postcode) or plain(text) == "0" or _has_none(text)
    return question == "review" and (bool(details.postcode) or read_confirmation(text) is not None)


def _asks_why(text: str) -> bool:
    whole = plain(text)
    return not whole.isdigit() and (whole in _WHY or whole.startswith(_WHY_ZIP))


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
    if confirmation == "change":
        return change(talk, petition) if was_reviewed(talk) else ask_review(talk, petition)
    if confirmation:
        return confirm_in_words(talk, petition, show_name=confirmation == "show")
    if wrong := what_is_wrong(talk.heard.text):
        return change_part(talk, petition, wrong)
    details = corrected(talk, read_answer(talk.heard.text))
    given = details_given(talk, petition, details)
    if not given.get("postcode") and (turn := _refused(talk, petition)):
        return turn
    if given.get("name") or given.get("postcode"):
        return ask_next(talk.with_answers(**given))
    return _leaned(talk, petition)


def _refused(talk: Talk, petition: Petition) -> Turn | None:
    """What follows a review that is said to be wrong, or that somebody does not want to sign."""
    text = talk.heard.text
    if wrong := complaint_in(text):
        return change(talk, petition) if wrong == "something" else change_part(talk, petition, wrong)
    if finds_it_right(text) or not (plain(text).startswith(_WILL_NOT) or refuses(text)):
        return None
    return keep(talk.with_state(answers={}), petition) if talk.signature else not_now(talk, petition)


def _leaned(talk: Talk, petition: Petition) -> Turn | None:
    """A text that only opens like a yes is shown the review again, since it signs nothing; one like a no may change."""
    if leans_to_no(talk.heard.text):
        return change(talk, petition)
    return ask_review(talk, petition) if leans_to_yes(talk.heard.text) else None


def not_now(talk: Talk, petition: Petition) -> Turn:
    """Somebody who does not want to sign is left in peace."""
    talk = talk.with_nothing_asked()
    text = talk.say("not_now", keyword=words_of(talk, petition).keyword)
    return talk.turn(talk.reply(text, buttons.one_row(talk, "sign", "sign", petition.slug)))
