"""Asking the next question: name, ZIP, or the review of what is about to be signed."""

from __future__ import annotations

from conversations import buttons
from conversations.answers import read_details
from conversations.other_languages import language_words
from conversations.people import is_another, namesake, people
from conversations.petition import Petition
from conversations.questions import open_question
from conversations.reviews import review_names, shown_name
from conversations.shown_reviews import ways_to_confirm, with_review_shown
from conversations.signed_words import (
    brief_privacy,
    example,
    privacy,
    shown_to,
    what_to_send,
    with_or_without_zip,
    words_of,
    zip_part,
)
from conversations.talk import Talk
from conversations.turn import Fact, Signature, Turn

_FIRST_NAME_LETTERS = 20


def ask_next(talk: Talk, *facts: Fact, toast: str = "") -> Turn:
    """Ask the first question without an answer; any side question is over.

    The petition in talk must be open for this contact (see `questions.open_question`).
    """
    if talk.state.aside:
        talk = talk.with_state(aside={})
    petition, question = talk.petition, open_question(talk)
    if petition is None or question is None:
        return talk.turn(None, *facts, toast=toast)
    if question != "name":
        if talk.state.answers.get("offered"):
            talk = talk.with_answers(offered=None)
        if found := namesake(talk, petition):
            return tell_namesake(talk, petition, found)
    asked = {"name": ask_name, "postcode": ask_zip, "review": ask_review}[question](talk, petition)
    return asked._replace(facts=facts, toast=toast) if facts or toast else asked


def ask_name(talk: Talk, petition: Petition) -> Turn:
    """Ask for the name; where the app tells the profile's name, that is offered."""
    talk = talk.with_answers(asked_name=True)
    offered = profile_name(talk)
    if is_another(talk):
        text = _of_another(talk, petition)
    elif offered:
        if not talk.voice.buttons:
            talk = talk.with_answers(offered=offered)
        title = words_of(talk, petition).title
        text = talk.say("offer_name", title=title, name=offered, privacy=privacy(talk, petition))
    else:
        text = talk.say("ask_name", org=petition.short_name, privacy=privacy(talk, petition))
    return talk.turn(talk.reply(text, buttons.name_rows(talk, petition, offered=bool(offered))))


def _of_another(talk: Talk, petition: Petition) -> str:
    """The question for the name of somebody else on the same phone, who is the next one of so many."""
    return talk.say(
        "ask_another",
        place=str(len(people(talk, petition)) + 1),
        limit=str(petition.people_per_phone),
        short=words_of(talk, petition).short,
        what=what_to_send(talk, petition),
        example=example(talk, petition),
        org=petition.short_name,
        privacy=privacy(talk, petition),
    )


def tell_namesake(talk: Talk, petition: Petition, found: Signature) -> Turn:
    """Somebody with this name has signed from this phone: nothing is signed, and the name is asked for again."""
    talk = talk.with_answers(name=found.name if talk.state.answers.get("editing") else None, reviewed=None)
    text = talk.say("namesake", "namesake_plain", name=found.name, code=found.code)
    return talk.turn(talk.reply(text, buttons.name_rows(talk, petition, offered=False)))


def ask_zip(talk: Talk, petition: Petition) -> Turn:
    """Ask for the ZIP, thanking by first name."""
    name = "ask_zip_required" if petition.postcode == "required" else "ask_zip"
    text = talk.say(name, f"{name}_plain", first=first_name(talk))
    return talk.turn(talk.reply(text, buttons.zip_rows(talk, petition)))


def ask_review(talk: Talk, petition: Petition, *, to_choose: bool = False) -> Turn:
    """Show what is about to be signed, and remember that exactly this was shown.

    Args:
        talk: The turn, whose answers are complete.
        petition: The petition in talk.
        to_choose: Take a wording that offers to show the name, however short the rest of it gets.
    """
    answers = talk.state.answers
    names = review_names(talk, petition, to_choose=to_choose)
    postcode = answers.get("postcode", "")
    words = words_of(talk, petition)
    talk = with_review_shown(talk, petition)
    ways = ways_to_confirm(talk)
    text = talk.say(
        *with_or_without_zip(talk, petition, *names),
        org=petition.short_name,
        title=words.title,
        short=words.short,
        ask=words.ask,
        name=shown_name(talk),
        zip=zip_part(talk, petition, postcode),
        privacy=privacy(talk, petition),
        brief=brief_privacy(talk, petition) if "way_in" in answers else "",
        shown=shown_to(talk, petition, bool(answers.get("show_name"))),
        one=ways.one,
        three=ways.three,
    )
    talk = talk.with_answers(may_show=talk.on_telegram or f"{ways.three}=" in text or None)
    return talk.turn(talk.reply(text, buttons.review_rows(talk, petition)))


def entry_text(talk: Talk, petition: Petition) -> str:
    """The summary that comes first: a card on Telegram, one segment by SMS."""
    words = words_of(talk, petition)
    if not talk.on_telegram:
        what = what_to_send(talk, petition)
        other, word = language_words(talk.languages, talk.language)
        names = ("entry", "entry_tight")
        return talk.say(*names, org=petition.short_name, ask=words.ask, what=what, other=other, word=word)
    count = talk.petitions.counts.get(petition.slug, 0)
    carried = petition.carried_over.count if petition.carried_over else 0
    percent = min(100, (count + carried) * 100 // petition.goal) if petition.goal else 0
    return talk.say(
        "card_carried" if carried else "card",
        title=words.title,
        summary=words.summary,
        count=count,
        carried=carried,
        goal=petition.goal,
        bar="▓" * (percent // 10) + "░" * (10 - percent // 10),
        percent=percent,
        privacy=privacy(talk, petition),
    )


def first_name(talk: Talk) -> str:
    """The first word of the name, short enough for any phrase."""
    words = str(talk.state.answers.get("name", "")).split()
    return words[0][:_FIRST_NAME_LETTERS] if words else ""


def profile_name(talk: Talk) -> str | None:
    """The name on the profile, if it reads as a name; it is not that of somebody else who signs on the same phone."""
    if not talk.voice.profile or not talk.heard.profile_name or is_another(talk):
        return None
    return read_details(talk.heard.profile_name).name
