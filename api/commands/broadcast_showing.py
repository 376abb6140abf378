"""How a broadcast is shown on a terminal and as JSON: its preview, its state, its report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from api.broadcast_preview import Preview, SenderView, TextView, dollars, excluded_told
from api.broadcasting import Status
from storage.broadcast_report import Line
from storage.broadcasts import Broadcast
from storage.delivery_states import DeliveryState
from storage.progress import Sums


def preview_lines(seen: Preview) -> Iterator[str]:
    """A preview for people."""
    one = seen.broadcast
    yield f"broadcast {one.number}, {one.petition or 'all petitions'}, {one.state}"
    yield f"{seen.counted.people} people: {_spoken(seen)}"
    for why, people in excluded_told(seen.counted).items():
        yield f"  not {people} who {why}"
    for view in seen.texts:
        yield from _text_lines(view)
    for sender in seen.senders:
        yield _sender_line(sender)
    cap = f" of {dollars(seen.cap)}" if seen.cap is not None else ""
    yield f"cost {dollars(seen.cost)}; spent this month {dollars(seen.spent)}{cap}"
    yield from (f"warning: {words}" for words in seen.warnings)
    yield from (f"in the way: {words}" for words in seen.blockers)


def _spoken(seen: Preview) -> str:
    parts = seen.counted.by("channel", "language").items()
    return ", ".join(f"{people} by {channel} in {language}" for (channel, language), people in parts) or "nobody"


def _text_lines(view: TextView) -> Iterator[str]:
    told = view.told
    yield f"{view.language}: {told.parts} segment{'s' if told.parts > 1 else ''}, {told.encoding}, {told.units} units"
    yield from (f"  | {line}" for line in view.text.splitlines())
    if view.folded:
        offending = " ".join(told.offending)
        yield f"  without {offending} it takes {view.folded_parts} (broadcast edit … --fold {view.language}):"
        yield from (f"  > {line}" for line in view.folded.splitlines())


def _sender_line(sender: SenderView) -> str:
    daily = f", {sender.daily} a day" if sender.daily is not None else ""
    until = f"done {sender.finish:%Y-%m-%d %H:%M} UTC" if sender.finish else "done in more than two weeks"
    held = ""
    if sender.held and sender.held_until:
        held = f"; {sender.held} held by quiet hours until {sender.held_until:%Y-%m-%d %H:%M} UTC at least"
    rate = f"{sender.units} to send at {sender.rate:g} a second{daily}"
    return f"{sender.channel}: {rate}, {dollars(sender.cost)}; {until}{held}"


def preview_json(seen: Preview) -> dict[str, Any]:
    """A preview for programs."""
    groups = seen.counted.by("channel", "language").items()
    return {
        "id": seen.broadcast.number,
        "state": seen.broadcast.state,
        "hash": seen.broadcast.hash,
        "people": seen.counted.people,
        "audience": [
            {"channel": channel, "language": language, "people": people} for (channel, language), people in groups
        ],
        "excluded": dict(seen.counted.excluded),
        "texts": [
            {
                "language": view.language,
                "segments": view.told.parts,
                "encoding": view.told.encoding,
                "offending": list(view.told.offending),
                "folded": view.folded or None,
                "folded_segments": view.folded_parts if view.folded else None,
            }
            for view in seen.texts
        ],
        "senders": [_sender_json(sender) for sender in seen.senders],
        "cost": seen.cost,
        "spent": seen.spent,
        "cap": seen.cap,
        "blockers": list(seen.blockers),
        "warnings": list(seen.warnings),
    }


def _sender_json(sender: SenderView) -> dict[str, Any]:
    moments = {"held_until": sender.held_until, "finish": sender.finish}
    return sender._asdict() | {name: moment.isoformat() if moment else None for name, moment in moments.items()}


def status_json(told: Status, now: datetime) -> dict[str, Any]:
    """How far a broadcast has come, for programs."""
    one, finish = told.broadcast, told.finish(now)
    return {
        "id": one.number,
        "state": one.state,
        "reason": one.reason,
        "frozen": one.frozen,
        **_sums_json(told.total),
        "channels": {channel: _sums_json(sums) for channel, sums in told.sums.items()},
        "why": [{"state": why.state.name.lower(), "why": why.why, "number": why.number} for why in told.failures],
        "left": told.left,
        "a_minute": dict(told.lately),
        "finish": finish.isoformat() if finish else None,
    }


def _sums_json(sums: Sums) -> dict[str, int]:
    return sums._asdict() | {"waiting": sums.waiting}


def status_lines(told: Status, now: datetime) -> Iterator[str]:
    """How far a broadcast has come, for people."""
    one, total = told.broadcast, told.total
    why = f": {one.reason}" if one.reason else ""
    yield f"broadcast {one.number}, {one.state}{why}"
    done = total.total - total.waiting
    more = "" if one.frozen else ", and more to come"
    share = f" ({100 * done // total.total} %)" if total.total else ""
    yield f"{done} of {total.total}{share}{more}"
    yield f"  sent {total.sent}, of these delivered {total.delivered}, failed {total.failed}"
    yield f"  refused {total.refused}, gone {total.gone}, not sent {total.not_sent}, uncertain {total.uncertain}"
    if total.held:
        until = datetime.fromtimestamp(total.held_until, UTC)
        yield f"  held {total.held}, the first until {until:%Y-%m-%d %H:%M} UTC"
    if rate := sum(told.lately.values()):
        finish = told.finish(now)
        done_at = f", done about {finish:%H:%M:%S} UTC" if finish else ""
        yield f"  {rate} in the last minute{done_at}"
    yield from (
        f"  {one.number} {one.state.name.lower().replace('_', ' ')}: {one.why or 'sent'}" for one in told.failures
    )
    if told.left:
        yield f"  {told.left} left the updates, or stopped, since"


def report_csv(lines: Iterable[Line]) -> list[str]:
    """A report as lines of CSV (RFC 4180), with a head."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(["channel", "language", "outcome", "report", "why", "number"])
    for line in lines:
        outcome = DeliveryState(line.state).name.lower().replace("_", " ")
        reported = line.report.name.lower().replace("_", " ")
        table.writerow([line.channel, line.language, outcome, reported, line.why, line.number])
    return written.getvalue().splitlines()


def brief_json(one: Broadcast) -> dict[str, Any]:
    """A broadcast in a list, for programs."""
    return {
        "id": one.number,
        "state": one.state,
        "petition": one.petition,
        "languages": sorted(one.texts),
        "reason": one.reason,
        "drafted": one.drafted.isoformat(),
    }
