"""What is said of a petition that takes no signatures now: closed, paused, or not yet open."""

from __future__ import annotations

from conversations import buttons
from conversations.petition import Petition, Standing
from conversations.phrases import written_date
from conversations.segments import fold, pages
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Turn

#: Septets that an outcome may take beside the rest of its phrase.
_OUTCOME_UNITS = 80


def tell_standing(talk: Talk, petition: Petition) -> Turn:
    """Say why nothing can be signed, and where the open petitions are."""
    talk = talk.with_state(answers={}, aside={})
    standing = talk.standing(petition)
    words = words_of(talk, petition)
    if standing is Standing.CLOSED:
        return talk.turn(talk.reply(_closed(talk, petition), buttons.one_row(talk, "list", "list")))
    if standing is Standing.NOT_YET_OPEN and petition.opens:
        text = talk.say(
            "not_yet_open",
            title=words.title,
            short=words.short,
            date=written_date(petition.opens.date(), talk.language),
            keyword=words.keyword,
        )
    else:
        text = talk.say("paused", title=words.title, short=words.short)
    return talk.turn(talk.reply(text, buttons.one_row(talk, "list", "list")))


def _closed(talk: Talk, petition: Petition) -> str:
    words = words_of(talk, petition)
    if words.outcome:
        outcome = words.outcome if not talk.voice.segments else fold(pages(words.outcome, _OUTCOME_UNITS)[0])
        return talk.say("closed_outcome", title=words.title, short=words.short, outcome=outcome)
    return talk.say(
        "closed_carried" if petition.carried_over else "closed",
        title=words.title,
        short=words.short,
        count=talk.petitions.counts.get(petition.slug, 0),
        carried=petition.carried_over.count if petition.carried_over else 0,
    )
