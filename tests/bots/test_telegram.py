"""Telegram: the contract of a channel, and recorded updates."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.channel import Extra, NotAuthentic, NotReadable, Unknown
from bots.telegram import Telegram
from conversations import Heard
from tests.bots.channel_contract import ProvenChannelTests
from tests.bots.recorded import recorded, written
from tests.fakes_telegram import SECRET, USERNAME

URL = "https://sign.example.org/webhooks/telegram"
UPDATES = recorded("telegram")
PROOF = {"x-telegram-bot-api-secret-token": SECRET}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=10), inside, max_size=3),
    max_leaves=5,
)


def telegram() -> Telegram:
    """The channel of the test bot."""
    return Telegram(SECRET, USERNAME)


class TestTelegram(ProvenChannelTests):
    """The contract."""

    silence = b"[]"
    secrets = (SECRET, "5550142")

    def channel(self) -> Telegram:
        """With its secret."""
        return telegram()

    def proof(self, body: bytes) -> tuple[Mapping[str, str], str]:
        """The secret."""
        return PROOF, URL

    def message(self, text: str) -> bytes:
        """A private message."""
        update = copy.deepcopy(UPDATES["a-text"]["update"])
        update["message"]["text"] = text
        return json.dumps(update).encode()

    def badly_encoded(self) -> bytes:
        """A private message in another encoding."""
        return self.message("X").replace(b'"X"', b'"\xff\xfe\xf0"')

    def unknown(self) -> bytes:
        """An update of a kind that is not there yet."""
        return json.dumps(UPDATES["an-update-from-next-year"]["update"]).encode()

    def forgeries(self, body: bytes) -> list[tuple[Mapping[str, str], str]]:
        """No secret, an empty one, wrong ones."""
        name = next(iter(PROOF))
        return [({}, URL), *(({name: wrong}, URL) for wrong in ("", SECRET[:-1], SECRET + "x", SECRET.upper(), "ñ🙂"))]


@pytest.mark.parametrize("name", UPDATES)
def test_a_recorded_update_is_heard_as_the_table_says(name: str) -> None:
    recording = UPDATES[name]
    heard = telegram().hear(PROOF, json.dumps(recording["update"]).encode(), URL)
    assert written(heard) == recording["heard"]
    if isinstance(heard, Unknown):
        assert set(heard.shape) == set(recording["update"]) - {"update_id"}


def test_a_bot_without_a_secret_takes_no_update() -> None:
    for headers in ({}, {"x-telegram-bot-api-secret-token": ""}):
        with pytest.raises(NotAuthentic):
            Telegram("", USERNAME).hear(headers, b"{}", URL)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe{\x00}\x00", b'{"a":"\xf0"}', b"[" * 100_000, b"1" * 5000], ids=range(6)
)
def test_what_is_not_json_in_utf8_is_not_readable(body: bytes) -> None:
    with pytest.raises(NotReadable):
        telegram().hear(PROOF, body, URL)


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"text"'])
def test_json_that_is_no_update_is_acknowledged(body: bytes) -> None:
    assert telegram().hear(PROOF, body, URL) == Unknown()


def test_a_very_long_text_is_cut_to_what_a_conversation_takes() -> None:
    heard = TestTelegram().heard("x" * 10_000)
    assert len(heard.text) == 4096


@given(update=st.dictionaries(st.sampled_from(["update_id", "message", "callback_query", "my_chat_member"]), JSON))
def test_any_json_is_a_value(update: dict[str, Any]) -> None:
    assert isinstance(telegram().read(update), Heard | Extra | Unknown)


@given(name=st.sampled_from(sorted(UPDATES)), data=st.data())
def test_an_update_with_any_part_replaced_is_a_value_that_can_be_written_down(name: str, data: st.DataObject) -> None:
    update = copy.deepcopy(UPDATES[name]["update"])
    place, key = data.draw(st.sampled_from(list(_places(update))))
    place[key] = data.draw(JSON)
    heard = telegram().hear(PROOF, json.dumps(update).encode(), URL)
    assert isinstance(heard, Heard | Extra | Unknown)
    if isinstance(heard, Heard):
        for text in (heard.id, heard.address, heard.text, heard.choice, heard.profile_name, heard.tap):
            assert text is None or text.encode().decode() == text
        assert heard.address.lstrip("-").isdecimal()


def _places(part: Any) -> Any:
    """Every place inside `part`, as its container and key."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield part, key
        yield from _places(value)
