"""How a channel is spoken on: in whose phrases, with buttons or with words, by the segment or not."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from conversations.phrases import BASE, PHRASES
from conversations.turn import Channel


class Voice(NamedTuple):
    """What tells one channel from another to whoever writes an answer."""

    #: Families of phrases, tried in this order: "whatsapp.help" where there is one, else "sms.help".
    families: tuple[str, ...]
    #: What can be chosen is drawn as buttons; else digits and words in the text say it.
    buttons: bool = False
    #: Each segment is paid for: the longest wording that fits is taken, and accents go where they cost a segment.
    segments: bool = False
    #: The app tells the name on the profile, which is then offered.
    profile: bool = False
    #: What parts the same in two languages.
    between: str = "\n\n"
    #: Updates reach the person, so they are offered.
    updates: bool = True

    def key(self, name: str) -> str:
        """The phrase `name` in the first family that has it."""
        return _key(self.families, name)


@cache
def _key(families: tuple[str, ...], name: str) -> str:
    keys = [f"{family}.{name}" for family in families]
    return next((key for key in keys if key in PHRASES[BASE]), keys[-1])


SMS = Voice(("sms",), segments=True, between="\n")
TELEGRAM = Voice(("telegram",), buttons=True, profile=True)
#: No segments, no buttons (TwiML draws none): the words of SMS, but where WhatsApp has its own.
WHATSAPP = Voice(("whatsapp", "sms"), profile=True)
#: Since 2025-04-01 WhatsApp delivers no marketing templates, which news of a petition are, to numbers of the United
#: States (https://www.twilio.com/docs/api/errors/63049). All of +1 is treated so: better no promise than an empty one.
WHATSAPP_IN_PLUS_1 = Voice(("whatsapp_plus_1", "whatsapp", "sms"), profile=True, updates=False)
#: Read aloud, and never an offer of updates: what is consented to must have been shown.
CALL = Voice(("call",), updates=False)
_BY_CHANNEL = {Channel.TELEGRAM: TELEGRAM, Channel.WHATSAPP: WHATSAPP, Channel.CALL: CALL}


def voice_of(channel: Channel, address: str) -> Voice:
    """How to speak with whoever writes from `address`; a channel without a voice of its own speaks as SMS does."""
    if channel is Channel.WHATSAPP and address.startswith("+1"):
        return WHATSAPP_IN_PLUS_1
    return _BY_CHANNEL.get(channel, SMS)
