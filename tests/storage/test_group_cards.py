"""Cards in groups: kept without anybody's name, edited seldom, by one process of several, and forgotten in time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select, update

from storage import MasterKey, Store, Transaction
from storage.group_cards import EVERY, KEPT_SECONDS, CardRow, claim, drop, drop_group, give_back, placed, take_due
from storage.retention import forget_all
from storage.rounds import take_round
from storage.tables import group_cards
from tests.storage.conftest import NOW

GROUP, OTHER = -1_001_555_000_111, -1_001_555_000_222
MINUTE = timedelta(seconds=EVERY)


def give(
    store: Store, shown: int = 0, *, chat: int = GROUP, slug: str = "lamps", now: datetime = NOW, message: int = 7
) -> None:
    """Give a group its card, which shows the count `shown`."""
    assert store.write_now(lambda tx: claim(tx, chat, slug, "es", "g12", now)) == "kept"
    store.write_now(lambda tx: placed(tx, chat, slug, message, shown))


def due(
    store: Store,
    counts: Mapping[str, int],
    now: datetime = NOW + MINUTE,
    *,
    closed: tuple[str, ...] = (),
    most: int = 99,
) -> list[CardRow]:
    """Take what is to be edited."""
    return store.write_now(lambda tx: take_due(tx, counts, closed, now, most))


def kept(store: Store) -> int:
    return store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(group_cards))) or 0


#: What a card shows, the count, and whether it has moved by a hundredth.
MOVES = (
    *((0, 0, False), (0, 1, True), (1, 2, True), (1, 0, True), (50, 51, True), (50, 50, False)),
    *((100, 101, True), (100, 99, True), (101, 102, False), (1000, 1009, False), (1000, 1010, True)),
    *((1000, 991, False), (1000, 990, True), (6212, 6274, False), (6212, 6275, True), (99, 100, True)),
)


def test_a_card_is_due_when_its_count_has_moved_by_a_hundredth(store: Store) -> None:
    give(store)
    for turn, (shown, count, moved) in enumerate(MOVES, start=1):
        assert moved == (count != shown and abs(count - shown) * 100 >= shown)
        store.write_now(lambda tx, shown=shown: placed(tx, GROUP, "lamps", 7, shown))  # type: ignore[misc]
        now = NOW + turn * MINUTE
        edit = CardRow("lamps", GROUP, 7, "es", "g12", shown, int(now.timestamp()))
        assert due(store, {"lamps": count}, now) == ([edit] if moved else []), (shown, count)


def test_a_card_is_edited_at_most_once_a_minute_and_taken_by_one_process(store: Store) -> None:
    store.write_now(lambda tx: claim(tx, GROUP, "lamps", "es", "g12", NOW - MINUTE))
    assert due(store, {"lamps": 6}) == [], "it is on its way"
    give(store, 5)
    assert due(store, {"lamps": 6}, NOW + MINUTE - timedelta(seconds=1)) == []
    assert len(due(store, {"lamps": 6})) == 1
    assert due(store, {"lamps": 7}) == []
    assert due(store, {"lamps": 7}, NOW + 2 * MINUTE - timedelta(seconds=1)) == []
    assert due(store, {"lamps": 6}, NOW + 2 * MINUTE) == [], "it shows that already"
    assert len(due(store, {"lamps": 7}, NOW + 2 * MINUTE)) == 1
    give(store, 7, message=12, now=NOW + 3 * MINUTE)
    assert [card.message for card in due(store, {"lamps": 9}, NOW + 4 * MINUTE)] == [12], "the newest is edited"
    assert kept(store) == 1


def test_a_group_gets_one_card_and_one_edit_a_minute_whichever_process_is_asked(store: Store) -> None:
    def asked(slug: str, now: datetime, chat: int = GROUP) -> str:
        return store.write_now(lambda tx: claim(tx, chat, slug, "en", "group", now))

    assert asked("lamps", NOW) == asked("lamps", NOW, OTHER) == "kept"
    assert asked("lamps", NOW) == asked("library", NOW + MINUTE - timedelta(seconds=1)) == "too soon"
    assert asked("library", NOW + MINUTE) == "kept"
    for chat, slug, message in ((GROUP, "lamps", 7), (GROUP, "library", 8), (OTHER, "lamps", 9)):
        store.write_now(lambda tx, chat=chat, slug=slug, message=message: placed(tx, chat, slug, message, 0))  # type: ignore[misc]
    taken = [due(store, {"lamps": 3, "library": 3}, NOW + number * MINUTE) for number in (2, 3, 4)]
    assert [{card.message for card in one} for one in taken] == [{7, 9}, {8}, set()]


async def test_of_several_processes_at_once_one_gives_the_card_and_one_edits_it(
    store: Store, database_url: str, master: MasterKey
) -> None:
    def edit(tx: Transaction) -> list[CardRow]:
        now = NOW + MINUTE
        return take_due(tx, {"lamps": 3}, (), now, 9) if take_round(tx, "group cards", now, 55) else []

    async with AsyncExitStack() as stack:
        stores = [Store.open(database_url, master) for _ in range(3)]
        for own in stores:
            stack.push_async_callback(own.aclose)
        asked = partial(claim, chat=GROUP, petition="lamps", language="en", source="group", now=NOW)
        given = await asyncio.gather(*(own.write(asked) for own in stores * 4))
        assert sorted(given) == ["kept", *["too soon"] * 11]
        await stores[0].write(lambda tx: placed(tx, GROUP, "lamps", 7, 0))
        taken = await asyncio.gather(*(own.write(edit) for own in stores * 4))
        assert [len(one) for one in taken].count(1) == 1
        assert sum(len(one) for one in taken) == 1


def test_cards_of_closed_petitions_and_lost_groups_are_dropped_and_no_others(store: Store) -> None:
    give(store, 5)
    give(store, 5, slug="library", now=NOW + MINUTE)
    give(store, chat=OTHER)
    assert due(store, {}) == [], "a paused one stands still"
    for number in (2, 3):
        assert {card.chat for card in due(store, {}, NOW + number * MINUTE, closed=("lamps",))} == {GROUP, OTHER}
    store.write_now(lambda tx: drop(tx, GROUP, "lamps"))
    assert [card.chat for card in due(store, {}, NOW + 4 * MINUTE, closed=("lamps",))] == [OTHER]
    store.write_now(lambda tx: drop_group(tx, GROUP))
    assert kept(store) == 1
    store.write_now(lambda tx: drop_group(tx, OTHER))
    assert kept(store) == 0


def test_what_could_not_be_edited_is_due_again_but_not_before_telegram_says_so(store: Store) -> None:
    give(store, 5)
    (card,) = due(store, {"lamps": 9})
    until = NOW + MINUTE + timedelta(seconds=150)
    store.write_now(lambda tx: give_back(tx, [card], until))
    assert due(store, {"lamps": 9}, until - timedelta(seconds=1)) == []
    assert [again.shown for again in due(store, {"lamps": 9}, until)] == [5]
    store.write_now(lambda tx: give_back(tx, [], NOW + timedelta(days=400)))
    assert len(due(store, {"lamps": 20}, until + MINUTE)) == 1, "a clock that was set back makes no endless wait"


def test_only_so_many_cards_are_kept_and_taken_and_none_that_nobody_asked_for_in_a_month(store: Store) -> None:
    def asked(chat: int, now: datetime) -> str:
        return store.write_now(lambda tx: claim(tx, chat, "lamps", "en", "group", now, most=5))

    for number in range(5):
        give(store, chat=-1 - number, message=number, now=NOW - timedelta(hours=number))
    assert [asked(OTHER, NOW), asked(-2, NOW)] == ["not kept", "kept"], "one that is there may be given anew"
    store.write_now(lambda tx: placed(tx, -2, "lamps", 1, 0))
    assert [card.message for card in due(store, {"lamps": 3}, most=2)] == [4, 3], "the longest unchanged first"
    assert next(card.message for card in due(store, {"lamps": 3}, most=9)) == 2
    month_later = NOW + timedelta(seconds=KEPT_SECONDS - 3600)
    assert len(due(store, {"lamps": 9}, month_later)) == 2
    store.write_now(lambda tx: forget_all(tx, month_later))
    assert kept(store) == 2


def test_the_groups_id_stands_nowhere_in_the_clear_and_a_row_that_can_not_be_read_goes(store: Store) -> None:
    give(store)

    def written(tx: Transaction) -> str:
        return repr([list(row) for row in tx.connection.execute(select(group_cards))])

    assert str(abs(GROUP)) not in store.read_now(written)
    store.write_now(lambda tx: tx.connection.execute(update(group_cards).values(chat=b"damaged")))
    assert due(store, {"lamps": 3}) == []
    assert kept(store) == 0
