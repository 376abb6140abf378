"""What can have become of something that leaves on its own, as `deliveries.state` and `outbox.state` write it."""

from __future__ import annotations

from enum import IntEnum


class DeliveryState(IntEnum):
    """Forward only: from waiting to claimed, from there to one of the others; what is settled stays so.

    The exceptions: what did not leave for certain is put back to waiting; and what was uncertain is settled by proof.
    """

    #: Not yet its turn; held while its `due` lies in the future.
    WAITING = 0
    #: About to be sent by a worker; committed before it leaves.
    CLAIMED = 1
    #: The provider took it.
    SENT = 2
    #: The provider refused this message.
    REFUSED = 3
    #: The person left between the freeze and the claim, or can't be reached for good.
    GONE = 4
    #: Cancelled, expired, or looked up at the provider and absent there.
    NOT_SENT = 5
    #: Claimed, and nobody knows whether it left; never sent again by itself.
    UNCERTAIN = 6


#: The column of `chunks` that counts a state; waiting and claimed are what remains of `total`.
SUM_OF = {
    DeliveryState.SENT: "sent",
    DeliveryState.REFUSED: "refused",
    DeliveryState.GONE: "gone",
    DeliveryState.NOT_SENT: "not_sent",
    DeliveryState.UNCERTAIN: "uncertain",
}
