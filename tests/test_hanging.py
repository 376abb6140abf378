"""A test that hangs fails, and says where, instead of holding everything up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("side_by_side", [[], ["-n", "1"]], ids=["alone", "side by side"])
def test_a_test_that_hangs_ends_the_run_and_is_named(tmp_path: Path, side_by_side: list[str]) -> None:
    hanging = tmp_path / "test_that_hangs.py"
    hanging.write_text("import threading\n\ndef test_for_ever():\n    threading.Event().wait()\n", "utf-8")
    options = ["--config-file", str(ROOT / "pyproject.toml"), "-o", "faulthandler_timeout=1", "-p", "no:cacheprovider"]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *side_by_side, str(hanging)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert "in test_for_ever" in ended.stderr
