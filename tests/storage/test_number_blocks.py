"""Tags of blocks of numbers: bursts are flagged once, and neither key nor tag outlives its time."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from hashlib import sha256
from hmac import digest
from json import loads
from pathlib import Path

from sqlalchemy import func, select, text, update

from storage import MasterKey, Store, Transaction, import_petition, upgrade
from storage.backup import back_up, keys_beside
from storage.bursts import Burst, Flag, find_bursts, flags, raise_flags, unsettled
from storage.copying import copy_store
from storage.hours import hour_of
from storage.number_blocks import (
    COUNT_HOURS,
    TAG_HOURS,
    NumberBlocks,
    destroy_past_keys,
    past_keys,
)
from storage.retention import forget_all
from storage.sealing import place_of
from storage.tables import block_counts, day_keys, signatures
from storage.tables import flags as flags_table
from tests.storage.conftest import NOW, petition
from tests.storage.texting import sign

HOUR = hour_of(NOW)
CONSECUTIVE = [f"+13125550{number}" for number in range(120, 160)]
#: Four of each block of an exchange, and as many strangers.
NEIGHBOURS = [f"+1312555{block}{number}" for block in range(10) for number in range(120, 124)]
STRANGERS = [f"+1312{exchange}0142" for exchange in range(300, 340)]


def come(
    store: Store, numbers: Iterable[str], *, channel: str = "sms", slug: str = "lamps", hour: int = HOUR
) -> Sequence[bytes | None]:
    """Signatures of these numbers as the counters see them; gives their tags."""

    def count(tx: Transaction) -> Sequence[bytes | None]:
        blocks = NumberBlocks(tx, hour)
        tags = [blocks.tag(slug, channel, number) for number in numbers]
        blocks.raise_counts((slug, tag) for tag in tags)
        return tags

    return store.write_now(count)


def look(store: Store) -> list[Burst]:
    """Look for bursts as the program does every minute; gives what is new."""
    found = store.read_now(partial(find_bursts, since=HOUR - 1))
    return store.write_now(partial(raise_flags, found=found))


async def test_forty_consecutive_numbers_that_sign_in_an_hour_raise_one_flag(store: Store) -> None:
    for number in CONSECUTIVE[:3]:
        await sign(store, number)
    come(store, CONSECUTIVE[3:])
    (burst,) = look(store)
    assert (burst.kind, burst.signed, burst.most) == ("block", 40, 40)
    assert look(store) == []
    (flag,) = store.read_now(flags)
    assert flag == Flag(1, "lamps", NOW.replace(minute=0), "block", 40, None)
    assert store.read_now(unsettled) == 1
    come(store, ["+13125550999"])
    assert look(store) == [], "a burst that goes on is told once"
    assert store.read_now(flags)[0].signed == 41
    tagged = store.read_now(lambda tx: set(tx.connection.scalars(select(signatures.c.tag))))
    assert {tag[:8] for tag in tagged} == {burst.prefix}
    assert len(tagged) == 1
    await store.aclose()


def test_numbers_that_follow_over_the_end_of_a_block_raise_one_flag(store: Store) -> None:
    come(store, [f"+1312555{number:04d}" for number in range(1979, 2019)])
    assert [(one.kind, one.signed) for one in look(store)] == [("block", 40)]


def test_neighbouring_blocks_are_flagged_and_strangers_are_not(store: Store) -> None:
    come(store, STRANGERS)
    come(store, CONSECUTIVE[:19])
    come(store, CONSECUTIVE[:19], slug="library")
    come(store, CONSECUTIVE[19:], hour=HOUR + 1)
    assert [(one.kind, one.most) for one in look(store)] == [("block", 21)], (
        "only in the next hour, and on one petition"
    )
    come(store, [number.replace("555", "777") for number in NEIGHBOURS])
    assert [(one.kind, one.signed, one.most) for one in look(store)] == [("neighbours", 40, 4)]


def test_a_number_is_tagged_alike_on_all_that_sign_by_it_and_what_is_no_number_is_not(store: Store) -> None:
    (by_sms,) = come(store, ["+13125550142"])
    assert {by_sms} == {come(store, ["+13125550199"], channel=one)[0] for one in ("whatsapp", "call")}
    assert come(store, ["+13125550142"], slug="library") != [by_sms]
    assert come(store, ["5550142001"], channel="telegram") == [None]
    assert come(store, ["+13125550142"], channel="terminal") == [None]
    assert come(store, ["31255", "RADIO"]) == [None, None]


async def test_after_fourteen_days_no_tag_is_left(store: Store) -> None:
    await sign(store, "+13125550142")
    come(store, CONSECUTIVE)
    look(store)

    def left(tx: Transaction) -> tuple[int, int, int]:
        tagged = tx.connection.scalar(select(func.count(signatures.c.tag))) or 0
        tables = (block_counts, flags_table)
        counted, flagged = (tx.connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables)
        return tagged, counted, flagged

    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(hours=COUNT_HOURS - 1)))
    assert store.read_now(left) == (1, 1, 1)
    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(hours=TAG_HOURS - 1)))
    assert store.read_now(left) == (1, 0, 1)
    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(hours=TAG_HOURS)))
    assert store.read_now(left) == (0, 0, 0)
    await store.aclose()


def keys_that_open(tx: Transaction) -> list[bytes]:
    """Whatever key of a day can be had by somebody with the database and the master key."""
    return [
        tx.keys.field.open(row.key, place_of(b"day_keys.key", str(row.day).encode()))
        for row in tx.connection.execute(select(day_keys))
    ]


def tried(store: Store, tag: bytes) -> list[str]:
    """The blocks whose tag this is, under every key that there is: what a thief of database and master key finds."""
    keys = store.read_now(keys_that_open)
    blocks = [f"+1312{number:04d}" for number in range(5000, 6000)]
    said = {block: f"block\x001\x00{block}".encode() for block in blocks}
    return [block for block in blocks for key in keys if digest(key, said[block], sha256)[:8] == tag[8:]]


def test_a_thief_with_the_master_key_gets_no_number_from_a_tag_of_a_day_that_is_over(store: Store) -> None:
    (tag,) = come(store, ["+13125550142"])
    assert tag is not None
    assert tried(store, tag) == ["+13125550"], "while the day lasts it can be tried"
    assert not store.read_now(partial(past_keys, now=NOW))
    store.write_now(partial(destroy_past_keys, now=NOW))
    assert tried(store, tag) == ["+13125550"]
    tomorrow = NOW + timedelta(days=1)
    assert come(store, ["+13125550142"], hour=hour_of(tomorrow)) != [tag]
    assert store.read_now(partial(past_keys, now=tomorrow))
    store.write_now(partial(destroy_past_keys, now=tomorrow))
    assert not store.read_now(partial(past_keys, now=tomorrow))
    assert len(store.read_now(keys_that_open)) == 1, "today's stays"
    assert tried(store, tag) == []


async def test_the_key_of_a_day_that_is_over_lies_in_no_file(store: Store, kind: str, tmp_path: Path) -> None:
    come(store, ["+13125550142"])
    sealed = store.read_now(lambda tx: bytes(tx.connection.scalar(select(day_keys.c.key)) or b""))

    def table_file(tx: Transaction) -> bytes:
        tx.connection.execute(text("CHECKPOINT"))
        return bytes(tx.connection.scalar(text("SELECT pg_read_binary_file(pg_relation_filepath('day_keys'))")) or b"")

    async def lies_about() -> bool:
        if kind == "postgresql":
            return sealed in store.write_now(table_file)
        assert await store.clear_log()
        return any(sealed in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())

    assert await lies_about()
    store.write_now(partial(destroy_past_keys, now=NOW + timedelta(days=1)))
    assert not await lies_about()
    await store.aclose()


def test_a_key_of_the_day_that_can_not_be_read_keeps_nobody_from_signing(store: Store) -> None:
    (tag,) = come(store, ["+13125550142"])
    store.write_now(lambda tx: tx.connection.execute(update(day_keys).values(key=b"damaged")))
    (other,) = come(store, ["+13125550142"])
    assert other != tag
    assert come(store, ["+13125550143"]) == [other]


def test_backup_and_copy_hold_no_key_of_the_day(tmp_path: Path, master: MasterKey) -> None:
    url = f"sqlite:///{tmp_path / 'undersigned.db'}"
    upgrade(url, master)
    with closing(Store.open(url, master)) as store:
        store.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
        come(store, CONSECUTIVE)
        look(store)
        sealed = store.read_now(lambda tx: bytes(tx.connection.scalar(select(day_keys.c.key)) or b""))
    back_up(url, master, tmp_path / "backup", NOW)
    rows = loads(keys_beside(tmp_path / "backup").read_text())
    assert all(b64decode(row["wrapped"]) != sealed for row in rows)
    assert sealed not in (tmp_path / "backup").read_bytes()
    copy = f"sqlite:///{tmp_path / 'copy.db'}"
    copy_store(url, copy, master)
    with closing(Store.open(copy, master)) as copied:
        assert copied.read_now(keys_that_open) == []
        assert len(copied.read_now(flags)) == 1
