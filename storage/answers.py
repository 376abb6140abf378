"""Answers: kept 48 hours, so that a message delivered twice is answered twice and counted once.

An answer is sealed under a key made of the field key and the contact's random id. When a contact is erased its id goes,
and with it every answer that it ever got, but for the one that says so: that one is sealed under the field key alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.dialects import add_rows, rows_in
from storage.sealing import NotOurs, place_of
from storage.tables import answers

if TYPE_CHECKING:
    from storage.store import Transaction

#: Hours for which an answer is kept; Telegram redelivers for 24 (tdlib WebhookActor), Twilio within its 15 seconds.
ANSWER_HOURS = 48
_ANSWER = b"answers.answer"


@dataclass(slots=True)
class AnswerRow:
    """An answer that waits to be written. `contact` is the random id of whom it goes to; `last` outlives that id."""

    message: bytes
    contact: bytes
    answer: bytes
    last: bool


def find(tx: Transaction, messages: Iterable[bytes]) -> dict[bytes, bytes]:
    """The sealed answers to those of these messages (`KeyRing.message`) that were heard before."""
    columns = (answers.c.message, answers.c.answer)
    rows = rows_in(tx.connection, columns, answers.c.message, list(messages))
    return {row.message: row.answer for row in rows}


def unheard(tx: Transaction, channel: str, messages: Sequence[str]) -> list[str]:
    """Those of a provider's message ids that no answer is kept for, in their order.

    Args:
        tx: An open transaction.
        channel: The channel that the ids are of.
        messages: Ids of messages that came within `ANSWER_HOURS`.
    """
    keys = {one: tx.keys.message(channel, one) for one in messages}
    heard = find(tx, keys.values())
    return [one for one in messages if keys[one] not in heard]


def read(tx: Transaction, message: bytes, sealed: bytes, contact: bytes) -> bytes | None:
    """Open a kept answer; None when its contact was erased since."""
    place = place_of(_ANSWER, message)
    for key in (tx.keys.field.bound_to(contact), tx.keys.field):
        try:
            return key.open(sealed, place)
        except NotOurs:
            continue
    return None


def keep(tx: Transaction, rows: Iterable[AnswerRow], hour: int) -> None:
    """Write new answers."""
    field = tx.keys.field
    values = [
        {
            "message": row.message,
            "answer": (field if row.last else field.bound_to(row.contact)).seal(
                row.answer, place_of(_ANSWER, row.message)
            ),
            "expires": hour + ANSWER_HOURS,
        }
        for row in rows
    ]
    add_rows(tx.connection, answers, values)
