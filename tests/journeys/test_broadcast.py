"""A broadcast from the first organizer to the report, by commands of their own processes beside a line that serves.

Rosa writes it, Luz approves it from her own phone, and those who asked for updates get it once, each in their language.
"""

from __future__ import annotations

import json
import os
import re
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.databases import KINDS, fresh_database
from tests.fakes_sending import SendingTwilio
from tests.fakes_twilio import FakeTwilio
from tests.journeys.served import ROOT, Served
from tests.warm_starts import Started

ROSA, LUZ = "+13125550101", "+13125550102"
ANA, BETO, CARLA, DON = "+13125550142", "+13125550143", "+13125550144", "+13125550145"
SLUG = "put-s-comm-on-ice"
EN = "NDLON: Good news! Illinois left S-Comm. Rally Sat 10am, Daley Plaza. Reply STOP to end"
ES = "NDLON: ¡Buenas noticias! Illinois sale de S-Comm. Marcha el s\u00e1bado a las 10. Responda STOP para terminar"
SETTINGS = {"QUIET_HOURS": "off", "TWILIO_RATE": "100"}
_ids = count()


class Told(NamedTuple):
    """What a command printed, said beside it, and ended with."""

    out: str
    err: str
    code: int


async def undersigned(line: Served, *words: str) -> Told:
    """Run a command in a process of its own."""
    files = [line.folder / f"command-{next(_ids)}.{kind}" for kind in ("out", "err")]
    for file in files:
        file.touch()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **line.environment()}
    process = Started(words, folder=line.folder, environment=environment, output=(files[0], files[1]))
    code = await process.wait()
    return Told(files[0].read_text(), files[1].read_text(), code)


async def join(twilio: FakeTwilio, number: str, keyword: str, name: str, word: str) -> None:
    """Sign and ask for updates."""
    phone = twilio.phone(number)
    for text in (keyword, f"{name} 60608", "1", word):
        answer = await phone.text(text)
    assert answer, "joined without a word"


async def draft(line: Served) -> str:
    """Two organizers, and Rosa's broadcast; gives its number."""
    assert (
        await undersigned(line, "organizer", "add", "Rosa", "--role", "owner", "--contact", f"sms:{ROSA}")
    ).code == 0
    luz = ("organizer", "add", "Luz", "--role", "approver", "--contact", f"sms:{LUZ}", "--as", "Rosa")
    assert (await undersigned(line, *luz)).code == 0
    for language, text in (("en", EN), ("es", ES)):
        (line.folder / f"{language}.txt").write_text(text, "utf-8")
    texts = [word for language in ("en", "es") for word in ("--text", f"{language}={line.folder / language}.txt")]
    made = await undersigned(line, "broadcast", "draft", SLUG, *texts, "--as", "Rosa")
    assert made.code == 0, made.err
    return made.out.strip()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """SQLite or PostgreSQL."""
    return str(request.param)


async def test_from_the_draft_to_the_report(tmp_path: Path, kind: str) -> None:
    with fresh_database(kind, tmp_path) as url:
        async with FakeTwilio() as twilio, SendingTwilio() as api:
            line = Served(tmp_path, twilio, SETTINGS | {"TWILIO_API_URL": api.url}, database_url=url).prepare()
            async with line.serving():
                api.line = line.url
                await join(twilio, ANA, "SCOMM", "Ana Lopez", "JOIN")
                await join(twilio, BETO, "CARTA", "Beto Ruiz", "UNIRME")
                await join(twilio, CARLA, "SCOMM", "Carla Diaz", "JOIN")
                await twilio.phone(CARLA).text("please stop texting me")
                await twilio.phone(DON).text("SCOMM")
                number = await draft(line)
                await _is_not_sent_untested(line, number)
                await _is_tested(line, api, number)
                await _is_approved_by_luz(line, twilio, api, number)
                sent = await undersigned(line, "broadcast", "send", number, "--as", "Rosa", "--yes")
                assert (sent.code, sent.out) == (0, "sending to 2 people, $0.04\n"), sent
                watched = await undersigned(line, "broadcast", "status", number, "--watch")
                assert watched.code == 0, watched.err
                assert "done 2 of 2" in watched.out
            assert [taken.text for taken in api.by_address[ANA]] == [EN]
            assert [taken.text for taken in api.by_address[BETO]] == [ES]
            assert not api.by_address[CARLA] + api.by_address[DON]
            await _is_told_afterwards(line, number)


