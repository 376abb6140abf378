"""What a text costs the organizer: the numbers behind the simulator's meter, in dollars per segment."""

from __future__ import annotations

from typing import Any

from bots.sms_prices import CARRIER_FEE, PRICE
from conversations.segments import segments


def priced(text: str, *, outgoing: bool) -> dict[str, Any]:
    """How a text is counted and what it costs, as the page shows it."""
    counted = segments(text)
    return {
        "parts": counted.parts,
        "encoding": counted.encoding,
        "units": counted.units,
        "room": 160 if counted.encoding == "GSM-7" else 70,
        "offending": list(counted.offending),
        "dollars": float(counted.parts * (PRICE + CARRIER_FEE if outgoing else PRICE)),
    }
