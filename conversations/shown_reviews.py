"""Which review was shown, when and after which text, and what can be an answer to it.

A text signs only as the answer to a review, so it must have been written after that review was read:

- The same text as one that led to a review within two minutes is a carrier's second delivery, as like as not: it shows
  the review once more, and is then met with silence until the two minutes are over. So that nobody has to pay for a
  third text, such a review asks for another answer than the one that led to it ("OK=SIGN" to whoever chose 1 from a
  list). A phone that sends "1." after "1" was held by a hand: another text counts at once.
- Two hours after it was shown a review is answered by itself again, as "welcome back".
- Where something else was said since (HELP, PRIVACY, the count), only words that name the deed still answer it: "1" and
  "FIRMAR" do, "ok" and "yes" could be thanks.

A tap needs none of this: its button stands below what it signs, and carries a fingerprint of it.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import NamedTuple

from conversations.petition import Petition
from conversations.plain_words import listed, plain_words
from conversations.questions import fingerprint
from conversations.talk import Talk
from conversations.turn import Kind, State, Turn

#: Seconds in which the same text once more may be a second delivery of the first.
SAME_TEXT_WITHIN = 120
#: Seconds for which a review can be answered by a text.
_STANDS_FOR = 2 * 3600
_LED, _REPEATED = "led", "again"
_NAMES_THE_DEED = listed(
    """1 3 sign firmar firmo firma firmala firmalo show mostrar muestra save guardar guarda guardalo confirm confirmar
    confirmo"""
)


def with_review_shown(talk: Talk, petition: Petition) -> Talk:
    """The talk in which the reply shows what is about to be signed; the text that led here can't confirm it."""
    answers = talk.state.answers
    talk = talk.with_answers(reviewed=fingerprint(petition, answers), shown={"at": talk.seconds, "last": True})
    return _remembering(talk, _LED) if talk.heard.kind is Kind.TEXT else talk


def with_review_named(talk: Talk) -> Talk:
    """The talk in which the reply ends with the review's question ("1=SIGN 2=CHANGE"); its time goes on."""
    shown = _shown(talk)
    return talk.with_answers(shown={**shown, "last": True}) if shown else talk


def reviews_after(before: State, turn: Turn) -> State:
    """The state after the turn, in which a review is no longer the last thing said if something else was said."""
    state = turn.state
    shown: dict[str, int] | None = state.answers.get("shown")
    # every showing makes a new object, so the same one means that it was not shown in this turn
    shown_now = shown is not before.answers.get("shown")
    if not turn.replies or shown_now or not shown or not shown["last"]:
        return state
    return state.but({"answers": {**state.answers, "shown": {**shown, "last": False}}})


def is_answered_in_time(talk: Talk) -> bool:
    """Whether the review was shown within two hours."""
    shown = _shown(talk)
    return bool(shown) and talk.seconds - int(shown["at"]) <= _STANDS_FOR


def answers_review(talk: Talk) -> bool:
    """Whether the text is an answer to the review, and not to something that was said since."""
    shown = _shown(talk)
    return bool(shown and shown["last"]) or not _NAMES_THE_DEED.isdisjoint(plain_words(talk.heard.text))


def led_here(talk: Talk) -> bool:
    """Whether the same text led to a review within the last two minutes."""
    return _recent(talk, _LED, talk.heard.text)


def was_repeated(talk: Talk) -> bool:
    """Whether a repetition of this text was answered already within the last two minutes."""
    return _recent(talk, _REPEATED, talk.heard.text)


def with_repetition(talk: Talk) -> Talk:
    """The talk that knows of a repetition of this text."""
    return _remembering(talk, _REPEATED)


class Ways(NamedTuple):
    """What a review asks for."""

    #: To sign.
    one: str
    #: To sign and show the name.
    three: str


def ways_to_confirm(talk: Talk) -> Ways:
    """What a review asks for now: not the text that led to it, as long as one of the two ways to say it did not.

    Where both "1" and "OK" led to reviews within two minutes it asks for 1, which then shows the review once more.
    """
    one = "OK" if _recent(talk, _LED, "1") and not _recent(talk, _LED, "OK") else "1"
    three = talk.part("three_in_words") if not talk.on_telegram and _recent(talk, _LED, "3") else "3"
    return Ways(one, three)


def _shown(talk: Talk) -> Mapping[str, int]:
    """When the review was shown, and whether it is the last thing that was said; empty before."""
    shown: Mapping[str, int] = talk.state.answers.get("shown") or {}
    return shown


def _recent(talk: Talk, kind: str, text: str) -> bool:
    at = talk.state.limits.get(_key(kind, text))
    return at is not None and abs(talk.seconds - at) <= SAME_TEXT_WITHIN


def _remembering(talk: Talk, kind: str) -> Talk:
    limits = {
        name: value
        for name, value in talk.state.limits.items()
        if ":" not in name or abs(talk.seconds - value) <= SAME_TEXT_WITHIN
    }
    return talk.with_state(limits={**limits, _key(kind, talk.heard.text): talk.seconds})


def _key(kind: str, text: str) -> str:
    """A name for the counters, which hold no words of anybody."""
    return f"{kind}:{zlib.crc32(' '.join(text.split()).casefold().encode()):08x}"
