"""What can become of one message that we send on our own, in four words; and the port through which it leaves.

A message of which none of the four is known (no answer in time, a connection that broke after the request may have
left) is **uncertain**: `Mouth.send` raises then, and the sender writes it down as such. It is never sent again.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol


class Sent(NamedTuple):
    """The provider took it."""

    #: The provider's id of the message; "" where it told none.
    id: str = ""


class Later(NamedTuple):
    """It was not taken, for certain, and may be offered again: too many at once, or the provider was not reached."""

    #: Seconds to wait at least; 0 when the provider named none.
    seconds: float
    #: In plain words that hold nothing of the message.
    why: str
    #: Whether everything of this sender has to wait, or only what goes to this address.
    whole: bool = True
    #: Nothing to anybody can leave until an operator mends it: what is being broadcast is paused, and says why.
    for_all: bool = False


class Refused(NamedTuple):
    """It was not taken, and never will be; other messages to the same address may be."""

    why: str
    #: The same text would be refused to anybody: what is being broadcast is paused, and says why.
    for_all: bool = False


class Gone(NamedTuple):
    """Nothing arrives at this address any more."""

    why: str
    #: What that says about the address: its person wants nothing of us, or nobody is there.
    suppress: Literal["stopped", "unreachable"]


Outcome = Sent | Later | Refused | Gone


class Outgoing(NamedTuple):
    """One message to one address, as a mouth needs it."""

    #: As the channel takes it: HTML on Telegram (`conversations.as_typed`).
    text: str
    language: str
    #: What status reports name it by: "<broadcast>.<chunk>.<place>", or "o.<number>" of the outbox.
    delivery: str
    #: Epoch seconds after which the provider must not deliver it any more.
    valid_until: int
    #: Buttons below it, where the channel has any, each as the values of a `conversations.turn.Choice`.
    choices: tuple[tuple[str, str], ...] = ()


class Mouth(Protocol):
    """Sends for one channel by one sender of ours: a bot, a number, a service."""

    #: As in `conversations.Channel`: "sms", "whatsapp" or "telegram".
    channel: str
    #: Names the sender's allowance and its usage; two channels that share a provider's limit share the name.
    sender: str

    async def send(self, address: str, message: Outgoing) -> Outcome:
        """Send one message, once: without any attempt of its own to repeat it.

        Raises:
            Exception: whatever happened, when it can't be known whether the message left.
        """
