"""What a family and a linked person said is delivered again: the same answer, or none after DELETE; no row changes."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import select

from bots.inbox import Inbox
from conversations import Channel, Heard, Petitions, Turn
from storage import MasterKey, Store, Transaction
from storage.petitions import miscounted
from storage.tables import metadata
from tests.storage.conftest import NOW

LINE = Petitions(
    organization="Neighbours", default_language="en", number="+13125550100", bot="lamps_bot", whatsapp="+13125550101"
)
SMS, WHATSAPP = (Channel.SMS, "+13125550142"), (Channel.WHATSAPP, "+13125550142")
TELEGRAM = (Channel.TELEGRAM, "7001")
_SIGNED = ((SMS, "LAMPS"), (SMS, "Ana Lopez 60608"), (SMS, "1"), (SMS, "OTHER"), (SMS, "Maria Lopez 60608"), (SMS, "1"))
#: Who says what, in turn; CODE stands for the six digits that LINK gave last.
STORIES = {
    "one of a family is erased, then all": (
        *_SIGNED,
        *((SMS, "JOIN"), (SMS, "EDIT"), (SMS, "2"), (SMS, "Mariana Lopez"), (SMS, "1"), (SMS, "UNSIGN"), (SMS, "1")),
        *((SMS, "9"), (SMS, "OTHER"), (SMS, "Eva Soto 60608"), (SMS, "1"), (SMS, "DELETE"), (SMS, "2"), (SMS, "99")),
        *((SMS, "STATUS"), (SMS, "DELETE"), (SMS, "99"), (SMS, "LAMPS"), (SMS, "Ana Lopez 60608"), (SMS, "1")),
    ),
    "a family on two channels of one number": (
        *_SIGNED,
        *((WHATSAPP, "OTHER"), (WHATSAPP, "LAMPS"), (WHATSAPP, "OTHER"), (WHATSAPP, "Luis Lopez 60608")),
        *((SMS, "OTHER"), (SMS, "Rosa Lopez 60608"), (WHATSAPP, "1"), (SMS, "1"), (WHATSAPP, "DELETE")),
        *((WHATSAPP, "2"), (WHATSAPP, "9"), (SMS, "UNSIGN"), (SMS, "ALL"), (SMS, "9"), (WHATSAPP, "STATUS")),
    ),
    "a person on two channels beside a family": (
        *_SIGNED,
        *((TELEGRAM, "LAMPS"), (TELEGRAM, "Ana Telegram"), (TELEGRAM, "60608"), (TELEGRAM, "sign")),
        *((SMS, "LINK"), (TELEGRAM, "000000"), (TELEGRAM, "CODE"), (TELEGRAM, "9"), (SMS, "STATUS"), (SMS, "LINK")),
        *((TELEGRAM, "UNSIGN"), (TELEGRAM, "2"), (TELEGRAM, "99"), (SMS, "DELETE"), (SMS, "9"), (TELEGRAM, "STATUS")),
    ),
}


def write(_one: Heard, turn: Turn) -> bytes:
    return "|".join(reply.text for reply in turn.replies).encode()


def everything(tx: Transaction) -> dict[str, list[str]]:
    """All rows of all tables."""
    return {table.name: sorted(map(repr, tx.connection.execute(select(table)))) for table in metadata.sorted_tables}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
async def test_whatever_is_delivered_again_changes_nothing(
    store: Store, database_url: str, master: MasterKey, story: tuple[tuple[tuple[Channel, str], str], ...]
) -> None:
    told: dict[Heard, bytes] = {}
    erased: set[Heard] = set()
    code = ""
    async with AsyncExitStack() as stack:

        async def opened() -> Store:
            own = await asyncio.to_thread(Store.open, database_url, master)
            stack.push_async_callback(own.aclose)
            return own

        async def process() -> Inbox:
            return await stack.enter_async_context(Inbox(await opened(), lambda: LINE, lambda: NOW))

        first, second, beside = await process(), await process(), await opened()
        for number, (who, words) in enumerate(story):
            one = Heard(f"D{number:033d}", *who, text=words.replace("CODE", code))
            # Both processes are brought it at the same time, the first one twice.
            answers = await asyncio.gather(*(inbox.hear(one, write) for inbox in (first, second, first)))
            assert len(set(answers)) == 1
            told[one] = answers[0]
            found = re.search(r"Code ([0-9]{6})\.", answers[0].decode())
            code = found[1] if found else code
            before = await beside.read(everything)
            for inbox in (second, await process()) if number % 6 == 5 else (second,):
                again = await asyncio.gather(*(inbox.hear(old, write) for old in reversed(told)))
                for old, answer in zip(reversed(told), again, strict=True):
                    if answer != told[old] or old in erased:
                        assert not answer
                        assert any(b"rased" in answer for answer in told.values())
                        erased.add(old)
            assert await beside.read(everything) == before
        assert await beside.read(miscounted) == {}
