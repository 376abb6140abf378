"""`undersigned rehearse`: a whole campaign of invented people against a running line, before the real one."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from api.commands.opening import settings_or_fail
from api.commands.speaking import FAILED, WRONGLY_ASKED, fail, show, show_json, talk

if TYPE_CHECKING:
    from api.rehearsal.campaign import Plan, Rehearsal
    from api.rehearsal.delivery import Delivery
    from api.settings import Settings

#: The petition that is rehearsed when none is named; it comes with the program.
REHEARSAL = "rehearsal"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def rehearse(
    signers: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many people come.")] = 6212,
    minutes: Annotated[float, typer.Option(min=0.01, help="In which they come.")] = 10,
    url: Annotated[str, typer.Option(help="Where the line listens.")] = "http://127.0.0.1:8000",
    petition: Annotated[str, typer.Option(help="The slug of the petition that they sign.")] = REHEARSAL,
    spike: Annotated[float, typer.Option(min=1, help="How many times as many come in the spike.")] = 5,
    telegram: Annotated[float, typer.Option(min=0, max=1, help="The share on Telegram, where it is on.")] = 0.2,
    connections: Annotated[int, typer.Option(min=1, max=1000, help="Connections at a time.")] = 64,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the signatures there.")] = False,
    erase: Annotated[bool, typer.Option("--erase", help="Only take off what one that was cut off left.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Let invented people text a running line, report how it went, and take them off again."""
    from api.rehearsal import report
    from api.rehearsal.campaign import Plan

    settings = settings_or_fail()
    if settings.sms_lacks:
        fail(f"A rehearsal signs texts as Twilio does; not set: {', '.join(settings.sms_lacks)}.", code=WRONGLY_ASKED)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        fail("--url must be an address like http://127.0.0.1:8000.", code=WRONGLY_ASKED)
    share = 0.0 if settings.telegram_webhook_lacks else telegram
    plan = Plan(petition, signers, minutes, spike, share, seed, keep, erase)
    played = _run(_play(plan, settings, url.rstrip("/"), connections, yes=yes))
    if as_json:
        show_json(report.as_json(played))
    else:
        show(report.as_text(played))
    if report.problems(played):
        raise typer.Exit(FAILED)


async def _play(plan: Plan, settings: Settings, url: str, connections: int, *, yes: bool) -> Rehearsal:
    """Look that it may begin, and play it, or only erase what an earlier one left."""
    from api.rehearsal.campaign import Rehearsal
    from api.rehearsal.connections import Connections
    from api.rehearsal.delivery import NUMBERS, Delivery

    line = Connections(url, connections)
    # The same numbers for the same seed: what was cut off can be found again.
    first = random.Random(plan.seed).randrange(NUMBERS)  # noqa: S311
    delivery = Delivery(line, settings, first)
    found = await _found(delivery, plan.petition, url)
    _ask(found, url, yes)
    await _try(delivery)
    rehearsal = Rehearsal(plan, delivery, found["keywords"], talk)
    if not plan.erase:
        come = f"{plan.people:,} people come to {plan.petition} at {url} in {plan.minutes:g} minutes"
        talk(f"{come}; Ctrl-C ends it early.")
    await (rehearsal.erase_leftovers() if plan.erase else rehearsal.play())
    line.close()
    return rehearsal


def _run(play: Coroutine[Any, Any, Rehearsal]) -> Rehearsal:
    """Run on the faster loop, where there is one; a line that goes away before anything was signed ends it."""
    from api.rehearsal.connections import NoAnswer

    try:
        import uvloop
    except ImportError:
        runner = asyncio.Runner()
    else:
        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    try:
        with runner:
            return runner.run(play)
    except NoAnswer:
        fail("The line has gone.")


async def _found(delivery: Delivery, slug: str, url: str) -> dict[str, Any]:
    """The petition as the line shows it to everybody."""
    from api.rehearsal.connections import NoAnswer

    try:
        answer = await delivery.connections.get(f"/api/petitions/{slug}")
    except NoAnswer:
        fail(f"Nothing answers at {url}. Is `undersigned serve` running there?")
    if answer.status == 404 and slug == REHEARSAL:
        fail(
            "There is no petition to rehearse with. Bring one in and open it:",
            f"    undersigned petition import petitions/{REHEARSAL}/{REHEARSAL}.toml",
            f"    undersigned petition open {REHEARSAL}",
            "or name another with --petition SLUG; for as long as it takes, its public count is not true.",
        )
    if answer.status != 200:
        fail(f"The line at {url} shows no petition {slug} ({answer.status}).")
    found: dict[str, Any] = json.loads(answer.body)
    if found["state"] != "open":
        fail(f"{slug} is {found['state']}: nobody could sign it.")
    return found


def _ask(found: dict[str, Any], url: str, yes: bool) -> None:
    """Make sure that this is meant, where invented people may come among real ones."""
    doubts = []
    if urlsplit(url).hostname not in _LOOPBACK:
        doubts.append(f"{url} is not on this machine.")
    if not found["slug"].startswith(REHEARSAL):
        real = f"{found['slug']} is no rehearsal and has {found['signatures']:,} signatures"
        doubts.append(f"{real}; for a while its count will not be true.")
    if not doubts or yes:
        return
    if not sys.stdin.isatty():
        fail(*doubts, "Say --yes if this is meant.", code=WRONGLY_ASKED)
    talk("\n".join(doubts))
    typer.confirm("Go on?", abort=True, err=True)


async def _try(delivery: Delivery) -> None:
    """See that the line takes our signatures, before thousands of texts are refused."""
    from api.rehearsal.connections import NoAnswer

    try:
        status = await delivery.is_taken()
    except NoAnswer:
        fail("The line does not answer a text.")
    if status == 403:
        fail("The line refuses our signature: PUBLIC_URL, TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN differs there.")
    if status != 200:
        fail(f"The line answers a text with {status}. `undersigned doctor` may tell why.")
