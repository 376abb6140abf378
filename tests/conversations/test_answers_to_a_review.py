"""A signature is the answer to a review that was shown: no doubled text, no doubt and no late word makes one."""

from __future__ import annotations

import pytest

from conversations import Channel
from conversations.segments import segments
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import CROSSING, SCOMM

#: The keyword, the one of another petition, and the words of each language.
LANGUAGES = [
    pytest.param({"keyword": "SCOMM", "other": "CROSS", "sign": "SIGN", "more": "MORE", "unsign": "UNSIGN"}, id="en"),
    pytest.param(
        {"keyword": "CARTA", "other": "CRUCE", "sign": "FIRMAR", "more": "LEER", "unsign": "RETIRAR"}, id="es"
    ),
]
SIGNED = ("{other} Ana Lopez 60608", "1")
WITHDRAWN = ("{keyword} Ana Lopez 60608", "1", "{unsign}", "9")
#: What came before, and the text that leads to a review.
LEADING = [
    pytest.param(SIGNED, "{keyword}", id="keyword"),
    pytest.param((*SIGNED, "LIST"), "1", id="list"),
    pytest.param((*SIGNED, "LIST"), "uno", id="list in words"),
    pytest.param((*SIGNED, "{keyword}", "what then", "who knows that"), "1", id="menu"),
    pytest.param(("{keyword} Ana Lopez 60608", "{more}"), "{sign}", id="page"),
    pytest.param(("{keyword} Ana Lopez 60608", "{more}"), "1", id="digit on a page"),
    pytest.param(("{keyword} Ana Lopez 60608", "HELP"), "ok", id="thanks for help"),
    pytest.param(WITHDRAWN, "{sign}", id="after taking it off"),
    pytest.param((*WITHDRAWN, "LIST"), "1", id="list after taking it off"),
    pytest.param(("{keyword} Ana Lopez 60608",), "3", id="three that was not offered"),
    pytest.param(("{keyword} Ana Lopez 60608", "2", "1"), "Dale Lopez", id="a name"),
]


def after(words: dict[str, str], before: tuple[str, ...]) -> Person:
    """Somebody who has texted `before`, a minute between any two."""
    person = Person()
    for text in before:
        person.text(text.format(**words))
        person.later(minutes=3)
    return person


def is_review(text: str) -> bool:
    return any(f"={deed}" in text for deed in ("SIGN", "FIRMAR", "SAVE", "GUARDAR"))


@pytest.mark.parametrize("words", LANGUAGES)
@pytest.mark.parametrize(("before", "leading"), LEADING)
@pytest.mark.parametrize("seconds", [0, 7, 120])
def test_a_text_that_comes_twice_never_answers_the_review_it_led_to(
    words: dict[str, str], before: tuple[str, ...], leading: str, seconds: int
) -> None:
    person = after(words, before)
    leading = leading.format(**words)
    signed = person.count_signed
    assert is_review(said(person.text(leading)))
    person.later(seconds=seconds)
    again = person.text(leading)
    assert is_review(said(again))
    assert segments(said(again)).parts == 1
    person.later(seconds=seconds)
    third = person.text(leading)
    assert person.count_signed == signed
    if leading not in ("Dale Lopez", words["keyword"]):
        assert not third.replies


@pytest.mark.parametrize("words", LANGUAGES)
@pytest.mark.parametrize(("before", "leading"), LEADING)
def test_what_such_a_review_asks_for_signs_at_once(
    words: dict[str, str], before: tuple[str, ...], leading: str
) -> None:
    person = after(words, before)
    signed = person.count_signed
    review = said(person.text(leading.format(**words)))
    person.later(seconds=5)
    answer = "OK" if "OK=" in review else "1"
    assert (answer == "OK") == (leading == "1")
    person.text(answer)
    assert person.count_signed == signed + 1


def test_the_same_text_counts_again_after_two_minutes_and_another_at_once() -> None:
    person = after({}, ("CROSS Ana Lopez 60608", "1", "LIST"))
    person.text("1")
    person.later(seconds=121)
    assert names(person.text("1")) == ["signed"]
    person = after({}, ("CROSS Ana Lopez 60608", "1", "LIST"))
    person.text("1")
    assert names(person.text("1.")) == ["signed"]


