"""Tells when Twilio has already acted on STOP, START or HELP and answered by itself, so that we only record it.

Sources: https://help.twilio.com/articles/223134027 (its words), https://help.twilio.com/articles/360058144374
(toll-free numbers), https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out (`OptOutType`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

#: Who answers STOP and its relatives: Twilio by its default words, Twilio by a Messaging Service's own words
#: ("Advanced Opt-Out", which says so in `OptOutType`), or we.
OptOut = Literal["twilio", "advanced", "ours"]
Flag = Literal["stop", "start", "help"]

_OPT_OUT_TYPES: Mapping[str, Flag] = {"STOP": "stop", "START": "start", "HELP": "help"}

#: Twilio reads the whole message, in any case. YES is one of its opt-in words too, and is left out on purpose: at the
#: review of a signature YES is an answer, so it must reach the conversation. What Twilio does with it harms nobody: it
#: lifts its own block (if any), and ours stays until START. A signer who answers YES may get Twilio's
#: sentence beside ours, which is why no text of ours ever suggests that word.
_ON_TOLL_FREE: Mapping[str, Flag] = {
    "STOP": "stop",
    "STOPALL": "stop",
    "UNSUBSCRIBE": "stop",
    "CANCEL": "stop",
    "END": "stop",
    "QUIT": "stop",
    "START": "start",
    "UNSTOP": "start",
    "HELP": "help",
    "INFO": "help",
}
#: The words of the 2025 rule are documented for long codes only. On a toll-free number we answer them ourselves: if
#: the network did block the sender our answer is dropped, while silence would leave a person without a word.
_ON_LONG_CODE: Mapping[str, Flag] = {**_ON_TOLL_FREE, "REVOKE": "stop", "OPTOUT": "stop"}
_LONGEST = max(map(len, _ON_LONG_CODE))


def words_of(opt_out: OptOut, sender: str) -> Mapping[str, Flag]:
    """The words that Twilio answers on this sender without telling us so in `OptOutType`.

    Args:
        opt_out: Who answers STOP and its relatives.
        sender: `TWILIO_SENDER`: "10dlc:<class>", "toll-free", "short-code" (whose owner answers) or "long-code".
    """
    if opt_out != "twilio" or sender == "short-code":
        return {}
    return _ON_TOLL_FREE if sender == "toll-free" else _ON_LONG_CODE


def flag_of(text: str, opt_out_type: str, words: Mapping[str, Flag]) -> Flag | None:
    """What Twilio has done about a message, or None when the answer is ours to give.

    `opt_out_type` is believed whatever the settings say: it is only sent when Twilio has answered. The one exception is
    YES, for the reason above: a Messaging Service with YES among its opt-in words must not swallow a confirmation.
    """
    if opt_out_type:
        return None if text.strip().upper() == "YES" else _OPT_OUT_TYPES.get(opt_out_type.upper())
    if not words or len(text) > _LONGEST + 40:
        return None
    return words.get(text.strip().upper())
