"""What was not understood: help that widens three times, then a person or silence; and what can't be read at all."""

from __future__ import annotations

from conversations import buttons
from conversations.agreement import agrees, leans_to_yes
from conversations.answers import read_confirmation, read_digit
from conversations.asking import ask_next, entry_text
from conversations.complaints import complaint_in
from conversations.editing import edit
from conversations.entering import enter, keyword_within
from conversations.given_details import what_is_wrong
from conversations.helping import tell_person
from conversations.language_files import said_anywhere
from conversations.languages import other_language
from conversations.limits import same_once_more, with_text_compared
from conversations.offers import explained_last
from conversations.other_languages import fourth_choice, others
from conversations.people import signature_meant
from conversations.petition import Petition
from conversations.petition_list import about_open, list_open
from conversations.plain_words import plain
from conversations.questions import open_question
from conversations.refusals import leans_to_no, only_signs, refuses, says_no_at_once
from conversations.shown_reviews import ways_to_confirm, with_review_shown
from conversations.signed_words import example, own_details, what_to_send, words_of, zip_part
from conversations.small_talk import is_greeting
from conversations.status import after_the_receipt, already_signed
from conversations.talk import Rows, Talk
from conversations.turn import Turn
from conversations.updates import tell_updates
from conversations.with_a_person import can_be_handed_over, hand_over

#: Seconds between two unreadable things that belong to one burst.
_BURST = 120


def misunderstood(talk: Talk) -> Turn:
    """Answer what nothing understood; the third same text in a row gets silence (see `limits.with_text_compared`)."""
    times = talk.state.limits.get("misunderstood", 0) + 1
    talk = with_text_compared(talk)
    talk = talk.with_state(limits={**talk.state.limits, "misunderstood": times})
    if same_once_more(talk):
        return talk.turn()
    if times == 1:
        return _first(talk)
    if times == 2:
        menu = talk.with_aside("menu")
        return menu.turn(
            menu.reply(menu.say("unknown_2", four=fourth_choice(menu)), buttons.menu_rows(menu, menu.petition))
        )
    if can_be_handed_over(talk):
        return hand_over(talk.with_state(aside={}), "misunderstood")
    talk = talk.with_state(aside={}, limits={**talk.state.limits, "quiet": 1})
    petition = talk.petition
    if petition is None or not talk.is_open(petition) or talk.signature:
        return talk.turn(talk.say("unknown_3_plain", contact=talk.person))
    text = talk.say("unknown_3", contact=talk.person, keyword=words_of(talk, petition).keyword)
    return talk.turn(talk.reply(text, buttons.one_row(talk, "sign", "sign", petition.slug)))


def _first(talk: Talk) -> Turn:
    petition = talk.petition
    greeted = is_greeting(talk.heard.text)
    if (found := keyword_within(talk)) and (petition is None or open_question(talk) == "name"):
        return enter(talk, *found)
    if petition is None or not talk.is_open(petition):
        return list_open(talk, "list_hello" if greeted else "list_lost")
    if talk.state.aside.get("kind") == "change":
        return _first_of_change(talk, petition)
    question = _question(talk, petition)
    if question == "name" and greeted:
        return talk.turn(talk.reply(entry_text(talk, petition), buttons.card_rows(talk, petition)))
    if question == "review":
        talk = with_review_shown(talk, petition).with_state(aside={})
    if question == "review" and talk.state.answers.get("editing"):
        question = "edit"
    text = _say(talk, petition, f"unknown_{question}")
    return talk.turn(talk.reply(text, _rows(talk, petition, question)))


def _first_of_change(talk: Talk, petition: Petition) -> Turn:
    part = talk.state.aside.get("part")
    if part == "zip":
        return talk.turn(talk.reply(_say(talk, petition, "unknown_zip"), buttons.zip_rows(talk, petition)))
    if part == "name" or petition.postcode == "no":
        rows = buttons.name_rows(talk, petition, offered=False)
        return talk.turn(talk.reply(talk.say("unknown_change_name"), rows))
    return talk.turn(talk.reply(talk.say("unknown_change"), buttons.change_rows(talk, petition)))


def answer_menu(talk: Talk) -> Turn | None:
    """The ways on: sign, read, a person, another language."""
    match read_digit(talk.heard.text, 4):
        case 1:
            return go_on(talk)
        case 2:
            return about_open(talk, "read")
        case 3:
            return tell_person(talk.with_state(aside={}))
        case 4:
            return other_language(talk.with_state(aside={})) if others(talk) else None
    return None


