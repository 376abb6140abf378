"""`undersigned review`: what was flagged and why, set it aside, undo that, and every deed that was done."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from api.commands.opening import open_for_command, settings_or_fail
from api.commands.speaking import WRONGLY_ASKED, fail, show, show_json, talk
from storage import Store, Transaction
from storage.bursts import Block, Flag, UnknownFlag, blocks_of, burst_of, flags
from storage.deeds import By, Deed, Undoable, all_deeds, dismiss, set_aside, undo, would_set_aside
from storage.organizers import ANSWERING, NotAllowed, UnknownOrganizer, acting

review = typer.Typer(no_args_is_help=True, help="Flags: list, show, count, set-aside, dismiss, undo, deeds.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Number = Annotated[int, typer.Argument(metavar="FLAG", help="The flag's number.")]
BlockName = Annotated[str | None, typer.Option("--block", help="One block of `review show`, not all of them.")]
Who = Annotated[str, typer.Option("--as", help="Who does it: an organizer, once there are any.")]
Why = Annotated[str, typer.Option("--because", help="Why; it is kept, so without names and numbers.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count.")]

_WHY = {
    "block": "many signatures of one block of 1,000 numbers in an hour",
    "neighbours": "many signatures of neighbouring blocks of numbers in an hour",
}


@review.command("list")
def list_flags(as_json: Json = False) -> None:
    """Show what was flagged in the last 14 days and why, the newest first."""
    with open_for_command(settings_or_fail()) as store:
        found = store.read_now(flags)
    if as_json:
        show_json([_flag(one) for one in found])
        return
    for one in found:
        state = f"settled by deed {one.settled}" if one.settled else "waits"
        show(f"{one.number}  {one.petition}  {_hour(one.hour)}  {one.signed} signed  {_WHY[one.kind]}  {state}")
    if not found:
        talk("Nothing was flagged.")


@review.command("show")
def show_flag(flag: Number, as_json: Json = False) -> None:
    """Show the blocks of numbers behind a flag: how many signatures each, by channel, language and source."""
    with open_for_command(settings_or_fail()) as store:
        one, blocks = _found(store, flag)
    if as_json:
        show_json(_flag(one) | {"blocks": [_block(block) for block in blocks]})
        return
    show(f"{one.petition}, the hour of {_hour(one.hour)}: {_WHY[one.kind]}")
    for block in blocks:
        of = "; ".join(_told(part) for part in (block.channels, block.languages, block.sources))
        show(f"block {block.name}  {block.counting} count  {block.set_aside} set aside  {of}")


@review.command("count")
def count(flag: Number, block: BlockName = None, as_json: Json = False) -> None:
    """Count what `set-aside` would take out of the count, and do nothing."""
    _count(flag, block, as_json)


@review.command("set-aside")
def set_signatures_aside(
    flag: Number,
    who: Who = "",
    why: Why = "",
    block: BlockName = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take a flag's signatures out of the count. They stay, and `undo` counts them again."""
    if dry_run:
        _count(flag, block, as_json)
        return
    by = _by(who, why)
    deed = _do(lambda tx: set_aside(tx, flag, block, by), by, as_json)
    again = f"undersigned review undo {deed.number} --as {shlex.quote(who)} --because …"
    talk(f"To count them again: {again}")


@review.command("dismiss")
def dismiss_flag(flag: Number, who: Who = "", why: Why = "", as_json: Json = False) -> None:
    """Settle a flag: its signatures go on counting."""
    by = _by(who, why)
    _do(lambda tx: dismiss(tx, flag, by), by, as_json)


@review.command("undo")
def undo_deed(
    deed: Annotated[int, typer.Argument(help="The deed's number.")],
    who: Who = "",
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Undo a deed: what it set aside counts again, as far as its signers have not taken it off."""
    by = _by(who, why)
    _do(lambda tx: undo(tx, deed, by), by, as_json)


@review.command("deeds")
def list_deeds(as_json: Json = False) -> None:
    """Show every deed: who, when, why, and to how many signatures."""
    with open_for_command(settings_or_fail()) as store:
        found = store.read_now(all_deeds)
    if as_json:
        show_json([_deed(one) for one in found])
        return
    for one in found:
        show(_line(one))


def _by(who: str, why: str) -> By:
    if not (who.strip() and why.strip()):
        fail("Say who does it and why: --as NAME --because TEXT. Both are kept.", code=WRONGLY_ASKED)
    return By(who.strip(), why.strip(), datetime.now(UTC))


def _do(work: Callable[[Transaction], Deed], by: By, as_json: bool) -> Deed:
    def allowed_and_done(tx: Transaction) -> Deed:
        acting(tx, by.who, ANSWERING, "settle a flag")
        return work(tx)

    with open_for_command(settings_or_fail()) as store:
        try:
            deed = store.write_now(allowed_and_done)
        except (UnknownFlag, Undoable, UnknownOrganizer, NotAllowed) as problem:
            fail(str(problem))
    if as_json:
        show_json(_deed(deed))
    else:
        show(_line(deed))
    return deed


def _count(flag: int, block: str | None, as_json: bool) -> None:
    with open_for_command(settings_or_fail()) as store:
        try:
            number = store.read_now(lambda tx: would_set_aside(tx, flag, block))
        except (UnknownFlag, Undoable) as problem:
            fail(str(problem))
    if as_json:
        show_json({"flag": flag, "block": block, "signatures": number})
    else:
        show(str(number))


def _found(store: Store, flag: int) -> tuple[Flag, list[Block]]:
    def look(tx: Transaction) -> tuple[Flag, list[Block]]:
        blocks = [block for _tag, block in blocks_of(tx, burst_of(tx, flag))]
        return next(one for one in flags(tx) if one.number == flag), blocks

    try:
        return store.read_now(look)
    except UnknownFlag as problem:
        fail(str(problem))


def _hour(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:00} UTC"


def _told(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name or '(none)'}: {number}" for name, number in sorted(numbers.items()))


def _line(deed: Deed) -> str:
    undoes = f" (deed {deed.undoes})" if deed.undoes else ""
    what = f"{deed.kind}{undoes}  {deed.signatures} signatures  {deed.petition}, flag {deed.flag}: {deed.rule}"
    return f"{deed.number}  {deed.at:%Y-%m-%d %H:%M} UTC  {deed.who}  {what}  because: {deed.why}"


def _flag(flag: Flag) -> dict[str, Any]:
    return flag._asdict() | {"hour": flag.hour.isoformat(), "why": _WHY[flag.kind]}


def _block(block: Block) -> dict[str, Any]:
    names = ("name", "counting", "set_aside", "channels", "languages", "sources")
    return {name: getattr(block, name) for name in names}


def _deed(deed: Deed) -> dict[str, Any]:
    return deed._asdict() | {"at": deed.at.isoformat()}
