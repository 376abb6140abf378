"""One turn in the making: what is known, what was heard, and how to answer in the contact's language and channel."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import unescape
from typing import Any, NamedTuple

from conversations.petition import Petition, Petitions, Standing
from conversations.phrases import LANGUAGES, first_that_fits, say
from conversations.segments import fold, segments
from conversations.turn import Choice, Contact, Fact, Heard, Kind, Moment, Reply, Signature, State, Turn
from conversations.voice import Voice, voice_of

#: Rows of buttons, top to bottom.
Rows = tuple[tuple[Choice, ...], ...]


def in_gsm(text: str) -> bool:
    """Whether `text`, folded if need be, leaves a segment its 160 letters."""
    return text.isascii() or segments(fold(text)).encoding == "GSM-7"


@cache
def _wordings(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The phrases' keys by SMS, and those of them that are rather taken as long as every fact is in GSM-7."""
    keys = tuple(f"sms.{name}" for name in names)
    rather = tuple(key for key in keys if not key.endswith("_plain"))
    return keys, keys if len(keys) == 1 or rather == keys else rather


@cache
def _constant_part(key: str, language: str) -> str:
    return unescape(say(key, language))


class Talk(NamedTuple):
    """What every step of a turn gets; `state` is the state as it becomes."""

    petitions: Petitions
    contact: Contact
    heard: Heard
    moment: Moment
    state: State
    #: The petition in talk; a draft is as if unknown.
    petition: Petition | None
    #: How this contact's channel is spoken on.
    voice: Voice
    #: The last thing heard is two hours to seven days ago, so what was open deserves a "welcome back".
    resuming: bool = False

    @classmethod
    def begun(cls, petitions: Petitions, contact: Contact, heard: Heard, moment: Moment) -> Talk:
        """The turn before anything is done."""
        petition = petitions.known.get(contact.state.petition or "")
        voice = voice_of(heard.channel, heard.address)
        return cls(petitions, contact, heard, moment, contact.state, petition, voice)

    @property
    def on_telegram(self) -> bool:
        """Whether buttons are drawn."""
        return self.voice.buttons

    @property
    def language(self) -> str:
        """The language to answer in; of a petition, one that it has."""
        default = self.petitions.default_language
        language = self.state.language or default
        return self.petition.spoken(language, default) if self.petition else language

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that can be spoken here: the petition's in talk, else all that some petition of the line has."""
        found = self.petition.texts if self.petition else self.petitions.languages
        return tuple(language for language in LANGUAGES if language in found) or LANGUAGES

    @property
    def now(self) -> datetime:
        """The moment of this turn."""
        return self.moment.now

    @property
    def seconds(self) -> int:
        """The moment of this turn in whole seconds since the epoch."""
        return int(self.moment.now.timestamp())

    @property
    def signature(self) -> Signature | None:
        """The contact's signature on the petition in talk."""
        return self.contact.signatures.get(self.state.petition or "")

    @property
    def org(self) -> str:
        """The organization's short name: of the petition in talk, else of the first petition on the line."""
        petition = self.petition or next(iter(self.petitions.known.values()), None)
        return petition.short_name if petition else self.petitions.organization[:15]

    @property
    def person(self) -> str:
        """Where a person can be written to: of the petition in talk, else of the first petition on the line."""
        petition = self.petition or next(iter(self.petitions.known.values()), None)
        return petition.contact if petition else self.petitions.public_url

    @property
    def closed_by_stop(self) -> bool:
        """STOP is in force, and no petition was brought into the talk since."""
        return self.state.stopped and self.state.petition is None

    @property
    def updates(self) -> tuple[str, ...]:
        """The petitions whose updates the person gets, here or on the channel that this one is linked with."""
        return self.state.updates + self.contact.link.updates

    def is_open(self, petition: Petition) -> bool:
        """Whether `petition` takes signatures now."""
        return self.standing(petition) is Standing.OPEN

    def standing(self, petition: Petition) -> Standing:
        """What `petition` is now."""
        return petition.standing(self.moment.now)

    def at(self, state: State) -> Talk:
        """The same turn with another state."""
        petitions, contact, heard, moment, before, petition, voice, resuming = self
        if state.petition != before.petition:
            petition = petitions.known.get(state.petition or "")
        return tuple.__new__(Talk, (petitions, contact, heard, moment, state, petition, voice, resuming))

    def with_state(self, **changes: Any) -> Talk:
        """The same turn with fields of the state changed."""
        return self.at(self.state.but(changes))

    def turned_to(self, petition: Petition) -> Talk:
        """The same turn with `petition` in talk; answers, side question and source of another one stay behind."""
        if petition.slug == self.state.petition:
            return self
        return self.with_state(petition=petition.slug, answers={}, aside={}, source="")

    def with_answers(self, **answers: Any) -> Talk:
        """The same turn with answers added; an answer of None is taken away."""
        merged = {**self.state.answers, **answers}
        if None in merged.values():
            merged = {name: value for name, value in merged.items() if value is not None}
        return self.at(self.state.but({"answers": merged}))

    def with_aside(self, kind: str, **details: Any) -> Talk:
        """The same turn with a side question opened.

        Digits now belong to the side question, so a review that was shown before no longer takes a "1".
        """
        return self.with_answers(reviewed=None).with_state(aside={"kind": kind, **details})

    def with_nothing_asked(self) -> Talk:
        """The same turn with the talk at rest: a polite word gets no answer, anything else is understood as ever."""
        return self.with_state(answers={}, aside={"kind": "rest"})

    def say(self, *names: str, parts: int = 1, **facts: str | int) -> str:
        """The phrase in this channel's family; where several are named, the first that fits into `parts` segments.

        Channels without segments take the first. By SMS, wordings called "…_plain" are only for facts in other
        scripts, of which a segment holds 70 letters: a name with accents is rather shown without them.
        """
        if not self.voice.segments:
            return say(self.voice.key(names[0]), self.language, **facts)
        keys, rather = _wordings(names)
        if rather is not keys and all(in_gsm(fact) for fact in facts.values() if isinstance(fact, str)):
            keys = rather
        return first_that_fits(keys, self.language, parts=parts, **facts)

    def part(self, name: str, **facts: str | int) -> str:
        """The phrase "part.<name>", to be put into another phrase (which escapes it for Telegram, once)."""
        key = self.voice.key(f"part.{name}")
        if not facts:
            return _constant_part(key, self.language)
        if self.voice.segments:
            return first_that_fits((key,), self.language, parts=1, **facts)
        said = say(key, self.language, **facts)
        return unescape(said) if self.on_telegram else said

    def reply(self, text: str, choices: Rows = (), *, edit: bool = True) -> Reply:
        """One message; after a tap it replaces the tapped one."""
        if not self.on_telegram:
            return Reply(text)
        return Reply(text, choices, edit and self.heard.kind is Kind.CHOICE)

    def turn(self, reply: Reply | str | None = None, *facts: Fact, toast: str = "") -> Turn:
        """The finished turn; without a reply it is silent."""
        if isinstance(reply, str):
            reply = self.reply(reply)
        return Turn(self.state, () if reply is None else (reply,), facts, toast)

    def toast(self, name: str) -> str:
        """Short words shown at a tap; "" where nothing was tapped."""
        if self.on_telegram and self.heard.kind is Kind.CHOICE:
            return say(f"telegram.toast.{name}", self.language)
        return ""