def go_on(talk: Talk) -> Turn:
    """Sign, from wherever we are: the open question, else what stands, else the list."""
    petition = talk.petition
    if petition is None:
        return list_open(talk)
    if open_question(talk):
        return ask_next(talk)
    if talk.signature:
        return already_signed(talk, petition)
    return about_open(talk, "card")


def answer_after_receipt(talk: Talk) -> Turn | None:
    """Short words to somebody who has signed and is asked nothing: "1" once more, "no", "change"."""
    petition = talk.petition
    signature = signature_meant(talk, petition) if petition else None
    if petition is None or signature is None or open_question(talk):
        return None
    name = _said_after_receipt(talk.heard.text)
    if name in (None, "signed_once") and explained_last(talk, petition) and _is_a_yes(talk.heard.text):
        return tell_updates(talk, petition)
    if name == "change":
        return edit(talk, petition)
    return after_the_receipt(talk, petition, signature, name) if name else None


def _is_a_yes(text: str) -> bool:
    return read_confirmation(text) == "sign" or leans_to_yes(text)


def _said_after_receipt(text: str) -> str | None:
    """What a short text says there: "change", or the phrase that answers it."""
    if what_is_wrong(text) or complaint_in(text):
        return "change"
    if known := _AFTER_RECEIPT.get(plain(text)):
        return known
    if refuses(text) or only_signs(text) or says_no_at_once(text):
        return "no_updates"
    if leans_to_no(text) and len(text.split()) <= _SHORT_NO:
        return "no_updates"
    return "signed_once" if agrees(text) else None


#: Words of a text that opens with a no and so declines the updates that the receipt offers; a longer one tells more.
_SHORT_NO = 5
_AFTER_RECEIPT = {
    **dict.fromkeys(["1", "3", "yes", "si", "sign", "firmar", "firmo", "dale"], "signed_once"),
    **dict.fromkeys(["no", "2", "no gracias", "no thanks", "no thank you", "nope"], "no_updates"),
    **dict.fromkeys(said_anywhere("no"), "no_updates"),
    **dict.fromkeys(said_anywhere("change"), "change"),
    **dict.fromkeys(["change", "change it", "cambiar", "cambia", "cambiar nombre", "change name"], "change"),
}


def unreadable(talk: Talk) -> Turn:
    """A photo, a voice note, a sticker: a plain answer, once for a burst."""
    limits = dict(talk.state.limits)
    last = limits.get("unreadable_at", 0)
    talk = talk.with_state(limits={**limits, "unreadable_at": talk.seconds})
    if 0 <= talk.seconds - last <= _BURST:
        return talk.turn()
    petition = talk.petition
    question = _question(talk, petition) if petition else None
    if petition is None or question in (None, "signed", "closed"):
        return talk.turn(talk.say("voice_or_photo"))
    if question == "review":
        talk = with_review_shown(talk, petition).with_state(aside={})
        question = "edit" if talk.state.answers.get("editing") else question
    text = _say(talk, petition, f"voice_or_photo_{question}")
    return talk.turn(talk.reply(text, _rows(talk, petition, str(question))))


def _question(talk: Talk, petition: Petition) -> str:
    question = open_question(talk)
    if question == "postcode":
        return "zip"
    if question:
        return question
    return "signed" if talk.signature else "closed"


def _say(talk: Talk, petition: Petition, name: str) -> str:
    if name.endswith("_zip") and petition.postcode == "required" and name.startswith("unknown"):
        name += "_required"
    answers, words = talk.state.answers, words_of(talk, petition)
    names = (name, f"{name}_plain") if name.endswith(("_review", "_edit")) else (name,)
    return talk.say(
        *names,
        title=words.title,
        short=words.short,
        what=what_to_send(talk, petition),
        own=own_details(talk, petition),
        example=example(talk, petition),
        name=str(answers.get("name", "")),
        zip=zip_part(talk, petition, str(answers.get("postcode", ""))),
        one=ways_to_confirm(talk).one,
    )


def _rows(talk: Talk, petition: Petition, question: str) -> Rows:
    match question:
        case "name":
            return buttons.card_rows(talk, petition)
        case "zip":
            return buttons.zip_rows(talk, petition)
        case "review" | "edit":
            return buttons.review_rows(talk, petition)
        case "signed":
            return buttons.signed_rows(talk, petition)
    return buttons.one_row(talk, "list", "list")
