"""Approvals: a code goes to the approver's own phone, and whoever brings it back has approved these very words.

A code is four digits for one organizer and one broadcast. It stands for the hash of petition, texts and filter, for how
many people and at which cost; it holds ten minutes, once, and not after an edit. The author's own address can't bring
it, nor one that is linked with the author's as one person. A few wrong codes in an hour, on whatever broadcast, end all
of an organizer's codes until the hour is over: asking for a new one gives no more tries.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import Row, select

from conversations.as_typed import written
from conversations.phrases import say
from storage import approval_codes, audit, outbox
from storage.approval_codes import HOLDS, Code, Terms, codes_of, is_code, missed_lately, one_at_a_time, void
from storage.broadcasts import approve, subject_of
from storage.contacts import read_state
from storage.dialects import rows_in
from storage.link_halves import read_half
from storage.organizers import APPROVING, Organizer, address_of, allowed, numbered
from storage.outbox import MessageKind
from storage.outgoing_tables import broadcasts, organizers
from storage.tables import contacts

if TYPE_CHECKING:
    from storage.store import Transaction

__all__ = ["Asked", "NotAsked", "Terms", "Verdict", "ask", "complete", "complete_now", "note_rule", "void", "written"]

#: Wrong codes of one organizer in an hour, behind which none of theirs is taken: of 10,000 codes.
MISSES_AN_HOUR = 5
#: What the audit record names when TWO_PEOPLE changes.
RULE = "the rule of two people"
_MICRO = 1_000_000
_IN_THE_WAY = Literal["", "over", "used", "edited", "own", "no_author"]
#: What an organizer is told, in the phrase "organizer.<reason>".
Reason = Literal[
    "approved", "no_code", "wrong_code", "too_many", "expired", "edited", "used", "own", "no_author", "role", "over"
]


class NotAsked(Exception):
    """No code was sent; the message says why."""


class Asked(NamedTuple):
    """A code is on its way."""

    #: "sms" or "telegram".
    channel: str
    expires: datetime
    #: The message's number in the outbox.
    message: int


class Verdict(NamedTuple):
    """What became of a code that was brought."""

    reason: Reason
    #: The broadcast that it was for; 0 where that is not known.
    broadcast: int = 0
    people: int = 0
    #: To be done at the end of the transaction, behind whatever else it holds: it appends to the audit record.
    at_last: Callable[[], object] | None = None

    @property
    def approved(self) -> bool:
        """Whether the broadcast is approved by it."""
        return self.reason == "approved"

    def told(self, language: str) -> str:
        """In plain words, for the organizer."""
        return say(f"organizer.{self.reason}", language, broadcast=self.broadcast, count=self.people)


def ask(
    tx: Transaction,
    broadcast: int,
    approver: Organizer,
    terms: Terms,
    now: datetime,
    *,
    two_people: bool,
    language: str = "en",
) -> Asked:
    """Send a code to the approver's registered address; an earlier one for the same broadcast holds no more.

    Args:
        tx: An open writing transaction.
        broadcast: A draft.
        approver, terms: Who is to approve, and what, as it was previewed just now.
        now: An aware time.
        two_people: Whether somebody else than the author has to approve (TWO_PEOPLE).
        language: Spoken where nothing is known of the approver.

    Raises:
        NotAllowed: when the role does not reach.
        NotAsked: when nobody of this name can approve it, or the code could not arrive.
    """
    allowed(approver, APPROVING, "approve a broadcast")
    one_at_a_time(tx, approver.number)
    row = _may_be_asked(tx, broadcast, approver, terms, two_people=two_people)
    where, spoken = _reached(tx, approver)
    at = int(now.timestamp())
    if missed_lately(codes_of(tx, approver.number), at) >= MISSES_AN_HOUR:
        raise NotAsked(Verdict("too_many").told("en"))
    digits = approval_codes.give(tx, broadcast, approver.number, terms, at)
    author = approver.name if row.author is None else numbered(tx, row.author).name
    facts: dict[str, str | int] = {"author": author, "broadcast": broadcast, "code": digits}
    text = written(where[0], say("organizer.code", spoken or language, **facts, **_told(terms)))
    message = outbox.add(tx, MessageKind.CODE, *where, text, spoken or language, due=at, expires=at + HOLDS)
    note_rule(tx, now, two_people=two_people)
    details = {"hash": terms.hash, "count": terms.people, "cost": terms.cost}
    audit.append(tx, approver.name, "was sent a code for", subject_of(broadcast), now, details)
    return Asked(where[0], now + timedelta(seconds=HOLDS), message)


def _told(terms: Terms) -> dict[str, str | int]:
    """What is approved, as the code's message tells it."""
    return {"hash": terms.hash[:6], "count": terms.people, "cost": f"${terms.cost / _MICRO:,.2f}"}


def _may_be_asked(tx: Transaction, broadcast: int, approver: Organizer, terms: Terms, *, two_people: bool) -> Row[Any]:
    """The broadcast's row, where nothing is in the way of asking this organizer."""
    row = _broadcast(tx, broadcast)
    if row is None:
        raise NotAsked(f"There is no broadcast {broadcast}.")
    if refused := _in_the_way(tx, row, approver, terms.hash, two_people=two_people):
        raise NotAsked(Verdict(refused, broadcast).told("en"))
    if row.tested != row.hash:
        raise NotAsked(f"Broadcast {broadcast} was not tested as it is now: undersigned broadcast test {broadcast}")
    return row


