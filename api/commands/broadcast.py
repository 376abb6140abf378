"""`undersigned broadcast`: from a draft over preview, test and approval to the last delivery."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, TypeVar

import typer

from api import broadcasting
from api.broadcast_preview import dollars, preview
from api.commands.broadcast_options import read_day, read_moment, read_texts
from api.commands.broadcast_showing import brief_json, preview_json, preview_lines, report_csv, status_json
from api.commands.broadcast_watching import show_status
from api.commands.opening import open_for_command, settings_or_fail
from api.commands.speaking import WRONGLY_ASKED, fail, show, show_json, talk
from storage import Store, Transaction
from storage.audience_filter import AudienceFilter, WrongFilter
from storage.broadcast_report import report as report_of
from storage.broadcasts import all_broadcasts, read

T = TypeVar("T")

broadcast = typer.Typer(
    no_args_is_help=True,
    help="News to those who asked: draft, preview, test, approve, send, pause, resume, cancel, status, report.",
)

Number = Annotated[int, typer.Argument(metavar="ID", help="The broadcast's number.")]
Who = Annotated[str, typer.Option("--as", help="Which organizer acts.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
Texts = Annotated[
    list[str] | None, typer.Option("--text", metavar="LANGUAGE=FILE", help="A text in a language; - reads the input.")
]
Many = list[str] | None
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@broadcast.command("draft")
def draft(
    petition: Annotated[str, typer.Argument(metavar="SLUG", help="Whose updates; 'all' = of every petition.")],
    texts: Texts = None,
    channels: Annotated[
        Many, typer.Option("--channel", help="Only on this channel; may be repeated, as all filters.")
    ] = None,
    languages: Annotated[Many, typer.Option("--language", help="Only who joined in this language.")] = None,
    areas: Annotated[Many, typer.Option("--area", help="Only where the ZIP begins so: 606.")] = None,
    states: Annotated[Many, typer.Option("--state", help="Only in this state: IL.")] = None,
    sources: Annotated[Many, typer.Option("--source", help="Only who came from here.")] = None,
    joined_from: Annotated[str, typer.Option(help="Only who joined on this day or later: 2026-11-01.")] = "",
    joined_to: Annotated[str, typer.Option(help="Only who joined on this day or before.")] = "",
    rest_days: Annotated[int, typer.Option(help="Not who got something within so many days.")] = 0,
    who: Who = "",
    as_json: Json = False,
) -> None:
    """Write a new broadcast down, and print its number."""
    try:
        chosen = AudienceFilter(
            channels=tuple(channels or ()),
            languages=tuple(languages or ()),
            areas=tuple(areas or ()),
            states=tuple(state.upper() for state in states or ()),
            sources=tuple(sources or ()),
            joined_from=read_day(joined_from),
            joined_to=read_day(joined_to),
            rest_days=rest_days,
        )
    except WrongFilter as problem:
        fail(str(problem), code=WRONGLY_ASKED)
    told = read_texts(texts)
    if not told:
        fail("A broadcast needs a text: --text en=FILE --text es=FILE", code=WRONGLY_ASKED)
    of = None if petition == "all" else petition
    made = _write(lambda tx, now: broadcasting.draft(tx, of, told, chosen, _named(who), now))
    if as_json:
        show_json({"id": made.number, "hash": made.hash})
    else:
        show(str(made.number))
    talk(f"Next: undersigned broadcast preview {made.number}")


@broadcast.command("edit")
def edit(
    number: Number,
    texts: Texts = None,
    fold: Annotated[
        Many, typer.Option("--fold", metavar="LANGUAGE", help="Take the text as preview offers it.")
    ] = None,
    who: Who = "",
) -> None:
    """Put other texts in a draft's place; what was tested or approved has to be so anew. An empty text goes out."""
    told = read_texts(texts)
    _write(lambda tx, now: broadcasting.edit(tx, number, _named(who), now, texts=told, folded=fold or []))
    talk(f"Changed. Next: undersigned broadcast preview {number}")