async def _is_not_sent_untested(line: Served, number: str) -> None:
    seen = await undersigned(line, "broadcast", "preview", number, "--json")
    assert seen.code == 1
    told = json.loads(seen.out)
    assert told["people"] == 2
    assert told["excluded"] == {"stopped": 1}
    assert told["blockers"] == [f"It was not tested as it is now: undersigned broadcast test {number}"]
    spanish = next(text for text in told["texts"] if text["language"] == "es")
    assert (spanish["encoding"], spanish["segments"], spanish["offending"]) == ("UCS-2", 2, ["á"])
    assert spanish["folded_segments"] == 1
    for command in ("approve", "send"):
        refused = await undersigned(
            line, "broadcast", command, number, "--as", "Rosa", *(["--yes"] * (command == "send"))
        )
        assert refused.code == 1
        assert "not tested" in refused.err


async def _is_tested(line: Served, api: SendingTwilio, number: str) -> None:
    tested = await undersigned(line, "broadcast", "test", number, "--as", "Rosa")
    assert (tested.code, tested.out) == (0, "on its way to Rosa, Luz\n"), tested.err
    await api.until(4)
    assert {taken.text for taken in api.by_address[LUZ]} == {EN, ES}
    seen = await undersigned(line, "broadcast", "preview", number)
    assert (seen.code, "in the way" in seen.out) == (0, False), seen.out


async def _is_approved_by_luz(line: Served, twilio: FakeTwilio, api: SendingTwilio, number: str) -> None:
    own = await undersigned(line, "broadcast", "approve", number, "--as", "Rosa")
    assert own.code == 1, "its author may not approve it"
    asked = await undersigned(line, "broadcast", "approve", number, "--as", "Luz")
    assert asked.code == 0, asked.err
    await api.until(5)
    code = re.search(r"APPROVE (\d{4})", api.by_address[LUZ][-1].text)
    assert code is not None
    assert code[1] not in asked.out + asked.err
    assert (await twilio.phone(ROSA).text(f"APPROVE {code[1]}")) != (await twilio.phone(LUZ).text(f"APPROVE {code[1]}"))
    listed = json.loads((await undersigned(line, "broadcast", "list", "--json")).out)
    assert [(one["id"], one["state"]) for one in listed] == [(int(number), "draft")]


async def _is_told_afterwards(line: Served, number: str) -> None:
    status = json.loads((await undersigned(line, "broadcast", "status", number, "--json")).out)
    assert (status["state"], status["sent"], status["waiting"], status["uncertain"]) == ("done", 2, 0, 0)
    report = (await undersigned(line, "broadcast", "report", number)).out.splitlines()
    assert report[0] == "channel,language,outcome,report,why,number"
    assert {row.rsplit(",", 3)[0].split(",", 1)[1] for row in report[1:]} <= {"en,sent", "es,sent"}
    audit = await undersigned(line, "audit", "show")
    deeds = [row.split("  ")[2:4] for row in audit.out.splitlines()]
    assert ["Luz", "approved"] in deeds
    assert ["Rosa", "sent"] in deeds
    assert (await undersigned(line, "audit", "verify")).code == 0
    everything = audit.out + audit.err + "".join(report) + line.log()
    assert not [number for number in (ROSA, LUZ, ANA, BETO, CARLA, DON) if number in everything]
