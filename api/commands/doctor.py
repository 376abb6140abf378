"""`undersigned doctor`: what is right, what is doubtful, what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from api.checkup import RUNNING, examine
from api.checkup_running import keeps_secrets
from api.commands.speaking import FAILED, WRONGLY_ASKED, fail, show, show_json, talk
from api.finding import Finding
from bots.channel import AccountProblem


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Put right what can be put right without asking.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask neither providers nor the public address.")] = False,
    url: Annotated[
        str, typer.Option(help="Where the running line listens; asked where METRICS_TOKEN is set.")
    ] = RUNNING,
) -> None:
    """Examine the installation, here and at its providers; ends with 1 when something is wrong."""
    if not keeps_secrets(url):
        fail("--url must be an address like http://127.0.0.1:8000, or begin with https://.", code=WRONGLY_ASKED)
    findings = examine(offline=offline, running=url.rstrip("/"))
    if fix and _mended(findings):
        findings = examine(offline=offline, running=url.rstrip("/"))
    if as_json:
        show_json([finding.told() for finding in findings])
    else:
        for finding in findings:
            show(f"{finding.outcome:<4}  {finding.check}: {finding.cause}")
            if finding.fix:
                show(f"      {finding.fix}")
    if any(finding.outcome == "fail" for finding in findings):
        raise typer.Exit(FAILED)


def _mended(findings: Sequence[Finding]) -> bool:
    """Whether anything was put right; each is told."""
    done = 0
    for finding in findings:
        if finding.mend is None:
            continue
        try:
            finding.mend()
        except Exception as problem:
            # The words of an unknown error may hold anything.
            why = str(problem) if isinstance(problem, AccountProblem) else type(problem).__name__
            talk(f"not fixed ({why}): {finding.check}: {finding.cause}")
        else:
            done += 1
            talk(f"fixed: {finding.check}: {finding.cause}")
    return done > 0
