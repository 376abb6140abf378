"""Whatever people say in whatever order, the audience is that of a model which keeps only each one's last words."""

from __future__ import annotations

import random
from functools import partial

import pytest

from storage import Store, Transaction
from storage.audience import Wanted, last_consent
from storage.audience_filter import AudienceFilter
from tests.storage.conftest import NOW
from tests.storage.joining_updates import join, known, leave, link

#: Channel and address.
Whom = tuple[str, str]
NUMBERS = [f"+131255501{number:02d}" for number in range(6)]
ACCOUNTS = [str(4400 + number) for number in range(6)]


class Model:
    """What each contact wants, and by which consent; and which number is linked with which account."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.wants: dict[Whom, dict[str, int]] = {}
        self.accounts: dict[str, str] = {}

    def play(self, tx: Transaction) -> None:
        """Let people ask and take it back, then link some."""
        for _ in range(60):
            channel = self.chance.choice(["sms", "whatsapp", "telegram"])
            whom = channel, self.chance.choice(ACCOUNTS if channel == "telegram" else NUMBERS)
            self._say(tx, whom, self.wants.setdefault(whom, {}))
        for place in self.chance.sample(range(6), 3):
            link(tx, ("sms", NUMBERS[place]), ("telegram", ACCOUNTS[place]))
            self.accounts[ACCOUNTS[place]] = NUMBERS[place]

    def _say(self, tx: Transaction, whom: Whom, wants: dict[str, int]) -> None:
        slug = self.chance.choice(["lamps", "library"])
        if self.chance.random() < 0.6:
            if slug not in wants:
                join(tx, whom[1], NOW, slug, channel=whom[0])
                wants[slug] = last_consent(tx)
        elif wants:
            left = self.chance.choice([*wants, None])
            leave(tx, whom[1], NOW, left, channel=whom[0])
            for one in [left] if left else list(wants):
                del wants[one]

    def audience(self, petition: str | None, channels: tuple[str, ...]) -> list[Whom]:
        """Of each person the contact that gets it: WhatsApp last, else by the earliest of the last consents."""
        people: dict[str, list[tuple[bool, int, Whom]]] = {}
        for whom, wants in self.wants.items():
            consents = [number for slug, number in wants.items() if petition in (None, slug)]
            if consents and whom[0] in channels:
                person = self.accounts.get(whom[1], whom[1])
                people.setdefault(person, []).append((whom[0] == "whatsapp", max(consents), whom))
        return sorted(min(contacts)[-1] for contacts in people.values())


@pytest.mark.parametrize("seed", range(6))
def test_any_ledger_gives_the_audience_of_the_model(store: Store, seed: int) -> None:
    model = Model(seed)
    store.write_now(model.play)
    for petition in ("lamps", None):
        for channels in (("sms", "telegram", "whatsapp"), ("sms", "telegram"), ("telegram", "whatsapp"), ("whatsapp",)):
            look = partial(found, whoever=list(model.wants), petition=petition, channels=channels)
            assert store.read_now(look) == model.audience(petition, channels), (petition, channels)


def found(tx: Transaction, whoever: list[Whom], petition: str | None, channels: tuple[str, ...]) -> list[Whom]:
    """The audience as it is written; the count must be the same."""
    wanted = Wanted(tx, petition, AudienceFilter(channels=channels), int(NOW.timestamp()))
    contacts = {contact.id: whom for whom in whoever if (contact := known(tx, *whom))}
    people = [contacts[one.contact] for at in range(0, wanted.last, 5) for one in wanted.people(at, at + 5)]
    assert wanted.count().people == len(people)
    return sorted(people)
