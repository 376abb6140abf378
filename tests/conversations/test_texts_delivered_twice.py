"""Whatever is texted, and delivered twice, nothing is signed, taken off or erased but by an answer to that question.

The rules are told here once more, as simply as they are promised, by looking at nothing but what was texted and said.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conversations import Turn
from tests.conversations.talking import Person, names, said

NAMES_THE_DEED = ("1", "1.", "SIGN", "FIRMAR", "firmo", "3", "SHOW", "MOSTRAR", "confirmo", "1 👍")
ANY_YES = (*NAMES_THE_DEED, "OK", "ok", "yes", "sí", "Dale", "Va", "one", "uno", "👍", "sí, por favor")
NINES = ("9", "9.", "99", "nueve")
#: What only tells something, so that the question before it is still the one that is open.
TELLS = ("HELP", "AYUDA", "COUNT", "ESTADO", "PRIVACY", "SHARE", "cuánto cuesta", "I am afraid")
OTHERS = (
    *("SCOMM", "CARTA", "CROSS", "cruce", "SCOMM Ana Lopez 60608", "CRUCE Maria Cruz 60609", "CROSS Dale", "WATER"),
    *("Ana Lopez", "Dale Smith", "my name is Dale", "me llamo Uno", "60608", "0", "Ana Lopez 60608"),
    *("2", "no", "4", "LIST", "LISTA", "MORE", "NEXT", "LEER", "EDIT", "UNSIGN", "RETIRAR", "DELETE", "BORRAR", "ESP"),
    *(
        "1?",
        "¿sí?",
        "❌ 1",
        "👎 yes",
        "1 :(",
        "9?",
        "❌ 9",
        "SIGN?",
        "what",
        "gracias",
        "RESTART",
        "STOP",
        "START",
        "😡",
    ),
)
REVIEW = re.compile(
    r"\b(?:1|OK)=(?:SIGN|FIRMAR|SAVE|GUARDAR)|(?:Text|Manda) (?:1|OK) (?:to (?:sign|save)|para (?:f|g))"
)
#: The answer to a third misunderstanding, behind which a plain answer to the open question is still taken.
TELLS_OF_A_PERSON = re.compile(r"A person can help|Una persona te ayuda")
ASKS_FOR_NINE = re.compile(r"(?:Text|Manda) 99? (?:to (?:remove|erase)|para (?:quitarla|borrar))")

texts = (
    st.sampled_from(ANY_YES) | st.sampled_from(ANY_YES) | st.sampled_from((*NINES, *TELLS)) | st.sampled_from(OTHERS)
)
gaps = st.sampled_from([1, 5, 20, 60, 100, 130, 400, 700, 3000, 7100, 7300, 2 * 86400])
#: Texts with the seconds before them, and those until their second delivery (0: there is none).
talks = st.lists(st.tuples(texts, gaps, st.sampled_from([0, 0, 1, 7, 30, 119])), max_size=16)


class Witness:
    """Looks on, and knows which questions may be answered."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.review, self.nine = "", ""
        self.review_at, self.nine_at = float("-inf"), float("-inf")
        self.last = ""
        self._led: dict[str, float] = {}
        self._destroyed: dict[str, float] = {}

    def see(self, text: str, at: float) -> None:
        """Deliver `text` and judge what comes of it."""
        before = dict(self.person.signatures)
        turn = self.person.text(text)
        for fact in names(turn):
            if fact in ("signed", "edited"):
                self._may_sign(text, at)
                [signature] = [one for slug, one in self.person.signatures.items() if before.get(slug) != one] or [None]
                assert signature is None or (signature.name in self.review and signature.postcode in self.review)
            if fact in ("unsigned", "erased"):
                self._may_destroy(text, at)
            if fact == "erased":
                self._destroyed = {}  # of whom all is erased not even the last 9 is kept
        self._remember(text, at, turn)

    def _may_sign(self, text: str, at: float) -> None:
        assert text in ANY_YES
        assert REVIEW.search(self.last) or (text in NAMES_THE_DEED and self.review), "it answers no review"
        assert at - self.review_at <= 2 * 3600, "the review is old"
        assert at - self._led.get(text.lower(), float("-inf")) > 120, "this text led to a review just now"

    def _may_destroy(self, text: str, at: float) -> None:
        assert text in NINES
        assert self.nine, "no 9 was asked for"
        assert at - self.nine_at <= 600, "the question is old"
        assert at - self._destroyed.get(text, float("-inf")) > 120, "this 9 did something just now"
        self._destroyed[text] = at

    def _remember(self, text: str, at: float, turn: Turn) -> None:
        answer = said(turn)
        if not answer:
            return
        self.last = answer
        if REVIEW.search(answer):
            self._led[text.lower()] = at
            if text not in TELLS:
                self.review, self.review_at = answer, at
        elif text not in TELLS and not TELLS_OF_A_PERSON.search(answer):
            self.review = ""
        if ASKS_FOR_NINE.search(answer):
            self.nine, self.nine_at = answer, at
        elif text not in TELLS:
            self.nine = ""


def deliveries(talk: list[tuple[str, int, int]]) -> list[tuple[float, str]]:
    """When which text arrives: every text once, and some once more, perhaps behind later ones."""
    arriving, now = [], 0.0
    for text, gap, again in talk:
        now += gap
        arriving.append((now, text))
        if again:
            arriving.append((now + again, text))
    return sorted(arriving, key=lambda arrival: arrival[0])


SIGNED = [("SCOMM Ana Lopez 60608", 5, 0), ("1", 5, 0)]
BEFORE: dict[str, list[tuple[str, int, int]]] = {
    "a stranger": [],
    "asked for the name": [("CARTA", 5, 0)],
    "at the review": [("SCOMM Ana Lopez 60608", 5, 0)],
    "signed": SIGNED,
    "signed and withdrawn": [*SIGNED, ("UNSIGN", 5, 0), ("9", 5, 0)],
    "signed two": [*SIGNED, ("CRUCE", 130, 0), ("1", 5, 0), ("EDIT", 130, 0)],
}


def witnessed(talk: list[tuple[str, int, int]]) -> Person:
    """Somebody who has talked so, with a witness."""
    person, began = Person(), 0.0
    witness = Witness(person)
    for at, text in deliveries(talk):
        person.later(seconds=at - began)
        began = at
        witness.see(text, at)
    return person


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(talk=talks)
@example(talk=[("LIST", 130, 0), ("1", 5, 7)])
@example(talk=[("LIST", 130, 0), ("1", 5, 30), ("MORE", 5, 0), ("SIGN", 5, 1)])
@example(talk=[("one", 20, 0)] * 9)
@example(talk=[("DELETE", 5, 0), ("9", 5, 30), ("UNSIGN", 5, 0)])
@example(talk=[("UNSIGN", 5, 0), ("SIGN?", 5, 0), ("9", 5, 0)])
@example(talk=[("DELETE", 5, 0), ("SIGN?", 5, 0), ("9", 5, 0)])
def test_nothing_happens_but_by_an_answer(before: list[tuple[str, int, int]], talk: list[tuple[str, int, int]]) -> None:
    witnessed([*before, *talk])


@pytest.mark.parametrize("again", [0, 1, 7, 30, 119])
@pytest.mark.parametrize("yes", ANY_YES)
@pytest.mark.parametrize("keyword", ["SCOMM", "CARTA"])
def test_the_usual_way_is_as_long_as_ever(keyword: str, yes: str, again: int) -> None:
    person = witnessed([(keyword, 5, again), ("Ana Lopez 60608", 130, again), (yes, 130, again)])
    assert person.count_signed == 1
