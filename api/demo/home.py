"""Where one demo lives: its database file, and beside it its own secrets and all that its fake providers remember."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path


class NotADemo(Exception):
    """The file given holds something else than a demo; nothing was touched. The message is one line."""


@dataclass
class Remembered:
    """What must outlive the process: made once per demo, written down whenever it changes."""

    #: Names this demo, so that a page opened on an earlier one forgets what it shows.
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    master_key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    account_sid: str = field(default_factory=lambda: "AC" + secrets.token_hex(16))
    auth_token: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    bot_token: str = field(
        default_factory=lambda: f"{secrets.randbelow(9 * 10**9) + 10**9}:{secrets.token_hex(16)}", repr=False
    )
    webhook_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    #: How far the demo's clock is ahead of the real one.
    seconds_ahead: float = 0.0
    #: Phones that texted STOP: Twilio holds back what we would send them.
    held_back: list[str] = field(default_factory=list)
    #: Telegram people who blocked the bot.
    blocked: list[int] = field(default_factory=list)


class Home:
    """One demo's place on disk; open it with `Home.open`."""

    def __init__(self, database: Path, remembered: Remembered, temporary: tempfile.TemporaryDirectory[str] | None):
        self.database = database
        self.remembered = remembered
        self._temporary = temporary

    @classmethod
    def open(cls, database: Path | None) -> Home:
        """Go on with the demo in `database`, or begin one there; without a file begin one in a temporary folder.

        Raises:
            NotADemo: when the file holds something that no demo made.
        """
        temporary = tempfile.TemporaryDirectory(prefix="undersigned-demo-") if database is None else None
        place = Path(temporary.name) / "demo.db" if temporary is not None else Path(str(database)).resolve()
        beside = _beside(place)
        if place.exists() and place.stat().st_size:
            if not beside.exists():
                raise NotADemo(f"{place.name} is not the file of a demo: give a new file, or none.")
            return cls(place, _read(beside), temporary)
        home = cls(place, Remembered(), temporary)
        # Written before the database is: whatever comes between, a file without it is never taken for a demo.
        home.keep()
        return home

    def keep(self) -> None:
        """Write down what is remembered, readable by the owner only, all of it or nothing."""
        beside = _beside(self.database)
        fresh = beside.with_name(beside.name + ".new")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError:
            raise NotADemo(f"{fresh.name} can't be made: is the folder there and writable?") from None
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(asdict(self.remembered), out)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(beside)

    def leave(self) -> None:
        """Remove the temporary folder, if this demo lives in one."""
        if self._temporary is not None:
            self._temporary.cleanup()


def _beside(database: Path) -> Path:
    return database.with_name(database.name + ".demo.json")


def _read(beside: Path) -> Remembered:
    try:
        return Remembered(**json.loads(beside.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise NotADemo(f"{beside.name} can't be read: give a new file, or none.") from None
