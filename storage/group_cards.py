"""Cards in Telegram groups: where each one is and what it shows, so that its count can be kept up to date.

1. A card is claimed before it is said, and placed once Telegram has told the message's number (`claim`, `placed`).
2. A round takes the cards whose count moved and writes down what they are about to show (`take_due`); whoever took
   them edits them, and gives back what could not be edited now (`give_back`).
3. A row goes when the group throws the bot out, when the petition has closed, and when nobody asked for a month
   (`storage.retention`).

A group's id is sealed and found by a keyed index, like a contact's address. Nothing is kept of anybody in the group.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zlib import crc32

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update

from storage.dialects import held_alone, put_rows
from storage.marks import read_mark, set_mark
from storage.sealing import NotOurs, place_of
from storage.tables import group_cards as cards

if TYPE_CHECKING:
    from storage.store import Transaction

#: Seconds between two cards in one group, and between two edits.
EVERY = 60
#: Seconds after which a card is kept up to date no longer, unless somebody asks for it again.
KEPT_SECONDS = 30 * 24 * 3600
#: Cards that are kept at most. More are given, and show the count of their day.
MOST_CARDS = 10_000
#: Seconds that Telegram may have us wait; a mark further ahead is of a clock that was set back.
_LONGEST_WAIT = 24 * 3600
#: Any fixed number; with the group's own it names the lock under which a card is claimed.
_CLAIMING = 7_467_475
_CHAT, _WAIT = b"group_cards.chat", "group-cards-wait"


class CardRow(NamedTuple):
    """A card that is about to show another count."""

    petition: str
    chat: int
    message: int
    language: str
    source: str
    #: The count that it shows so far.
    shown: int
    #: When this round took it, in epoch seconds.
    changed: int


def claim(
    tx: Transaction, chat: int, petition: str, language: str, source: str, now: datetime, most: int = MOST_CARDS
) -> Literal["kept", "not kept", "too soon"]:
    """Write down that a group is about to be given a card; an earlier card of this petition there is left as it is.

    Args:
        tx: An open writing transaction.
        chat: Telegram's id of the group.
        petition: A slug.
        language: In which the card speaks.
        source: Source in its link.
        now: An aware time.
        most: Cards that may be kept.

    Returns:
        "too soon" when the group was given a card in the last `EVERY` seconds, by whatever process, so that it gets
        none; "not kept" when there are `most` already, and this one will not be edited.
    """
    key, number, moment = _key(tx, chat), tx.shelf.ids[petition], int(now.timestamp())
    if not held_alone(tx.connection, _CLAIMING, crc32(key) >> 1):
        return "too soon"
    last = tx.connection.scalar(select(func.max(cards.c.asked)).where(cards.c.chat_key == key))
    if last is not None and 0 <= moment - last < EVERY:
        return "too soon"
    others = select(func.count()).select_from(cards).where(or_(cards.c.chat_key != key, cards.c.petition != number))
    if (tx.connection.scalar(others) or 0) >= most:
        return "not kept"
    sealed = tx.keys.field.seal(str(chat).encode(), place_of(_CHAT, key))
    row = {"chat_key": key, "petition": number, "chat": sealed, "message": None, "language": language}
    row |= {"source": source, "shown": 0, "changed": moment, "asked": moment}
    put_rows(tx.connection, cards, [row])
    return "kept"


def placed(tx: Transaction, chat: int, petition: str, message: int, shown: int) -> None:
    """Write down that the card stands in the group as `message` and shows the count `shown`."""
    tx.connection.execute(update(cards).where(_one(tx, chat, petition)).values(message=message, shown=shown))


def drop(tx: Transaction, chat: int, petition: str) -> None:
    """Edit this card no more."""
    tx.connection.execute(delete(cards).where(_one(tx, chat, petition)))


def drop_group(tx: Transaction, chat: int) -> None:
    """Edit no card of this group any more."""
    tx.connection.execute(delete(cards).where(cards.c.chat_key == _key(tx, chat)))


def take_due(
    tx: Transaction, counts: Mapping[str, int], closed: Collection[str], now: datetime, most: int
) -> list[CardRow]:
    """Take the cards that shall be edited now, at most one of each group; the longest unchanged come first.

    A card is due when its count has moved by a hundredth of what it shows, and by one at least, and when its petition
    has closed. What is taken counts as changed now, so that no other process takes it in the next `EVERY` seconds.

    Args:
        tx: An open writing transaction.
        counts: What the cards of open petitions should show, by slug; others stand still.
        closed: Slugs of those that have closed.
        now: An aware time.
        most: Cards to take at most.
    """
    moment = int(now.timestamp())
    if _waiting(tx, moment):
        return []
    due = [_moved(tx.shelf.ids[slug], count) for slug, count in counts.items() if slug in tx.shelf.ids]
    due += [cards.c.petition == tx.shelf.ids[slug] for slug in closed if slug in tx.shelf.ids]
    if not due:
        return []
    just_changed = select(cards.c.chat_key).where(cards.c.changed > moment - EVERY, cards.c.changed <= moment)
    there = and_(cards.c.message.is_not(None), cards.c.asked > moment - KEPT_SECONDS)
    rest = and_(there, cards.c.chat_key.not_in(just_changed), or_(*due))
    rows = tx.connection.execute(select(cards).where(rest).order_by(cards.c.changed).limit(most)).all()
    one_of_each: dict[bytes, Row[Any]] = {}
    for row in rows:
        one_of_each.setdefault(row.chat_key, row)
    return [card for row in one_of_each.values() if (card := _taken(tx, row, counts, moment))]


def give_back(tx: Transaction, taken: Sequence[CardRow], until: datetime | None = None) -> None:
    """Let these cards be taken again, since they still show what they showed.

    Args:
        tx: An open writing transaction.
        taken: From `take_due`.
        until: When Telegram will hear the bot again; no process takes any card before.
    """
    for card in taken:
        same = and_(_one(tx, card.chat, card.petition), cards.c.changed == card.changed)
        tx.connection.execute(update(cards).where(same).values(shown=card.shown))
    if until is not None:
        set_mark(tx.connection, _WAIT, str(int(until.timestamp())))


def _key(tx: Transaction, chat: int) -> bytes:
    return tx.keys.contact("telegram-group", str(chat))


def _one(tx: Transaction, chat: int, petition: str) -> ColumnElement[bool]:
    return and_(cards.c.chat_key == _key(tx, chat), cards.c.petition == tx.shelf.ids[petition])


def _moved(petition: int, count: int) -> ColumnElement[bool]:
    """Whether a card's count is a hundredth away from `count`: |count - shown| * 100 >= shown, solved for shown."""
    below, above = 100 * count // 101, -(-100 * count // 99)
    off = or_(cards.c.shown <= below, cards.c.shown >= above)
    return and_(cards.c.petition == petition, cards.c.shown != count, off)


def _taken(tx: Transaction, row: Row[Any], counts: Mapping[str, int], moment: int) -> CardRow | None:
    slug = tx.shelf.slugs[row.petition]
    this = and_(cards.c.chat_key == row.chat_key, cards.c.petition == row.petition, cards.c.message == row.message)
    try:
        chat = int(tx.keys.field.open(row.chat, place_of(_CHAT, row.chat_key)))
    except (NotOurs, ValueError):
        tx.connection.execute(delete(cards).where(this))
        return None
    shows = update(cards).where(this).values(shown=counts.get(slug, row.shown), changed=moment)
    if not tx.connection.execute(shows).rowcount:
        return None
    return CardRow(slug, chat, row.message, row.language, row.source, row.shown, moment)


def _waiting(tx: Transaction, moment: int) -> bool:
    until = read_mark(tx.connection, _WAIT)
    return until is not None and moment < int(until) <= moment + _LONGEST_WAIT
