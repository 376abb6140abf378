"""What is set aside does not count and stays; every deed is a row, and can be undone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from storage import Store, Transaction, counts
from storage.audit import entries
from storage.bursts import Burst, UnknownFlag, blocks_of, burst_of, flags, raise_flags, unsettled
from storage.deeds import By, Undoable, all_deeds, dismiss, set_aside, undo, would_set_aside
from storage.petitions import miscounted, move_counts, set_aside_counts
from storage.retention import forget_all
from storage.sources import signed_by_source
from storage.tables import signatures
from tests.storage.conftest import NOW
from tests.storage.texting import sign, text

ANA, LUZ, EVA, STRANGER = "+13125550142", "+13125550143", "+13125552144", "+17735550145"
BY = By("Rosa", "numbers in a row", NOW)


def flag_all(store: Store) -> int:
    """Flag the neighbours that signed, however few; gives the flag's number."""

    def neighbours(tx: Transaction) -> list[Burst]:
        rows = tx.connection.execute(select(signatures.c.petition, signatures.c.hour, signatures.c.tag)).all()
        prefixes = [row.tag[:8] for row in rows]
        common = max(prefixes, key=prefixes.count)
        return [Burst(rows[0].petition, rows[0].hour, common, prefixes.count(common), 2)]

    store.write_now(lambda tx: raise_flags(tx, neighbours(tx)))
    return store.read_now(flags)[0].number


def stand(store: Store) -> tuple[int, int]:
    """Signatures that count, and those that were set aside; both must agree with the rows."""
    assert store.read_now(miscounted) == {}
    return store.read_now(counts)["lamps"], store.read_now(set_aside_counts).get("lamps", 0)


async def test_what_is_set_aside_does_not_count_stays_with_its_signer_and_counts_again(store: Store) -> None:
    for number in (ANA, LUZ, EVA, STRANGER):
        await sign(store, number)
    flag, status = flag_all(store), await text(store, ANA, "STATUS")
    assert store.read_now(partial(would_set_aside, flag=flag)) == 3
    assert stand(store) == (4, 0)
    deed = store.write_now(lambda tx: set_aside(tx, flag, None, BY))
    told = store.read_now(lambda tx: list(entries(tx)))[-1]
    assert (told.who, told.deed, told.subject, told.at) == ("Rosa", "set aside", f"flag {flag}", NOW)
    assert told.details == {"deed": deed.number, "petition": "lamps", "signatures": 3, "because": "numbers in a row"}
    assert (deed.kind, deed.petition, deed.flag, deed.signatures) == ("set aside", "lamps", flag, 3)
    assert (deed.who, deed.why, deed.at) == ("Rosa", "numbers in a row", NOW)
    assert stand(store) == (1, 3)
    assert sum(one.total for one in store.read_now(partial(signed_by_source, slug="lamps"))) == 1
    assert store.read_now(unsettled) == 0
    assert await text(store, ANA, "STATUS") == status.replace("Total here: 4", "Total here: 1")
    assert "already" in await text(store, ANA, "LAMPS")
    await text(store, LUZ, "UNSIGN", "9")
    assert stand(store) == (1, 2)
    await text(store, STRANGER, "DELETE", "9")
    assert stand(store) == (0, 2)
    undoing = store.write_now(lambda tx: undo(tx, deed.number, BY))
    assert (undoing.kind, undoing.undoes, undoing.signatures) == ("undone", deed.number, 2)
    assert stand(store) == (2, 0)
    assert store.read_now(unsettled) == 1
    for number in (deed.number, undoing.number, 99):
        with pytest.raises(Undoable):
            store.write_now(lambda tx, number=number: undo(tx, number, BY))  # type: ignore[misc]
    assert stand(store) == (2, 0)
    assert store.read_now(all_deeds) == [deed, undoing]
    await store.aclose()


async def test_one_block_is_set_aside_alone_and_undone_when_its_flag_has_gone(store: Store) -> None:
    for number in (ANA, LUZ, EVA):
        await sign(store, number)
    flag = flag_all(store)
    blocks = store.read_now(lambda tx: [block for _tag, block in blocks_of(tx, burst_of(tx, flag))])
    assert [(block.counting, dict(block.channels), dict(block.languages)) for block in blocks] == [
        (2, {"sms": 2}, {"en": 2}),
        (1, {"sms": 1}, {"en": 1}),
    ]
    for missing in ("", "1"):
        with pytest.raises(Undoable):
            store.write_now(lambda tx, missing=missing: set_aside(tx, flag, missing, BY))  # type: ignore[misc]
    deed = store.write_now(lambda tx: set_aside(tx, flag, blocks[0].name, BY))
    assert (deed.signatures, stand(store)) == (2, (1, 2))
    assert store.write_now(lambda tx: set_aside(tx, flag, None, BY)).signatures == 1, "only what still counts"
    assert stand(store) == (0, 3)
    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(days=14)))
    with pytest.raises(UnknownFlag):
        store.write_now(lambda tx: dismiss(tx, flag, BY))
    assert store.write_now(lambda tx: undo(tx, deed.number, BY)).signatures == 2
    assert stand(store) == (2, 1)
    await store.aclose()


async def test_a_dismissed_flag_changes_no_count_and_is_a_deed(store: Store) -> None:
    await sign(store, ANA)
    flag = flag_all(store)
    deed = store.write_now(lambda tx: dismiss(tx, flag, BY))
    assert (deed.kind, deed.signatures, stand(store)) == ("dismissed", 0, (1, 0))
    assert store.read_now(flags)[0].settled == deed.number
    store.write_now(lambda tx: undo(tx, deed.number, BY))
    assert store.read_now(unsettled) == 1
    store.write_now(lambda tx: move_counts(tx, {}, {tx.shelf.ids["lamps"]: 2}))
    assert store.read_now(miscounted) == {"lamps": (2, 0)}, "doctor finds it"
    await store.aclose()
