"""What a petition's page and JSON show, worked out from the petition, the count and the visitor's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.sign_links import (
    CallLink,
    SmsLink,
    TelegramLink,
    WhatsAppLink,
    call_link,
    sms_link,
    telegram_link,
    whatsapp_link,
)
from api.wording import Wording
from conversations.petition import Petition, PetitionText, Standing


@dataclass(frozen=True, slots=True)
class Line:
    """Where people sign, "" where that channel is off, and the pages' address."""

    number: str = ""
    bot: str = ""
    public_url: str = ""
    #: The number on WhatsApp.
    whatsapp: str = ""
    #: The number whose calls are answered.
    calls: str = ""


@dataclass(frozen=True, slots=True)
class PetitionView:
    """One petition for one visitor; templates ask it and decide nothing themselves."""

    petition: Petition
    signatures: int
    standing: Standing
    wording: Wording
    line: Line
    picture: str = ""
    #: Signatures that do not count since they were set aside after a review.
    set_aside: int = 0
    #: Those among the signatures that came from a phone or chat as the second or a later one.
    same_phone: int = 0

    @property
    def text(self) -> PetitionText:
        """The petition's words, in the visitor's language or else in the first one it has."""
        return self.petition.text(self.wording.language)

    @property
    def text_language(self) -> str:
        """The language that `text` is really in, for the `lang` attribute."""
        languages = self.petition.texts
        return self.wording.language if self.wording.language in languages else next(iter(languages))

    @property
    def text_direction(self) -> str:
        """The direction that `text` is written in."""
        return Wording(self.text_language).direction

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The full text, cut at empty lines."""
        return tuple(part.strip() for part in self.text.body.split("\n\n") if part.strip())

    @property
    def total(self) -> int:
        """Signatures given here and those carried over: what is held against the goal."""
        return self.signatures + (self.petition.carried_over.count if self.petition.carried_over else 0)

    @property
    def here_share(self) -> float:
        """How much of the goal was signed here, in hundredths; both shares together are at most 100."""
        return _hundredths(self.signatures, self.petition.goal)

    @property
    def carried_share(self) -> float:
        """How much of the goal was carried over, in hundredths."""
        return min(_hundredths(self.total - self.signatures, self.petition.goal), round(100 - self.here_share, 2))

    @property
    def state_key(self) -> str:
        """The key of the words for what the petition is now."""
        return "state_" + self.standing.value.replace("-", "_")

    @property
    def invitation(self) -> str:
        """The invitation to join, with the number of the others."""
        organization = self.petition.organization
        if self.total == 0:
            return self.wording.say("invitation_first", organization=organization)
        return self.wording.say_count("invitation", self.total, organization=organization)

    @property
    def sms(self) -> SmsLink | None:
        """How to sign by text message, None while SMS is off."""
        return sms_link(self.text, self.line.number) if self.line.number else None

    @property
    def whatsapp(self) -> WhatsAppLink | None:
        """How to sign on WhatsApp, None while WhatsApp is off."""
        return whatsapp_link(self.text, self.line.whatsapp) if self.line.whatsapp else None

    @property
    def call(self) -> CallLink | None:
        """How to sign by a call, None where calls are not answered or no voice reads the petition."""
        return call_link(self.petition, self.line.calls) if self.line.calls else None

    @property
    def telegram(self) -> TelegramLink | None:
        """How to sign on Telegram, None while Telegram is off."""
        return telegram_link(self.text, self.line.bot) if self.line.bot else None

    @property
    def can_link(self) -> bool:
        """Whether somebody can sign on two channels that LINK makes one."""
        return bool(self.line.bot and (self.line.number or self.line.whatsapp))

    @property
    def counts_once(self) -> str:
        """The sentence about who counts once, and how many people may share a phone."""
        limit = self.petition.people_per_phone
        return self.wording.say("privacy_once") if limit == 1 else self.wording.say("privacy_several", limit=limit)

    @property
    def address(self) -> str:
        """The page's own address, whole where `PUBLIC_URL` is known."""
        return f"{self.line.public_url}/p/{self.petition.slug}"

    @property
    def carried_over(self) -> str:
        """The sentence about signatures carried over, "" without any."""
        carried = self.petition.carried_over
        if carried is None:
            return ""
        day = self.wording.day(carried.on)
        # A petition file names the source once, in its own first language.
        if self.wording.language != next(iter(self.petition.texts)):
            return self.wording.say_count("carried_over_plain", carried.count, date=day)
        return self.wording.say_count("carried_over", carried.count, source=carried.source, date=day)

    def day(self, moment: datetime) -> str:
        """The date of `moment`, in the zone that it was written in."""
        return self.wording.day(moment.date())

    def as_json(self) -> dict[str, Any]:
        """The public JSON; its shape is fixed."""
        return {
            "slug": self.petition.slug,
            "title": self.text.title,
            "state": self.standing.value,
            "signatures": self.signatures,
            "same_phone": self.same_phone,
            "carried_over": self.petition.carried_over.count if self.petition.carried_over else 0,
            "goal": self.petition.goal,
            "keywords": {language: text.keyword for language, text in self.petition.texts.items()},
            "languages": list(self.petition.texts),
        }


def _hundredths(part: int, whole: int) -> float:
    return round(min(100.0, 100 * part / whole), 2) if whole > 0 else 0.0
