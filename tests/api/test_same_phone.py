"""How many signatures were not the first one of their phone: on the page, in the JSON, and to the operator."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.__main__ import app
from api.settings import NAMES, Settings
from storage import Store
from tests.api.conftest import Visitor, example, visiting
from tests.api.test_pages import SHELTER, SLUG, add, words

SENTENCES = {
    "en": (
        "1 of them was given by the second or a later person on one phone or chat.",
        "2 of them were given by the second or a later person on one phone or chat.",
    ),
    "es": (
        "1 de ellas es de la segunda persona, o de otra posterior, en un mismo teléfono o chat.",
        "2 de ellas son de la segunda persona, o de otra posterior, en un mismo teléfono o chat.",
    ),
}
#: What tells the sentence of each language from every other one on its page.
APART = {
    "en": "later person on",
    "es": "otra posterior",
    "fr": "ou d'une suivante",
    "ht": "dezyèm moun",
    "pt": "posterior",
}


def family(visitor: Visitor, *names: str, sender: str = "+13125550142", keyword: str = "SCOMM") -> None:
    """These people sign from one phone, one after the other."""
    for number, name in enumerate(names):
        for step, said in enumerate(("OTHER" if number else keyword, f"{name} 60608", "1")):
            assert visitor.text(said, f"{sender}-{keyword}-{name}-{step}", sender=sender).status_code == 200


def shown(visitor: Visitor) -> tuple[int, int]:
    """Signatures, and those of them that were not the first one of their phone, as the JSON tells them."""
    told = visitor.get(f"/api/petitions/{SLUG}").json()
    return told["signatures"], told["same_phone"]


def test_where_every_phone_signed_once_nothing_is_said_of_it(settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        family(visitor, "Ana Lopez")
        family(visitor, "Luis Vega", sender="+13125550143")
        page = words(visitor.get(f"/p/{SLUG}?lang=en").text)
        assert shown(visitor) == (2, 0)
    assert "2 signatures given here" in page
    assert APART["en"] not in page


@pytest.mark.parametrize("language", SENTENCES)
def test_they_are_part_of_the_count_and_told_beside_it(language: str, settings: Settings, store: Store) -> None:
    one, several = SENTENCES[language]
    with visiting(settings) as visitor:
        family(visitor, "Ana Lopez", "Maria Lopez")
        family(visitor, "John Smith", sender="+13125550143")
        assert shown(visitor) == (3, 1)
        assert one in words(visitor.get(f"/p/{SLUG}?lang={language}").text)
    with visiting(settings) as visitor:
        family(visitor, "Rosa Vega", "Luis Vega", sender="+13125550144")
        assert shown(visitor) == (5, 2)
        assert several in words(visitor.get(f"/p/{SLUG}?lang={language}").text)


def test_every_language_has_the_sentence(settings: Settings, store: Store) -> None:
    add(store, SHELTER)
    keyword = SHELTER.texts["en"].keyword
    with visiting(settings) as visitor:
        family(visitor, "Ana Lopez", "Maria Lopez", keyword=keyword)
        for language, sentence in APART.items():
            assert sentence in words(visitor.get(f"/p/{SHELTER.slug}?lang={language}").text), language


@pytest.mark.parametrize(
    ("limit", "expected", "unsaid"),
    [
        (1, "One phone number or Telegram account counts once.", "can sign from one phone number"),
        (3, "Up to 3 people can sign from one phone number or Telegram account.", "account counts once."),
    ],
)
def test_the_page_tells_how_many_may_share_a_phone(
    limit: int, expected: str, unsaid: str, settings: Settings, store: Store
) -> None:
    add(store, replace(example(SLUG, opens=None, state="open"), people_per_phone=limit))
    with visiting(settings) as visitor:
        page = words(visitor.get(f"/p/{SLUG}?lang=en").text)
    assert expected in page
    assert unsaid not in page


def test_who_takes_a_signature_off_is_in_neither_number(settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        family(visitor, "Ana Lopez", "Maria Lopez", "Luis Lopez")
        for step, said in enumerate(("UNSIGN", "2", "9")):
            visitor.text(said, f"off-{step}")
        told = shown(visitor)
    assert told == (2, 1)


def test_the_operator_is_told_the_same(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UNDERSIGNED_KEY", "5a" * 32)
    with visiting(settings) as visitor:
        family(visitor, "Ana Lopez", "Maria Lopez")
    result = CliRunner().invoke(app, ["petition", "show", SLUG, "--json"])
    assert result.exit_code == 0, (result.output, result.exception)
    told = json.loads(result.stdout)
    assert (told["signatures"], told["same_phone"]) == (2, 1)
