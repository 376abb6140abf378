"""What a rehearsal came to, in words for organizers and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from api.rehearsal.campaign import Rehearsal
from api.rehearsal.tally import Tally

#: The shares of texts for which a latency is told.
_SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
#: Seconds by which somebody may begin too late without a word about it.
_LATE = 0.5


def problems(rehearsal: Rehearsal) -> list[str]:
    """Everything that was not as it should be, one sentence each; [] when all is well."""
    if rehearsal.plan.erase:
        return _of_erasing(rehearsal)
    found = _of_texts(rehearsal.tally)
    if rehearsal.after != rehearsal.expected:
        found.append(f"The public count is {_told(rehearsal.after)}; it should be {rehearsal.expected:,}.")
    if not rehearsal.plan.keep and rehearsal.cleaned != rehearsal.before:
        count = f"{_told(rehearsal.cleaned)}; it was {rehearsal.before:,}"
        found.append(f"With everybody taken off the count is {count}.")
    return found + _of_erasing(rehearsal)


def _told(count: int | None) -> str:
    return "unknown" if count is None else f"{count:,}"


def _of_texts(tally: Tally) -> list[str]:
    found = []
    if tally.lost:
        found.append(f"{tally.lost:,} texts were lost: no delivery of them was answered.")
    if tally.answered_differently:
        found.append(f"{tally.answered_differently:,} texts that came twice were answered differently the second time.")
    for expected, people in sorted(tally.unexpected.items()):
        found.append(f"{people:,} people should have got {expected}, and got something else.")
    return found


def as_json(rehearsal: Rehearsal) -> dict[str, Any]:
    """The report for programs; its shape is fixed."""
    tally = rehearsal.tally
    return {
        "petition": rehearsal.plan.petition,
        "people": rehearsal.plan.people,
        "minutes": rehearsal.plan.minutes,
        "seed": rehearsal.plan.seed,
        "seconds": round(rehearsal.seconds, 3),
        "stopped_early": rehearsal.stopped_early,
        "ends": {end.name.lower(): number for end, number in sorted(tally.ends.items())},
        "signatures": {
            "acknowledged": len(tally.signed_at),
            "unsigned": tally.unsigned,
            "a_second": round(tally.rate, 2),
            "a_second_in_the_fullest_second": tally.fullest(1),
            "a_second_in_the_fullest_ten": tally.fullest(10),
        },
        "latency_ms": {name: round(tally.percentile(share), 1) for name, share in _SHARES.items()},
        "texts": {"sent": tally.texts, "answered": tally.answered, "lost": tally.lost}
        | {"delivered_twice": tally.delivered_twice, "answered_differently": tally.answered_differently},
        "failed_deliveries": dict(tally.failures),
        "unexpected": dict(tally.unexpected),
        "count": {"before": rehearsal.before, "after": rehearsal.after, "expected": rehearsal.expected}
        | {"cleaned": rehearsal.cleaned},
        "late_seconds": round(tally.late, 3),
        "problems": problems(rehearsal),
    }


def as_text(rehearsal: Rehearsal) -> str:
    """The report for people."""
    if rehearsal.plan.erase:
        return _erased(rehearsal)
    tally, rows = rehearsal.tally, list[tuple[str, str]]()
    ends = "; ".join(f"{number:,} {end}" for end, number in tally.ends.most_common())
    rows.append(("people", f"{sum(tally.ends.values()):,} came to their end: {ends or 'nobody'}"))
    rows.append(("signatures", f"{len(tally.signed_at):,} acknowledged, {tally.unsigned:,} taken off again"))
    fullest = f"{tally.fullest(1):.0f} in the fullest second, {tally.fullest(10):.1f} over the fullest ten"
    rows.append(("signatures a second", f"{tally.rate:.1f} on average, {fullest}"))
    rows.append(("texts", f"{tally.texts:,} sent, {tally.answered:,} answered, {tally.lost:,} lost"))
    latencies = ", ".join(f"{name} {tally.percentile(share):.0f}" for name, share in _SHARES.items())
    rows.append(("milliseconds to answer", latencies))
    failures = ", ".join(f"{what}: {number:,}" for what, number in tally.failures.most_common())
    rows.append(("failed deliveries", f"{failures}; delivered again" if failures else "none"))
    twice = f"{tally.delivered_twice:,}, {tally.answered_differently:,} of them answered differently"
    rows.append(("delivered twice", twice))
    count = f"{rehearsal.before:,} before, {_told(rehearsal.after)} after, {rehearsal.expected:,} expected"
    rows.append(("public count", count))
    whole = "all" if rehearsal.cleaned == rehearsal.before else "not all"
    erased = "nobody (--keep)" if rehearsal.plan.keep else f"{whole}; the count is {_told(rehearsal.cleaned)}"
    rows.append(("taken off at the end", erased))
    lines = [f"{name:24}{value}" for name, value in rows]
    if rehearsal.stopped_early:
        lines.append("The rehearsal was stopped early.")
    if tally.late > _LATE:
        lines.append(f"People began up to {tally.late:.1f} s late: this machine is too slow for so many at once.")
    found = problems(rehearsal) or ["All is well: nothing was lost, and the count is right."]
    return "\n".join([*lines, "", *_timeline(rehearsal), "", *found])


def _erased(rehearsal: Rehearsal) -> str:
    count = f"the count was {rehearsal.before:,} and is {_told(rehearsal.cleaned)}"
    people = f"The {rehearsal.plan.people:,} people of seed {rehearsal.plan.seed} are taken off"
    return "\n".join(_of_erasing(rehearsal) or [f"{people}: {count}."])


def _of_erasing(rehearsal: Rehearsal) -> list[str]:
    if not rehearsal.erasing.lost:
        return []
    people = f"{rehearsal.erasing.lost:,} of those who came could not be erased"
    return [f"{people}: no answer. The same command with --erase does it later."]


def _timeline(rehearsal: Rehearsal) -> list[str]:
    """The campaign in tenths, so that the spike can be seen."""
    tally, tenth = rehearsal.tally, rehearsal.seconds / 10
    signed = Counter(min(9, int(moment / tenth)) for moment in tally.signed_at) if tenth else Counter[int]()
    most = max(signed.values(), default=1)
    rows = ["    until   signed   p99 ms"]
    for place in range(10):
        end = (place + 1) * tenth
        p99 = tally.percentile(0.99, (place * tenth, end))
        bar = "#" * round(30 * signed[place] / most)
        rows.append(f"{int(end) // 60:6}:{int(end) % 60:02}  {signed[place]:7,}  {p99:7.0f}  {bar}".rstrip())
    return rows
