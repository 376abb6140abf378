"""The rows of approvals: one code for each broadcast and organizer, as a keyed hash, and how many wrong ones came."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, insert, select, update

from storage.outgoing_tables import approvals, organizers

if TYPE_CHECKING:
    from storage.store import Transaction

#: Seconds for which a code holds; the phrases name it.
HOLDS = 10 * 60
_HOUR = 3600
#: In the place of a code that was used: no keyed hash is empty.
_USED = b""
_WHICH = and_(approvals.c.broadcast == bindparam("of"), approvals.c.approver == bindparam("whose"))
_AGAIN = (
    update(approvals)
    .where(_WHICH)
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("code", "hash", "count", "cost", "last_consent", "expires", "missed")
        }
    )
)
_USE = update(approvals).where(_WHICH).values(code=_USED)
_MISS = update(approvals).where(_WHICH).values(missed=approvals.c.missed + 1)


class Terms(NamedTuple):
    """What is approved."""

    #: Of petition, texts and filter (`broadcasts.hash`).
    hash: str
    #: To how many.
    people: int
    #: Micro-dollars.
    cost: int
    #: Of those that were counted.
    last_consent: int


class Code(NamedTuple):
    """A code that was given out. Of an edited broadcast `terms.hash` is empty."""

    broadcast: int
    keyed: bytes
    terms: Terms
    #: Epoch seconds.
    expires: int
    missed: int

    @property
    def used(self) -> bool:
        """Whether it was taken."""
        return self.keyed == _USED


def one_at_a_time(tx: Transaction, approver: int) -> None:
    """Nobody else asks for or brings a code of this organizer until the transaction ends.

    Else each of many processes would find that too few wrong ones came yet, and take as many more. Rows are held in
    this order: the organizer's, the broadcast's, codes; an edit holds the last two.
    """
    mine = select(organizers.c.id).where(organizers.c.id == approver)
    tx.connection.execute(mine.with_for_update(key_share=True))


def codes_of(tx: Transaction, approver: int) -> Sequence[Code]:
    """All codes of an organizer, the one that holds longest last."""
    theirs = select(approvals).where(approvals.c.approver == approver)
    rows = tx.connection.execute(theirs.order_by(approvals.c.expires, approvals.c.broadcast)).mappings()
    return [
        Code(
            row["broadcast"],
            bytes(row["code"]),
            Terms(row["hash"], row["count"], row["cost"], row["last_consent"]),
            row["expires"],
            row["missed"],
        )
        for row in rows
    ]


def is_code(tx: Transaction, code: Code, approver: int, digits: str) -> bool:
    """Whether these digits are the code."""
    return compare_digest(code.keyed, _keyed(tx, code.broadcast, approver, digits))


def missed_lately(codes: Sequence[Code], now: int) -> int:
    """How many wrong codes came in about the last hour.

    Args:
        codes: All of an organizer (`codes_of`).
        now: Epoch seconds.
    """
    return sum(code.missed for code in codes if code.expires > now - _HOUR)


def give(tx: Transaction, broadcast: int, approver: int, terms: Terms, now: int) -> str:
    """Make a code that holds from now on; an earlier one for the same broadcast holds no more. Gives its digits."""
    codes = codes_of(tx, approver)
    digits = _fresh(tx, codes, approver)
    values: dict[str, Any] = {"code": _keyed(tx, broadcast, approver, digits), "hash": terms.hash}
    values |= {"count": terms.people, "cost": terms.cost, "last_consent": terms.last_consent}
    values |= {"expires": now + HOLDS, "missed": 0}
    for before in codes:
        if before.broadcast == broadcast:
            # Wrong codes of this hour still count: else each new code would give new tries.
            values["missed"] = missed_lately([before], now)
            news = {f"new_{name}": value for name, value in values.items()}
            tx.connection.execute(_AGAIN, {"of": broadcast, "whose": approver, **news})
            return digits
    tx.connection.execute(insert(approvals).values(broadcast=broadcast, approver=approver, **values))
    return digits


def use(tx: Transaction, broadcast: int, approver: int) -> None:
    """The code holds no more, since it was taken."""
    tx.connection.execute(_USE, {"of": broadcast, "whose": approver})


def miss(tx: Transaction, broadcast: int, approver: int) -> None:
    """Count a wrong code."""
    tx.connection.execute(_MISS, {"of": broadcast, "whose": approver})


def void(tx: Transaction, broadcast: int) -> None:
    """No code for this broadcast holds any more, since it was edited; whoever brings one is told so."""
    tx.connection.execute(update(approvals).where(approvals.c.broadcast == broadcast).values(hash=""))


def void_of(tx: Transaction, approver: int) -> None:
    """No code of this organizer holds any more."""
    tx.connection.execute(update(approvals).where(approvals.c.approver == approver).values(code=_USED))


def forget(tx: Transaction, now: int) -> int:
    """Let go of codes that hold no more, and whose wrong ones count no more; returns how many."""
    return tx.connection.execute(delete(approvals).where(approvals.c.expires <= now - _HOUR)).rowcount


def _keyed(tx: Transaction, broadcast: int, approver: int, digits: str) -> bytes:
    return tx.keys.message("approval code", f"{broadcast}\0{approver}\0{digits}")


def _fresh(tx: Transaction, codes: Sequence[Code], approver: int) -> str:
    """Four digits that are none of this organizer's other codes, so that a reply is for one broadcast."""
    while True:
        digits = f"{secrets.randbelow(10_000):04}"
        if not any(is_code(tx, code, approver, digits) for code in codes):
            return digits