def complete(
    tx: Transaction, approver: Organizer, code: str, now: datetime, *, two_people: bool, broadcast: int | None = None
) -> Verdict:
    """Take a code that an organizer brought. The caller does at last what the verdict says, and commits whatever it is.

    Args:
        tx: An open writing transaction.
        approver: Whose code it must be.
        code: Four digits.
        now: An aware time.
        two_people: As for `ask`.
        broadcast: Only for this one; None for whichever the code is for.
    """
    if approver.role not in APPROVING:
        return Verdict("role")
    at = int(now.timestamp())
    one_at_a_time(tx, approver.number)
    theirs = codes_of(tx, approver.number)
    if missed_lately(theirs, at) >= MISSES_AN_HOUR:
        return Verdict("too_many")
    wanted = [one for one in theirs if broadcast in (None, one.broadcast)]
    for one in wanted:
        if is_code(tx, one, approver.number, code):
            return _brought(tx, one, approver, now, two_people=two_people)
    live = [one for one in wanted if one.expires > at]
    if still_open := [one.broadcast for one in live if not one.used]:
        approval_codes.miss(tx, still_open[-1], approver.number)
        tell = partial(audit.append, tx, approver.name, "brought a wrong code for", subject_of(still_open[-1]), now)
        return Verdict("wrong_code", still_open[-1], at_last=tell)
    return Verdict("used", live[-1].broadcast) if live else Verdict("no_code")


def complete_now(
    tx: Transaction, approver: Organizer, code: str, now: datetime, *, two_people: bool, broadcast: int | None = None
) -> Verdict:
    """`complete`, and what is to be done at last: for whoever does nothing else in the transaction."""
    verdict = complete(tx, approver, code, now, two_people=two_people, broadcast=broadcast)
    if verdict.at_last is not None:
        verdict.at_last()
    return verdict


def note_rule(tx: Transaction, now: datetime, *, two_people: bool) -> bool:
    """Have the audit record say whether one person alone may send, where that is not what it says already.

    Args:
        tx: An open writing transaction.
        now: An aware time.
        two_people: TWO_PEOPLE.

    Returns:
        Whether it was noted.
    """
    if two_people and not audit.last_deed(tx, RULE):
        return False  # it was never off
    return audit.append_change(tx, "the operator", "turned on" if two_people else "turned off", RULE, now)


def _brought(tx: Transaction, code: Code, approver: Organizer, now: datetime, *, two_people: bool) -> Verdict:
    """The right digits: what they approve, if they still may."""
    number = code.broadcast
    if code.expires <= int(now.timestamp()):
        return Verdict("expired", number)
    row = _broadcast(tx, number)
    if row is None:
        return Verdict("over", number)
    # Read anew: whoever edited had the broadcast until now, and voided the code.
    terms = next(one.terms for one in codes_of(tx, approver.number) if one.broadcast == number)
    if refused := _in_the_way(tx, row, approver, terms.hash, two_people=two_people):
        return Verdict(refused, number)
    approval_codes.use(tx, number, approver.number)

    def at_last() -> None:
        shown = {"people": terms.people, "cost": terms.cost, "last_consent": terms.last_consent}
        approve(tx, number, approver, now, seen=terms.hash, two_people=two_people, **shown)
        note_rule(tx, now, two_people=two_people)

    return Verdict("approved", number, terms.people, at_last)


def _in_the_way(tx: Transaction, row: Row[Any], approver: Organizer, told: str, *, two_people: bool) -> _IN_THE_WAY:
    """Why this organizer can't approve what has this hash; "" when nothing is in the way."""
    if row.state != "draft":
        return "over"
    if told != row.hash:
        return "edited"
    if row.approved == row.hash:
        return "used"
    if not two_people:
        return ""
    if row.author is None:
        return "no_author"
    return "own" if _is_author(tx, row.author, approver) else ""


def _is_author(tx: Transaction, author: int, approver: Organizer) -> bool:
    """Whether the approver is the author, or has the other address of one person with the author."""
    if author == approver.number:
        return True
    both = select(organizers.c.contact).where(organizers.c.id.in_([author, approver.number]))
    keys = [bytes(key) for key in tx.connection.scalars(both)]
    found = rows_in(tx.connection, (contacts.c.key, contacts.c.link), contacts.c.key, keys)
    halves = [half for row in found if (half := read_half(tx, bytes(row.key), row.link))]
    return len(halves) > 1 and halves[0].both == halves[1].both


def _broadcast(tx: Transaction, number: int) -> Row[Any] | None:
    """A broadcast, held until the transaction ends where it is a draft; one that is being sent is left to who sends."""
    wanted = select(broadcasts).where(broadcasts.c.id == number)
    row = tx.connection.execute(wanted).first()
    if row is None or row.state != "draft":
        return row
    return tx.connection.execute(wanted.with_for_update()).first()


def _reached(tx: Transaction, approver: Organizer) -> tuple[tuple[str, str], str | None]:
    """Channel and address of an organizer, and the language spoken there, where one is known.

    Raises:
        NotAsked: when no code would arrive.
    """
    where = address_of(tx, approver.number)
    if where is None:
        raise NotAsked(f"The address of {approver.name} can't be read: register it anew.")
    key = tx.keys.contact(*where)
    row = tx.connection.execute(select(contacts.c.state).where(contacts.c.key == key)).first()
    state = read_state(tx, key, row.state if row else b"")
    if state.stopped:
        raise NotAsked(f"{approver.name} sent STOP to this line, so no code arrives: send START from there first.")
    return where, state.language