def test_a_second_delivery_that_comes_late_does_not_answer_the_next_review() -> None:
    person = after({}, ("CROSS Ana Lopez 60608", "1", "LIST"))
    person.text("1")
    assert "OK=SIGN" in said(person.text("my name is Maria Lopez"))
    person.later(seconds=20)
    assert not names(person.text("1"))
    assert names(person.text("OK")) == ["signed"]


def test_a_text_on_telegram_is_held_to_the_same_and_a_tap_is_not() -> None:
    person = Person(Channel.TELEGRAM)
    person.text("/start", language_hint="en")
    person.text("SCOMM Ana Lopez 60608")
    person.text("MORE")
    person.text("sign")
    assert not names(person.text("sign"))
    assert names(person.tap(f"confirm:{SCOMM.slug}:{person.state['answers']['reviewed']}")) == ["signed"]


@pytest.mark.parametrize(
    "text",
    [
        *("❌ 1", "👎 yes", "🚫ok", "1 :(", "1?", "ok?", "¿1?", "¿sí?", "yes ??", "sí :-/", "1 ❓", "ok 🤔", "-1"),
        *("SIGN?", "¿FIRMAR?", "FIRMAR ❌", "si 😡", "dale 💔", "1 -_-", "３？", "❌3", "s\u0336i\u0336", "1\u20e0"),
    ],
)
@pytest.mark.parametrize("keyword", ["SCOMM", "CARTA"])
def test_a_sign_of_doubt_shows_the_review_again(text: str, keyword: str) -> None:
    person = Person()
    person.text(f"{keyword} Ana Lopez 60608")
    turn = person.text(text)
    assert not names(turn)
    assert is_review(said(turn))
    assert names(person.text("1")) == ["signed"]


