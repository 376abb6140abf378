"""TwiML for voice as Twilio documents it: the verbs that an answer may hold, their attributes, and what nests in what.

Addresses: https://www.twilio.com/docs/voice/twiml and below it /say, /gather, /pause, /hangup, /redirect, /reject. A
voice has one language, and a pair that does not fit may fail (/say/text-speech); which fits, says Amazon's own table:
https://docs.aws.amazon.com/polly/latest/dg/available-voices.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree

_URL, _NUMBER, _FLAG, _METHOD = r"\S+", r"[0-9]+", "true|false", "GET|POST"


#: Polly's voices of the standard engine, the cheapest, in the languages that may once be read.
_LANGUAGE_OF_VOICE = {
    **dict.fromkeys(["Ivy", "Joanna", "Kendra", "Kimberly", "Salli", "Joey", "Matthew"], "en-US"),
    **dict.fromkeys(["Mia"], "es-MX"),
    **dict.fromkeys(["Lupe", "Penelope", "Miguel"], "es-US"),
    **dict.fromkeys(["Chantal"], "fr-CA"),
    **dict.fromkeys(["Camila", "Vitoria", "Ricardo"], "pt-BR"),
}


class Verb(NamedTuple):
    """One verb: its attributes with the form of their values, and the verbs that may stand in it."""

    attributes: Mapping[str, str]
    within: frozenset[str] = frozenset()
    text: bool = False


VERBS: Mapping[str, Verb] = {
    "Response": Verb({}, frozenset(["Say", "Gather", "Pause", "Hangup", "Redirect", "Reject"])),
    "Say": Verb({"language": r"[a-z]{2}-[A-Z]{2}", "voice": r"Polly\.[A-Z][a-z]+", "loop": _NUMBER}, text=True),
    "Gather": Verb(
        {
            "action": _URL,
            "actionOnEmptyResult": _FLAG,
            "finishOnKey": r"[0-9#*]?",
            "input": "dtmf|speech|dtmf speech",
            "language": r"[a-z]{2}-[A-Z]{2}",
            "method": _METHOD,
            "numDigits": r"[1-9][0-9]*",
            "timeout": r"[1-9][0-9]*",
        },
        frozenset(["Say", "Play", "Pause"]),
    ),
    "Pause": Verb({"length": _NUMBER}),
    "Hangup": Verb({}),
    "Redirect": Verb({"method": _METHOD}, text=True),
    "Reject": Verb({"reason": "rejected|busy"}),
}
#: Behind these nothing is reached.
_LAST = frozenset(["Hangup", "Redirect", "Reject"])
_LONGEST_SAY = 4096


class Spoken(NamedTuple):
    """What a caller hears, and what is done with a key."""

    #: Language and text of each passage, in their order.
    passages: tuple[tuple[str, str], ...]
    #: Where a key, or none in time, is posted, without the part that stays at Twilio; "" where the call ends.
    action: str
    #: How many passages are read to their end before a key counts.
    uncut: int
    #: The call is not taken, at no cost.
    rejected: bool
    #: How many keys are taken before they are posted, 0 where none is waited for.
    keys: int


def spoken(document: bytes) -> Spoken:
    """Hold an answer to the table, and read it.

    Raises:
        AssertionError: for whatever Twilio would not take, or would never reach.
    """
    root = ElementTree.fromstring(document)
    assert root.tag == "Response"
    _hold(root)
    verbs = list(root)
    assert verbs, "a call that is taken and left in silence"
    assert not any(verb.tag in _LAST for verb in verbs[:-1]), "a verb that is never reached"
    gathers = [verb for verb in verbs if verb.tag == "Gather"]
    assert not gathers or verbs[-1] is gathers[0], "something behind the keys, or keys asked for twice"
    passages = tuple((one.attrib["language"], one.text or "") for one in root.iter("Say"))
    uncut = len([verb for verb in verbs if verb.tag == "Say"]) if gathers else len(passages)
    action = gathers[0].attrib["action"].partition("#")[0] if gathers else ""
    # Anything before it answers the call, which is then paid for.
    assert verbs[-1].tag != "Reject" or len(verbs) == 1, "words in front of a call that is not taken"
    assert bool(gathers) != (verbs[-1].tag in _LAST), "neither waited for a key nor ended"
    keys = int(gathers[0].attrib["numDigits"]) if gathers else 0
    return Spoken(passages, action, uncut, verbs[0].tag == "Reject", keys)


def _hold(element: ElementTree.Element) -> None:
    verb = VERBS[element.tag]
    for name, value in element.attrib.items():
        assert name in verb.attributes, f"{element.tag} has no {name}"
        assert re.fullmatch(verb.attributes[name], value), f"{element.tag} {name}={value}"
    if voice := element.attrib.get("voice"):
        assert _LANGUAGE_OF_VOICE[voice.removeprefix("Polly.")] == element.attrib["language"], voice
    text = (element.text or "").strip()
    assert bool(text) == verb.text, f"text in {element.tag}"
    assert len(text) <= _LONGEST_SAY
    for inner in element:
        assert inner.tag in verb.within, f"{inner.tag} in {element.tag}"
        assert not (inner.tail or "").strip()
        _hold(inner)
