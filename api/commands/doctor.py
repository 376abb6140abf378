"""`undersigned doctor`: what is right, what is doubtful, what is wrong, and what to do about it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.checkup import examine
from api.commands.speaking import FAILED, show, show_json


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Examine the installation without changing anything; ends with 1 when something is wrong."""
    findings = examine()
    if as_json:
        show_json([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            show(f"{finding.outcome:<4}  {finding.check}: {finding.cause}")
            if finding.fix:
                show(f"      {finding.fix}")
    if any(finding.outcome == "fail" for finding in findings):
        raise typer.Exit(FAILED)
