"""A database of any revision, with people in it, is brought up to date, and every conversation goes on.

A new migration needs rows of its own revision: write the migration, then `pytest tests/storage/test_upgrades.py
--record-revision`, and commit the file. What was recorded for an earlier revision is never written again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bots.inbox import Inbox
from conversations import Channel, Heard, Kind
from storage import MasterKey, SchemaBehind, Store, Transaction, import_petition, upgrade
from storage.bursts import Burst, raise_flags
from storage.deeds import By, all_deeds, dismiss
from storage.group_cards import claim, placed, take_due
from storage.petitions import miscounted, same_phone_counts
from storage.schema import head, revision_of
from storage.tables import signatures
from tests.storage import recording
from tests.storage.conftest import NOW, petition
from tests.storage.texting import LINE, tally, write

MASTER = MasterKey.read("5a" * 32)
#: Who was one person on two channels, since there was that.
FAYS = (Channel.SMS, Channel.TELEGRAM)
GROUP = -1_001_555_000_111
ANA, BEN, CARLA, DAN, EVA, FAY = (f"+131255501{number}" for number in range(42, 48))
#: What each of them texts before the upgrade; the ids of the messages are made of sender and place.
BEFORE = {
    ANA: ("LAMPS", "Ana Lopez 60608", "1", "JOIN"),
    BEN: ("LAMPS", "Ben Ortiz 60623", "1", "UNSIGN", "9"),
    CARLA: ("FAROS", "Carla Ruiz 60632"),
    DAN: ("LAMPS", "STOP"),
    EVA: ("LAMPS", "Eva Soto 60609", "1", "DELETE", "9"),
}


def heard(sender: str, place: int, words: str, channel: Channel = Channel.SMS) -> Heard:
    """The text that a person sends as number `place`."""
    return Heard(f"SM{sender[-10:]}{place:022d}", channel, sender, text=words)


async def say(store: Store, sender: str, *words: str, first: int = 0, channel: Channel = Channel.SMS) -> list[str]:
    """Text one after the other, and all answers."""
    async with Inbox(store, lambda: replace(LINE, bot="lamps_bot"), lambda: NOW) as inbox:
        return [
            (await inbox.hear(heard(sender, first + place, one, channel), write)).decode()
            for place, one in enumerate(words)
        ]


def flag_and_dismiss(tx: Transaction) -> None:
    """Flag the one signature and leave it in the count."""
    row = tx.connection.execute(select(signatures.c.petition, signatures.c.hour, signatures.c.tag)).one()
    raise_flags(tx, [Burst(row.petition, row.hour, row.tag[:8], 40, 40)])
    dismiss(tx, 1, By("Rosa", "the assembly", NOW))


async def test_people_of_this_revision_are_recorded(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if request.config.getoption("--record-revision"):
        url = f"sqlite:///{tmp_path / 'recorded.db'}"
        upgrade(url, MASTER)
        store = Store.open(url, MASTER)
        store.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW))
        for sender, words in BEFORE.items():
            await say(store, sender, *words)
        code = (await say(store, FAY, "LINK"))[0].partition("Code ")[2][:6]
        await say(store, FAY, code, "9", channel=Channel.TELEGRAM)
        store.write_now(lambda tx: claim(tx, GROUP, "lamps", "es", "g12", NOW))
        store.write_now(lambda tx: placed(tx, GROUP, "lamps", 7, 0))
        store.write_now(flag_and_dismiss)
        await store.aclose()
        recording.record(url, head())
    assert recording.is_recorded(head()), "run pytest tests/storage/test_upgrades.py --record-revision"


@pytest.mark.parametrize("revision", recording.revisions())
async def test_everything_goes_on_after_the_upgrade(revision: str, database_url: str) -> None:
    recording.play(database_url, revision)
    assert revision_of(database_url) == revision
    if revision != head():
        with pytest.raises(SchemaBehind):
            Store.open(database_url, MASTER)
    upgrade(database_url, MASTER)
    store = Store.open(database_url, MASTER)
    try:
        assert store.read_now(miscounted) == {}
        assert store.read_now(tally) == (1, 1)
        later = NOW + timedelta(minutes=1)
        cards = store.write_now(lambda tx: take_due(tx, {"lamps": 1}, (), later, 9))
        assert [card.chat for card in cards] == ([] if revision == "0001" else [GROUP])
        assert [deed.why for deed in store.read_now(all_deeds)] == (["the assembly"] if revision >= "0003" else [])
        is_linked = ["joined once" in (await say(store, FAY, "LINK", first=10, channel=one))[0] for one in FAYS]
        assert is_linked == [revision >= "0005"] * 2
        await goes_on(store)
        tagged = store.read_now(lambda tx: tx.connection.scalars(select(signatures.c.tag)).all())
        assert all(tagged), "what was signed before the tags is gone by now, what was signed since has one"
        assert len(set(tagged)) == 2, "one block, two petitions"
    finally:
        await store.aclose()


async def goes_on(store: Store) -> None:
    """Each of them texts again."""
    assert "Signed" in (await say(store, ANA, "1", first=2))[0], "the same message again gets the same answer"
    assert store.read_now(tally) == (1, 1)
    (status,) = await say(store, ANA, "STATUS", first=10)
    assert "60608" in status
    assert "Firmaste" in (await say(store, CARLA, "1", first=10))[0]
    assert await say(store, DAN, "hello there", first=10) == [""]
    assert "Signed" in (await say(store, BEN, "LAMPS", "Ben Ortiz 60623", "1", first=10))[-1]
    assert "Signed" in (await say(store, EVA, "LAMPS", "Eva Soto 60609", "1", first=10))[-1]
    assert store.read_now(tally) == (4, 4)
    await say(store, ANA, "DELETE", "9", first=20)
    assert store.read_now(tally) == (3, 3)
    store.write_now(lambda tx: import_petition(tx, petition("library", "BOOKS", "LIBROS"), NOW))
    assert "Signed" in (await say(store, CARLA, "BOOKS", "Carla Ruiz 60632", "1", first=20))[-1]
    assert store.read_now(miscounted) == {}


async def calls(store: Store, sender: str, *keys: str) -> str:
    """Call and press keys; gives what is read at the end."""
    async with Inbox(store, lambda: LINE, lambda: NOW) as inbox:
        answer = await inbox.hear(Heard(f"CA{sender}:0", Channel.CALL, sender, Kind.START), write)
        for step, key in enumerate(keys, 1):
            answer = await inbox.hear(Heard(f"CA{sender}:{step}", Channel.CALL, sender, text=key), write)
    return answer.decode()


@pytest.mark.parametrize("revision", recording.revisions())
async def test_people_of_before_do_what_came_later(revision: str, database_url: str) -> None:
    """Calls, OTHER, LINK, UNSIGN of one and DELETE of both channels, for people whose rows know nothing of them."""
    recording.play(database_url, revision)
    upgrade(database_url, MASTER)
    store = Store.open(database_url, MASTER)
    try:
        assert "signed already" in await calls(store, ANA, "1")
        assert "Person 2" in (await say(store, ANA, "OTHER", first=30))[0]
        assert "Signed" in (await say(store, ANA, "Luz Lopez 60622", "1", first=31))[1]
        assert store.read_now(same_phone_counts) == {"lamps": 1}
        code = (await say(store, ANA, "LINK", first=33))[0].partition("Code ")[2][:6]
        assert "one person" in (await say(store, ANA, code, "9", first=34, channel=Channel.TELEGRAM))[1]
        assert "not counted" in (await say(store, ANA, "UNSIGN", "1", "9", first=36))[2]
        assert store.read_now(tally) == (1, 1)
        assert "counts" in await calls(store, CARLA, "1")
        assert "Carla Ruiz" in (await say(store, CARLA, "1", first=30))[0], "her review was open when she called"
        assert store.read_now(tally) == (2, 2)
        assert "Erased" in (await say(store, ANA, "DELETE", "99", first=40, channel=Channel.TELEGRAM))[1]
        assert "not signed" in (await say(store, ANA, "STATUS", first=42))[0]
        assert store.read_now(tally) == (1, 1)
        assert store.read_now(miscounted) == {}
    finally:
        await store.aclose()
