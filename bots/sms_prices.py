"""What a text costs in the United States, in dollars for each segment."""

from decimal import Decimal

#: Twilio's list price either way (its price page, read in November 2026).
PRICE = Decimal("0.0083")
#: What carriers add to a segment that leaves; between 0.003 and 0.005 by carrier.
CARRIER_FEE = Decimal("0.004")
