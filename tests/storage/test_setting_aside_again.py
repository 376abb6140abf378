"""A flag that is settled more than once: what counts again, or came since, is never left behind as settled."""

from __future__ import annotations

from functools import partial

import pytest

from storage import Store
from storage.bursts import blocks_of, burst_of, find_bursts, flags, raise_flags, unsettled
from storage.deeds import By, Deed, Undoable, all_deeds, dismiss, set_aside, undo
from tests.storage.conftest import NOW
from tests.storage.signed import sign_at_once
from tests.storage.test_deeds import stand
from tests.storage.texting import text

BY = By("Rosa", "numbers in a row", NOW)
IN_A_ROW = [f"+13125550{number}" for number in range(120, 160)]


def come(store: Store, numbers: list[str]) -> None:
    """Let these sign, and look for bursts, as the program does every minute."""
    store.write_now(lambda tx: sign_at_once(tx, "lamps", numbers, NOW))
    look(store)


def look(store: Store) -> None:
    store.write_now(lambda tx: raise_flags(tx, find_bursts(tx, 0)))


def aside(store: Store) -> Deed:
    return store.write_now(partial(set_aside, flag=1, block=None, by=BY))


def waits(store: Store) -> bool:
    return store.read_now(unsettled) == 1


def test_what_is_set_aside_can_not_be_set_aside_again(store: Store) -> None:
    come(store, IN_A_ROW)
    deed = aside(store)
    with pytest.raises(Undoable):
        aside(store)
    assert (store.read_now(all_deeds), stand(store)) == ([deed], (0, 40))
    assert store.read_now(flags)[0].settled == deed.number


def test_a_flag_whose_signatures_count_again_waits_whatever_was_done_since(store: Store) -> None:
    come(store, IN_A_ROW[:30])
    first = aside(store)
    come(store, IN_A_ROW[30:])
    second = aside(store)
    assert (first.signatures, second.signatures, waits(store)) == (30, 10, False)
    store.write_now(lambda tx: undo(tx, first.number, BY))
    assert (stand(store), waits(store)) == ((30, 10), True)
    store.write_now(lambda tx: undo(tx, second.number, BY))
    assert (stand(store), waits(store)) == ((40, 0), True)


def test_what_comes_in_the_same_hour_after_others_were_set_aside_waits_to_be_looked_at(store: Store) -> None:
    come(store, IN_A_ROW[:20])
    store.write_now(lambda tx: sign_at_once(tx, "lamps", IN_A_ROW[20:30], NOW))
    assert aside(store).signatures == 30, "ten of them came since anybody counted"
    look(store)
    assert not waits(store)
    come(store, IN_A_ROW[30:])
    assert waits(store)
    assert aside(store).signatures == 10
    look(store)
    assert not waits(store)


def test_a_dismissed_flag_stays_dismissed_while_the_assembly_goes_on(store: Store) -> None:
    come(store, IN_A_ROW[:30])
    store.write_now(partial(dismiss, flag=1, by=BY))
    come(store, IN_A_ROW[30:])
    assert not waits(store)
    assert store.read_now(flags)[0].signed == 40


async def test_a_block_keeps_its_name_when_others_sign_and_unsign_before_it_is_set_aside(store: Store) -> None:
    village, bought = IN_A_ROW[:20], [f"+13125551{number}" for number in range(120, 141)]
    come(store, [*village, *bought])
    block = store.read_now(lambda tx: blocks_of(tx, burst_of(tx, 1))[0][1])
    assert (block.counting, stand(store)) == (21, (41, 0))
    come(store, IN_A_ROW[20:])
    for number in bought[:3]:
        await text(store, number, "UNSIGN", "9")
    deed = store.write_now(partial(set_aside, flag=1, block=block.name, by=BY))
    assert (deed.signatures, stand(store)) == (18, (40, 18))
    for number in village[:3]:
        await text(store, number, "UNSIGN", "9")
    assert stand(store) == (37, 18), "those of the village count"
    await store.aclose()


async def test_a_family_that_was_set_aside_is_taken_off_one_by_one_and_the_rest_counts_again(store: Store) -> None:
    come(store, IN_A_ROW[1:])
    await text(store, IN_A_ROW[0], "LAMPS", "Ana Lopez 60608", "1")
    for name in ("Maria Lopez", "Luis Lopez"):
        await text(store, IN_A_ROW[0], "OTHER", f"{name} 60608", "1")
    deed = aside(store)
    assert stand(store) == (0, 42)
    await text(store, IN_A_ROW[0], "UNSIGN", "1", "9")
    assert stand(store) == (0, 41)
    await text(store, IN_A_ROW[0], "OTHER", "Rosa Lopez 60608", "1")
    assert stand(store) == (1, 41)
    await text(store, IN_A_ROW[0], "DELETE", "ALL", "99")
    assert stand(store) == (0, 39)
    assert store.write_now(lambda tx: undo(tx, deed.number, BY)).signatures == 39
    assert stand(store) == (39, 0)
    await store.aclose()
