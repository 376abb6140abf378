"""How to sign: the keyword by text or on WhatsApp, the bot with the petition's link, or a call; as links and codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import phonenumbers
import segno

from api.page_words import WORDS
from conversations.petition import Petition, PetitionText
from conversations.reading_aloud import readable as readable_aloud
from conversations.sources import with_source


@dataclass(frozen=True, slots=True)
class SmsLink:
    """Sign by text message."""

    keyword: str
    #: The number as people read it.
    number: str
    #: Opens the phone's messages with the keyword written (RFC 5724).
    href: str
    #: Inline SVG without colours of its own.
    code: str


@dataclass(frozen=True, slots=True)
class WhatsAppLink:
    """Sign on WhatsApp."""

    keyword: str
    #: The number as people read it.
    number: str
    #: Opens a chat with the keyword written (https://faq.whatsapp.com/5913398998672934).
    href: str
    code: str


@dataclass(frozen=True, slots=True)
class CallLink:
    """Sign by a telephone call."""

    #: The number as people read it.
    number: str
    #: Dials it (RFC 3966).
    href: str
    #: The languages in which the petition is read, as their speakers call them: "English, Español".
    languages: str


@dataclass(frozen=True, slots=True)
class TelegramLink:
    """Sign on Telegram."""

    bot: str
    href: str
    code: str


def sms_link(text: PetitionText, number: str, source: str = "") -> SmsLink:
    """The way to sign `text`'s petition by texting `number` (E.164 or a short code).

    In all three, `source` (see `conversations.sources`) stands behind the keyword in link and code alone: people who
    type are asked for the bare keyword, which is hard enough.
    """
    words = with_source(text.keyword, source)
    # "SMSTO:" is what cameras of both phone families understand with a body; "sms:" is what browsers do.
    code = _code(f"SMSTO:{number}:{words}", source)
    return SmsLink(text.keyword, readable(number), f"sms:{number}?body={quote(words)}", code)


def whatsapp_link(text: PetitionText, number: str, source: str = "") -> WhatsAppLink:
    """The way to sign `text`'s petition by writing to `number` (E.164) on WhatsApp."""
    href = f"https://wa.me/{number.removeprefix('+')}?text={quote(with_source(text.keyword, source))}"
    return WhatsAppLink(text.keyword, readable(number), href, _code(href, source))


def call_link(petition: Petition, number: str) -> CallLink | None:
    """The way to sign by calling `number` (E.164); None where no voice reads any language of the petition."""
    languages = ", ".join(WORDS[language]["language"] for language in readable_aloud(petition))
    return CallLink(readable(number), f"tel:{number}", languages) if languages else None


def telegram_link(text: PetitionText, bot: str, source: str = "") -> TelegramLink:
    """The way to sign `text`'s petition with the bot; the keyword carries the petition and the language."""
    href = f"https://t.me/{bot}?start={quote(with_source(text.keyword.casefold(), source))}"
    return TelegramLink(bot, href, _code(href, source))


@lru_cache(64)
def readable(number: str) -> str:
    """A number as people write it: national in the United States and Canada, international elsewhere, on one line.

    A text message writes a number with hyphens instead ("312-555-0100", `conversations.signed_words.number_to_text`):
    two characters fewer out of 160, a form that every telephone makes tappable, and no library about numbers.
    """
    if not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if parsed.country_code == 1 else None
    written = phonenumbers.format_number(parsed, style or phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written.replace(" ", "\u00a0")


def _code(content: str, source: str) -> str:
    # Visitors can make up sources, so theirs push no other code out of memory (see `api.sourced_links`).
    return draw_qr(content) if source else qr(content)


@lru_cache(1024)
def qr(content: str) -> str:
    """As `draw_qr`, remembered: each petition has a few codes in each language, always the same."""
    return draw_qr(content)


def draw_qr(content: str) -> str:
    """A QR code as inline SVG. Dark on white whatever the page's colours are, since many cameras need that.

    Working one out takes milliseconds.
    """
    return segno.make_qr(content, error="m").svg_inline(
        border=4, dark="#1c1917", light="#ffffff", svgclass="qr", lineclass=None, omitsize=True
    )
