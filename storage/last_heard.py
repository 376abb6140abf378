"""When the line last heard anything, to the hour, from what is kept anyway: no more is known, and nobody is named."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from storage.answers import ANSWER_HOURS
from storage.hours import moment_of
from storage.tables import answers, consents, signatures

if TYPE_CHECKING:
    from storage.store import Transaction


class LastHeard(NamedTuple):
    """The beginnings of hours, in UTC."""

    #: Of the last message on any channel; None when no answer is kept, that is for two days, or one is damaged.
    anything: datetime | None
    #: Of the last signature or word on updates that stands, by channel. What was taken back or erased is not known.
    by_channel: dict[str, datetime]


def last_heard(tx: Transaction) -> LastHeard:
    """Look it up; reads whole tables, so it is for commands."""
    expires = tx.connection.scalar(select(func.max(answers.c.expires)))
    by_channel: dict[str, int] = {}
    for table in (signatures, consents):
        found = select(table.c.channel, func.max(table.c.hour)).group_by(table.c.channel)
        for channel, hour in tx.connection.execute(found):
            by_channel[channel] = max(hour, by_channel.get(channel, 0))
    beginnings = {channel: moment_of(hour * 3600) for channel, hour in sorted(by_channel.items())}
    return LastHeard(
        None if expires is None else moment_of((expires - ANSWER_HOURS) * 3600),
        {channel: moment for channel, moment in beginnings.items() if moment is not None},
    )
