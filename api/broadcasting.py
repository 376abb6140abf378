"""What organizers do with broadcasts, each as one piece of work for a transaction; commands and pages call the same.

Every function looks first whether the role of whoever acts reaches. What can't be done is one of `REFUSALS`, whose
message says why in words for organizers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from api.broadcast_preview import Preview
from api.settings import Settings
from conversations.as_typed import written
from conversations.segments import fold
from storage import Transaction, UnknownPetition, approvals, broadcasts, outbox
from storage.approvals import Asked, NotAsked, Terms, Verdict
from storage.audience_filter import AudienceFilter, WrongFilter
from storage.broadcasts import Broadcast, UnknownBroadcast, WrongState
from storage.organizers import (
    ANSWERING,
    APPROVING,
    DRAFTING,
    NotAllowed,
    Organizer,
    UnknownOrganizer,
    address_of,
    all_organizers,
    allowed,
    named,
)
from storage.outbox import MessageKind
from storage.progress import Failure, Sums, failures, lately, left_since, sums_by_channel, total_of

#: How long a test may wait to leave; what comes later would test nothing.
_TEST_HOLDS = timedelta(minutes=30)


class Blocked(Exception):
    """Something is in the way, which the preview names too.

    Attributes:
        blockers: In plain words.
    """

    def __init__(self, blockers: Sequence[str]) -> None:
        super().__init__(" ".join(blockers))
        self.blockers = tuple(blockers)


#: Why an organizer's wish may be refused; each tells it in plain words.
REFUSALS = (
    Blocked,
    NotAllowed,
    NotAsked,
    UnknownBroadcast,
    UnknownOrganizer,
    UnknownPetition,
    WrongFilter,
    WrongState,
)


class Status(NamedTuple):
    """How far a broadcast has come."""

    broadcast: Broadcast
    sums: Mapping[str, Sums]
    failures: tuple[Failure, ...]
    #: People who left the updates, or stopped, since it was sent to them.
    left: int
    #: Messages of the last minute, by channel.
    lately: Mapping[str, int]

    @property
    def total(self) -> Sums:
        """All channels together."""
        return total_of(dict(self.sums))

    def finish(self, now: datetime) -> datetime | None:
        """When it is done at the rate of the last minute; None while that can't be told, and when it is done."""
        total, rate = self.total, sum(self.lately.values()) / 60
        waiting = total.waiting - total.held
        return now + timedelta(seconds=waiting / rate) if rate and waiting > 0 else None


def draft(
    tx: Transaction, petition: str | None, texts: Mapping[str, str], chosen: AudienceFilter, who: str, now: datetime
) -> Broadcast:
    """Write a new broadcast down; see `storage.broadcasts.draft`."""
    return broadcasts.draft(tx, petition, texts, chosen, _may(tx, who, DRAFTING, "draft a broadcast"), now)


def edit(
    tx: Transaction,
    number: int,
    who: str,
    now: datetime,
    *,
    texts: Mapping[str, str] | None = None,
    folded: Sequence[str] = (),
    chosen: AudienceFilter | None = None,
) -> Broadcast:
    """Change a draft.

    Args:
        tx: An open writing transaction.
        number: Which.
        who: Who edits it, and is its author from now on.
        now: An aware time.
        texts: By language; put in their places, an empty one takes the language out.
        folded: Languages whose text is taken without what GSM-7 lacks (`conversations.segments.fold`).
        chosen: The filter, or None = as it is.
    """
    organizer = _may(tx, who, DRAFTING, "edit a broadcast")
    changed = {**broadcasts.read(tx, number).texts, **(texts or {})}
    if missing := sorted(set(folded) - changed.keys()):
        raise WrongState(f"There is no text in {missing[0]!r}.")
    changed |= {language: fold(changed[language]) for language in folded}
    kept = {language: text for language, text in changed.items() if text.strip()}
    return broadcasts.edit(tx, number, organizer, now, texts=kept, chosen=chosen)


