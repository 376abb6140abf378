"""The ranks of status reports: how far a provider says that a message has come."""

from __future__ import annotations

from enum import IntEnum


class Rank(IntEnum):
    """The last report of a message, as `deliveries.report` and `outbox.report` write it."""

    NONE = 0
    #: The provider has it; of what followed nothing is told.
    TAKEN = 1
    #: Handed on to the network.
    HANDED_ON = 2
    FAILED = 3
    DELIVERED = 4
    #: The person has seen it.
    READ = 5


#: Twilio's words (https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks); others
#: say no more than that the message is there.
_RANKS = {
    "sent": Rank.HANDED_ON,
    "undelivered": Rank.FAILED,
    "failed": Rank.FAILED,
    "canceled": Rank.FAILED,
    "delivered": Rank.DELIVERED,
    "partially_delivered": Rank.DELIVERED,
    "read": Rank.READ,
}
#: Of these the first one holds: what failed is not delivered after all, nor the other way round.
_ENDS = (Rank.FAILED, Rank.DELIVERED)


def rank_of(status: str) -> Rank:
    """The rank of a report by its status."""
    return _RANKS.get(status, Rank.TAKEN)


def rises(was: Rank, now: Rank) -> bool:
    """Whether a report says more than the one before."""
    return now > was and not (was in _ENDS and now in _ENDS)
