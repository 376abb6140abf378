"""A turn as calls of the Bot API."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram import Telegram
from bots.telegram_writing import cut
from conversations import Channel, Choice, Heard, Kind, Reply, State, Turn
from tests.fakes_telegram_screen import buttons, displayed

TYPED = Heard("1", Channel.TELEGRAM, "5550142", text="hello")
TAPPED = Heard("2", Channel.TELEGRAM, "5550142", Kind.CHOICE, choice="x", tapped_message="41", tap="777")
STALE = Heard("3", Channel.TELEGRAM, "5550142", Kind.CHOICE, choice="x", tap="777")


def calls(heard: Heard, *replies: Reply, toast: str = "") -> list[dict[str, Any]]:
    """The calls for a turn."""
    channel = Telegram("s", "b")
    said: list[dict[str, Any]] = json.loads(
        channel.addressed(heard, channel.answer(heard, Turn(State(), replies, toast=toast)))
    )
    return said


def test_a_reply_to_typed_text_is_a_new_message() -> None:
    assert calls(TYPED, Reply("<b>Hi</b>", edit=True)) == [
        {
            "method": "sendMessage",
            "chat_id": 5550142,
            "text": "<b>Hi</b>",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
    ]


def test_a_reply_to_a_tap_edits_the_tapped_message_and_answers_the_tap_last() -> None:
    edited, answered = calls(TAPPED, Reply("Signed", edit=True), toast="Signed ✓")
    assert (edited["method"], edited["message_id"], edited["text"]) == ("editMessageText", 41, "Signed")
    assert answered == {"method": "answerCallbackQuery", "callback_query_id": "777", "text": "Signed ✓"}


def test_what_is_kept_of_an_answer_names_neither_person_nor_tap() -> None:
    kept = Telegram("s", "b").answer(TAPPED, Turn(State(), (Reply("Deleted", edit=True), Reply("Bye")), toast="Done"))
    assert b"5550142" not in kept
    assert b"777" not in kept


def test_a_message_too_old_to_edit_is_followed_by_a_new_one() -> None:
    assert [call["method"] for call in calls(STALE, Reply("Hi", edit=True))] == ["sendMessage", "answerCallbackQuery"]


def test_a_tap_without_a_reply_is_still_answered() -> None:
    assert calls(TAPPED) == [{"method": "answerCallbackQuery", "callback_query_id": "777"}]


def test_typed_text_without_a_reply_is_silence() -> None:
    assert calls(TYPED, toast="nobody sees this") == []


def test_several_replies_keep_their_order() -> None:
    first, second, _ = calls(TAPPED, Reply("one", edit=True), Reply("two"))
    assert (first["text"], second["method"], second["text"]) == ("one", "sendMessage", "two")


def test_choices_are_buttons_with_a_version_and_links_are_links() -> None:
    rows = ((Choice("sign:a", "✍️ Sign"), Choice("read:a:2", "2/3")), (Choice("", "Share", "https://t.me/share"),))
    (call,) = calls(TYPED, Reply("Hi", rows))
    assert call["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "✍️ Sign", "callback_data": "v1:sign:a"}, {"text": "2/3", "callback_data": "v1:read:a:2"}],
            [{"text": "Share", "url": "https://t.me/share"}],
        ]
    }


def test_a_toast_is_plain_text_of_at_most_200_characters() -> None:
    *_, answered = calls(TAPPED, toast="Ana &amp; Co " + "x" * 300)
    assert answered["text"].startswith("Ana & Co x")
    assert len(answered["text"]) == 200


@pytest.mark.parametrize(
    "text", ["", "<b>Hi</b>", "x" * 4096, "<i>" + "x" * 4096 + "</i>", "&amp;" * 4096, "🙂" * 2048]
)
def test_a_text_that_fits_is_left_alone(text: str) -> None:
    assert cut(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one two three", "one two…"),
        ("one <b>two three</b>", "one <b>two…</b>"),
        ("<i>one <b>two</b> three</i>", "<i>one <b>two</b>…</i>"),
        ("one &lt;&lt;&lt; three", "one &lt;&lt;&lt;…"),
        ("onetwothree", "onetwot…"),
        ("🙂🙂🙂🙂🙂", "🙂🙂🙂…"),
    ],
)
def test_a_longer_text_is_cut_between_words_and_closed(text: str, shown: str) -> None:
    assert cut(text, 8) == shown


@given(
    pieces=st.lists(st.sampled_from(["word ", "<b>bold</b> ", "<i>a <b>b</b></i>", "&amp;", "&#39;", "🙂", "x" * 9])),
    longest=st.integers(2, 40),
)
def test_a_cut_text_is_never_too_long_and_always_html(pieces: list[str], longest: int) -> None:
    text = cut("".join(pieces), longest)
    if text:
        shown = displayed({"text": text + "<b>.</b>", "parse_mode": "HTML"}).removesuffix(".")
        assert len(unescape(shown).encode("utf-16-le")) // 2 <= longest


def test_a_button_for_inline_mode_is_one_that_chooses_a_chat() -> None:
    (call,) = calls(TYPED, Reply("Share", ((Choice("", "Place it", look_up="scomm"),),)))
    assert call["reply_markup"] == {"inline_keyboard": [[{"text": "Place it", "switch_inline_query": "scomm"}]]}
    assert buttons(call)[0][0].inline == "scomm"
