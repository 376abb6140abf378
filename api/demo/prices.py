"""What a text costs the organizer: the numbers behind the simulator's meter, in dollars per segment."""

from __future__ import annotations

from typing import Any

from conversations.segments import segments

#: Twilio's price in the United States, each way (its price page, read in November 2026).
SEGMENT = 0.0083
#: What carriers add to a segment that goes out; between 0.003 and 0.005 by carrier.
CARRIER_FEE = 0.004


def priced(text: str, *, outgoing: bool) -> dict[str, Any]:
    """How a text is counted and what it costs, as the page shows it."""
    counted = segments(text)
    return {
        "parts": counted.parts,
        "encoding": counted.encoding,
        "units": counted.units,
        "room": 160 if counted.encoding == "GSM-7" else 70,
        "offending": list(counted.offending),
        "dollars": counted.parts * (SEGMENT + CARRIER_FEE if outgoing else SEGMENT),
    }
