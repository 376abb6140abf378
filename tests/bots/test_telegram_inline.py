"""Inline mode: a signer types the bot's name in any chat, and places a petition's card there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bots.channel import Unknown
from bots.telegram_inline import MOST_RESULTS, InlineAsked, inline_answer
from bots.telegram_reading import read_update
from conversations import Heard, Kind, Petitions
from tests.bots.group_line import BOT, NOW, PETITION, GroupLine, group_line, words
from tests.fakes import Refusal
from tests.fakes_telegram_screen import buttons, displayed, offered

CROSSING = replace(PETITION, slug="safe-crossing", texts={"en": words("CROSS", "A safe crossing")})
COATS = replace(PETITION, slug="coats", texts={"en": words("COATS", "Coats"), "es": words("COATS", "Abrigos")})
LINE = Petitions(all=(PETITION, CROSSING, COATS), bot=BOT, counts={PETITION.slug: 1213})


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[GroupLine]:
    """A line with one petition."""
    async with group_line(tmp_path) as line:
        yield line


def asked(words: str, language: str | None = None, line: Petitions = LINE) -> dict[str, Any]:
    """What an app is answered that is set to `language`."""
    return dict(inline_answer(InlineAsked(id="7", words=words, language=language), line, NOW))


def titles(words: str, language: str | None = None, line: Petitions = LINE) -> list[str]:
    return [one["title"] for one in offered(asked(words, language, line))]


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("", None, ["Put S-Comm on <ICE>!", "A safe crossing", "Coats"]),
        (" ", "es-MX", ["Alto a S-Comm", "A safe crossing", "Abrigos"]),
        ("scomm", None, ["Put S-Comm on <ICE>!"]),
        ("SCOMM", "es", ["Put S-Comm on <ICE>!"]),
        ("carta", "en", ["Alto a S-Comm"]),
        ("coats", "es", ["Abrigos"]),
        ("alto a", "en", ["Alto a S-Comm"]),
        ("put s", "pt-br", ["Put S-Comm on <ICE>!"]),
        ("safe-cr", None, ["A safe crossing"]),
        ("whales", None, []),
        ("x" * 256, None, []),
    ],
)
def test_what_is_typed_finds_open_petitions_and_their_language(
    words: str, language: str | None, found: list[str]
) -> None:
    assert titles(words, language) == found


def test_the_card_holds_title_ask_the_count_of_now_and_a_link_that_tells_where_it_stood() -> None:
    (result,) = asked("scomm")["results"]
    content = result["input_message_content"]
    assert displayed({"text": content["message_text"], "parse_mode": "HTML"}) == (
        "Put S-Comm on <ICE>!\nAsk of Put S-Comm on <ICE>! & others\n\nSignatures: 1,213 · goal: 7,500"
    )
    ((button,),) = buttons(result)
    assert button.url == f"https://t.me/{BOT}?start=scomm_inline"
    assert result["description"] == PETITION.texts["en"].ask


@pytest.mark.parametrize("language", ["fr", "ht-HT", "pt_BR", "de", ""])
def test_an_app_in_a_language_that_the_petition_lacks_is_offered_it_all_in_one_that_it_has(language: str) -> None:
    assert asked("safe", language) == asked("safe", "en")
    assert asked("put-s", language, replace(LINE, default_language="es")) == asked("put-s", "es")


def test_what_is_not_open_is_not_offered() -> None:
    others = tuple(
        replace(PETITION, slug=f"p{number}", **changes)
        for number, changes in enumerate(
            ({"state": "closed"}, {"state": "paused"}, {"opens": None}, {"opens": NOW + timedelta(days=1)})
        )
    )
    assert titles("", None, replace(LINE, all=others)) == []


def test_at_most_as_many_are_offered_as_telegram_takes() -> None:
    many = tuple(
        replace(CROSSING, slug=f"p{number}", texts={"en": words(f"K{number}", f"Title {number}")})
        for number in range(MOST_RESULTS + 5)
    )
    assert len(titles("", None, replace(LINE, all=many))) == MOST_RESULTS


def test_results_in_ones_own_language_are_kept_for_that_person_alone() -> None:
    for words_, language, personal in (("", "es", True), ("safe", "es", False), ("whales", "es", False)):
        answer = asked(words_, language)
        assert (answer["is_personal"], answer["cache_time"]) == (personal, 60)


async def test_an_app_is_offered_the_card_and_who_asked_is_neither_kept_nor_told(line: GroupLine) -> None:
    chat = line.telegram.chat(language_code="es")
    update = {
        "update_id": 1,
        "inline_query": {"id": "9", "from": chat.user, "query": "scomm", "offset": ""},
    }
    what = line.channel.read(update)
    assert all(words not in repr(what) for words in ("Ana", str(chat.user["id"]), "scomm"))
    await line.heard(update)
    assert [one["title"] for one in line.telegram.offered["9"]] == ["Put S-Comm on <ICE>!"]


@pytest.mark.parametrize("query", [None, 7, ["s", "c"], {"s": "c"}, True])
def test_words_that_are_no_text_are_an_update_of_unknown_shape(query: object) -> None:
    asked = {"id": "9", "from": {"id": 5_550_142, "is_bot": False, "first_name": "Ana"}, "query": query, "offset": ""}
    assert read_update({"update_id": 1, "inline_query": asked}, "bot") == Unknown(("inline_query",))


def test_a_card_placed_in_the_bots_own_chat_is_no_word_of_the_person() -> None:
    ana = {"id": 5_550_142, "is_bot": False, "first_name": "Ana"}
    card = {"message_id": 1, "date": 1, "chat": {"id": 5_550_142, "type": "private"}, "from": ana, "text": "STOP"}
    typed = read_update({"update_id": 1, "message": card}, "bot")
    assert isinstance(typed, Heard)
    assert (typed.kind, typed.text) == (Kind.TEXT, "STOP")
    via = {"id": 5_550_100, "is_bot": True, "first_name": "Line", "username": "bot"}
    placed = read_update({"update_id": 1, "message": card | {"via_bot": via}}, "bot")
    assert isinstance(placed, Heard)
    assert (placed.kind, placed.text) == (Kind.SILENT, "")


async def test_an_answer_that_comes_too_late_is_no_failure(line: GroupLine) -> None:
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    line.telegram.failures["answerInlineQuery"] = [Refusal(late)]
    update = {"update_id": 1, "inline_query": {"id": "9", "from": line.telegram.chat().user, "query": "", "offset": ""}}
    await line.heard(update)
    assert line.telegram.offered == {}
