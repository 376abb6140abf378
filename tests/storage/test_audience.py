"""The audience is who asked and still wants it, once each, as the filter says; everybody else is told apart by why."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from storage import Store, Transaction
from storage.audience import Counted, Wanted
from storage.audience_filter import AudienceFilter, WrongFilter
from storage.delivery_states import DeliveryState
from storage.outgoing_tables import broadcasts, deliveries
from tests.storage.broadcasting import frozen
from tests.storage.conftest import NOW
from tests.storage.joining_updates import erase, join, known, leave, link, move_hour

ALL = AudienceFilter()


def count(
    store: Store, chosen: AudienceFilter = ALL, petition: str | None = "lamps", last: int | None = None
) -> Counted:
    """Count, and hold that the slices give the same people."""

    def look(tx: Transaction) -> Counted:
        wanted = Wanted(tx, petition, chosen, int(NOW.timestamp()), last)
        counted = wanted.count()
        people = [one for at in range(0, wanted.last, 3) for one in wanted.people(at, at + 3)]
        assert len(people) == counted.people
        assert len({one.contact for one in people}) == len(people)
        assert sorted({(one.channel, one.language) for one in people}) == list(counted.by("channel", "language"))
        return counted

    return store.read_now(look)


def test_nobody_has_asked_yet(store: Store) -> None:
    assert count(store) == Counted((), {}, 0)
    assert count(store, petition=None).people == 0


def test_the_last_word_holds(store: Store) -> None:
    def write(tx: Transaction) -> None:
        join(tx, "+13125550101", NOW)
        join(tx, "+13125550102", NOW)
        leave(tx, "+13125550102", NOW, "lamps")
        join(tx, "+13125550103", NOW)
        leave(tx, "+13125550103", NOW, None)
        join(tx, "+13125550104", NOW)
        leave(tx, "+13125550104", NOW, "lamps")
        join(tx, "+13125550104", NOW)
        join(tx, "+13125550105", NOW)
        leave(tx, "+13125550105", NOW, None, "unreachable")
        join(tx, "+13125550106", NOW)
        erase(tx, "+13125550106")
        join(tx, "+13125550107", NOW, "library")
        join(tx, "+13125550108", NOW, "lamps", "library")
        leave(tx, "+13125550108", NOW, "library")

    store.write_now(write)
    counted = count(store)
    assert counted.people == 3
    assert counted.excluded == {"left": 1, "stopped": 1, "unreachable": 1, "erased": 1}
    assert count(store, petition="library").people == 1


def test_of_the_whole_organization_everybody_gets_one(store: Store) -> None:
    def write(tx: Transaction) -> None:
        join(tx, "+13125550101", NOW, "lamps", "library")
        join(tx, "+13125550102", NOW, "lamps", "library")
        leave(tx, "+13125550102", NOW, "library")
        join(tx, "+13125550103", NOW, "library", "lamps")
        leave(tx, "+13125550103", NOW, "library")
        join(tx, "+13125550104", NOW, "lamps", "library")
        leave(tx, "+13125550104", NOW, "library")
        leave(tx, "+13125550104", NOW, "lamps")
        join(tx, "+13125550105", NOW, "lamps", "library")
        leave(tx, "+13125550105", NOW, None)

    store.write_now(write)
    counted = count(store, petition=None)
    assert counted.people == 3
    assert counted.excluded == {"left": 1, "stopped": 1}


def test_the_filter_restricts_and_says_why(store: Store) -> None:
    def write(tx: Transaction) -> None:
        join(tx, "+13125550101", NOW, language="es", area="606", source="flyer")
        join(tx, "+13125550102", NOW, language="en", area="606", source="flyer")
        join(tx, "+13125550103", NOW, language="es", area="100", source="flyer")
        join(tx, "+13125550104", NOW, language="es", area="", source="flyer")
        join(tx, "+13125550105", NOW, language="es", area="606", source="radio")
        join(tx, "4401", NOW, channel="telegram", language="es", area="606", source="flyer")
        late = join(tx, "+13125550106", NOW, language="es", area="606", source="flyer")
        move_hour(tx, late, NOW + timedelta(days=2))

    store.write_now(write)
    chosen = AudienceFilter(("sms",), ("es",), ("100",), ("IL",), ("flyer",), date(2026, 5, 3), date(2026, 5, 4))
    counted = count(store, chosen)
    assert counted.by("channel", "language", "area") == {("sms", "es", "100"): 1, ("sms", "es", "606"): 1}
    assert counted.excluded == {"channel": 1, "language": 1, "area": 1, "source": 1, "joined": 1}
    assert count(store, AudienceFilter(joined_to=date(2026, 5, 2))).people == 0
    assert count(store, AudienceFilter(joined_from=date(2026, 5, 5))).people == 1


def test_nobody_joins_after_the_count(store: Store) -> None:
    store.write_now(lambda tx: join(tx, "+13125550101", NOW))
    last = count(store).last_consent
    store.write_now(lambda tx: join(tx, "+13125550102", NOW))
    assert count(store).people == 2
    assert count(store, last=last).people == 1
    store.write_now(lambda tx: leave(tx, "+13125550101", NOW, None))
    assert count(store, last=last).people == 0
    store.write_now(lambda tx: join(tx, "+13125550101", NOW))
    assert count(store, last=last).people == 0, "what was given again came after the count"
    assert count(store).people == 2


@pytest.mark.parametrize("first", ["sms", "telegram"])
def test_a_person_who_asked_on_two_linked_channels_is_one(store: Store, first: str) -> None:
    two = [("sms", "+13125550101"), ("telegram", "4401")]

    def write(tx: Transaction) -> None:
        for channel, address in two if first == "sms" else two[::-1]:
            join(tx, address, NOW, channel=channel)
        link(tx, *two)

    store.write_now(write)
    counted = count(store)
    assert counted.by("channel") == {(first,): 1}
    assert counted.excluded == {"linked": 1}
    other = "telegram" if first == "sms" else "sms"
    assert count(store, AudienceFilter(channels=(other,))).by("channel") == {(other,): 1}, "the only one that is left"


def test_half_a_link_makes_nobody_one(store: Store) -> None:
    def write(tx: Transaction) -> None:
        join(tx, "+13125550101", NOW)
        join(tx, "4401", NOW, channel="telegram")
        link(tx, ("sms", "+13125550101"), ("telegram", "4401"))
        link(tx, ("sms", "+13125550101"), ("telegram", "4402"))

    store.write_now(write)
    assert count(store).people == 2


def test_one_number_by_sms_and_whatsapp_is_one_and_linked_with_telegram_too(store: Store) -> None:
    def write(tx: Transaction) -> None:
        join(tx, "+13125550101", NOW, channel="whatsapp")
        join(tx, "+13125550101", NOW)
        join(tx, "+13125550102", NOW, channel="whatsapp")
        join(tx, "4402", NOW, channel="telegram")
        link(tx, ("whatsapp", "+13125550102"), ("telegram", "4402"))
        join(tx, "+13125550103", NOW, channel="whatsapp")

    store.write_now(write)
    counted = count(store)
    assert counted.by("channel") == {("sms",): 1, ("telegram",): 1, ("whatsapp",): 1}
    assert counted.excluded == {"linked": 2}


def claimed(tx: Transaction, broadcast: int, days: float, state: DeliveryState = DeliveryState.SENT) -> None:
    """Let all of a broadcast have been claimed so many days ago."""
    at = int((NOW - timedelta(days=days)).timestamp())
    tx.connection.execute(update(deliveries).where(deliveries.c.broadcast == broadcast).values(claimed=at, state=state))
    tx.connection.execute(update(broadcasts).where(broadcasts.c.id == broadcast).values(started=at, ended=at + 60))


def test_whoever_is_about_to_get_something_is_left_out_too(store: Store) -> None:
    def write(tx: Transaction) -> int:
        join(tx, "+13125550101", NOW)
        number = got(tx, "+13125550101")
        claimed(tx, number, 1, DeliveryState.WAITING)
        return number

    number = store.write_now(write)
    assert count(store, AudienceFilter(rest_days=3)).excluded == {"recent": 1}
    store.write_now(lambda tx: claimed(tx, number, 1, DeliveryState.NOT_SENT))
    assert count(store, AudienceFilter(rest_days=3)).people == 1


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.REFUSED])
def test_whoever_got_something_lately_may_be_left_out(store: Store, state: DeliveryState) -> None:
    def write(tx: Transaction) -> None:
        join(tx, "+13125550101", NOW)
        join(tx, "+13125550102", NOW)
        claimed(tx, got(tx, "+13125550101"), 2.5, state)

    store.write_now(write)
    left_out = {} if state is DeliveryState.REFUSED else {"recent": 1}
    assert count(store, AudienceFilter(rest_days=3)).excluded == left_out
    assert count(store, AudienceFilter(rest_days=2)).people == 2


def test_nobody_gets_more_in_a_month_than_was_promised(store: Store) -> None:
    def write(tx: Transaction) -> None:
        join(tx, "+13125550101", NOW)
        for days in (29, 20, 10):
            claimed(tx, got(tx, "+13125550101"), days)

    store.write_now(write)
    assert count(store).people == 1
    store.write_now(lambda tx: claimed(tx, got(tx, "+13125550101"), 31))
    assert count(store).people == 1
    store.write_now(lambda tx: claimed(tx, got(tx, "+13125550101"), 1))
    assert count(store).excluded == {"month": 1}


def got(tx: Transaction, address: str) -> int:
    """A broadcast to one person who is known already; gives its number."""
    contact = known(tx, "sms", address)
    assert contact is not None
    number = frozen(tx, "sms", ["+13125550199"], state="done")
    tx.connection.execute(update(deliveries).where(deliveries.c.broadcast == number).values(contact=contact.id))
    return number


def test_a_filter_is_the_same_text_however_it_is_put() -> None:
    one = AudienceFilter(areas=("607", "606", "606"), joined_from=date(2026, 5, 3), rest_days=2)
    other = AudienceFilter(areas=("606", "607"), rest_days=2, joined_from=date(2026, 5, 3))
    assert one.to_json() == other.to_json()
    assert AudienceFilter.from_json(one.to_json()) == one
    assert AudienceFilter.from_json(ALL.to_json()) == ALL


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": ("call",)},
        {"areas": ("6060",)},
        {"states": ("XX",)},
        {"states": ("il",)},
        {"sources": ("Flyer",)},
        {"languages": ("english",)},
        {"rest_days": 31},
        {"rest_days": -1},
        {"joined_from": date(2026, 5, 3), "joined_to": date(2026, 5, 2)},
    ],
)
def test_what_can_not_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongFilter):
        partial(AudienceFilter, **wrong)()  # type: ignore[arg-type]
