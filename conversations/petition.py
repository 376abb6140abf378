"""A petition as the conversation sees it, and the set of petitions that live on one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal


class Standing(StrEnum):
    """What a petition is at a given moment (see `Petition.standing`)."""

    DRAFT = "draft"
    NOT_YET_OPEN = "not-yet-open"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PetitionText:
    """The words of a petition in one language; budgets as in the petition file's reference."""

    keyword: str
    title: str
    short: str
    ask: str
    summary: str
    body: str
    outcome: str = ""
    #: Whom it is addressed to, in this language; () where the petition's own `targets` are to be shown.
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """Signatures from an earlier channel: shown apart, never mixed with those that this system can prove."""

    count: int
    source: str
    on: date


@dataclass(frozen=True, slots=True)
class Image:
    """A picture for the petition page."""

    file: str
    alt: str
    credit: str


@dataclass(frozen=True)
class Petition:
    """One petition, as its file says, with the state that the organizer gave it."""

    slug: str
    organization: str
    short_name: str
    contact: str
    targets: tuple[str, ...]
    goal: int
    texts: Mapping[str, PetitionText]
    state: Literal["draft", "open", "paused", "closed"] = "draft"
    carried_over: CarriedOver | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    privacy: Literal["totals", "initials"] = "totals"
    anonymise_after_days: int = 90
    postcode: Literal["no", "optional", "required"] = "optional"
    people_per_phone: int = 4
    image: Image | None = None
    #: SHA-256 (hex) over the canonical JSON of `texts`: what a signer signs.
    version: str = ""
    #: Its key is destroyed, long after it closed: no signature on it can be found any more. Only storage can know.
    anonymous: bool = False

    def standing(self, now: datetime) -> Standing:
        """What the petition is at `now` (aware).

        `paused` and `closed` by the organizer win; then the dates decide; without dates it is a draft until opened.
        """
        if self.state in ("paused", "closed"):
            return Standing(self.state)
        if self.closes and now >= self.closes:
            return Standing.CLOSED
        if self.opens and now < self.opens:
            return Standing.NOT_YET_OPEN
        return Standing.DRAFT if self.draft else Standing.OPEN

    @property
    def draft(self) -> bool:
        """Whether nobody has opened it yet, by hand or by dates: for everybody it is as if it did not exist."""
        return self.state == "draft" and not self.opens and not self.closes

    @cached_property
    def keywords(self) -> dict[str, str | None]:
        """Case-folded keyword to the language that it is in; None for one that several languages share."""
        languages: dict[str, str | None] = {}
        for language, text in self.texts.items():
            keyword = text.keyword.casefold()
            languages[keyword] = None if keyword in languages else language
        return languages

    def spoken(self, language: str, default: str) -> str:
        """The language to speak in about it: `language` where it has it, else `default`, else its first.

        Words of ours are then in the language of its own, so that one person understands all of them.
        """
        if language in self.texts:
            return language
        return default if default in self.texts else next(iter(self.texts))

    def text(self, language: str) -> PetitionText:
        """The text in `language`, or in the first language that the petition has."""
        return self.texts.get(language) or next(iter(self.texts.values()))


@dataclass(frozen=True)
class Petitions:
    """The petitions of one line, with what the conversation may tell about them and about the line."""

    all: tuple[Petition, ...] = ()
    #: Signatures that count here, by slug, running within a batch; carried-over ones are not in it.
    counts: Mapping[str, int] = field(default_factory=dict)
    organization: str = ""
    default_language: str = "en"
    #: The number people text, E.164 or short code; "" when SMS is off.
    number: str = ""
    #: The bot's user name without @; "" when Telegram is off.
    bot: str = ""
    #: The bot places cards in other chats (inline mode is on).
    places_cards: bool = False
    #: The line's number on WhatsApp, E.164; "" when WhatsApp is off.
    whatsapp: str = ""
    #: Root of the public pages, e.g. "https://sign.example.org"; "" when unknown.
    public_url: str = ""
    #: Somebody is there who may answer in the script's place (`conversations.with_a_person`).
    people_answer: bool = False
    #: The number that people in an emergency are told, E.164; "" when there is none.
    emergency_line: str = ""

    @cached_property
    def by_slug(self) -> dict[str, Petition]:
        """Every petition by its slug."""
        return {petition.slug: petition for petition in self.all}

    @cached_property
    def known(self) -> dict[str, Petition]:
        """Every petition but the drafts, by its slug."""
        return {petition.slug: petition for petition in self.all if not petition.draft}

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages in which some petition is, drafts left out."""
        return frozenset(language for petition in self.known.values() for language in petition.texts)

    @cached_property
    def keywords(self) -> dict[str, tuple[Petition, str | None]]:
        """Case-folded keyword to its petition, drafts left out, and its language (see `Petition.keywords`)."""
        return {
            keyword: (petition, language)
            for petition in self.all
            if not petition.draft
            for keyword, language in petition.keywords.items()
        }
