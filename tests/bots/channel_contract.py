"""The contract of a channel as tests; `Test…` classes inherit it and say how their provider proves a request."""

from __future__ import annotations

import re
import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bots.channel import ChannelContract, Extra, NotAuthentic, NotReadable, StatusReport, Unknown
from conversations import Choice, Heard, Kind, Reply, State, Turn

#: A property is inherited by several classes here, each of which is to try it; how long that takes is no property.
inherited = settings(deadline=None, suppress_health_check=[HealthCheck.differing_executors])

PHONE = "+13125550142"
TEXT = "Ana María Núñez, my status is secret"
TURN = Turn(
    State(),
    (Reply("Signed & counted: ñ, 🙂", ((Choice("keep", "Keep"),), (Choice("", "Share", "https://t.me/x"),))),),
    toast="Signed",
)


#: How names of Twilio's fields look; a text that spells one is refused by rule (`bots.sms_cuts`).
_FIELD = re.compile("[A-Z][a-z]+[A-Z]|From|Forwarded")


def _names_no_field(text: str) -> bool:
    return _FIELD.search(text) is None


class ChannelTests(ABC):
    """What every channel keeps."""

    #: What a silent turn is written down as.
    silence: bytes

    @abstractmethod
    def channel(self) -> ChannelContract:
        """The channel under test, fresh."""

    @abstractmethod
    def proof(self, body: bytes) -> tuple[Mapping[str, str], str]:
        """Headers and URL that make `body` authentic."""

    @abstractmethod
    def message(self, text: str) -> bytes:
        """The body of a message with `text`."""

    @abstractmethod
    def badly_encoded(self) -> bytes:
        """The body of a message that is not all UTF-8."""

    def hear(self, body: bytes) -> object:
        """What the channel hears when `body` comes with its proof."""
        headers, url = self.proof(body)
        return self.channel().hear(headers, body, url)

    def heard(self, text: str = TEXT) -> Heard:
        """A message with `text`, as heard."""
        heard = self.hear(self.message(text))
        assert isinstance(heard, Heard)
        return heard

    @inherited
    @given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300).filter(_names_no_field))
    @example(text="X")
    @example(text="a\r\nb\n\r&=%+c\0\u2028\ufeff")
    def test_what_was_typed_is_heard_unchanged(self, text: str) -> None:
        heard = self.heard(text)
        if heard.kind is Kind.TEXT:
            assert heard.text == text

    def test_the_same_message_keeps_its_id(self) -> None:
        assert self.heard().id == self.heard().id != ""

    def test_silence_is_the_empty_answer(self) -> None:
        assert self.channel().answer(self.heard(), Turn(State())) == self.silence

    def test_an_answer_is_pure_and_repeatable(self) -> None:
        channel, heard = self.channel(), self.heard()
        first = channel.answer(heard, TURN)
        assert channel.answer(heard, TURN) == first
        assert self.channel().answer(heard, TURN) == first
        assert first != self.silence

    def test_a_badly_encoded_body_is_not_readable(self) -> None:
        with pytest.raises(NotReadable):
            self.hear(self.badly_encoded())

    @inherited
    @given(body=st.binary(max_size=200))
    def test_whatever_comes_authentic_is_a_value_or_not_readable(self, body: bytes) -> None:
        with suppress(NotAuthentic, NotReadable):
            assert isinstance(self.hear(body), Heard | StatusReport | Extra | Unknown)


class ProvenChannelTests(ChannelTests):
    """What a channel with a provider's proof keeps."""

    #: Texts that no exception may hold.
    secrets: tuple[str, ...] = ()

    @abstractmethod
    def unknown(self) -> bytes:
        """The body of an authentic request whose shape nobody knows."""

    @abstractmethod
    def forgeries(self, body: bytes) -> list[tuple[Mapping[str, str], str]]:
        """Headers and URLs that prove nothing, among them none at all."""

    def test_a_request_without_the_right_proof_is_not_authentic(self) -> None:
        body = self.message(TEXT)
        for headers, url in self.forgeries(body):
            with pytest.raises(NotAuthentic):
                self.channel().hear(headers, body, url)

    def test_the_proof_comes_before_the_encoding(self) -> None:
        body = self.badly_encoded()
        for headers, url in self.forgeries(body):
            with pytest.raises(NotAuthentic):
                self.channel().hear(headers, body, url)

    def test_an_unknown_shape_is_acknowledged_by_the_names_of_its_fields(self) -> None:
        unknown = self.hear(self.unknown())
        assert isinstance(unknown, Unknown)
        assert not any(TEXT in name or PHONE in name for name in unknown.shape)

    @inherited
    @given(body=st.binary(max_size=200), header=st.text(max_size=60))
    def test_whatever_comes_unproven_is_not_authentic(self, body: bytes, header: str) -> None:
        for headers, url in self.forgeries(body):
            with pytest.raises(NotAuthentic):
                self.channel().hear({name: header or value for name, value in headers.items()}, body, url)

    def test_a_refusal_tells_nothing_of_what_came(self) -> None:
        body = self.message(TEXT)
        broken = body + b"\xff"
        for headers, url, sent in [
            *((*forgery, body) for forgery in self.forgeries(body)),
            (*self.proof(broken), broken),
        ]:
            with pytest.raises((NotAuthentic, NotReadable)) as refusal:
                self.channel().hear(headers, sent, url)
            told = "".join(traceback.format_exception_only(refusal.value))
            chained = refusal.value.__cause__
            assert chained is None
            assert not any(secret in told for secret in (*self.secrets, TEXT, PHONE, "Núñez"))
