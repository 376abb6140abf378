"""What Twilio received for us and never brought, or brought while nobody was there to hear it.

Twilio delivers a message once and does not replay it (https://www.twilio.com/docs/api/errors/11205); its list of
messages (https://www.twilio.com/docs/messaging/api/message-resource) still has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bots.sms import SMS
from bots.sms_client import account_problems, client_to
from conversations import Heard

#: Messages asked for at once; Twilio gives no more.
PAGE = 1000


class ReceivedSMS:
    """The list of messages that one account received.

    Args:
        channel: Reads a message of the list as it reads one of the webhook.
        account_sid: `TWILIO_ACCOUNT_SID`.
        token: The present auth token.
        root: `TWILIO_API_URL`.
        numbers: The numbers that people text; one on WhatsApp as "whatsapp:+1…".
    """

    def __init__(self, channel: SMS, account_sid: str, token: str, root: str, numbers: Sequence[str]) -> None:
        self._channel, self._numbers = channel, numbers
        self._client = client_to(account_sid, token, root)

    def pages(self, since: datetime, until: datetime) -> Iterator[list[Heard]]:
        """What came to our numbers from `since` to `until` (aware), newest first; blocks the thread.

        Raises:
            AccountProblem: with why the rest can't be told.
        """
        with account_problems():
            for number in self._numbers:
                page = self._client.messages.page(to=number, date_sent_after=since.astimezone(UTC), page_size=PAGE)
                while page is not None:
                    found = []
                    for message in page:
                        sent = message.date_sent or message.date_created
                        if message.direction == "inbound" and sent is not None and since <= sent <= until:
                            fields = {
                                "MessageSid": message.sid or "",
                                "From": message.from_ or "",
                                "To": message.to or "",
                                "Body": message.body or "",
                                "NumMedia": message.num_media or "0",
                            }
                            found.append(self._channel.found(fields, sent))
                    yield [heard for heard in found if heard is not None]
                    page = page.next_page()
