"""Conversations as text that an organizer can read and a test can play.

# Maria signs in Spanish                 a title, then settings or remarks
# now: 2026-05-03 17:00 UTC              when it begins
# profile: Ana López                     the name on the Telegram or WhatsApp profile
# number: +525512345678                  the telephone, where it is not +13125550142
# app language: es                       what the app says about its language

> CARTA                                  what the person sends (\\n is a line break)
> [✅ Sign now]                           a tap on the newest button of that label
> [✍️ Sign] on "traffic light"            a tap on the newest message that holds those words, even an old one
> /start scomm_flyer7                    a deep link
> (photo)                                also (voice note), (sticker), (contact), (location)
> (edited) or (automated) and a text     an edited message; a sender that is a machine
> (calls), then (presses 1) or (waits)   a call from the same telephone; below it "< en: what is read in English";
                                         (presses 60608) are several keys, (calls from a hidden number) is another call
< what the bot says
< [Sign] [Read it]                       its buttons, row by row
* signed (name=Maria Lopez, …)           what was decided
= 1 segment (GSM-7, 151)                 what it costs by SMS ("= 151 letters" on WhatsApp), that a message was
                                         changed in place, or silence
~ two days later                         what happens meanwhile (see `Story`)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import NamedTuple, Protocol

from conversations.segments import segments
from conversations.turn import Channel, Kind

_SETTING = re.compile(r"# (now|profile|number|app language): *(.+)")
_SENT = re.compile(r"\((photo|voice note|sticker|contact|location|edited|automated)\) ?(.*)", re.DOTALL)
_CALL = re.compile(r"\((?:(calls)( from a hidden number)?|presses ([0-9*#]{1,8})|waits)\)")
_TAP = re.compile(r"\[([^\[\]]+)\](?: on \"([^\"]+)\")?")
_LATER = re.compile(r"(an?|\w+) (second|minute|hour|day)s? later")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
#: Between two messages of a story.
PACE = timedelta(seconds=20)


class Sent(NamedTuple):
    """One thing that the person sends."""

    kind: Kind
    #: What was typed; the payload of a deep link.
    text: str = ""
    #: Label of the tapped button.
    label: str = ""
    #: Words of the message whose button was tapped; "" for the newest one with such a button.
    on: str = ""
    #: A machine's sender; of a call, that the number is hidden.
    automated: bool = False
    #: "photo", "voice note", "sticker", "contact" or "location".
    thing: str = ""
    #: A call that comes in (START), or a key on it, "" for none in time.
    by_call: bool = False


@dataclass(slots=True)
class Step:
    """One line of a story that does something, with the lines that followed it."""

    line: str
    sent: Sent | None = None
    #: What happens, without the "~": "the petition closes", "twilio answers STOP itself", "the same message again", …
    happens: str = ""
    #: How much later it is: "two days later".
    later: timedelta = timedelta()
    #: Everything written below it: "<", "*" and "=" lines.
    written: list[str] = field(default_factory=list)

    @property
    def said(self) -> list[str]:
        """What the bot said, without facts and costs: what a player at any level can compare."""
        return [line for line in self.written if line.startswith("<")]


@dataclass(slots=True)
class Story:
    """A transcript taken apart.

    Happenings: "<number> minutes|hours|days later"; "the petition closes|pauses|opens" (the one in talk);
    "twilio answers STOP itself" (from here on it handles its own words, and tells us); "the same message again" (the
    provider delivers the last one once more); "calls are only counted" (in the whole story); "the person hangs up";
    "the person blocks the bot"; "the person unblocks the bot"; "whatsapp writes the number as +5215512345678" (from
    here on).
    """

    title: str
    channel: Channel
    now: datetime
    profile_name: str | None = None
    #: E.164; "" for the one of all stories.
    number: str = ""
    language_hint: str | None = None
    steps: list[Step] = field(default_factory=list)


class Speaker(Protocol):
    """A level at which stories are played: the pure function, or a provider's webhook with everything behind it."""

    def send(self, sent: Sent, now: datetime) -> list[str]:
        """Send it and give back the lines that follow."""

    def happen(self, what: str, now: datetime) -> list[str]:
        """Make it happen and give back the lines that follow, mostly none."""


