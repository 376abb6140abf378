"""Broadcasts: from the draft over test and approval to the end. Who may do what stands in `storage.organizers`.

A broadcast is a draft until it is sent. What was tested and approved is known by the hash of petition, texts and
filter, so that nothing else can be sent than what a second person has seen; every edit takes the approval back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from storage import audit
from storage.approval_codes import void
from storage.audience_filter import AudienceFilter
from storage.broadcast_rows import (
    Broadcast,
    UnknownBroadcast,
    WrongState,
    all_broadcasts,
    hash_of,
    held,
    read,
    set_values,
    subject_of,
)
from storage.marks import is_paused, pause_all
from storage.organizers import Organizer
from storage.outgoing_tables import broadcasts, chunks
from storage.petitions import UnknownPetition

if TYPE_CHECKING:
    from storage.store import Transaction

__all__ = [
    "Broadcast",
    "UnknownBroadcast",
    "WrongState",
    "all_broadcasts",
    "approve",
    "cancel",
    "draft",
    "edit",
    "hash_of",
    "pause",
    "pause_everything",
    "read",
    "resume",
    "start",
    "subject_of",
    "tested",
]


def draft(
    tx: Transaction,
    petition: str | None,
    texts: Mapping[str, str],
    chosen: AudienceFilter,
    author: Organizer,
    now: datetime,
) -> Broadcast:
    """Write a new broadcast down.

    Args:
        tx: An open writing transaction.
        petition: Its slug; None = to whoever asked for updates of any petition.
        texts: By language.
        chosen: Whom it is for.
        author: Who drafts it; whether the role reaches is for the caller (`organizers.allowed`).
        now: An aware time.

    Raises:
        UnknownPetition: when there is none with this slug.
    """
    values = _content(tx, petition, texts, chosen) | {"state": "draft", "drafted": _seconds(now)}
    written = insert(broadcasts).values(values | {"author": author.number}).returning(broadcasts.c.id)
    number = int(tx.connection.execute(written).scalar_one())
    audit.append(tx, author.name, "drafted", subject_of(number), now, {"hash": values["hash"]})
    return read(tx, number)


def edit(
    tx: Transaction,
    number: int,
    who: Organizer,
    now: datetime,
    *,
    texts: Mapping[str, str] | None = None,
    chosen: AudienceFilter | None = None,
) -> Broadcast:
    """Change a draft. Whatever was approved, or waits to be, is not any more; where nothing changes, nothing happens.

    Args:
        tx: An open writing transaction.
        number: Which.
        who: Who edits it, and is its author from now on: nobody approves words of their own.
        now: An aware time.
        texts: All texts by language, or None = as they are.
        chosen: The filter, or None = as it is.

    Raises:
        UnknownBroadcast: when there is none of this number.
        WrongState: when it is not a draft any more.
    """
    before = held(tx, number, "draft", to="edited")
    texts = before.texts if texts is None else texts
    values = _content(tx, before.petition, texts, before.chosen if chosen is None else chosen)
    if values["hash"] == before.hash:
        return before
    none = dict.fromkeys(("approved", "approved_at", "approver", "count", "cost", "last_consent"))
    set_values(tx, number, **values, **none, author=who.number)
    void(tx, number)
    audit.append(tx, who.name, "edited", before.subject, now, {"hash": values["hash"]})
    return read(tx, number)


def tested(tx: Transaction, number: int, who: Organizer, now: datetime, to: int) -> Broadcast:
    """Write down that what the broadcast says now was sent to staff as a test.

    Args:
        tx: An open writing transaction, the one in which the tests go to the outbox.
        number: Which.
        who: Who tests.
        now: An aware time.
        to: How many got it.

    Raises:
        UnknownBroadcast, WrongState: as for `edit`.
    """
    one = held(tx, number, "draft", to="tested")
    set_values(tx, number, tested=one.hash)
    audit.append(tx, who.name, "tested", one.subject, now, {"hash": one.hash, "to": to})
    return read(tx, number)


def approve(
    tx: Transaction,
    number: int,
    approver: Organizer,
    now: datetime,
    *,
    seen: str,
    people: int,
    cost: int,
    last_consent: int,
    two_people: bool = True,
) -> Broadcast:
    """Approve a broadcast, and freeze it: these words, this filter, no consent after this one.

    Args:
        tx: An open writing transaction.
        number: Which.
        approver: Who approves; whether the role reaches is for the caller.
        now: An aware time; "not within N days" and the monthly promise refer to it.
        seen: The hash of what was shown to the approver.
        people, cost: How many people, and micro-dollars, were shown.
        last_consent: Of what was counted (`audience.Counted`).
        two_people: False where an organization has only one; the audit record tells it.

    Raises:
        UnknownBroadcast: when there is none of this number.
        WrongState: when it is no draft, was edited meanwhile, was not tested, or is the approver's own.
    """
    one = held(tx, number, "draft", to="approved")
    if seen != one.hash:
        raise WrongState(f"Broadcast {number} was edited since; look at it again.")
    if not one.is_tested:
        raise WrongState(f"Broadcast {number} was not tested as it is now: undersigned broadcast test {number}")
    if two_people and approver.number == one.author:
        raise WrongState(f"{approver.name} wrote broadcast {number}; somebody else has to approve it.")
    frozen = {"count": people, "cost": cost, "last_consent": last_consent}
    set_values(tx, number, approved=seen, approved_at=_seconds(now), approver=approver.number, **frozen)
    told = {"hash": seen, "people": people, "cost": cost, "two_people": two_people}
    audit.append(tx, approver.name, "approved", one.subject, now, told)
    return read(tx, number)


def start(tx: Transaction, number: int, who: Organizer, now: datetime, send_at: datetime | None = None) -> Broadcast:
    """Let an approved broadcast leave.

    Args:
        tx: An open writing transaction.
        number: Which.
        who: Who sends it.
        now: An aware time.
        send_at: Not before; None, or the past = at once.

    Raises:
        UnknownBroadcast: when there is none of this number.
        WrongState: when it is no draft, or was not approved as it is now.
    """
    one = held(tx, number, "draft", to="sent")
    if not one.is_approved:
        raise WrongState(f"Broadcast {number} is not approved as it is now: undersigned broadcast approve {number}")
    later = send_at if send_at is not None and send_at > now else None
    set_values(tx, number, state="sending", started=_seconds(now), send_at=_seconds(later) if later else None)
    details = {"at": later.astimezone(UTC).isoformat()} if later else {}
    audit.append(tx, who.name, "sent", one.subject, now, details)
    return read(tx, number)


def pause(tx: Transaction, number: int, who: Organizer, now: datetime) -> Broadcast:
    """Let nothing more of a broadcast leave until it is resumed; once paused it stays so.

    Raises:
        UnknownBroadcast: when there is none of this number.
        WrongState: when it is not being sent.
    """
    one = held(tx, number, "sending", "paused", to="paused")
    if one.state == "sending":
        set_values(tx, number, state="paused", reason="")
        audit.append(tx, who.name, "paused", one.subject, now)
    return read(tx, number)


def resume(tx: Transaction, number: int, who: Organizer, now: datetime) -> Broadcast:
    """Let a paused broadcast go on, whoever paused it and why.

    Raises:
        UnknownBroadcast: when there is none of this number.
        WrongState: when it is not paused.
    """
    one = held(tx, number, "paused", "sending", to="resumed")
    if one.state == "paused":
        set_values(tx, number, state="sending", reason="")
        audit.append(tx, who.name, "resumed", one.subject, now, {"was": one.reason} if one.reason else {})
    return read(tx, number)


def cancel(tx: Transaction, number: int, who: Organizer, now: datetime) -> Broadcast:
    """End a broadcast for good: what has not been claimed is not sent. It can't be taken back.

    Raises:
        UnknownBroadcast: when there is none of this number.
        WrongState: when it is over already.
    """
    one = held(tx, number, "draft", "sending", "paused", "canceled", to="canceled")
    if one.state == "canceled":
        return one
    set_values(tx, number, state="canceled", reason="", ended=_seconds(now))
    # Whoever works on the chunks closes them; what is held until tomorrow need not wait for that.
    waiting = (chunks.c.broadcast == number, chunks.c.state == 0)
    tx.connection.execute(update(chunks).where(*waiting).values(due=0))
    audit.append(tx, who.name, "canceled", one.subject, now)
    return read(tx, number)


def pause_everything(tx: Transaction, who: str, now: datetime, *, paused: bool) -> bool:
    """Let nothing leave on its own any more, in any process, or let it leave again; signing goes on.

    Args:
        tx: An open writing transaction.
        who: The organizer's name; anybody with the command may.
        now: An aware time.
        paused: Which of the two.

    Returns:
        False when it was so already.
    """
    if is_paused(tx) == paused:
        return False
    pause_all(tx, paused)
    audit.append(tx, who, "paused" if paused else "resumed", "everything", now)
    return True


def _content(tx: Transaction, petition: str | None, texts: Mapping[str, str], chosen: AudienceFilter) -> dict[str, Any]:
    if petition is not None and petition not in tx.shelf.ids:
        raise UnknownPetition(f"There is no petition {petition}.")
    return {
        "petition": tx.shelf.ids[petition] if petition is not None else None,
        "texts": json.dumps(dict(texts), sort_keys=True, ensure_ascii=False),
        "audience": chosen.to_json(),
        "hash": hash_of(petition, texts, chosen),
    }


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
