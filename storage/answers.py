"""Answers: kept 48 hours, so that a message delivered twice is answered twice and counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from storage.sealing import place_of
from storage.tables import answers

if TYPE_CHECKING:
    from storage.store import Transaction

#: Hours for which an answer is kept; Telegram redelivers for 24 (tdlib WebhookActor), Twilio within its 15 seconds.
ANSWER_HOURS = 48
_ANSWER = b"answers.answer"

_FIND = select(answers.c.message, answers.c.answer).where(answers.c.message.in_(bindparam("messages", expanding=True)))
_KEEP = insert(answers)
_EMPTY = update(answers).where(answers.c.contact == bindparam("erased")).values(answer=b"")


@dataclass(slots=True)
class AnswerRow:
    """An answer that waits to be written. `contact` is the random id of whom it went to."""

    message: bytes
    contact: bytes
    answer: bytes


def find(tx: Transaction, messages: Iterable[bytes]) -> dict[bytes, bytes | None]:
    """The kept answers to these messages (`KeyRing.message`); None where the contact was erased since."""
    return {
        row.message: tx.keys.field.open(row.answer, place_of(_ANSWER, row.message)) if row.answer else None
        for row in tx.connection.execute(_FIND, {"messages": list(messages)})
    }


def keep(tx: Transaction, rows: Iterable[AnswerRow], hour: int) -> None:
    """Write new answers."""
    values = [
        {
            "message": row.message,
            "contact": row.contact,
            "answer": tx.keys.field.seal(row.answer, place_of(_ANSWER, row.message)) if row.answer else b"",
            "expires": hour + ANSWER_HOURS,
        }
        for row in rows
    ]
    if values:
        tx.connection.execute(_KEEP, values)


def empty(tx: Transaction, contacts: Iterable[bytes]) -> None:
    """Empty every kept answer of erased contacts; that they were heard stays known, so that nothing acts twice."""
    values = [{"erased": contact} for contact in contacts]
    if values:
        tx.connection.execute(_EMPTY, values)
