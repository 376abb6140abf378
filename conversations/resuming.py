"""Welcome back: what is known when somebody returns after hours or days, and when all of it is forgotten."""

from __future__ import annotations

from conversations import buttons
from conversations.after_a_call import ask_for_name
from conversations.asking import ask_next
from conversations.people import is_another
from conversations.petition import Petition
from conversations.questions import open_question
from conversations.reviews import saying_who_sees, shown_name
from conversations.shown_reviews import ways_to_confirm, with_review_shown
from conversations.signed_words import privacy, what_to_send, words_of, zip_part
from conversations.talk import Talk
from conversations.turn import Turn

_TWO_HOURS = 2 * 3600
_SEVEN_DAYS = 7 * 24 * 3600


def after_the_gap(talk: Talk) -> Talk:
    """The turn as it stands after the time since the last thing heard.

    From two hours on the talk is resumed; after seven days it is as new, whether or not it was forgotten meanwhile.
    """
    state = talk.state
    gap = talk.seconds - state.heard_at if state.heard_at else 0
    if gap > _SEVEN_DAYS:
        return talk.at(state.without_talk())
    return talk._replace(resuming=True) if gap >= _TWO_HOURS else talk


def welcome_back(talk: Talk) -> Turn | None:
    """Say where we were, with what is known; None when nothing was open."""
    petition, question = talk.petition, open_question(talk)
    if petition is None or question is None:
        return None
    talk = talk.with_state(aside={})
    if is_another(talk) and question == "name":
        return ask_next(talk)
    if question == "name" and (turn := ask_for_name(talk, petition)):
        return turn
    if question == "review":
        talk = with_review_shown(talk, petition)
    return talk.turn(talk.reply(_welcome(talk, petition, question), buttons.resume_rows(talk, petition)))


_REVIEWS = {
    "sign": ("resume_review", "resume_review_short", "review_accented"),
    "edit": ("resume_edit", "review_edit_short"),
}
#: Where initials go out, by SMS: only wordings that say so.
_REVIEWS_WITH_INITIALS = {
    "sign": ("resume_review", "review", "review_short", "review_accented"),
    "edit": ("review_edit", "review_edit_short"),
}


def _welcome(talk: Talk, petition: Petition, question: str) -> str:
    answers, words, ways = talk.state.answers, words_of(talk, petition), ways_to_confirm(talk)
    names = {
        "name": ("resume_name",),
        "postcode": ("resume_zip", "resume_zip_short", "resume_zip_plain"),
        "review": _reviews(talk, petition),
    }[question]
    return talk.say(
        *names,
        title=words.title,
        short=words.short,
        what=what_to_send(talk, petition),
        name=shown_name(talk),
        zip=zip_part(talk, petition, str(answers.get("postcode", ""))),
        privacy=privacy(talk, petition),
        one=ways.one,
        three=ways.three,
    )


def _reviews(talk: Talk, petition: Petition) -> tuple[str, ...]:
    telling = petition.privacy == "initials" and not talk.on_telegram
    names = (_REVIEWS_WITH_INITIALS if telling else _REVIEWS)["edit" if talk.state.answers.get("editing") else "sign"]
    return saying_who_sees(petition, names)
