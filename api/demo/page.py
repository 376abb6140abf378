"""The simulator's page: its words in two languages, the invented phones and people, the petitions with their counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.demo.home import Home
from api.settings import Settings
from api.whole_words import whole_words
from bots.sms_prices import CARRIER_FEE, PRICE
from conversations.petition import Petition
from storage import Store, all_petitions, counts

HERE = Path(__file__).parent
STATIC = HERE / "static"
LANGUAGES = {"en": "English", "es": "Español"}
WORDS: Mapping[str, Mapping[str, str]] = {
    language: json.loads((STATIC / f"words.{language}.json").read_text(encoding="utf-8")) for language in LANGUAGES
}

#: Invented phones, in the order in which "New phone" hands them out; 0100 is the line itself.
_ENDINGS = (42, 17, 63, 28, 91, *(ending for ending in range(1, 100) if ending not in (42, 17, 63, 28, 91)))
PHONES = tuple(f"+131255501{ending:02d}" for ending in _ENDINGS)
PEOPLE = (
    {"id": 7000000001, "name": "Sam Okafor", "language": "en"},
    {"id": 7000000002, "name": "Ana López", "language": "es"},
    {"id": 7000000003, "name": "Mei Lin Chen", "language": "zh-hans"},
    {"id": 7000000004, "name": "Jean-Baptiste Toussaint", "language": "ht"},
)
#: Where a Telegram link was found; sources are what organizers compare later.
_SOURCES = ("", "_flyer", "_radio")
_KEYS = (
    ("1", ""), ("2", "abc"), ("3", "def"), ("4", "ghi"), ("5", "jkl"), ("6", "mno"),
    ("7", "pqrs"), ("8", "tuv"), ("9", "wxyz"), ("*", ""), ("0", "+"), ("#", ""),
)  # fmt: skip


def shown_number(number: str) -> str:
    """(312) 555-0142 for +13125550142; anything else as it is."""
    digits = number.removeprefix("+1")
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if len(digits) == 10 else number


class Page:
    """Draws the page and tells what moves on it."""

    def __init__(self, settings: Settings, home: Home, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._home = home
        self._clock = clock
        self._pages = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._pages.filters["whole_words"] = whole_words
        self._pages.filters["phone"] = shown_number
        self._pages.filters["number"] = lambda number: f"{number:,}"

    async def petitions(self, store: Store) -> dict[str, dict[str, Any]]:
        """State and count of every petition, by slug."""
        every, signed = await store.read(lambda tx: (all_petitions(tx), counts(tx)))
        now = self._clock()
        return {
            petition.slug: {
                "state": str(petition.standing(now)),
                "signatures": signed.get(petition.slug, 0),
                "carried_over": petition.carried_over.count if petition.carried_over else 0,
            }
            for petition in every
        }

    async def draw(self, store: Store, language: str) -> str:
        """The whole page in one language."""
        every = await store.read(all_petitions)
        moving = await self.petitions(store)
        words = WORDS[language]
        number, bot = str(self._settings.twilio_from), self._settings.bot_username
        petitions = [{**_still(petition, language), **moving[petition.slug]} for petition in every]
        facts = {
            "language": language,
            "words": words,
            "number": number,
            "bot": bot,
            "home": self._home.remembered.id,
            "now": self._clock().isoformat(),
            "phones": PHONES,
            "people": PEOPLE,
            "keywords": [petition["keywords"] for petition in petitions] or [[]],
            "link": petitions[0]["links"][0] if petitions else "",
        }
        return self._pages.get_template("demo.html").render(
            say=lambda key, **values: words[key].format(**values),
            language=language,
            languages=LANGUAGES.items(),
            facts=facts,
            petitions=petitions,
            number=number,
            bot=bot,
            organization=self._settings.organization,
            keys=_KEYS,
            segment_price=f"${PRICE}",
            carrier_fee=f"${CARRIER_FEE}",
        )


def _still(petition: Petition, language: str) -> dict[str, Any]:
    words = petition.text(language)
    # The page's own language comes first: its keyword is the one that a newcomer tries.
    keywords = [text.keyword for text in (words, *(text for text in petition.texts.values() if text is not words))]
    return {
        "slug": petition.slug,
        "title": words.title,
        "goal": petition.goal,
        "keywords": keywords,
        "link": f"{words.keyword.lower()}_demo",
        "links": [f"{keyword.lower()}{source}" for keyword in keywords for source in _SOURCES],
    }
