"""Links and codes that carry the source of `?s=…`, put into the page that is drawn once for all visitors.

Visitors can make up sources, so no page is kept for one: of a source only its links are, for the latest few, and in a
second only so many new ones are worked out. Whoever comes with one more gets the page as it is, and can sign all the
same.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

from api.kept_responses import NO_CHANGES, Changes
from api.petition_view import PetitionView
from api.sign_links import SmsLink, TelegramLink, WhatsAppLink, sms_link, telegram_link, whatsapp_link
from conversations import Standing
from conversations.sources import source_in

#: Keywords with a source whose links are kept, a few kilobytes each.
MOST_KEPT = 200
#: New ones in a second: three codes each, of five to ten milliseconds, which messages of people wait for too.
NEW_A_SECOND = 3


@dataclass(slots=True)
class SourcedLinks:
    """Works out what a visitor with a source gets instead of the plain links.

    Args:
        seconds: The machine's own time.
        most: Keywords with a source that are kept.
    """

    seconds: Callable[[], float] = time.monotonic
    most: int = MOST_KEPT
    _kept: OrderedDict[tuple[str, str], Changes] = field(default_factory=OrderedDict)
    _second: int = 0
    _new: int = 0

    async def changes(self, view: PetitionView, written: str) -> Changes:
        """What is other on the page of `view` for who came with `?s=<written>`; none where that is no source."""
        source = source_in(written)
        if not source or view.standing is not Standing.OPEN:
            return NO_CHANGES
        key = (view.text.keyword, source)
        if key in self._kept:
            self._kept.move_to_end(key)
        elif self._may_be_new():
            self._kept[key] = await asyncio.to_thread(_changes, view, source)
            if len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return self._kept.get(key, NO_CHANGES)

    def _may_be_new(self) -> bool:
        second = int(self.seconds())
        if second != self._second:
            self._second, self._new = second, 0
        self._new += 1
        return self._new <= NEW_A_SECOND


def changes_of_list(slugs: Iterable[str], written: str) -> Changes:
    """What is other on the list of petitions for who came with `?s=<written>`: its links keep the source."""
    source = source_in(written)
    if not source:
        return NO_CHANGES
    return _written(source, [_kept_in(source, page) for page in ("", "/", *(f"/p/{slug}" for slug in slugs))])


def _changes(view: PetitionView, source: str) -> Changes:
    pieces: list[tuple[str, str]] = []
    for plain, sourced in zip(_ways(view), _ways(view, source), strict=True):
        pieces += [(_href(plain.href), _href(sourced.href)), (plain.code, sourced.code)]
    pieces += [_kept_in(source, page) for page in ("", "/")]
    return _written(source, pieces)


def _kept_in(source: str, page: str) -> tuple[str, str]:
    """A link to `page` in some language, and the same with the source."""
    return f'href="{page}?lang=', f'href="{page}?s={source}&amp;lang='


def _written(source: str, pieces: Iterable[tuple[str, str]]) -> Changes:
    return Changes(source, tuple((old.encode(), new.encode()) for old, new in pieces))


def _ways(view: PetitionView, source: str = "") -> Iterator[SmsLink | WhatsAppLink | TelegramLink]:
    text, line = view.text, view.line
    if line.number:
        yield sms_link(text, line.number, source)
    if line.whatsapp:
        yield whatsapp_link(text, line.whatsapp, source)
    if line.bot:
        yield telegram_link(text, line.bot, source)


def _href(address: str) -> str:
    """A link as the template writes it."""
    return f'href="{escape(address)}"'
