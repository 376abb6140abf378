"""What the store knows of its last backup and its last message: to the minute and the hour, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import insert

from storage import Store, Transaction
from storage.answers import ANSWER_HOURS
from storage.hours import hour_of
from storage.last_backup import last_backup, note_backup
from storage.last_heard import LastHeard, last_heard
from storage.tables import answers, consents
from tests.storage.conftest import NOW

HOUR = datetime(2026, 5, 3, 17, tzinfo=UTC)


def test_the_last_backup_is_known_once_somebody_said_so(store: Store) -> None:
    assert store.read_now(last_backup) is None
    for moment in (NOW, NOW + timedelta(days=2)):
        store.write_now(partial(note_backup, now=moment))
        assert store.read_now(last_backup) == moment


def test_the_last_message_and_the_last_word_by_channel_are_known_to_the_hour(store: Store) -> None:
    assert store.read_now(last_heard) == LastHeard(None, {})

    def hear(tx: Transaction) -> None:
        hours = [hour_of(NOW - timedelta(hours=ago)) for ago in (0, 3, 5)]
        for number, hour in enumerate(hours):
            row = {"message": bytes([number]) * 16, "answer": b"", "expires": hour + ANSWER_HOURS}
            tx.connection.execute(insert(answers).values(row))
        for channel, hour in zip(("telegram", "sms", "sms"), hours, strict=True):
            told = dict.fromkeys(("wording", "language", "how", "source", "area"), "")
            row = told | {"contact": b"c" * 16, "given": 1, "channel": channel, "hour": hour}
            tx.connection.execute(insert(consents).values(row))

    store.write_now(hear)
    by_channel = {"sms": HOUR - timedelta(hours=3), "telegram": HOUR}
    assert store.read_now(last_heard) == LastHeard(HOUR, by_channel)
