"""Signatures of many telephones in one batch, as the inbox writes them, without a conversation each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime

from conversations import Channel, Fact, Heard, State, Turn
from storage import Transaction, counts
from storage.batch import Batch

_ids = itertools.count(1)


def sign_at_once(tx: Transaction, slug: str, numbers: Sequence[str], now: datetime) -> None:
    """Let each of these numbers sign by SMS."""
    heard = [Heard(f"SM8{next(_ids):031d}", Channel.SMS, number, text="1") for number in numbers]
    batch = Batch(tx, heard, now, counts(tx))
    details = {"petition": slug, "name": "Ana", "postcode": "60608", "show_name": False, "code": "ABCDEF"}
    signed = Fact("signed", details | {"source": "", "language": "en"})
    for one in heard:
        batch.keep(one, Turn(State(language="en", heard_at=1), (), (signed,)), b"")
    batch.write()
