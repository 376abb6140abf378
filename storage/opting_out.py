"""Opting out for somebody who said so by mail, by voice or by e-mail: as their own STOP would, and in silence.

Nobody's address needs to be kept for it: a contact is found by the keyed index of its address, and where there is none
one is made that says nothing but STOP, so that nothing leaves even when the number comes in by another way later.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from conversations import Channel, Contact, Fact, Heard, Turn
from conversations.telephone_numbers import forms_of, one_number
from storage import audit
from storage.batch import Batch
from storage.links import MoreToHold
from storage.petitions import counts

if TYPE_CHECKING:
    from storage.store import Transaction

#: How it came; the ledger of consents and the audit record tell it.
How = Literal["mail", "voice", "e-mail", "other"]


class OptedOut(NamedTuple):
    """What an opt-out changed."""

    #: False where all of it was stopped before.
    changed: bool
    #: Of how many petitions it ended the updates, on all channels together.
    updates: int


def opt_out(
    tx: Transaction, channel: Literal["sms", "telegram"], address: str, how: How, who: str, now: datetime
) -> OptedOut:
    """Record that nothing may be sent to an address any more. Signatures stay, and twice is once.

    Args:
        tx: An open writing transaction.
        channel: "sms" for a number, which ends WhatsApp too, in whichever way the number is written there.
        address: In E.164 form, or the id of a Telegram account.
        how: How the wish came.
        who: Who records it, for the audit record.
        now: An aware time.
    """
    # No provider gave these ids; they are made up, so that each is heard once like any message.
    heard = [Heard(f"opt-out {secrets.token_hex(16)}", *one) for one in _contacts(channel, address)]
    done = _attempt(tx, heard, how, now, frozenset())
    audit.append(tx, who, "recorded", "an opt-out", now, {"how": how, "channel": channel})
    return done


def _contacts(channel: Literal["sms", "telegram"], address: str) -> list[tuple[Channel, str]]:
    if channel == "telegram":
        return [(Channel.TELEGRAM, address)]
    number = one_number(address)
    return [(Channel.WHATSAPP, number), *((Channel.SMS, form) for form in forms_of(number))]


def _attempt(tx: Transaction, heard: Sequence[Heard], how: How, now: datetime, besides: frozenset[bytes]) -> OptedOut:
    """Do it, and anew for as long as more rows must be held."""
    try:
        return tx.attempt(partial(_play, tx, heard, how, now, besides))
    except MoreToHold as more:
        if more.keys <= besides:
            raise
        held = besides | more.keys
    return _attempt(tx, heard, how, now, held)


def _play(tx: Transaction, heard: Sequence[Heard], how: How, now: datetime, besides: Collection[bytes]) -> OptedOut:
    batch = Batch(tx, heard, now, counts(tx), besides)
    changed, updates = False, 0
    for one in heard:
        contact = batch.contact(one)
        updates += len(contact.state.updates) + len(contact.link.updates)
        changed |= not contact.state.stopped or bool(contact.link.updates)
        batch.keep(one, _stopped(contact, how), b"")
    batch.write()
    return OptedOut(changed, updates)


def _stopped(contact: Contact, how: How) -> Turn:
    """As `conversations.stopping.stop` leaves a contact that said STOP."""
    state = contact.state
    facts = [Fact("stopped", {"how": how})]
    if state.updates or contact.link.updates:
        facts.insert(0, Fact("left_updates", {"petition": "", "how": how}))
    by = state.stopped_by if state.stopped else "us"
    stopped = state.but({"stopped": True, "stopped_by": by, "updates": ()})
    return Turn(stopped.without_talk(), (), tuple(facts))
