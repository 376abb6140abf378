"""The terminal as a channel: the same talk without a provider, with what each text would cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from html import unescape
from typing import Literal

from bots.channel import NotReadable, StatusReport, Unknown
from bots.sms_prices import CARRIER_FEE, PRICE
from conversations import Channel, Choice, Heard, Kind, Reply, Turn
from conversations.segments import segments

_TAG = re.compile(r"</?[a-z-]+[^>]*>", re.IGNORECASE)


class Terminal:
    """One person at one terminal, who talks as if on a phone (`like="sms"`) or on Telegram.

    The only channel that remembers something: it stands for the phone as well, so it knows which buttons are on the
    screen and what the talk has cost.
    """

    def __init__(self, like: Literal["sms", "telegram"] = "sms", *, language_hint: str | None = None) -> None:
        """Set up an empty screen.

        Args:
            like: The channel whose words and buttons are wanted.
            language_hint: The language of the app, as Telegram tells it.
        """
        self._channel = Channel(like)
        self._hint = language_hint
        self._buttons: tuple[Choice, ...] = ()
        self._cost: dict[str, Decimal] = {}

    @property
    def cost(self) -> Decimal:
        """What the talk has cost up to now, in US dollars; nothing on Telegram."""
        return sum(self._cost.values(), Decimal(0))

    def hear(self, headers: Mapping[str, str], body: bytes, url: str) -> Heard | StatusReport | Unknown:
        """Read one typed line; as `ChannelContract.hear`, but nothing proves anything: who types is who sits there.

        Args:
            headers: `id` names the line; the same id is the same message again.
            body: The line, in UTF-8. On Telegram the number of a button taps it.
            url: Not used.

        Raises:
            NotReadable: when the line is not UTF-8.
        """
        try:
            text = body.decode().strip("\r\n")
        except UnicodeDecodeError:
            raise NotReadable("the line is not in UTF-8") from None
        line = headers.get("id", "")
        if self._channel is Channel.SMS:
            self._cost.setdefault(f"{line} in", segments(text).parts * PRICE)
        bare = text.strip()
        number = int(bare) if bare.isdecimal() and len(bare) < 3 else 0
        if 1 <= number <= len(self._buttons):
            value = self._buttons[number - 1].value
            return self._heard(line, kind=Kind.CHOICE, choice=value, tapped_message="screen")
        if self._channel is Channel.TELEGRAM and (text == "/start" or text.startswith("/start ")):
            return self._heard(line, kind=Kind.START, text=text[len("/start") :].strip())
        return self._heard(line, text=text[:4096])

    def answer(self, heard: Heard, turn: Turn) -> bytes:
        """Write the turn down as text to print: replies, numbered buttons, segments and cost; b"" for silence."""
        if turn.replies:
            self._buttons = tuple(
                choice
                for reply in turn.replies
                for row in reply.choices
                for choice in row
                if choice.url is None and self._channel is Channel.TELEGRAM
            )
        lines = [f"· {turn.toast}"] if turn.toast else []
        for reply in turn.replies:
            lines += self._telegram(reply) if self._channel is Channel.TELEGRAM else [f"< {reply.text}"]
        if self._channel is Channel.SMS and turn.replies:
            lines.append(self._bill(heard, turn))
        return "\n".join(lines).encode("utf-8", "replace")

    def _heard(self, line: str, **read: object) -> Heard:
        return Heard(line, self._channel, "terminal", language_hint=self._hint, **read)  # type: ignore[arg-type]

    def _telegram(self, reply: Reply) -> list[str]:
        rows = ["  " + " ".join(self._button(choice) for choice in row) for row in reply.choices]
        return [f"< {unescape(_TAG.sub('', reply.text))}", *rows]

    def _button(self, choice: Choice) -> str:
        if choice.url is not None:
            return f"[{choice.label}: {choice.url}]"
        return f"[{self._buttons.index(choice) + 1} {choice.label}]"

    def _bill(self, heard: Heard, turn: Turn) -> str:
        counted = [segments(reply.text) for reply in turn.replies]
        parts = sum(one.parts for one in counted)
        self._cost.setdefault(f"{heard.id} out", parts * (PRICE + CARRIER_FEE))
        encodings = " + ".join(dict.fromkeys(one.encoding for one in counted))
        units = sum(one.units for one in counted)
        return f"  {encodings}, {units} units, {parts} segment{'s' * (parts != 1)}; ${self.cost:.4f} so far"
