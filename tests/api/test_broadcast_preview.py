"""What a broadcast would be: its audience, its cost, what is in the way and what is worth a second look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from api import broadcasting
from api.broadcast_preview import Preview, preview
from api.settings import Settings
from storage import Store, Transaction
from storage.audience_filter import AudienceFilter
from storage.organizers import add
from storage.tables import consents
from storage.usage import raise_usage
from tests.storage.broadcasting import want_updates

SLUG = "safe-crossing"
#: Two in the afternoon in Chicago, on a Tuesday.
NOON = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
GOOD = "Juniper Parents: the crossing is built. Reply STOP to end"


def joined(tx: Transaction, channel: str, addresses: list[str], language: str = "en", area: str = "606") -> None:
    """People who asked for updates."""
    for contact in want_updates(tx, channel, addresses, SLUG):
        word = {"contact": contact, "petition": tx.shelf.ids[SLUG], "given": 1, "wording": "w", "language": language}
        word |= {"channel": channel, "how": "word", "source": "", "area": area, "hour": 500_000}
        tx.connection.execute(insert(consents).values(word))


def numbers(first: int, many: int) -> list[str]:
    """Numbers in Chicago."""
    return [f"+1312555{number:04d}" for number in range(first, first + many)]


def seen(store: Store, settings: Settings, texts: dict[str, str], now: datetime = NOON, **chosen: Any) -> Preview:
    """A draft with these texts, as its preview shows it."""

    def work(tx: Transaction) -> Preview:
        add(tx, f"Rosa {id(chosen)}", "owner", "telegram", str(id(chosen))[-12:], "the operator", now)
        made = broadcasting.draft(tx, SLUG, texts, AudienceFilter(**chosen), f"Rosa {id(chosen)}", now)
        return preview(tx, settings, made.number, now)

    return store.write_now(work)


@pytest.fixture
def people(store: Store) -> None:
    """Ten by SMS in English, five in Spanish, and three by Telegram."""

    def work(tx: Transaction) -> None:
        joined(tx, "sms", numbers(100, 10))
        joined(tx, "sms", numbers(200, 5), "es", "900")
        joined(tx, "telegram", ["5550101", "5550102", "5550103"], "en", "")

    store.write_now(work)


def in_the_way(one: Preview) -> list[str]:
    """The blockers, but that it was not tested."""
    return [words for words in one.blockers if "not tested" not in words]


@pytest.mark.usefixtures("people")
def test_who_gets_it_and_what_it_costs(store: Store, settings: Settings) -> None:
    one = seen(store, settings, {"en": GOOD, "es": GOOD})
    assert one.counted.by("channel", "language") == {("sms", "en"): 10, ("sms", "es"): 5, ("telegram", "en"): 3}
    by_channel = {sender.channel: sender for sender in one.senders}
    assert by_channel["sms"].units == 15
    assert by_channel["sms"].cost == one.cost == 15 * 12_300
    assert in_the_way(one) == []
    assert one.blockers, "it was not tested"


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"en": GOOD}, "5 of its audience read 'es'"),
        ({"en": GOOD, "es": GOOD.replace("Reply STOP to end", "Bye")}, "does not tell the word that ends messages"),
        ({"en": GOOD, "es": GOOD.replace("STOP", "stopping")}, "does not tell the word that ends messages"),
        ({"en": GOOD, "es": f"News! {GOOD}"}, "does not begin with who writes"),
        ({"en": GOOD, "es": GOOD + " !" * 150}, "takes 3 segments"),
        ({"en": GOOD, "es": " "}, "is empty"),
    ],
)
def test_what_is_in_the_way(store: Store, settings: Settings, texts: dict[str, str], words: str) -> None:
    blockers = in_the_way(seen(store, settings, texts))
    assert any(words in one for one in blockers), blockers


def test_nobody_is_a_reason(store: Store, settings: Settings) -> None:
    assert "Nobody would get it." in in_the_way(seen(store, settings, {"en": GOOD}))


@pytest.mark.usefixtures("people")
def test_the_spend_cap_counts_what_was_spent_this_month(store: Store, settings: Settings) -> None:
    capped = settings.model_copy(update={"spend_cap": "0.50"})
    assert in_the_way(seen(store, capped, {"en": GOOD, "es": GOOD})) == []
    store.write_now(lambda tx: raise_usage(tx, "sms", NOON, 40, 400_000))
    (blocker,) = in_the_way(seen(store, capped, {"en": GOOD, "es": GOOD}))
    assert blocker == "It would cost $0.18; $0.40 of this month's $0.50 are spent (SPEND_CAP)."


@pytest.mark.usefixtures("people")
def test_letters_that_cost_are_named_with_what_saves_them(store: Store, settings: Settings) -> None:
    accents = GOOD.replace("the crossing is built", "el s\u00e1bado hay cruce, vengan todos con sus vecinos y amigos")
    one = seen(store, settings, {"en": GOOD, "es": accents})
    view = next(text for text in one.texts if text.language == "es")
    assert (view.told.encoding, view.told.parts, view.told.offending) == ("UCS-2", 2, ("á",))
    assert (view.folded, view.folded_parts) == (view.text.replace("á", "a"), 1)
    assert any("because of: á" in words for words in one.warnings)


@pytest.mark.usefixtures("people")
def test_who_is_held_by_quiet_hours_is_told_with_the_time(store: Store, settings: Settings) -> None:
    morning = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # half past ten in Chicago, half past eight in Los Angeles
    sms = next(sender for sender in seen(store, settings, {"en": GOOD, "es": GOOD}, morning).senders)
    assert (sms.channel, sms.held) == ("sms", 5)
    assert sms.held_until == morning + timedelta(hours=1, minutes=30)
    assert sms.finish is not None
    assert sms.finish > sms.held_until


@pytest.mark.usefixtures("people")
def test_a_filter_leaves_out_and_says_why(store: Store, settings: Settings) -> None:
    one = seen(store, settings, {"es": GOOD}, channels=("sms",), states=("CA",))
    assert one.counted.people == 5
    assert one.counted.excluded == {"channel": 3, "area": 10}
    assert in_the_way(one) == []