@broadcast.command("list")
def list_broadcasts(as_json: Json = False) -> None:
    """Show all broadcasts, the newest first."""
    with open_for_command(settings_or_fail()) as store:
        found = store.read_now(all_broadcasts)
    if as_json:
        show_json([brief_json(one) for one in found])
        return
    for one in found:
        why = f"  {one.reason}" if one.reason else ""
        show(f"{one.number}  {one.state}  {one.petition or 'all petitions'}  {', '.join(sorted(one.texts))}{why}")
    if not found:
        talk("There are none yet: undersigned broadcast draft SLUG --text en=FILE --as NAME")


@broadcast.command("preview")
def preview_broadcast(number: Number, as_json: Json = False) -> None:
    """Show to whom it goes, what it costs, when it is done, and what is in the way; ends with 1 where something is."""
    settings = settings_or_fail()
    seen = _read(lambda tx, now: preview(tx, settings, number, now))
    if as_json:
        show_json(preview_json(seen))
    else:
        for line in preview_lines(seen):
            show(line)
    if seen.blockers:
        raise typer.Exit(1)


@broadcast.command("test")
def send_test(
    number: Number,
    to: Annotated[Many, typer.Option("--to", help="To this organizer; may be repeated. None = to all of them.")] = None,
    who: Who = "",
    dry_run: DryRun = False,
) -> None:
    """Send every text to organizers at their registered addresses, as it would go out; needed before approval."""
    if dry_run:
        one = _read(lambda tx, _now: read(tx, number))
        show(f"would send {len(one.texts)} texts to {', '.join(to or ['every organizer'])}")
        return
    sent = _write(lambda tx, now: broadcasting.send_tests(tx, number, _named(who), to or [], now))
    show(f"on its way to {', '.join(sent)}")
    talk(f"It leaves while `undersigned serve` runs. Next: undersigned broadcast approve {number} --as APPROVER")


@broadcast.command("approve")
def approve(
    number: Number,
    code: Annotated[str, typer.Option(help="The code that came to the approver's phone.")] = "",
    who: Who = "",
    as_json: Json = False,
) -> None:
    """Send a code to the approver's own phone; with --code, or by the reply APPROVE and the code, it is approved."""
    settings = settings_or_fail()
    if not code:
        seen = _read(lambda tx, now: preview(tx, settings, number, now))
        asked = _write(lambda tx, now: broadcasting.ask_approval(tx, settings, seen, _named(who), now))
        if as_json:
            show_json({"people": seen.counted.people, "cost": seen.cost, "expires": asked.expires.isoformat()})
        else:
            show(
                f"a code is on its way by {asked.channel} to {who}: {seen.counted.people} people, {dollars(seen.cost)}"
            )
        talk(f"Within ten minutes: undersigned broadcast approve {number} --as {who} --code …, or the reply APPROVE …")
        return
    verdict = _write(lambda tx, now: broadcasting.complete_approval(tx, settings, number, _named(who), code, now))
    if not verdict.approved:
        fail(verdict.told("en"))
    show(verdict.told("en"))
    talk(f"Next: undersigned broadcast send {number} --as NAME")


