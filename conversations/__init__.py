"""What is said: pure functions over what is known and what was heard. No clock, network, database or randomness."""

from conversations.missed import reply_to_missed
from conversations.petition import Petition, Petitions, PetitionText, Standing
from conversations.signing import reply_to
from conversations.turn import (
    Channel,
    Choice,
    Contact,
    Fact,
    Heard,
    Kind,
    Link,
    Moment,
    Reply,
    Signature,
    State,
    Turn,
)

__all__ = [
    "Channel",
    "Choice",
    "Contact",
    "Fact",
    "Heard",
    "Kind",
    "Link",
    "Moment",
    "Petition",
    "PetitionText",
    "Petitions",
    "Reply",
    "Signature",
    "Standing",
    "State",
    "Turn",
    "reply_to",
    "reply_to_missed",
]
