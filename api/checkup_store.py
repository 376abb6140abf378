"""Looks into an open store for `undersigned doctor`: how it is kept, what it counts, and when it was last used."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from api.finding import Finding
from api.settings import Settings
from storage import Store, all_petitions
from storage.bursts import unsettled
from storage.last_backup import last_backup
from storage.last_heard import LastHeard, last_heard
from storage.petitions import miscounted
from storage.sqlite_state import Kept, has_orphans, kept

#: Bytes on the database's disk below which it is worth a word, and below which writing may end any hour.
LITTLE_ROOM, NO_ROOM = 1024**3, 64 * 1024**2
#: How old a backup may be.
BACKUP_AGE = timedelta(days=7)
#: Nothing can be done about such a fault by itself, and more must not come to it.
_KEEP_A_COPY = "Before anything else stop the program and keep a copy of the database and its key; then report it."


def check_store(settings: Settings, store: Store, now: datetime) -> Iterator[Finding]:
    """Everything that a store tells of itself.

    Args:
        settings: As read and checked.
        store: Open, and writable.
        now: Aware; tells how old a backup is.

    Raises:
        StoreUnavailable: when the database refuses.
    """
    if settings.database_file is not None:
        yield from _kept(store)
        yield from _room(settings)
    petitions, wrong, backup, heard, flags = store.read_now(
        lambda tx: (all_petitions(tx), miscounted(tx), last_backup(tx), last_heard(tx), unsettled(tx))
    )
    yield _petitions(len(petitions))
    yield from _counts(wrong)
    yield _review(flags)
    yield _backup(settings, backup, now)
    yield _heard(settings, heard, asked=any(one.state == "open" for one in petitions))


def _kept(store: Store) -> Iterator[Finding]:
    yield from judged(store.write_now(kept))
    if store.read_now(has_orphans):
        yield Finding("database", "fail", "a row names another that is not there", _KEEP_A_COPY)


def judged(how: Kept) -> Iterator[Finding]:
    """What is asked of SQLite at each start can be refused without a word, by the disk or by how it was built."""
    if how.journal != "wal":
        cause = f"its journal is {how.journal}, not WAL: readers hold up the writer"
        fix = "Move the database to a disk of this machine; file systems of other machines know no WAL."
        yield Finding("database", "fail", cause, fix)
    if not (how.synced and how.enforces):
        cause = "SQLite was built without what keeps rows whole (synchronous=FULL, foreign keys)"
        yield Finding("database", "fail", cause, "Use the Python of your system, or the image.")


def _room(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if file is None or not file.exists():
        return
    free = shutil.disk_usage(file.absolute().parent).free
    said = f"{free / 1024**3:.1f} GB free"
    if free < LITTLE_ROOM:
        fix = f"Make room on the disk of {file.absolute().parent}."
        yield Finding("disk", "fail" if free < NO_ROOM else "warn", said, fix)
    else:
        yield Finding("disk", "ok", said)


def _petitions(number: int) -> Finding:
    if number:
        return Finding("petitions", "ok", f"{number} in the store")
    return Finding("petitions", "warn", "there are none yet", "undersigned petition import FILE")


def _counts(wrong: Mapping[str, tuple[int, int]]) -> Iterator[Finding]:
    for slug, (counted, there) in wrong.items():
        yield Finding("counts", "fail", f"{slug} counts {counted}, and there are {there} signatures", _KEEP_A_COPY)
    if not wrong:
        yield Finding("counts", "ok", "each is the number of signatures that are there")


def _review(flags: int) -> Finding:
    if flags:
        waiting = "1 flag waits" if flags == 1 else f"{flags} flags wait"
        said = f"{waiting} for somebody to look: many signatures of neighbouring numbers"
        return Finding("review", "warn", said, "undersigned review list")
    return Finding("review", "ok", "nothing waits to be looked at")


def _backup(settings: Settings, last: datetime | None, now: datetime) -> Finding:
    fix = "undersigned db backup FILE"
    if settings.database_file is None:
        fix = "Give the lines that `undersigned db backup FILE` prints."
    if last is None:
        return Finding("backup", "warn", "never backed up", fix)
    days = (now - last).days
    said = f"the last one is of {last:%Y-%m-%d %H:%M} UTC"
    if now - last > BACKUP_AGE:
        return Finding("backup", "warn", f"{said}, {days} days ago", fix)
    return Finding("backup", "ok", said)


def _heard(settings: Settings, heard: LastHeard, *, asked: bool) -> Finding:
    """Quiet, or cut off: only somebody who writes can tell, where anybody is asked to write at all."""
    since = [f"last signature or word on updates by {one}: {_hour(hour)}" for one, hour in heard.by_channel.items()]
    if heard.anything is not None:
        return Finding("last heard", "ok", "; ".join([f"a message in the hour of {_hour(heard.anything)}", *since]))
    on = bool(settings.texted_numbers) or settings.telegram_bot_token is not None
    said = "; ".join(["no message in the last two days", *since])
    if on and asked:
        return Finding("last heard", "warn", said, "Write to the line yourself: it should answer within seconds.")
    return Finding("last heard", "ok", said)


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:00} UTC"
