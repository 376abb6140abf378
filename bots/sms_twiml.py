"""Writes answers as TwiML, the XML that Twilio takes as the response to a message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

#: Behind an address that Twilio calls: tries again within its 15 seconds while we restart. It stays at Twilio.
TRIES = "#rc=3&rp=all&ct=2000&rt=4500&tt=15000"
SILENCE = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
_OPENING = '<?xml version="1.0" encoding="UTF-8"?><Response>'
#: Characters that no XML document may hold, not even escaped: one of them and Twilio refuses the answer (12200).
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def twiml(texts: Sequence[str]) -> bytes:
    """One message for each of `texts`, in order; no text is silence.

    Texts go out in NFC: a letter typed with a separate accent would turn the whole message into 70-character segments.
    Written by hand because `MessagingResponse` takes several times as long; a test holds the two equal.
    """
    if not texts:
        return SILENCE
    return (_OPENING + "".join([_message(text) for text in texts]) + "</Response>").encode()


def _message(text: str) -> str:
    text = _IMPOSSIBLE.sub("", normalize("NFC", text))
    return "<Message>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</Message>"