def send_tests(tx: Transaction, number: int, who: str, to: Sequence[str], now: datetime) -> list[str]:
    """Send every text of a draft to organizers at their registered addresses, exactly as it would go out.

    Args:
        tx: An open writing transaction.
        number: Which.
        who: Who tests.
        to: Names of organizers; none = all of them.
        now: An aware time.

    Returns:
        Who gets it.
    """
    organizer = _may(tx, who, ANSWERING, "test a broadcast")
    one = broadcasts.read(tx, number)
    people = [named(tx, name) for name in to] or all_organizers(tx)
    sent = []
    for person in people:
        where = address_of(tx, person.number)
        if where is None:
            continue
        for language, text in sorted(one.texts.items()):
            due, expires = int(now.timestamp()), int((now + _TEST_HOLDS).timestamp())
            words = written(where[0], text)
            outbox.add(tx, MessageKind.CODE, *where, words, language, due=due, expires=expires)
        sent.append(person.name)
    if not sent or not one.texts:
        raise WrongState("There is nobody to send the test to, or nothing to send.")
    broadcasts.tested(tx, number, organizer, now, len(sent))
    return sent


def ask_approval(tx: Transaction, settings: Settings, seen: Preview, who: str, now: datetime) -> Asked:
    """Send a code to the phone of whoever is to approve; what it stands for is what the preview showed.

    Args:
        tx: An open writing transaction.
        settings: As read and checked.
        seen: Read just before in a transaction of its own: of a large audience it takes seconds, in which SQLite would
            let nobody write. Where the broadcast was edited since, no code is sent.
        who: Who is to approve.
        now: An aware time.
    """
    number = seen.broadcast.number
    organizer = _may(tx, who, APPROVING, "approve a broadcast")
    _refuse_blocked(seen)
    terms = Terms(seen.broadcast.hash, seen.counted.people, seen.cost, seen.counted.last_consent)
    return approvals.ask(
        tx, number, organizer, terms, now, two_people=settings.two_people == "on", language=settings.default_language
    )


def complete_approval(tx: Transaction, settings: Settings, number: int, who: str, code: str, now: datetime) -> Verdict:
    """Take the code that came to the approver's phone."""
    organizer = _may(tx, who, APPROVING, "approve a broadcast")
    return approvals.complete_now(tx, organizer, code, now, two_people=settings.two_people == "on", broadcast=number)


def send(tx: Transaction, seen: Preview, who: str, now: datetime, at: datetime | None = None) -> Broadcast:
    """Let an approved broadcast leave, at once or not before a time.

    Args:
        tx: An open writing transaction.
        seen: Its preview, read just before in a transaction of its own, as for `ask_approval`.
        who: Who sends.
        now: An aware time.
        at: Not before.
    """
    organizer = _may(tx, who, DRAFTING | APPROVING, "send a broadcast")
    _refuse_blocked(seen)
    return broadcasts.start(tx, seen.broadcast.number, organizer, now, at)


def pause(tx: Transaction, number: int, who: str, now: datetime) -> Broadcast:
    """Let nothing more of a broadcast leave; whoever is an organizer may."""
    return broadcasts.pause(tx, number, _may(tx, who, ANSWERING, "pause a broadcast"), now)


def resume(tx: Transaction, number: int, who: str, now: datetime) -> Broadcast:
    """Let a paused broadcast go on."""
    return broadcasts.resume(tx, number, _may(tx, who, DRAFTING | APPROVING, "resume a broadcast"), now)


def cancel(tx: Transaction, number: int, who: str, now: datetime) -> Broadcast:
    """End a broadcast for good."""
    return broadcasts.cancel(tx, number, _may(tx, who, DRAFTING | APPROVING, "cancel a broadcast"), now)


def pause_everything(tx: Transaction, who: str, now: datetime, *, paused: bool) -> bool:
    """Let nothing leave on its own any more, or let it leave again; False when it was so already."""
    name = _may(tx, who, ANSWERING, "pause everything").name
    return broadcasts.pause_everything(tx, name, now, paused=paused)


def status(tx: Transaction, number: int, now: datetime, *, whole: bool = True) -> Status:
    """How far a broadcast has come.

    Args:
        tx: An open transaction.
        number: Which.
        now: An aware time.
        whole: With the reasons of failures and how many have left since, which read more than every second needs.
    """
    one = broadcasts.read(tx, number)
    why = tuple(failures(tx, number)) if whole else ()
    left = left_since(tx, number) if whole and one.last_consent is not None else 0
    return Status(one, sums_by_channel(tx, number, now), why, left, lately(tx, number, now))


def _may(tx: Transaction, who: str, roles: frozenset[str], what: str) -> Organizer:
    return allowed(named(tx, who), roles, what)


def _refuse_blocked(seen: Preview) -> None:
    if seen.broadcast.state == "draft" and seen.blockers:
        raise Blocked(seen.blockers)
