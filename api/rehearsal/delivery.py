"""Carries texts to the line as Twilio and Telegram do: signed, again when there is no answer, sometimes twice."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from itertools import count

from api.rehearsal import telegram_updates, twilio_forms
from api.rehearsal.connections import Answer, Connections, NoAnswer
from api.rehearsal.people import Person
from api.rehearsal.tally import Tally
from api.rehearsal.telegram_updates import TelegramUpdates
from api.rehearsal.twilio_forms import TwilioForms
from api.settings import Settings

#: Seconds before a text that was not answered is delivered again; Twilio does so three times with what we tell it to.
AGAIN_AFTER = (0.1, 0.5, 2.0)
#: Numbers of the area code 555, which is given to nobody (https://nationalnanpa.com, "not available").
NUMBERS = 10_000_000
#: Accounts and updates far above those that Telegram gives, which have at most 52 and 32 bits.
_FIRST_ACCOUNT, _FIRST_UPDATE = 4_000_000_000_000_000, 1 << 48
_OWN_WORDS = frozenset(("STOP", "START", "HELP"))


class Lost(Exception):
    """A text that no delivery brought an answer to."""


@dataclass
class Delivery:
    """Between invented people and one line.

    Args:
        connections: To the line.
        settings: Of the line; both channels sign with its secrets.
        first: The number of the first of the invented phones, below `NUMBERS`; the others follow.
    """

    connections: Connections
    settings: Settings
    first: int
    _updates: count[int] = field(default_factory=lambda: count(_FIRST_UPDATE + secrets.randbits(40)))

    def __post_init__(self) -> None:
        settings, url = self.settings, self.settings.public_url or ""
        self._forms = TwilioForms(
            settings.auth_tokens[0], str(settings.twilio_account_sid), str(settings.twilio_from), url
        )
        secret = settings.telegram_webhook_secret
        self._telegram = TelegramUpdates(secret.get_secret_value(), url) if secret else None

    async def say(self, person: Person, text: str, tally: Tally, *, twice: bool = False) -> list[str]:
        """Send one text and bring what the person gets to see.

        Raises:
            Lost: when no delivery was answered.
        """
        tally.texts += 1
        begun, request = tally.now(), self._request(person, text)
        answer = await self._deliver(request, tally)
        tally.answered += 1
        tally.latencies.append((tally.now(), tally.now() - begun))
        if twice:
            tally.delivered_twice += 1
            again = await self._deliver(request, tally)
            tally.answered_differently += again.body != answer.body
        read = telegram_updates.texts_in if person.on_telegram else twilio_forms.texts_in
        return read(answer.body)

    async def is_taken(self) -> int:
        """The status with which the line answers a text from its own number, which it never replies to.

        Raises:
            NoAnswer: when it is not there.
        """
        number = str(self.settings.twilio_from)
        return (await self.connections.ask(self._forms.request(number, "-", _sid()))).status

    async def _deliver(self, request: bytes, tally: Tally) -> Answer:
        for wait in (*AGAIN_AFTER, None):
            try:
                answer = await self.connections.ask(request)
                if answer.status == 200:
                    return answer
                tally.failures[str(answer.status)] += 1
            except NoAnswer:
                tally.failures["no answer"] += 1
            if wait is not None:
                await asyncio.sleep(wait)
        tally.lost += 1
        raise Lost

    def _request(self, person: Person, text: str) -> bytes:
        if person.on_telegram and self._telegram:
            account, update = _FIRST_ACCOUNT + self.first + person.place, next(self._updates)
            return self._telegram.request(account, person.name, person.language, text, update)
        word = text.upper() if self.settings.opt_out == "advanced" and text.upper() in _OWN_WORDS else ""
        return self._forms.request(f"+1555{(self.first + person.place) % NUMBERS:07d}", text, _sid(), word)


def _sid() -> str:
    return "SM" + secrets.token_hex(16)
