"""`undersigned rehearse` against a real line: small here, and the same command an organizer uses before the day."""

from __future__ import annotations

import json
import os
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from conversations.petition_file import read_petition
from storage import Store, import_petition
from storage.petitions import set_state
from tests.fakes_twilio import FakeTwilio
from tests.journeys.breaking import rows
from tests.journeys.served import ROOT, Served
from tests.storage.conftest import NOW
from tests.warm_starts import Started

TELEGRAM = {
    "TELEGRAM_BOT_TOKEN": "123456:" + "t" * 35,
    "TELEGRAM_BOT_USERNAME": "neighbours_bot",
    "TELEGRAM_WEBHOOK_SECRET": "s" * 32,
    # Nothing listens there: whatever is said to Telegram would be noticed in the log.
    "TELEGRAM_API_URL": "http://127.0.0.1:9",
}


async def rehearse(served: Served, *options: str, **settings: str) -> tuple[int, str, str]:
    """Run the command where the line runs: its exit code, and what it printed and said."""
    with tempfile.TemporaryDirectory() as name:
        printed, said = Path(name) / "printed", Path(name) / "said"
        program = Started(
            ("rehearse", "--url", served.url, *options),
            folder=served.folder,
            environment={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | served.environment() | settings,
            output=(printed, said),
        )
        return await program.wait(), printed.read_text("utf-8"), said.read_text("utf-8")


def bring_in_the_rehearsal(served: Served) -> None:
    """Import the petition that comes for it, and open it."""
    petition = read_petition((ROOT / "petitions/rehearsal/rehearsal.toml").read_text("utf-8"))
    store = Store.open(served.database_url, served.master)
    store.write_now(partial(import_petition, petition=petition, now=NOW))
    store.write_now(partial(set_state, slug="rehearsal", state="open"))
    store.close()


async def test_sixty_people_come_and_nothing_of_them_stays(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio:
        served = Served(tmp_path, twilio, TELEGRAM).prepare()
        bring_in_the_rehearsal(served)
        await served.start()
        code, printed, said = await rehearse(served, "--signers", "60", "--minutes", "0.05", "--json")
        assert code == 0, printed + said
        told: dict[str, Any] = json.loads(printed)
        assert told["problems"] == []
        assert told["texts"]["lost"] == 0
        assert told["signatures"]["acknowledged"] > 40
        expected = told["signatures"]["acknowledged"] - told["signatures"]["unsigned"]
        assert told["count"] == {"before": 0, "after": expected, "expected": expected, "cleaned": 0}
        assert rows(served) == 0
        assert "Taking 60 people off again" in said
        await served.stop()
        assert "Telegram call failed" not in served.log()


async def test_people_who_are_kept_are_erased_by_their_seed_later(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio:
        served = Served(tmp_path, twilio).prepare()
        bring_in_the_rehearsal(served)
        await served.start()
        few = ("--signers", "20", "--minutes", "0.02", "--seed", "4")
        code, printed, _ = await rehearse(served, *few, "--keep")
        assert code == 0, printed
        assert "nobody (--keep)" in printed
        assert (kept := rows(served)) > 10
        code, printed, _ = await rehearse(served, *few, "--erase")
        assert code == 0
        assert printed == f"The 20 people of seed 4 are taken off: the count was {kept} and is 0.\n"
        assert rows(served) == 0
        # Once more at once: the line does not take a 9 for an erasure so soon after one, and asks for 99.
        code, printed, _ = await rehearse(served, *few)
        assert code == 0, printed
        assert rows(served) == 0
        await served.stop()


async def test_a_real_petition_is_not_rehearsed_by_accident(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio, Served(tmp_path, twilio) as served:
        code, _, said = await rehearse(served, "--signers", "5")
        assert code == 1
        assert "undersigned petition import petitions/rehearsal/rehearsal.toml" in said
        code, _, said = await rehearse(served, "--petition", "safe-crossing")
        assert code == 2
        assert "safe-crossing is no rehearsal and has 0 signatures" in said
        assert rows(served) == 0
        few = ("--signers", "5", "--minutes", "0.01", "--petition", "safe-crossing", "--yes")
        code, printed, _ = await rehearse(served, *few, TWILIO_AUTH_TOKEN="another-token-than-there")
        assert (code, printed) == (1, "")
        code, printed, _ = await rehearse(served, *few)
        assert code == 0, printed
        assert "All is well" in printed


async def test_a_line_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    async with FakeTwilio() as twilio:
        served = Served(tmp_path, twilio).prepare()
        code, _, said = await rehearse(served)
        assert code == 1
        assert said == f"Nothing answers at {served.url}. Is `undersigned serve` running there?\n"
