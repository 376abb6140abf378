"""People who text to a store, through the inbox and the whole conversation."""

from __future__ import annotations

import itertools

from sqlalchemy import func, select

from bots.inbox import Inbox
from conversations import Channel, Heard, Petitions, Turn
from storage import Store, Transaction, counts
from storage.tables import signatures
from tests.storage.conftest import NOW

LINE = Petitions(organization="Neighbours", default_language="en", number="+13125550100")
_ids = itertools.count(1)


def inbox(store: Store) -> Inbox:
    """An inbox on a store, not yet entered."""
    return Inbox(store, lambda: LINE, lambda: NOW)


def heard(address: str, words: str) -> Heard:
    """One text, with an id of its own."""
    return Heard(f"SM7{next(_ids):031d}", Channel.SMS, address, text=words)


def write(_one: Heard, turn: Turn) -> bytes:
    """The answer as its words."""
    return "|".join(reply.text for reply in turn.replies).encode()


async def text(store: Store, address: str, *words: str) -> str:
    """Text one after the other; gives the last answer."""
    answer = b""
    async with inbox(store) as open_inbox:
        for one in words:
            answer = await open_inbox.hear(heard(address, one), write)
    return answer.decode()


async def sign(store: Store, address: str) -> None:
    """Sign "lamps" from one telephone."""
    assert "Signed" in await text(store, address, "LAMPS", "Ana Lopez 60608", "1")


def tally(tx: Transaction) -> tuple[int, int]:
    """The kept count of "lamps" beside the signatures that are there: they must agree."""
    return counts(tx)["lamps"], tx.connection.scalar(select(func.count()).select_from(signatures)) or 0
