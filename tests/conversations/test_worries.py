"""Worries and the commonest questions: which they are, and that an answer to them costs nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations import Channel
from conversations.segments import segments
from conversations.updates_declined import declines_updates
from conversations.worry_words import worry_in
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import SCOMM

WORRIES = {
    "fear": (
        "im undocumented can i sign",
        "Soy indocumentado",
        "im scared",
        "no tengo papeles",
        "tengo miedo",
        "soy indocumentado, puedo firmar?",
        "no tengo papeles, puedo firmar?",
        "I'm afraid",
        "do I need papers?",
        "can immigrants sign?",
        "no soy ciudadana",
        "will I get in trouble?",
        "me van a deportar si firmo?",
    ),
    "who": (
        "who are you",
        "who is this?",
        "what is this",
        "What's this about?",
        "de que se trata",
        "¿quiénes son?",
        "qué es esto",
        "is this a scam",
        "is this real?",
        "es una estafa?",
        "eres un robot?",
    ),
    "cost": (
        "is it free",
        "es gratis",
        "cuanto cuesta",
        "how much does it cost?",
        "me van a cobrar?",
        "do I have to pay",
    ),
    "number": (
        "how did you get my number",
        "who gave you my number?",
        "de donde sacaron mi numero",
        "¿Cómo consiguieron mi número?",
    ),
    "name_forms": (
        "puedo firmar sin mi nombre",
        "can I sign with only initials",
        "can i use just my first name?",
        "solo mi primer nombre?",
        "anonymous",
        "why do you need my name",
    ),
    "privacy": ("who sees my name", "will my boss find out", "mi patrón se va a enterar?", "se entera mi jefe?"),
    "person": ("quiero hablar con alguien", "llamame", "call me please", "can I talk to a real person?"),
    "language": ("language", "/language", "idioma", "cambiar idioma"),
}


@pytest.mark.parametrize(("worry", "text"), [(worry, text) for worry, texts in WORRIES.items() for text in texts])
def test_it_is_known(worry: str, text: str) -> None:
    assert worry_in(text) == worry


@pytest.mark.parametrize(
    "text",
    [
        "Ana Lopez 60608",
        "Maria Real",
        "John Free",
        "Juan Papeles",
        "call me Ana",
        "llámame Ana",
        "sin miedo",
        "my name is Ana Lopez",
        "mi zip es 60608",
        "no tengo zip",
        "no tengo",
        "quien",
        "1",
        "",
    ],
)
def test_everything_else_is_no_worry(text: str) -> None:
    assert worry_in(text) is None


@given(st.text(max_size=4096))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert worry_in(text) in (None, *WORRIES)
    assert declines_updates(text) in (True, False)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
@pytest.mark.parametrize("keyword", ["SCOMM", "CARTA", "WATER", "AGUA"])
@pytest.mark.parametrize("before", [[], ["Ana Lopez"], ["Ana Lopez", "60608"]])
def test_an_answer_keeps_the_place_and_costs_no_patience(channel: Channel, keyword: str, before: list[str]) -> None:
    person = Person(channel)
    for text in [keyword, *before]:
        person.text(text)
    kept = person.state["answers"] if before else {}
    for texts in WORRIES.values():
        turn = person.text(texts[0])
        assert said(turn)
        assert not {"signed", "stopped"}.intersection(names(turn))
        assert {**person.state.get("answers", {}), "shown": kept.get("shown")} == {"shown": None, **kept}
        assert "misunderstood" not in person.state.get("limits", {})
        if channel is Channel.SMS and texts is not WORRIES["privacy"]:
            assert segments(said(turn)).parts == 1
        person.state["limits"] = {}


def test_the_open_question_stands_behind_the_answer() -> None:
    person = Person()
    person.text("CARTA")
    assert "Para firmar, manda NOMBRE y ZIP." in said(person.text("soy indocumentada"))
    person.text("Ana Lopez")
    assert said(person.text("es gratis?")).endswith("¿Y tu ZIP? Si no tienes: 0.")
    person.text("60608")
    assert said(person.text("tengo miedo")).endswith("1=FIRMAR 2=CAMBIAR")
    assert names(person.text("1")) == ["signed"]


def test_the_privacy_level_of_the_petition_is_told() -> None:
    for keyword, words in (("SCOMM", "Officials get the total, not your name."), ("WATER", "your initials")):
        person = Person()
        person.text(keyword)
        assert words in said(person.text("im undocumented can i sign"))


@pytest.mark.parametrize("text", ["I dont want updates", "no updates please", "No quiero noticias", "sin noticias"])
def test_no_updates_after_the_receipt_is_no_stop(text: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    turn = person.text(text)
    assert not names(turn)
    assert "K7F2QX" in said(turn)
    assert not person.state.get("stopped")
    person.text("JOIN")
    assert "stopped" in names(person.text(text))


def test_no_more_messages_is_a_stop() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    assert names(person.text("no more messages")) == ["stopped"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("quítame de la lista", "Manda START"),
        ("no me manden más mensajes", "Manda START"),
        ("stop texting me", "Text START"),
    ],
)
@pytest.mark.parametrize("keyword", ["SCOMM", "CARTA"])
def test_an_opt_out_is_answered_in_its_own_language(text: str, words: str, keyword: str) -> None:
    person = Person()
    person.text(keyword)
    assert words in said(person.text(text))


@pytest.mark.parametrize("text", ["remove my name", "quita mi nombre", "undo"])
def test_a_sentence_takes_the_name_off_after_a_nine(text: str) -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    assert not names(person.text(text))
    assert names(person.text("9")) == ["unsigned"]


@pytest.mark.parametrize("text", ["delete me", "bórrame", "erase everything", "borra mis datos"])
def test_a_sentence_erases_after_a_nine_and_after_stop_too(text: str) -> None:
    for before in ([], ["STOP"]):
        person = Person()
        for heard in ["SCOMM Ana Lopez 60608", "1", *before]:
            person.text(heard)
        assert not names(person.text(text))
        assert names(person.text("9")) == ["erased"]


def test_where_the_provider_blocks_the_nine_only_the_word_acts() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    person.text("STOP", opt_out_flag="stop")
    for text in ("delete me", "remove my name", "borra todo"):
        assert not names(person.text(text))
    assert names(person.text("UNSIGN")) == ["unsigned"]


def test_a_slip_in_a_keyword_comes_to_its_petition() -> None:
    for text in ("KARTA", "carat", "S-COMM", "scom", "karta Ana Lopez 60608"):
        person = Person()
        person.text(text)
        assert person.state["petition"] == SCOMM.slug


def test_a_name_near_to_a_keyword_is_taken_as_a_name() -> None:
    for name in ("Marta", "Carla", "Cara"):
        person = Person()
        person.text("CARTA")
        person.text(name)
        assert person.state["answers"]["name"] == name


def test_a_language_in_a_sentence_switches_and_keeps_the_place() -> None:
    person = Person()
    person.text("SCOMM")
    assert names(person.text("Quiero firmar en español")) == ["changed_language"]
    assert "NOMBRE" in said(person.text("cuánto cuesta"))
    assert names(person.text("english please")) == ["changed_language"]
