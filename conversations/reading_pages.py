"""The full text, page by page: two segments each by SMS, else some 1,000 letters; Telegram turns them in place."""

from __future__ import annotations

from functools import lru_cache

from conversations import buttons
from conversations.asking import ask_next
from conversations.petition import Petition
from conversations.phrases import say
from conversations.questions import open_question
from conversations.segments import fold, pages, segments
from conversations.signed_words import words_of
from conversations.talk import Talk
from conversations.turn import Turn

#: WhatsApp shows 1,024, of which the words that turn the page take some.
_LETTERS_ON_TELEGRAM, _LETTERS_ON_WHATSAPP = 1000, 960
_TWO_SEGMENTS = {"GSM-7": 306, "UCS-2": 134}


def show_page(talk: Talk, petition: Petition, page: int) -> Turn:
    """Page `page` (from 1; a number beyond the ends means the nearest page) of the petition's text."""
    words = words_of(talk, petition)
    letters = _LETTERS_ON_TELEGRAM if talk.on_telegram else _LETTERS_ON_WHATSAPP
    cut = _pages(words.body, talk.language, 0 if talk.voice.segments else letters)
    page = min(max(page, 1), len(cut))
    may_sign = talk.is_open(petition) and petition.slug not in talk.contact.signatures
    talk = talk.with_aside("page", petition=petition.slug, page=page, last=page == len(cut))
    if talk.on_telegram:
        text = talk.say("page", title=words.title, page=page, pages=len(cut), text=cut[page - 1])
        rows = buttons.page_rows(talk, petition, page, len(cut), may_sign=may_sign)
        return talk.turn(talk.reply(text, rows))
    name = ("page" if may_sign else "page_read") + ("_last" if page == len(cut) else "")
    return talk.turn(talk.say(name, parts=2, page=page, pages=len(cut), text=cut[page - 1]))


def turn_page(talk: Talk, petition: Petition, step: int) -> Turn:
    """NEXT (1), MORE again (1) or BACK (-1); behind the last page waits the question that is open."""
    aside = talk.state.aside
    if aside.get("kind") != "page" or aside.get("petition") != petition.slug:
        return show_page(talk, petition, 1)
    if step > 0 and aside.get("last"):
        return ask_next(talk) if open_question(talk) else show_page(talk, petition, 1)
    return show_page(talk, petition, int(aside.get("page", 1)) + step)


@lru_cache(maxsize=64)
def _pages(body: str, language: str, letters: int) -> tuple[str, ...]:
    if letters:
        return pages(body, letters) or ("",)
    folded = fold(body)
    frame = say("sms.page", language, page=88, pages=88, text="")
    encoding = segments(folded + frame).encoding
    return pages(folded, _TWO_SEGMENTS[encoding] - segments(frame).units) or ("",)
