"""The limits of a contact lie in its row, so that several processes and a new start keep them like one process."""

from __future__ import annotations

from storage import MasterKey, Store
from tests.storage.texting import text

ANA, LUZ = "+13125550142", "+13125550143"


async def test_what_a_telephone_may_ask_in_a_day_holds_over_processes_and_restarts(
    store: Store, database_url: str, master: MasterKey
) -> None:
    alone = [await text(store, ANA, "STATUS") for _ in range(24)]
    shared = []
    for number in range(24):
        if number % 2:
            shared.append(await text(store, LUZ, "STATUS"))
            continue
        started = Store.open(database_url, master)
        shared.append(await text(started, LUZ, "STATUS"))
        await started.aclose()
    assert shared == alone
    assert alone[0], "who begins is answered"
    assert alone[-1] == "", "and whoever gets nowhere is not, at last"
    await store.aclose()
