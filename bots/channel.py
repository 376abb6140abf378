"""The contract that every channel keeps: hear what the provider proves, and write an answer down.

A channel only translates. It holds no state, opens no transaction and decides nothing about the conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from conversations import Heard, Turn


class NotAuthentic(Exception):
    """The request does not carry the provider's proof; answered 403, nothing changes."""


class NotReadable(Exception):
    """The body can't be decoded at all (wrong encoding, not a form, not JSON); answered 400, nothing changes."""


class AccountProblem(Exception):
    """A provider did not do or tell something about our account; the text says why, in our words."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The provider's word on a message that we sent (`storage.status_reports`)."""

    message: str
    status: str
    #: What we named the message by; "" for an answer in a webhook's own response.
    delivery: str = ""
    code: str = ""
    #: To which address of ours it went; "" where that can't be told.
    channel: str = ""
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Extra:
    """What is no conversation and dealt with all the same, as a wish for a card in a group; each kind is a subclass.

    Nothing is heard and nobody's state changes. Where nobody deals with it, it is noted and acknowledged.
    """


@dataclass(frozen=True, slots=True)
class Unknown:
    """An authentic payload of a shape that we don't know: noted (redacted), acknowledged, nothing changes."""

    #: Names of the top-level fields, never values.
    shape: tuple[str, ...] = ()


class ChannelContract(Protocol):
    """What `bots.sms`, `bots.telegram` and `bots.terminal` each provide."""

    def hear(self, headers: Mapping[str, str], body: bytes, url: str) -> Heard | StatusReport | Extra | Unknown:
        """Check the provider's proof over the raw body, then read it. One step, so that neither can be forgotten.

        Args:
            headers: The request's headers, names in lower case.
            body: The raw request body.
            url: `PUBLIC_URL` + path (+ "?" + raw query): what the provider signed, never `request.url`.

        Raises:
            NotAuthentic: when the proof is missing or wrong, whatever is wrong with it.
            NotReadable: when an authentic body can't be decoded.
        """

    def answer(self, heard: Heard, turn: Turn) -> bytes:
        """Write the turn's replies down as the body of the webhook's response; pure, kept for redeliveries.

        For Twilio a TwiML document. For Telegram a JSON list of method calls, the first of which goes into the
        response and the others by API (`[]` = silence).
        """


class ProvenChannel(ChannelContract, Protocol):
    """What a channel with a door to the internet provides besides."""

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Whether the proof may be right, as far as headers alone tell: else the body is not even read."""

    def addressed(self, heard: Heard, answer: bytes) -> bytes:
        """What is sent of an answer: with what was left out of the kept one so that it names nobody."""
