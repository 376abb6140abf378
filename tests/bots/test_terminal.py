"""The terminal: the contract of a channel as far as it goes, buttons by number, and the cost of a text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from bots.terminal import Terminal
from conversations import Channel, Choice, Heard, Kind, Reply, State, Turn
from tests.bots.channel_contract import ChannelTests

CARD = Turn(
    State(),
    (
        Reply(
            "<b>Put S-Comm</b> &lt;on ice&gt;",
            ((Choice("sign:a", "Sign"), Choice("read:a", "Read it")), (Choice("", "Share", "https://t.me/share"),)),
        ),
    ),
    toast="Signed ✓",
)


class TestTerminal(ChannelTests):
    """The contract."""

    silence = b""

    def channel(self) -> Terminal:
        """Like a phone."""
        return Terminal("sms")

    def proof(self, body: bytes) -> tuple[Mapping[str, str], str]:
        """Only the number of the line; nothing is proven."""
        return {"id": "1"}, ""

    def message(self, text: str) -> bytes:
        """A line, without its end."""
        return text.strip("\r\n").encode() or b"."

    def badly_encoded(self) -> bytes:
        """A line of another encoding."""
        return b"\xff\xfe\xf0"

    def test_what_was_typed_is_heard_unchanged(self) -> None:  # type: ignore[override]
        assert self.heard("  Ana Núñez 60608 ").text == "  Ana Núñez 60608 "


def typed(terminal: Terminal, line: str, number: str = "1") -> Heard:
    """A line typed at the terminal."""
    heard = terminal.hear({"id": number}, line.encode(), "")
    assert isinstance(heard, Heard)
    return heard


def test_a_number_among_odd_spaces_is_heard() -> None:
    terminal = Terminal("telegram")
    terminal.answer(typed(terminal, "/start scomm"), CARD)
    assert typed(terminal, "\x1c1", "2").choice == "sign:a"


def test_a_button_is_tapped_by_its_number() -> None:
    terminal = Terminal("telegram", language_hint="es")
    assert terminal.answer(typed(terminal, "/start scomm"), CARD).decode() == (
        "· Signed ✓\n< Put S-Comm <on ice>\n  [1 Sign] [2 Read it]\n  [Share: https://t.me/share]"
    )
    tapped = typed(terminal, "2", "2")
    assert (tapped.kind, tapped.choice, tapped.language_hint) == (Kind.CHOICE, "read:a", "es")
    assert tapped.tapped_message


@pytest.mark.parametrize("line", ["0", "3", "60608", "x", "-1"])
def test_other_lines_are_text(line: str) -> None:
    terminal = Terminal("telegram")
    terminal.answer(typed(terminal, "hello"), CARD)
    assert (typed(terminal, line).kind, typed(terminal, line).text) == (Kind.TEXT, line)


def test_buttons_stay_on_the_screen_through_silence() -> None:
    terminal = Terminal("telegram")
    terminal.answer(typed(terminal, "hello"), CARD)
    terminal.answer(typed(terminal, "hm"), Turn(State()))
    assert typed(terminal, "1").choice == "sign:a"


@pytest.mark.parametrize(("line", "payload"), [("/start", ""), ("/start carta_g12", "carta_g12")])
def test_a_deep_link_is_typed_as_start(line: str, payload: str) -> None:
    heard = typed(Terminal("telegram"), line)
    assert (heard.channel, heard.kind, heard.text) == (Channel.TELEGRAM, Kind.START, payload)


def test_digits_on_a_phone_are_text() -> None:
    terminal = Terminal("sms")
    terminal.answer(typed(terminal, "SCOMM"), CARD)
    assert typed(terminal, "1").kind is Kind.TEXT


def test_each_text_is_counted_and_its_cost_added_up() -> None:
    terminal = Terminal("sms")
    first = terminal.answer(typed(terminal, "SCOMM", "1"), Turn(State(), (Reply("Hi ñ"),))).decode()
    assert first == "< Hi ñ\n  GSM-7, 4 units, 1 segment; $0.0206 so far"
    second = terminal.answer(typed(terminal, "Núñez", "2"), Turn(State(), (Reply("á" * 71),))).decode()
    assert second.endswith("  UCS-2, 71 units, 2 segments; $0.0535 so far")
    assert terminal.cost == Decimal("0.0535")


def test_a_message_heard_twice_is_paid_for_once() -> None:
    terminal = Terminal("sms")
    for _ in range(2):
        terminal.answer(typed(terminal, "SCOMM"), Turn(State(), (Reply("Hi"),)))
    assert terminal.cost == Decimal("0.0206")
