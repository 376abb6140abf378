"""One person on two channels: counted once, found on either, erased on both, and nothing left behind."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Select, delete, func, select, update

from bots.inbox import Inbox
from conversations import Channel, Heard, Petitions, Turn
from conversations.limits import ANSWERS_A_DAY
from conversations.link_codes import MISSES_A_DAY, MISSES_AN_HOUR
from storage import MasterKey, Store, Transaction, counts
from storage.backup import back_up, keys_beside, restore
from storage.contacts import read_state
from storage.copying import copy_store
from storage.petitions import miscounted
from storage.retention import forget_all
from storage.tables import consents, contacts, link_codes, missed_link_codes, signatures, wrapped_keys
from tests.storage.conftest import NOW

LINE = Petitions(organization="Neighbours", default_language="en", number="+13125550100", bot="lamps_bot")
#: The same person, on two channels; and somebody else on each.
ANA, ANAS = (Channel.SMS, "+13125550142"), (Channel.TELEGRAM, "7001")
BEN, BENS = (Channel.SMS, "+13125550143"), (Channel.TELEGRAM, "7002")
_ids = itertools.count(1)


@pytest.fixture
async def store(store: Store, database_url: str, master: MasterKey) -> AsyncIterator[Store]:
    """The store as a serving process has it, with connections that are awaited."""
    opened = Store.open(database_url, master)
    yield opened
    await opened.aclose()


def write(_one: Heard, turn: Turn) -> bytes:
    return "|".join(reply.text for reply in turn.replies).encode()


async def say(store: Store, who: tuple[Channel, str], *words: str, now: datetime = NOW) -> str:
    """Text one after the other, and the last answer."""
    answer = b""
    async with Inbox(store, lambda: LINE, lambda: now) as inbox:
        for one in words:
            answer = await inbox.hear(Heard(f"L{next(_ids):033d}", *who, text=one), write)
    return answer.decode()


async def sign(
    store: Store, who: tuple[Channel, str], keyword: str = "LAMPS", name: str = "Ana Lopez", **told: datetime
) -> None:
    words = (keyword, name, "60608", "sign") if who[0] is Channel.TELEGRAM else (keyword, f"{name} 60608", "1")
    assert "igned" in await say(store, who, *words, **told)


async def code_of(store: Store, who: tuple[Channel, str], **told: datetime) -> str:
    """Ask for a code."""
    found = re.search(r"\b[0-9]{6}\b", await say(store, who, "LINK", **told))
    assert found
    return found[0]


async def link(store: Store, asker: tuple[Channel, str], sender: tuple[Channel, str], **told: datetime) -> str:
    """Ask for a code on one, send it on the other, and confirm."""
    code = await code_of(store, asker, **told)
    assert "code" in await say(store, sender, code, **told)
    return await say(store, sender, "9", **told)


def tally(tx: Transaction) -> tuple[int, int]:
    return counts(tx)["lamps"], tx.connection.scalar(select(func.count()).select_from(signatures)) or 0


def rows(tx: Transaction, *tables: object) -> list[int]:
    return [tx.connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]  # type: ignore[arg-type]


async def test_two_signatures_of_one_person_become_the_earlier_one(store: Store) -> None:
    await sign(store, ANA)
    await sign(store, ANAS, name="Ana Telegram", now=NOW + timedelta(hours=2))
    assert store.read_now(tally) == (2, 2)
    first = await say(store, ANA, "STATUS")
    assert "one person" in await link(store, ANA, ANAS)
    assert store.read_now(tally) == (1, 1)
    assert store.read_now(miscounted) == {}
    assert await say(store, ANA, "STATUS") == first.replace("Total here: 2", "Total here: 1")
    there = await say(store, ANAS, "STATUS")
    code = re.search(r"Receipt (\w{6})", first)
    assert code
    assert code[1] in there
    assert "Ana" not in there
    assert "60608" not in there


async def test_the_one_who_signed_later_asks_and_the_other_ones_signature_stands(store: Store) -> None:
    await sign(store, ANAS, name="Ana Telegram")
    await sign(store, ANA, now=NOW + timedelta(hours=2))
    await link(store, ANA, ANAS)
    assert store.read_now(tally) == (1, 1)
    assert "Ana Telegram" in await say(store, ANAS, "STATUS")
    assert "Ana" not in await say(store, ANA, "STATUS")


async def test_in_one_hour_that_of_whoever_asked_stands(store: Store) -> None:
    for asker, sender, number in ((ANA, ANAS, 1), (BENS, BEN, 2)):
        await sign(store, ANA if asker is ANA else BEN)
        await sign(store, ANAS if asker is ANA else BENS, name="Ana Telegram")
        await link(store, asker, sender)
        assert store.read_now(tally) == (number, number)
        assert "Ana" in await say(store, asker, "STATUS")


async def test_who_is_linked_has_signed_wherever(store: Store) -> None:
    await link(store, ANAS, ANA)
    await sign(store, ANA)
    assert "already" in await say(store, ANAS, "LAMPS")
    await say(store, ANAS, "Ana Telegram", "60608", "sign")
    assert store.read_now(tally) == (1, 1)
    assert "already" in await say(store, (Channel.WHATSAPP, ANA[1]), "LAMPS")
    assert "off" in await say(store, ANAS, "UNSIGN", "9")
    assert store.read_now(tally) == (0, 0)
    await sign(store, ANAS, name="Ana Telegram")
    assert "not signed" not in await say(store, ANA, "STATUS")
    assert "off" in await say(store, ANA, "UNSIGN", "99")  # a 9 has just linked
    assert store.read_now(tally) == (0, 0)


async def test_delete_on_either_erases_both_and_the_link(store: Store) -> None:
    for on, other in ((ANA, ANAS), (ANAS, ANA)):
        await sign(store, ANA)
        await sign(store, ANAS, keyword="BOOKS", name="Ana Telegram")
        await link(store, ANA, ANAS)
        assert "rased" in await say(store, on, "DELETE", "9" if on is ANA else "99")
        assert store.read_now(lambda tx: rows(tx, contacts, signatures, link_codes)) == [0, 0, 0]
        assert "not signed" in await say(store, other, "STATUS")
        await say(store, other, "DELETE", "99")
        await say(store, on, "DELETE", "99")


async def test_updates_of_a_petition_come_once_and_end_for_both(store: Store) -> None:
    for who in (ANAS, ANA):
        await sign(store, who)
        await say(store, who, "JOIN")
    assert store.read_now(lambda tx: [wanted(tx, ANA), wanted(tx, ANAS)]) == [["lamps"], ["lamps"]]
    await link(store, ANA, ANAS)
    assert store.read_now(lambda tx: [wanted(tx, ANA), wanted(tx, ANAS)]) == [[], ["lamps"]], "the earlier consent"
    assert store.read_now(words) == [(1, "telegram"), (1, "sms"), (0, "sms")]
    assert "twice" in await say(store, ANA, "JOIN")
    assert "Updates: on" in await say(store, ANA, "STATUS")
    assert "STOP" not in await say(store, ANA, "STOP")
    assert store.read_now(lambda tx: [wanted(tx, ANA), wanted(tx, ANAS)]) == [[], []]
    assert "/sign" not in await say(store, ANAS, "STATUS"), "STOP by text is none on Telegram"
    assert "Updates: off" in await say(store, ANAS, "STATUS")


async def test_a_code_holds_ten_minutes_once_and_until_the_next_one(store: Store) -> None:
    old, new = await code_of(store, ANA), await code_of(store, ANA)
    assert "wrong" in await say(store, ANAS, old)
    assert "wrong" in await say(store, ANAS, new, now=NOW + timedelta(seconds=600))
    await say(store, ANAS, new, "no")
    assert "wrong" not in await say(store, ANAS, new)
    assert "one person" in await say(store, ANAS, "9")
    assert "wrong" in await say(store, BENS, new)
    assert store.read_now(lambda tx: rows(tx, link_codes)) == [0]


async def test_the_nine_that_comes_when_the_code_holds_no_more_joins_nothing(store: Store) -> None:
    code = await code_of(store, ANA)
    await say(store, ANAS, code, now=NOW + timedelta(seconds=590))
    assert "wrong" in await say(store, ANAS, "9", now=NOW + timedelta(seconds=620))
    assert store.read_now(linked) == 0


async def test_codes_of_ones_own_kind_and_of_who_is_linked_join_nothing(store: Store) -> None:
    code = await code_of(store, ANA)
    for who in (ANA, BEN, (Channel.WHATSAPP, ANA[1]), (Channel.WHATSAPP, BEN[1])):
        assert "Telegram" in await say(store, who, code)
        assert "9" not in await say(store, who, "9")
    assert store.read_now(linked) == 0
    await link(store, ANA, ANAS)
    assert "joined once" in await say(store, ANA, "LINK")
    assert "joined once" in await say(store, ANAS, await code_of(store, BEN))
    assert store.read_now(linked) == 2


async def test_after_five_wrong_codes_not_even_the_right_one_is_read_that_day(store: Store) -> None:
    code = await code_of(store, ANA)
    for wrong in range(MISSES_A_DAY):
        assert "wrong" in await say(store, ANAS, f"{(int(code) + 1 + wrong) % 1_000_000:06d}")
    assert "Too many" in await say(store, ANAS, code)
    assert "Too many" in await say(store, ANAS, f"LINK {code}")
    tomorrow = NOW + timedelta(days=1)
    assert "one person" in await say(store, ANAS, await code_of(store, ANA, now=tomorrow), now=tomorrow)


async def test_many_who_guess_are_stopped_together(store: Store) -> None:
    code = await code_of(store, ANA)
    missed = {"hour": int(NOW.timestamp()) // 3600, "missed": MISSES_AN_HOUR - 1}
    store.write_now(lambda tx: tx.connection.execute(missed_link_codes.insert().values(missed)))
    assert "wrong" in await say(store, BENS, "000000" if code != "000000" else "000001")
    assert "Too many" in await say(store, ANAS, code)
    later = NOW + timedelta(hours=1)
    assert "one person" in await say(store, ANAS, await code_of(store, ANA, now=later), now=later)
    store.write_now(lambda tx: forget_all(tx, later + timedelta(hours=1)))
    assert store.read_now(lambda tx: rows(tx, missed_link_codes, link_codes)) == [0, 0]


async def test_a_mistyped_zip_is_asked_for_again_and_counts_as_a_guess(store: Store) -> None:
    await say(store, ANAS, "LAMPS", "Ana Telegram")
    assert "ZIP" in await say(store, ANAS, "606081")
    assert store.read_now(lambda tx: tx.connection.scalar(select(missed_link_codes.c.missed))) == 1


async def test_a_link_lives_as_long_as_a_signature_and_goes_with_the_last_key(store: Store) -> None:
    await sign(store, ANA)
    await link(store, ANA, ANAS)
    for week in range(1, 4):
        store.write_now(lambda tx, week=week: forget_all(tx, NOW + timedelta(days=8 * week)))  # type: ignore[misc]
        assert store.read_now(linked) == 2
        assert store.read_now(lambda tx: tx.connection.scalars(select(contacts.c.address)).all()) == [None, None]
    month = NOW + timedelta(days=30)
    assert "already" in await say(store, ANAS, "LAMPS", now=month)

    def destroy_keys_and_forget(tx: Transaction) -> None:
        tx.connection.execute(delete(wrapped_keys).where(wrapped_keys.c.name.like("petition:%")))
        tx.look_again()
        forget_all(tx, month + timedelta(days=8))

    store.write_now(destroy_keys_and_forget)
    assert store.read_now(lambda tx: rows(tx, contacts)) == [0]


async def test_without_a_signature_a_link_goes_with_the_talks(store: Store) -> None:
    await link(store, ANA, ANAS)
    await say(store, ANAS, "LAMPS", now=NOW + timedelta(days=5))
    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(days=8)))
    assert store.read_now(linked) == 2
    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(days=16)))
    assert store.read_now(lambda tx: rows(tx, contacts)) == [0]


async def test_half_a_link_is_none(store: Store) -> None:
    await link(store, ANA, ANAS)
    await sign(store, ANAS, name="Ana Telegram")
    mine = store.read_now(lambda tx: tx.keys.contact(*ANA))
    store.write_now(lambda tx: tx.connection.execute(update(contacts).where(contacts.c.key == mine).values(link=None)))
    await sign(store, ANA)
    assert store.read_now(tally) == (2, 2)


def wanted(tx: Transaction, who: tuple[Channel, str]) -> list[str]:
    """The petitions whose updates go to a contact."""
    row = tx.connection.execute(select(contacts).where(contacts.c.key == tx.keys.contact(*who))).one()
    return list(read_state(tx, row.key, row.state).updates)


def words(tx: Transaction) -> list[tuple[int, str]]:
    """What the ledger of consents says, from the first word on."""
    rows = tx.connection.execute(select(consents.c.given, consents.c.channel).order_by(consents.c.id))
    return [(row.given, row.channel) for row in rows]


def linked(tx: Transaction) -> int:
    return tx.connection.scalar(select(func.count()).select_from(contacts).where(contacts.c.link.is_not(None))) or 0


async def test_delete_on_one_channel_buys_no_answers_anew_on_the_other(store: Store) -> None:
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:

        async def hear(who: tuple[Channel, str], *words: str) -> list[str]:
            heard = [Heard(f"L{next(_ids):033d}", *who, text=one) for one in words]
            return [(await inbox.hear(one, write)).decode() for one in heard]

        answered = 0
        for turn in range(12):
            code = re.findall(r"\b[0-9]{6}\b", " ".join(await hear(ANA, "LINK")))
            answered += len(code) + sum(
                bool(one) for one in await hear(ANA, *["LAMPS", "STATUS", "COUNT", "SHARE"] * 2)
            )
            if code:
                sender = (Channel.TELEGRAM, str(8000 + turn))  # whose own answers are not used up
                assert "rased" in (await hear(sender, *code, "9", "DELETE", "99"))[-1]
        assert 40 <= answered <= ANSWERS_A_DAY + 5


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_copy_and_a_backup_keep_links_and_no_codes(
    store: Store, database_url: str, master: MasterKey, tmp_path: Path
) -> None:
    await sign(store, ANA)
    await link(store, ANA, ANAS)
    await code_of(store, BEN)
    await say(store, BENS, "000000")
    assert store.read_now(lambda tx: rows(tx, link_codes, missed_link_codes)) == [1, 1]
    copy, restored = (f"sqlite:///{tmp_path / name}.db" for name in ("copy", "restored"))
    copy_store(database_url, copy, master)
    back_up(database_url, master, tmp_path / "backup", NOW)
    restore(tmp_path / "backup", keys_beside(tmp_path / "backup"), restored, master)
    for url in (copy, restored):
        other = Store.open(url, master)
        assert other.read_now(lambda tx: rows(tx, link_codes, missed_link_codes)) == [0, 0]
        assert "already" in await say(other, ANAS, "LAMPS")
        assert other.read_now(linked) == 2
        await other.aclose()


async def test_on_whatsapp_the_telephone_is_linked_on_all_its_channels(store: Store) -> None:
    whatsapp = (Channel.WHATSAPP, ANA[1])
    await sign(store, ANAS, name="Ana Telegram")
    assert "one person" in await link(store, ANAS, whatsapp)
    assert store.read_now(lambda tx: tx.connection.scalar(has_address(tx, ANA))) is False, "there was no talk by SMS"
    for who in (ANA, whatsapp):
        assert "already" in await say(store, who, "LAMPS")
    assert "joined once" in await say(store, ANA, "LINK")
    await say(store, ANAS, "DELETE", "9")
    assert store.read_now(tally) == (0, 0)
    assert store.read_now(linked) == 0
    assert store.read_now(lambda tx: tx.connection.scalar(has_address(tx, whatsapp))) is None, "its talk is erased too"


async def test_several_people_on_a_phone_stay_several_and_only_owners_are_merged(store: Store) -> None:
    await sign(store, ANA)
    await say(store, ANA, "OTHER", "Luz Diaz 60609", "1")
    await sign(store, ANAS, name="Ana Telegram")
    await say(store, ANAS, "/other", "Eva Soto", "60610", "sign")
    assert store.read_now(tally) == (4, 4)
    await link(store, ANA, ANAS)
    assert store.read_now(tally) == (3, 3)
    assert store.read_now(miscounted) == {}
    listed = await say(store, ANA, "STATUS")
    assert "Luz Diaz" in listed
    assert "Eva" not in listed
    assert "all 3 people of this chat and of the phone" in await say(store, ANAS, "DELETE", "ALL")
    await say(store, ANAS, "UNSIGN", "ALL", "99")  # a 9 has just linked
    assert store.read_now(tally) == (0, 0)


def has_address(tx: Transaction, who: tuple[Channel, str]) -> Select[tuple[bool]]:
    return select(contacts.c.address.is_not(None)).where(contacts.c.key == tx.keys.contact(*who))
