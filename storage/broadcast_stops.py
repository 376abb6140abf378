"""Broadcasts that are paused without anybody's word: the spend cap is reached, or too much goes wrong."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, select, update

from storage import audit
from storage.chunks import WORKER_DIED
from storage.outgoing_tables import UNCERTAIN_ROWS, broadcasts, deliveries

if TYPE_CHECKING:
    from storage.store import Transaction

#: Who does it, in the audit record.
PROGRAM = "undersigned"
_STOP = (
    update(broadcasts)
    .where(broadcasts.c.id == bindparam("which"), broadcasts.c.state == "sending")
    .values(state="paused", reason=bindparam("told"))
)


def stop_by_itself(tx: Transaction, broadcast: int, why: str, now: datetime) -> bool:
    """Pause a broadcast and say why, in it and in the audit record; an organizer may resume it.

    Args:
        tx: An open writing transaction.
        broadcast: Which.
        why: In plain words.
        now: An aware time.

    Returns:
        False when it was not being sent.
    """
    if not tx.connection.execute(_STOP, {"which": broadcast, "told": why}).rowcount:
        return False
    audit.append(tx, PROGRAM, "paused", f"broadcast {broadcast}", now, {"reason": why})
    return True


def sending_now(tx: Transaction) -> list[int]:
    """The broadcasts that are being sent."""
    return list(tx.connection.scalars(select(broadcasts.c.id).where(broadcasts.c.state == "sending")))


def unanswered(tx: Transaction, broadcast: int) -> int:
    """How many deliveries are uncertain though their worker lived: the provider did not say what became of them."""
    uncertain = and_(deliveries.c.broadcast == broadcast, UNCERTAIN_ROWS, deliveries.c.why != WORKER_DIED)
    return tx.connection.scalar(select(func.count()).select_from(deliveries).where(uncertain)) or 0