@pytest.mark.parametrize(
    "text",
    [
        *("1.", "1!", "*1*", "1)", '"1"', "(1)", "1️⃣", "1=SIGN", "¡Sí!", "ok...", "sí…", "_1_", "1:", "«sí»", "+1"),
        *("👍", "👍🏽", "1 👍🏿", "✅ 1", "ok 🙏🏽", "sí ❤️", "yes 😊", "🙋🏽‍♀️", "dale 💪🏾", "sí 🇲🇽", "1 ✍️", "1 🎉"),
    ],
)
def test_punctuation_and_friendly_signs_leave_a_yes_a_yes(text: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    assert names(person.text(text)) == ["signed"]


@pytest.mark.parametrize("text", ["❌ 9", "9?", "9 👎", "¿9?", "9 :("])
@pytest.mark.parametrize("word", ["UNSIGN", "RETIRAR", "DELETE", "BORRAR"])
def test_a_nine_in_doubt_is_asked_for_again(text: str, word: str) -> None:
    person = after({}, ("SCOMM Ana Lopez 60608", "1"))
    question = said(person.text(word))
    turn = person.text(text)
    assert not names(turn)
    assert said(turn) == question
    assert names(person.text("9")) == ["unsigned" if word in ("UNSIGN", "RETIRAR") else "erased"]


@pytest.mark.parametrize(("text", "deed"), [("UNSIGN", "unsigned"), ("DELETE", "erased")])
def test_where_nothing_can_be_asked_a_word_in_doubt_does_nothing(text: str, deed: str) -> None:
    person = after({}, ("SCOMM Ana Lopez 60608", "1"))
    person.text("STOP", opt_out_flag="stop")
    assert not names(person.text(f"{text}?"))
    assert names(person.text(text)) == [deed]


@pytest.mark.parametrize(
    ("after_the_nine", "deed"), [("DELETE", "erased"), ("BORRAR", "erased"), ("UNSIGN cross", "unsigned")]
)
def test_a_doubled_nine_does_one_thing(after_the_nine: str, deed: str) -> None:
    person = after({}, ("SCOMM Ana Lopez 60608", "1", "CROSS", "1"))
    person.text("SCOMM")
    person.text("UNSIGN")
    assert names(person.text("9")) == ["unsigned"]
    if deed == "unsigned":
        person.text("CROSS")
    question = said(person.text(after_the_nine.split()[0]))
    assert " 99 " in question
    person.later(seconds=30)
    again = person.text("9")
    assert not names(again)
    assert said(again) == question
    assert names(person.text("99")) == [deed]


def test_a_nine_counts_for_the_next_question_after_two_minutes() -> None:
    person = after({}, ("SCOMM Ana Lopez 60608", "1", "UNSIGN", "9"))
    assert " 9 " in said(person.text("DELETE"))
    assert not names(person.text("99"))
    person.text("DELETE")
    assert names(person.text("9")) == ["erased"]


@pytest.mark.parametrize("text", ["ok", "1", "SIGN", "yes", "dale", "3", "👍"])
@pytest.mark.parametrize("hours", [2.1, 47, 6.9 * 24])
@pytest.mark.parametrize("keyword", ["SCOMM", "CARTA"])
def test_a_late_answer_is_welcomed_back_and_signs_nothing(text: str, hours: float, keyword: str) -> None:
    person = Person()
    person.text(f"{keyword} Ana Lopez 60608")
    person.later(hours=hours)
    turn = person.text(text)
    assert not names(turn)
    assert said(turn).startswith(("Welcome back", "¡Hola otra vez"))
    assert is_review(said(turn))
    assert names(person.text("OK" if "OK=" in said(turn) else "1")) == ["signed"]


def test_small_steps_do_not_keep_a_review_young() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    for _ in range(2):
        person.later(hours=1.5)
        person.text("is this free?")
    assert not names(person.text("1"))
    assert names(person.text("OK")) == ["signed"]


@pytest.mark.parametrize("between", ["HELP", "COUNT", "SHARE", "PRIVACY", "STATUS", "I want to talk to a person"])
def test_thanks_for_another_answer_sign_nothing_and_the_advertised_words_still_do(between: str) -> None:
    for text, signs in [("ok", False), ("va", False), ("yes", False), ("1", True), ("SIGN", True), ("Firmo", True)]:
        person = Person()
        person.text("SCOMM Ana Lopez 60608")
        person.text(between)
        turn = person.text(text)
        assert names(turn) == (["signed"] if signs else []), text
        assert is_review(said(turn)) != signs


@pytest.mark.parametrize("text", ["1", "SIGN", "ok", "3"])
@pytest.mark.parametrize("word", ["UNSIGN", "retirar", "DELETE", "BORRAR"])
def test_who_wanted_out_is_asked_again(word: str, text: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text(word)
    if word in ("DELETE", "BORRAR"):
        person.text("no")
    turn = person.text(text)
    assert not names(turn)
    assert is_review(said(turn))


def test_a_question_that_is_told_again_ends_the_menu() -> None:
    person = after({}, ("SCOMM Ana Lopez 60608", "1", "EDIT", "what then", "who knows that", "HELP"))
    assert "1 to save" in said(person.text("bla bla bla"))
    assert names(person.text("1")) == ["edited"]


def test_a_worry_that_ends_with_the_review_s_question_can_be_answered_by_any_yes() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    assert "1=SIGN" in said(person.text("I am afraid"))
    assert names(person.text("ok")) == ["signed"]


@pytest.mark.parametrize(("text", "minutes", "led"), [("1", 10, True), ("1", 10.1, False), ("1?", 1, False)])
@pytest.mark.parametrize("word", ["LIST", "LISTA"])
def test_a_list_holds_ten_minutes(text: str, minutes: float, led: bool, word: str) -> None:
    person = after({}, ("CROSS Ana Lopez 60608", "1"))
    shown = said(person.text(word))
    person.later(minutes=minutes)
    turn = person.text(text)
    assert is_review(said(turn)) == led
    assert (said(turn) == shown) != led
    assert is_review(said(person.text("1")))


@pytest.mark.parametrize("word", ["UNSIGN", "RETIRAR"])
def test_an_old_list_of_what_can_be_taken_off_is_shown_again(word: str) -> None:
    person = after({}, ("SCOMM Ana Lopez 60608", "1", "CROSS", "1", "STOP"))
    shown = said(person.text(word))
    person.later(days=3)
    assert said(person.text("2")) == shown
    person.text("2")
    assert names(person.text("9")) == ["unsigned"]
    assert set(person.signatures) == {SCOMM.slug}


def test_a_list_that_only_tells_something_holds_longer() -> None:
    person = Person()
    person.text("COUNT")
    person.later(hours=1)
    assert "Signed here" in said(person.text("2"))
    assert person.contact.state.petition == CROSSING.slug