@broadcast.command("send")
def send(
    number: Number,
    at: Annotated[str, typer.Option(help="Not before: 2026-12-01T17:00-06:00.")] = "",
    who: Who = "",
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Let an approved broadcast leave."""
    settings, moment = settings_or_fail(), read_moment(at)
    seen = _read(lambda tx, now: preview(tx, settings, number, now))
    told = f"{seen.counted.people} people, {dollars(seen.cost)}"
    if dry_run:
        show(f"would send to {told}")
        return
    if not yes and not _agreed(f"Send broadcast {number} to {told}?"):
        fail("Nothing was sent. Without a terminal, say --yes.")
    _write(lambda tx, now: broadcasting.send(tx, seen, _named(who), now, moment))
    show(f"sending to {told}" + (f", not before {moment:%Y-%m-%d %H:%M} UTC" if moment else ""))
    talk(f"See: undersigned broadcast status {number} --watch")


@broadcast.command("pause")
def pause(
    number: Annotated[int | None, typer.Argument(metavar="ID", help="The broadcast's number.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that leaves on its own; signing goes on.")
    ] = False,
    who: Who = "",
) -> None:
    """Let nothing more leave, of one broadcast or at all; holds within a second, in every process."""
    _one_or_all(number, everything)
    if number is None:
        changed = _write(lambda tx, now: broadcasting.pause_everything(tx, _named(who), now, paused=True))
        show("everything is paused" if changed else "everything was paused already")
        return
    _write(lambda tx, now: broadcasting.pause(tx, number, _named(who), now))
    show(f"broadcast {number} is paused")


@broadcast.command("resume")
def resume(
    number: Annotated[int | None, typer.Argument(metavar="ID", help="The broadcast's number.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="What `pause --all` has paused.")] = False,
    who: Who = "",
) -> None:
    """Let a paused broadcast go on, or everything."""
    _one_or_all(number, everything)
    if number is None:
        changed = _write(lambda tx, now: broadcasting.pause_everything(tx, _named(who), now, paused=False))
        show("everything goes on" if changed else "nothing was paused")
        return
    _write(lambda tx, now: broadcasting.resume(tx, number, _named(who), now))
    show(f"broadcast {number} goes on")


@broadcast.command("cancel")
def cancel(number: Number, who: Who = "", yes: Yes = False) -> None:
    """End a broadcast for good: what has not left does not leave. It can't be taken back."""
    _ = yes or _agreed(f"End broadcast {number} for good?") or fail("Nothing was done. Without a terminal, say --yes.")
    _write(lambda tx, now: broadcasting.cancel(tx, number, _named(who), now))
    show(f"broadcast {number} is canceled")


@broadcast.command("status")
def status(
    number: Number,
    watch: Annotated[bool, typer.Option("--watch", help="Show it anew every second, until it is done.")] = False,
    as_json: Json = False,
) -> None:
    """Show how far it has come: sent, delivered, failed and why, who left since, and when it is done."""
    if as_json:
        now = datetime.now(UTC)
        show_json(status_json(_read(lambda tx, at: broadcasting.status(tx, number, at)), now))
        return
    with open_for_command(settings_or_fail()) as store:
        try:
            show_status(partial(_status, store, number), watch=watch)
        except broadcasting.REFUSALS as problem:
            fail(str(problem))


@broadcast.command("report")
def report(number: Number) -> None:
    """Print what became of it as CSV, by channel, language, outcome and reason; names nobody."""

    def look(tx: Transaction, _now: datetime) -> list[str]:
        read(tx, number)
        return report_csv(report_of(tx, number))

    for line in _read(look):
        show(line)


def _status(store: Store, number: int, whole: bool) -> broadcasting.Status:
    return store.read_now(lambda tx: broadcasting.status(tx, number, datetime.now(UTC), whole=whole))


def _write(work: Callable[[Transaction, datetime], T]) -> T:
    with open_for_command(settings_or_fail()) as store:
        try:
            return store.write_now(lambda tx: work(tx, datetime.now(UTC)))
        except broadcasting.Blocked as problem:
            fail(*problem.blockers)
        except broadcasting.REFUSALS as problem:
            fail(str(problem))


def _read(work: Callable[[Transaction, datetime], T]) -> T:
    with open_for_command(settings_or_fail()) as store:
        try:
            return store.read_now(lambda tx: work(tx, datetime.now(UTC)))
        except broadcasting.REFUSALS as problem:
            fail(str(problem))


def _named(who: str) -> str:
    return who.strip() or fail("Say which organizer acts: --as NAME", code=WRONGLY_ASKED)


def _one_or_all(number: int | None, everything: bool) -> None:
    if (number is None) != everything:
        fail("Name one broadcast, or say --all.", code=WRONGLY_ASKED)


def _agreed(question: str) -> bool:
    return sys.stdin.isatty() and typer.confirm(question, err=True)
