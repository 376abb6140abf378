"""Which of the people on one phone is meant: a numbered list by SMS, buttons on Telegram.

STATUS, EDIT, UNSIGN and DELETE show it where several people signed; UNSIGN and DELETE also take ALL. A person is known
by name, receipt and date; a name that can't be read, or that costs too much by SMS, is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from conversations import buttons
from conversations.answers import read_digit
from conversations.language_files import said_anywhere
from conversations.people import may_another_sign, people, with_code
from conversations.petition import Petition
from conversations.phrases import written_date
from conversations.plain_words import plain, plain_words
from conversations.segments import fits, fold
from conversations.signed_words import words_of
from conversations.talk import Rows, Talk
from conversations.turn import Choice, Signature, Turn

#: How many people one list shows, so that it holds two segments; more rows are no burden on Telegram.
_AT_ONCE, _AT_ONCE_IN_ROWS = 4, 8
#: Letters of a name in a list.
_NAME_LETTERS = 18
#: Purposes that can be done to all of them.
_ALSO_ALL = frozenset(["unsign", "delete"])
_ALL = said_anywhere("all")


class Person(NamedTuple):
    """One entry of a list: a signature, or several petitions' that one person signed."""

    first: Signature
    codes: tuple[str, ...]


def everybody(talk: Talk) -> list[Person]:
    """The people on this phone, over all petitions, where several signed the same one; else nobody.

    No two on one petition have the same name, so the same name on two petitions is taken for the same person.
    """
    if not talk.contact.others:
        return []
    found: dict[tuple[str, ...], list[Signature]] = {}
    for slug in talk.contact.signatures:
        for one in talk.contact.people(slug):
            found.setdefault(plain_words(one.name) or (one.code,), []).append(one)
    return [Person(same[0], tuple(one.code for one in same)) for same in found.values()]


def ask_which(talk: Talk, petition: Petition | None, purpose: str, start: int = 0) -> Turn:
    """Ask whom "status", "edit", "unsign" or "delete" is about; DELETE alone is about all petitions."""
    listed = everybody(talk) if petition is None else [Person(one, (one.code,)) for one in people(talk, petition)]
    at_once = _AT_ONCE_IN_ROWS if talk.on_telegram else _AT_ONCE
    start = start if start < len(listed) else 0
    shown = listed[start : start + at_once]
    more = start + at_once if start + at_once < len(listed) else 0
    talk = talk.with_aside(
        "people",
        purpose=purpose,
        petition=petition.slug if petition else "",
        codes=[list(one.codes) for one in shown],
        more=more,
        start=start,
        at=talk.seconds,
    )
    if talk.on_telegram:
        return talk.turn(talk.reply(_question(talk, petition, purpose, more), _rows(talk, shown, purpose, petition)))
    return talk.turn(_list(talk, shown, petition, purpose, more))


def next_people(talk: Talk) -> Turn | None:
    """NEXT on a list of people; behind its last page comes the first one again. None where no list is open any more."""
    return _page(talk, "more")


def same_list(talk: Talk) -> Turn | None:
    """The list once more, as it is now; None where there is nobody to choose any more."""
    return _page(talk, "start")


def _page(talk: Talk, where: str) -> Turn | None:
    aside = talk.state.aside
    petition = talk.petitions.known.get(str(aside.get("petition")))
    left = people(talk, petition) if petition else everybody(talk)
    if aside.get("kind") != "people" or not left:
        return None
    return ask_which(talk, petition, str(aside["purpose"]), int(aside.get(where, 0)))


def codes_chosen(talk: Talk) -> tuple[str, ...] | None:
    """The receipts that the text chooses from the list that is open, () for ALL; None when it chooses nothing."""
    aside = talk.state.aside
    if aside.get("kind") != "people":
        return None
    if aside.get("purpose") in _ALSO_ALL and plain(talk.heard.text) in _ALL:
        return ()
    number = read_digit(talk.heard.text, len(aside.get("codes", ())))
    return tuple(aside["codes"][number - 1]) if number else None


def named(talk: Talk, codes: tuple[str, ...]) -> Signature | None:
    """The first signature with one of these receipts, on any petition."""
    found = (with_code(talk.contact.people(slug), codes) for slug in talk.contact.signatures)
    return next((one[0] for one in found if one), None)


def who(signature: Signature) -> str:
    """How a phrase calls somebody on this phone: by name, or by the receipt where there is no name."""
    return signature.name if signature.name.strip("?") else signature.code


def _question(talk: Talk, petition: Petition | None, purpose: str, more: int, items: str = "") -> str:
    words = words_of(talk, petition) if petition else None
    typed = not talk.on_telegram  # there buttons say it
    return talk.say(
        f"which_{purpose}",
        parts=2,
        short=words.short if words else "",
        title=words.title if words else "",
        items=items,
        more=talk.part("which_more") if more and typed else "",
        other=talk.part("which_other") if petition and typed and may_another_sign(talk, petition) else "",
    )


def _list(talk: Talk, shown: Sequence[Person], petition: Petition | None, purpose: str, more: int) -> str:
    for name in ("person_item", "person_item_plain"):
        items = "\n".join(_item(talk, name, number, one.first) for number, one in enumerate(shown, 1))
        text = _question(talk, petition, purpose, more, items)
        if not talk.voice.segments or fits(text, 2):
            break
    return text


def _item(talk: Talk, name: str, number: int, one: Signature) -> str:
    lacks = not (one.name or one.elsewhere)  # signed by a call, and told no name yet
    called = (talk.part("no_name") if lacks else who(one))[:_NAME_LETTERS].rstrip()
    return talk.say(
        name,
        n=str(number),
        name=fold(called) if talk.voice.segments else called,
        code=one.code,
        date=written_date(one.signed_on, talk.language),
    )


def _label(one: Signature) -> str:
    called = who(one)
    return called if called == one.code else f"{called} · {one.code}"


def _rows(talk: Talk, shown: Sequence[Person], purpose: str, petition: Petition | None) -> Rows:
    slug = petition.slug if petition else ""
    rows = [(Choice(f"{purpose}:{slug}:{one.codes[0]}", _label(one.first)),) for one in shown]
    if talk.state.aside["more"]:
        rows.append((Choice("next_people", talk.say("button.more")),))
    if purpose in _ALSO_ALL:
        rows.append((buttons.button(talk, "everyone", purpose, slug, "all"),))
    if petition and purpose == "status" and may_another_sign(talk, petition):
        rows.append((buttons.button(talk, "other", "other", slug),))
    return tuple(rows)