def channel_of(file_name: str) -> Channel:
    """The channel of a story by its file's name: "maria-signs.telegram.txt", "….whatsapp.txt", "….sms.txt"."""
    if ".telegram." in file_name:
        return Channel.TELEGRAM
    return Channel.WHATSAPP if ".whatsapp." in file_name else Channel.SMS


def read_story(text: str, channel: Channel, begins: datetime) -> Story:
    """Take a transcript apart; `begins` is used unless its header says when."""
    lines = text.splitlines()
    story = Story(lines[0].removeprefix("# ") if lines else "", channel, begins)
    for line in lines:
        if setting := _SETTING.fullmatch(line):
            _set(story, setting.group(1), setting.group(2))
        elif line.startswith("> "):
            story.steps.append(Step(line, sent=_sent(line[2:])))
        elif line.startswith("~ "):
            later = _later(line[2:])
            story.steps.append(Step(line, happens="" if later else line[2:], later=later))
        elif line.startswith(("<", "*", "=")) and story.steps:
            story.steps[-1].written.append(line)
    return story


def play(text: str, story: Story, speaker: Speaker) -> str:
    """Play every step again and write the whole transcript down as it happens now."""
    now, written = story.now, []
    steps = iter(story.steps)
    for line in text.splitlines():
        if line.startswith(("<", "*", "=")):
            continue
        written.append(line)
        if line.startswith(("> ", "~ ")):
            step = next(steps)
            now += step.later or PACE
            if step.sent:
                written.extend(speaker.send(step.sent, now))
            elif step.happens:
                written.extend(speaker.happen(step.happens, now))
    return "\n".join(written) + "\n"


def reply_lines(text: str, rows: Iterable[Sequence[str]] = (), *, html: bool = False) -> list[str]:
    """One reply as "<" lines; `rows` are the labels of its buttons, `html` says that the text is Telegram's HTML."""
    if html:
        text = unescape(re.sub(r"</?b>", "", text))
    lines = [f"< {line}".rstrip() for line in text.split("\n")]
    return lines + ["< " + " ".join(f"[{label}]" for label in row) for row in rows]


def cost_line(text: str, channel: Channel = Channel.SMS) -> str:
    """What a text costs by SMS, or how long it is on WhatsApp, as an "=" line."""
    if channel is Channel.WHATSAPP:
        return f"= {len(text)} letters"
    cost = segments(text)
    return f"= {cost.parts} segment{'s' if cost.parts > 1 else ''} ({cost.encoding}, {cost.units})"


def call_lines(passages: Iterable[tuple[str, str]], *, waits: bool, taken: bool) -> list[str]:
    """What is read on a call, each with its language ("en"), and what comes then."""
    lines = [f"< {language}: {text}" for language, text in passages]
    return [*lines, "= a key is waited for" if waits else "= the call ends" if taken else "= the call is not taken"]


def _set(story: Story, name: str, value: str) -> None:
    match name:
        case "now":
            story.now = datetime.strptime(value, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
        case "profile":
            story.profile_name = value
        case "number":
            story.number = value
        case _:
            story.language_hint = value


def _sent(written: str) -> Sent:
    text = written.replace("\\n", "\n")
    if tap := _TAP.fullmatch(text):
        return Sent(Kind.CHOICE, label=tap.group(1), on=tap.group(2) or "")
    if text == "/start" or text.startswith("/start "):
        return Sent(Kind.START, text=text.removeprefix("/start").strip())
    if call := _CALL.fullmatch(text):
        kind = Kind.START if call[1] else Kind.TEXT
        return Sent(kind, text=call[3] or "", automated=bool(call[2]), by_call=True)
    if thing := _SENT.fullmatch(text):
        name, rest = thing.groups()
        if name == "automated":
            return Sent(Kind.TEXT, text=rest, automated=True)
        return Sent(Kind.SILENT, text=rest) if name == "edited" else Sent(Kind.UNREADABLE, thing=name)
    return Sent(Kind.TEXT, text=text)


def _later(happens: str) -> timedelta:
    found = _LATER.fullmatch(happens)
    if not found:
        return timedelta()
    number, unit = found.groups()
    amount = _NUMBERS.get(number) or int(number)
    return timedelta(**{f"{unit}s": amount})
