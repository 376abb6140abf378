"""The only place where somebody signs: an explicit word or tap on a review that was shown."""

from __future__ import annotations

from typing import Any

from conversations import buttons
from conversations.another_person import tell_other_ways
from conversations.asking import ask_review, tell_namesake
from conversations.doubtful_signs import is_doubtful
from conversations.offers import offering
from conversations.people import is_another, may_another_sign, namesake, people, place_of, signature_meant
from conversations.petition import Petition
from conversations.questions import was_reviewed
from conversations.resuming import welcome_back
from conversations.segments import fits
from conversations.shown_reviews import answers_review, is_answered_in_time, led_here, was_repeated, with_repetition
from conversations.signed_words import (
    chat_link,
    number_to_text,
    total,
    updates_elsewhere,
    with_or_without_zip,
    words_of,
    zip_part,
)
from conversations.talk import Talk
from conversations.turn import Fact, Turn


def confirm_in_words(talk: Talk, petition: Petition, *, show_name: bool = False) -> Turn:
    """Sign or save if the text can only be meant as an answer to the review (see `conversations.shown_reviews`).

    Else nothing is signed: the review is shown, or shown once more.

    Args:
        talk: The turn, whose text confirms and whose answers are complete.
        petition: The petition in talk.
        show_name: The text also asks to show the name.
    """
    talk = talk.with_state(aside={})
    reviewed, doubtful = was_reviewed(talk), is_doubtful(talk.heard.text)
    if reviewed and led_here(talk):
        if was_repeated(talk):
            return talk.turn()
        return ask_review(with_repetition(talk), petition, to_choose=show_name)
    if reviewed and not doubtful and not is_answered_in_time(talk):
        return welcome_back(talk) or talk.turn()
    if doubtful or not (reviewed and answers_review(talk)):
        return ask_review(talk, petition)
    if show_name and not talk.state.answers.get("may_show"):
        return ask_review(talk, petition, to_choose=True)
    return confirm(talk, petition, show_name=show_name or None)


def confirm(talk: Talk, petition: Petition, *, show_name: bool | None = None) -> Turn:
    """Sign, or save a changed signature. The caller has seen to it that the review was shown and is answered.

    Args:
        talk: The turn, whose answers are complete.
        petition: The petition in talk.
        show_name: Overrides the choice kept in the answers.
    """
    answers = talk.state.answers
    if found := namesake(talk, petition):
        return tell_namesake(talk, petition, found)
    if is_another(talk) and not may_another_sign(talk, petition):
        return tell_other_ways(talk.with_state(answers={}, aside={}), petition)
    details = {
        "petition": petition.slug,
        "name": answers["name"],
        "postcode": answers.get("postcode", "") if petition.postcode != "no" else "",
        "show_name": bool(answers.get("show_name")) if show_name is None else show_name,
    }
    remembered = _remembered(talk, petition, details)
    if answers.get("editing"):
        return _edited(talk, petition, details, remembered)
    details |= {"code": talk.moment.code, "source": talk.state.source, "language": talk.language}
    if is_another(talk):
        details["another"] = True
    return _signed(talk.with_state(answers={}, aside={}, remembered=remembered, source=""), petition, details)


def _remembered(talk: Talk, petition: Petition, details: dict[str, Any]) -> dict[str, str]:
    """What the talk keeps of a signature; on a phone that several people share no name, which could be another's."""
    source = {"source": talk.state.source, "petition": petition.slug} if talk.state.source else {}
    if is_another(talk):
        return {"code": talk.moment.code, **source}
    if len(people(talk, petition)) > 1:
        return {"code": str(talk.state.answers.get("whose", "")), **source}
    return {"name": details["name"], "postcode": details["postcode"], **source}


def _signed(talk: Talk, petition: Petition, details: dict[str, Any]) -> Turn:
    joined = petition.slug in talk.state.updates
    another = len(people(talk, petition)) + 1 < petition.people_per_phone
    name, text = _receipt(talk, petition, joined=joined, another=another)
    if talk.voice.updates and not joined:
        talk = offering(talk, petition, name)
    reply = talk.reply(text, buttons.signed_rows(talk, petition, another=another))
    return talk.turn(reply, Fact("signed", details), toast=talk.toast("signed"))


def _receipt(talk: Talk, petition: Petition, *, joined: bool, another: bool) -> tuple[str, str]:
    """The receipt, and the phrase that it is.

    Updates are the phone's, so they are offered until somebody on it wants them. By SMS the receipt says that somebody
    else can sign where the words fit, since an extra segment for each signature would be too much.
    """
    keyword = words_of(talk, petition).keyword
    plain = "_plain" if talk.voice.segments and not talk.petitions.number else ""
    names = ["receipt_joined"] if joined else [f"receipt{plain}"]
    if another and not joined and not talk.on_telegram:
        names.insert(0, f"receipt_other{plain}")
    for name in names:
        text = talk.say(
            name,
            total=total(talk, talk.petitions.counts.get(petition.slug, 0) + 1),
            code=talk.moment.code,
            keyword=keyword,
            number=number_to_text(talk),
            chat=chat_link(talk, keyword),
            elsewhere=updates_elsewhere(talk),
            other=talk.part("receipt_other") if another and not talk.on_telegram else "",
        )
        if not talk.voice.segments or fits(text, 1):
            break
    return name, text


def _edited(talk: Talk, petition: Petition, details: dict[str, Any], remembered: dict[str, str]) -> Turn:
    signature = signature_meant(talk, petition)
    if signature:
        details |= place_of(talk, signature)
    talk = talk.with_state(answers={}, aside={}, remembered=remembered)
    text = talk.say(
        *with_or_without_zip(talk, petition, "edited"),
        "edited_plain",
        name=details["name"],
        zip=zip_part(talk, petition, details["postcode"]),
        code=signature.code if signature else "",
    )
    fact = Fact("edited", details)
    return talk.turn(talk.reply(text, buttons.status_rows(talk, petition)), fact, toast=talk.toast("saved"))


def change(talk: Talk, petition: Petition) -> Turn:
    """Ask what is wrong; where only the name was asked for, ask for the right one at once."""
    if petition.postcode == "no":
        return change_part(talk, petition, "name")
    talk = talk.with_aside("change", part="")
    name = "change_edit" if talk.state.answers.get("editing") else "change"
    return talk.turn(talk.reply(talk.say(name), buttons.change_rows(talk, petition)))


def change_part(talk: Talk, petition: Petition, part: str) -> Turn:
    """Ask for the right name ("name") or the right ZIP ("zip"); what was there stays until it comes."""
    talk = talk.with_aside("change", part=part)
    if part == "name":
        rows = buttons.name_rows(talk, petition, offered=False)
        return talk.turn(talk.reply(talk.say("ask_right_name"), rows))
    name = "ask_right_zip_required" if petition.postcode == "required" else "ask_right_zip"
    return talk.turn(talk.reply(talk.say(name), buttons.zip_rows(talk, petition)))
