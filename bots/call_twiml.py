"""Writes what a call is answered as TwiML for voice: passages that are read aloud, and the keys that are waited for.

The verbs and their attributes: https://www.twilio.com/docs/voice/twiml; a test holds every document to them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from unicodedata import normalize

from bots.sms_twiml import TRIES
from conversations import Reply
from conversations.reading_aloud import READ_ALOUD

_OPENING = '<?xml version="1.0" encoding="UTF-8"?><Response>'
#: The call is not taken, and nobody pays for it (https://www.twilio.com/docs/voice/twiml/reject).
NOT_TAKEN = f'{_OPENING}<Reject reason="busy"/></Response>'.encode()
#: A call that runs is ended.
ENDED = f"{_OPENING}<Hangup/></Response>".encode()

#: By language tag: without a voice of that language Twilio may refuse to read
#: (https://www.twilio.com/docs/voice/twiml/say/text-speech).
VOICES: Mapping[str, str] = {
    "en-US": "Polly.Joanna",
    "es-MX": "Polly.Mia",
    "fr-CA": "Polly.Chantal",
    "pt-BR": "Polly.Camila",
}
#: Seconds in which a key is waited for behind the last passage, and behind each key.
SECONDS = 8
#: Characters that Twilio reads in one <Say> (https://www.twilio.com/docs/voice/twiml/say, "Limits").
LONGEST = 4096
#: Characters that no XML document may hold, not even escaped.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def call_twiml(replies: Sequence[Reply], step: int, language: str) -> bytes:
    """The passages in their order; those with choices stand in one <Gather>, the others before it or without it.

    A key is heard only within the <Gather>, so that what stands before it is read to its end. It takes as many keys as
    the longest choice has; fewer, and none, are posted all the same after a while (`actionOnEmptyResult`), and the
    conversation says what comes then (https://www.twilio.com/docs/voice/twiml/gather).

    Args:
        replies: What is said; none is silence.
        step: The number of the step that is answered, 0 for the call that comes in.
        language: That of a reply that names none, as "es".
    """
    if not replies:
        return ENDED if step else NOT_TAKEN
    before = "".join([_say(reply, language) for reply in replies if not reply.choices])
    within = "".join([_say(reply, language) for reply in replies if reply.choices])
    if not within:
        return f"{_OPENING}{before}<Hangup/></Response>".encode()
    # Relative to the address that Twilio called, so that a path in front of ours stays in front.
    action = _escaped(f"calls?step={step + 1}{TRIES}")
    digits = max([len(key.value) for reply in replies for row in reply.choices for key in row])
    gather = f'<Gather input="dtmf" numDigits="{digits}" timeout="{SECONDS}" actionOnEmptyResult="true" method="POST"'
    return f'{_OPENING}{before}{gather} action="{action}">{within}</Gather></Response>'.encode()


def _say(reply: Reply, language: str) -> str:
    tag = READ_ALOUD.get(reply.language or language, "en-US")
    text = _escaped(_IMPOSSIBLE.sub("", normalize("NFC", reply.text))[:LONGEST])
    return f'<Say language="{tag}" voice="{VOICES[tag]}">{text}</Say>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
