"""Codes of LINK that are guessed at several processes on one PostgreSQL: the hour's limit is that of all together."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bots.inbox import Inbox
from conversations import Channel, Heard
from conversations.link_codes import MISSES_AN_HOUR
from storage import Store
from storage.tables import missed_link_codes
from tests.storage.test_linking_at_once import inboxes, write

__all__ = ["inboxes"]

pytestmark = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)


async def test_who_guess_at_every_process_at_once_are_stopped_together(inboxes: list[Inbox], store: Store) -> None:
    def guess(number: int) -> Heard:
        return Heard(f"G{number:033d}", Channel.TELEGRAM, str(9000 + number), text=f"{number:06d}")

    heard = [inboxes[number % 3].hear(guess(number), write) for number in range(4 * MISSES_AN_HOUR)]
    answers = await asyncio.gather(*heard)
    assert sum(b"code is wrong" in answer for answer in answers) == MISSES_AN_HOUR
    assert sum(b"Too many" in answer for answer in answers) == 3 * MISSES_AN_HOUR
    missed = store.read_now(lambda tx: tx.connection.scalars(select(missed_link_codes.c.missed)).all())
    assert missed == [MISSES_AN_HOUR]
