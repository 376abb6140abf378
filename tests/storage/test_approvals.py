"""A broadcast is approved by whoever brings back the code that went to another organizer's own phone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from conversations import State
from storage import MasterKey, Store, Transaction, broadcasts
from storage.approvals import (
    MISSES_AN_HOUR,
    RULE,
    Asked,
    NotAsked,
    Terms,
    Verdict,
    ask,
    complete_now,
    note_rule,
)
from storage.audience_filter import AudienceFilter
from storage.audit import entries, first_break
from storage.broadcasts import Broadcast, cancel, draft, edit, read, start
from storage.contacts import ContactRow, new_id, row_of
from storage.delivery_states import DeliveryState
from storage.dialects import put_rows
from storage.link_halves import Half, set_halves
from storage.organizers import UnknownOrganizer, add, named, remove
from storage.outbox import OutboxSettled, claim, settle
from storage.tables import contacts
from tests.storage.conftest import NOW

ADDRESSES = {"Rosa": ("sms", "+13125550142"), "Luz": ("sms", "+13125550143"), "Eva": ("telegram", "5550144")}
ROLES = {"Rosa": "owner", "Luz": "approver", "Eva": "approver"}
MINUTE = timedelta(minutes=1)


def staff(tx: Transaction) -> None:
    """Rosa, who drafts, and two who approve."""
    for name, (channel, address) in ADDRESSES.items():
        add(tx, name, ROLES[name], channel, address, "Rosa", NOW)


def drafted(tx: Transaction, author: str = "Rosa") -> int:
    """A tested draft of Rosa's; gives its number."""
    by = named(tx, author)
    one = draft(tx, "lamps", {"en": "NBR: the lamps are lit. STOP ends"}, AudienceFilter(), by, NOW)
    broadcasts.tested(tx, one.number, by, NOW, 2)
    return one.number


@pytest.fixture
def number(store: Store) -> int:
    """A tested draft of Rosa's, with staff around it."""
    store.write_now(staff)
    return store.write_now(drafted)


def edited(tx: Transaction, number: int, words: str, now: datetime = NOW) -> None:
    """Rosa changes the words, and tests them."""
    edit(tx, number, named(tx, "Rosa"), now, texts={"en": words})
    broadcasts.tested(tx, number, named(tx, "Rosa"), now, 1)


def terms_of(tx: Transaction, number: int) -> Terms:
    return Terms(read(tx, number).hash, people=610, cost=12_400_000, last_consent=77)


def asked(store: Store, number: int, who: str = "Luz", now: datetime = NOW, *, two_people: bool = True) -> Asked:
    """Send a code to an organizer."""

    def play(tx: Transaction) -> Asked:
        return ask(tx, number, named(tx, who), terms_of(tx, number), now, two_people=two_people)

    return store.write_now(play)


def letter(store: Store, asked: Asked, now: datetime = NOW) -> tuple[str, str]:
    """To whom a message of the outbox goes, and what it says."""

    def play(tx: Transaction) -> tuple[str, str]:
        found = claim(tx, [asked.channel], b"w" * 16, int(now.timestamp()), 50, lambda *_: True)
        settle(tx, [OutboxSettled(one.number, one.contact, DeliveryState.SENT) for one in found], now)
        return next((one.address, one.text) for one in found if one.number == asked.message)

    return store.write_now(play)


def digits_of(store: Store, asked: Asked, now: datetime = NOW) -> str:
    """The four digits, as they are read on the phone."""
    found = re.search(r"APPROVE (\d{4})\b", letter(store, asked, now)[1])
    assert found is not None
    return found[1]


def bring(
    store: Store,
    code: str,
    who: str = "Luz",
    now: datetime = NOW,
    *,
    two_people: bool = True,
    broadcast: int | None = None,
) -> Verdict:
    """Bring a code back."""

    def play(tx: Transaction) -> Verdict:
        return complete_now(tx, named(tx, who), code, now, two_people=two_people, broadcast=broadcast)

    return store.write_now(play)


def now_is(store: Store, number: int) -> Broadcast:
    return store.read_now(partial(read, number=number))


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10_000:04}"


def deeds(store: Store) -> list[tuple[str, str, str]]:
    return [(one.who, one.deed, one.subject) for one in store.read_now(lambda tx: list(entries(tx)))]


def test_the_code_goes_to_the_approvers_own_phone_and_says_what_it_approves(store: Store, number: int) -> None:
    one = asked(store, number)
    assert (one.channel, one.expires) == ("sms", NOW + 10 * MINUTE)
    address, text = letter(store, one)
    assert address == ADDRESSES["Luz"][1]
    hash_ = now_is(store, number).hash
    for told in ("Rosa", f"broadcast {number}", "610", "$12.40", hash_[:6], "10 minutes"):
        assert told in text
    assert not now_is(store, number).approved


def test_the_code_approves_these_words_for_these_people_at_this_cost(store: Store, number: int) -> None:
    verdict = bring(store, digits_of(store, asked(store, number)))
    assert (verdict.approved, verdict.broadcast, verdict.people) == (True, number, 610)
    one = now_is(store, number)
    assert one.is_approved
    assert (one.people, one.cost, one.last_consent, one.approved_at) == (610, 12_400_000, 77, NOW)
    assert one.approver == store.read_now(lambda tx: named(tx, "Luz").number)
    assert deeds(store)[-2:] == [
        ("Luz", "was sent a code for", f"broadcast {number}"),
        ("Luz", "approved", f"broadcast {number}"),
    ]
    assert store.read_now(first_break) is None
    store.write_now(lambda tx: start(tx, number, named(tx, "Rosa"), NOW))


def test_a_code_is_taken_once(store: Store, number: int) -> None:
    code = digits_of(store, asked(store, number))
    assert bring(store, code).approved
    assert bring(store, code).reason == "used"
    with pytest.raises(NotAsked, match="approved already"):
        asked(store, number, "Eva")


def test_a_wrong_code_approves_nothing_and_is_written_down(store: Store, number: int) -> None:
    code = digits_of(store, asked(store, number))
    verdict = bring(store, other_than(code))
    assert (verdict.reason, verdict.approved) == ("wrong_code", False)
    assert deeds(store)[-1] == ("Luz", "brought a wrong code for", f"broadcast {number}")
    assert not now_is(store, number).approved
    assert bring(store, code).approved


@pytest.mark.parametrize(("after", "reason"), [(9 * MINUTE, "approved"), (10 * MINUTE, "expired")])
def test_a_code_holds_ten_minutes(store: Store, number: int, after: timedelta, reason: str) -> None:
    assert bring(store, digits_of(store, asked(store, number)), now=NOW + after).reason == reason


def test_a_code_is_the_organizers_to_whom_it_was_sent(store: Store, number: int) -> None:
    code = digits_of(store, asked(store, number))
    assert bring(store, code, "Eva").reason == "no_code"
    assert bring(store, code, "Rosa").reason == "no_code"
    asked(store, number, "Eva")
    assert bring(store, code, "Eva").reason in ("wrong_code", "approved"), "one in ten thousand it is the same"


def test_an_edit_voids_code_and_approval_also_when_it_is_taken_back(store: Store, number: int) -> None:
    code = digits_of(store, asked(store, number))
    before, other = now_is(store, number), "NBR: the lamps are out. STOP ends"
    store.write_now(partial(edited, number=number, words=other))
    assert bring(store, code).reason == "edited"
    store.write_now(partial(edited, number=number, words=before.texts["en"]))
    assert now_is(store, number).hash == before.hash
    assert bring(store, code).reason == "edited"
    assert bring(store, digits_of(store, asked(store, number, now=NOW + MINUTE), NOW + MINUTE)).approved
    store.write_now(partial(edited, number=number, words=other))
    assert not now_is(store, number).is_approved


def test_what_was_previewed_must_be_what_is_asked_about(store: Store, number: int) -> None:
    def play(tx: Transaction) -> None:
        ask(tx, number, named(tx, "Luz"), Terms("another", 1, 1, 1), NOW, two_people=True)

    with pytest.raises(NotAsked, match="changed meanwhile"):
        store.write_now(play)


def test_the_author_can_not_approve_and_is_sent_no_code(store: Store, number: int) -> None:
    with pytest.raises(NotAsked, match="your own"):
        asked(store, number, "Rosa")
    assert deeds(store)[-1][1] == "tested"


def test_whoever_edited_last_is_the_author(store: Store, number: int) -> None:
    store.write_now(lambda tx: edit(tx, number, named(tx, "Luz"), NOW, texts={"en": "Other words. STOP ends"}))
    store.write_now(lambda tx: broadcasts.tested(tx, number, named(tx, "Luz"), NOW, 1))
    with pytest.raises(NotAsked, match="your own"):
        asked(store, number, "Luz")
    assert bring(store, digits_of(store, asked(store, number, "Rosa")), "Rosa").approved


def link(tx: Transaction, one: tuple[str, str], other: tuple[str, str]) -> None:
    """Make two addresses one person, as LINK does."""
    keys = [tx.keys.contact(*where) for where in (one, other)]
    rows = [
        row_of(tx, ContactRow(key, *where, new_id(), State(language="es", heard_at=1)), None)
        for key, where in zip(keys, (one, other), strict=True)
    ]
    put_rows(tx.connection, contacts, rows)
    both = new_id()
    set_halves(tx, {keys[0]: Half(both, (keys[1],)), keys[1]: Half(both, (keys[0],))})


def test_the_authors_other_channel_is_the_author_too(store: Store, number: int) -> None:
    one = asked(store, number, "Eva")
    code = digits_of(store, one)
    store.write_now(lambda tx: link(tx, ADDRESSES["Rosa"], ADDRESSES["Eva"]))
    assert bring(store, code, "Eva").reason == "own"
    with pytest.raises(NotAsked, match="your own"):
        asked(store, number, "Eva")
    assert bring(store, digits_of(store, asked(store, number)), "Luz").approved, "somebody else is somebody else"


def test_one_person_alone_still_proves_the_phone_and_the_record_says_so(store: Store, number: int) -> None:
    one = asked(store, number, "Rosa", two_people=False)
    assert bring(store, digits_of(store, one), "Rosa", two_people=False).approved
    told = store.read_now(lambda tx: list(entries(tx)))
    assert [(one.who, one.deed) for one in told if one.subject == RULE] == [("the operator", "turned off")]
    assert told[-1].details["two_people"] is False


def test_a_code_that_was_sent_for_one_person_does_nothing_once_two_are_needed(store: Store, number: int) -> None:
    code = digits_of(store, asked(store, number, "Rosa", two_people=False))
    assert bring(store, code, "Rosa").reason == "own"


def test_the_rule_is_noted_when_it_changes(store: Store) -> None:
    def note(*rules: bool) -> list[bool]:
        return [store.write_now(partial(note_rule, now=NOW, two_people=rule)) for rule in rules]

    assert note(True, False, False, True, True, False) == [False, True, False, True, False, True]
    assert [deed for _who, deed, _subject in deeds(store)] == ["turned off", "turned on", "turned off"]


def test_a_few_wrong_codes_end_all_of_an_hour_and_a_new_one_gives_no_more_tries(store: Store, number: int) -> None:
    for minute in range(MISSES_AN_HOUR):
        at = NOW + minute * MINUTE
        # A new code for each try, and a new broadcast, and an edit: none of them starts the count anew.
        if minute == 2:
            store.write_now(partial(edited, number=number, words="Other. STOP ends", now=at))
        if minute == 3:
            number = store.write_now(drafted)
        code = digits_of(store, asked(store, number, now=at), at)
        assert bring(store, other_than(code), now=at).reason == "wrong_code"
    assert bring(store, code, now=at).reason == "too_many", "the right one too"
    with pytest.raises(NotAsked, match="too many"):
        asked(store, number, now=at)
    assert bring(store, digits_of(store, asked(store, number, "Eva", at), at), "Eva", at).approved


def test_after_the_hour_there_are_tries_again(store: Store, number: int) -> None:
    for _ in range(MISSES_AN_HOUR):
        bring(store, other_than(digits_of(store, asked(store, number))))
    later = NOW + 71 * MINUTE
    assert bring(store, digits_of(store, asked(store, number, now=later), later), now=later).approved


async def test_many_guesses_at_once_are_as_few_as_one_after_the_other(
    store: Store, number: int, database_url: str, master: MasterKey
) -> None:
    code = digits_of(store, asked(store, number))
    wrong = [one for one in (f"{at:04}" for at in range(24)) if one != code]
    stores = [Store.open(database_url, master) for _ in range(3)]

    def guess(tx: Transaction, digits: str) -> str:
        return complete_now(tx, named(tx, "Luz"), digits, NOW, two_people=True).reason

    guesses = (stores[at % 3].write(partial(guess, digits=one)) for at, one in enumerate(wrong))
    told = await asyncio.gather(*guesses)
    assert told.count("wrong_code") == MISSES_AN_HOUR
    assert told.count("too_many") == len(wrong) - MISSES_AN_HOUR
    for one in (*stores, store):
        await one.aclose()


async def test_a_code_that_is_brought_twice_at_once_approves_once(
    store: Store, number: int, database_url: str, master: MasterKey
) -> None:
    code = digits_of(store, asked(store, number))
    stores = [Store.open(database_url, master) for _ in range(2)]

    def once(tx: Transaction) -> str:
        return complete_now(tx, named(tx, "Luz"), code, NOW, two_people=True).reason

    told = await asyncio.gather(*(stores[at % 2].write(once) for at in range(6)))
    assert sorted(told) == ["approved", *["used"] * 5]
    assert [deed for _who, deed, _subject in deeds(store)].count("approved") == 1
    for one in (*stores, store):
        await one.aclose()


async def test_an_edit_at_the_same_time_comes_before_or_voids(
    store: Store, number: int, database_url: str, master: MasterKey
) -> None:
    other = Store.open(database_url, master)
    for turn in range(6):
        at = NOW + turn * MINUTE
        code = digits_of(store, asked(store, number, now=at), at)

        def once(tx: Transaction, code: str = code, at: datetime = at) -> str:
            return complete_now(tx, named(tx, "Luz"), code, at, two_people=True).reason

        change = partial(edited, number=number, words=f"Words {turn}. STOP ends", now=at)
        told, _ = await asyncio.gather(store.write(once), other.write(change))
        assert told in ("approved", "edited")
        assert not (await store.read(partial(read, number=number))).is_approved, "no words but those that were shown"
    await other.aclose()
    await store.aclose()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda tx, number: cancel(tx, number, named(tx, "Rosa"), NOW), "no draft any more"),
        (lambda tx, number: remove(tx, "Luz", "Rosa", NOW), "no organizer Luz"),
    ],
)
def test_nothing_is_approved_that_is_no_draft_or_by_who_was_removed(
    store: Store, number: int, change: Callable[[Transaction, int], object], says: str
) -> None:
    code = digits_of(store, asked(store, number))
    store.write_now(lambda tx: change(tx, number))
    try:
        told = bring(store, code).told("en")
    except UnknownOrganizer as problem:
        told = str(problem)
    assert says in told
    assert not now_is(store, number).approved


def test_whoever_comes_back_under_another_phone_has_no_code_from_before(store: Store, number: int) -> None:
    code = digits_of(store, asked(store, number))
    store.write_now(lambda tx: remove(tx, "Luz", "Rosa", NOW))
    store.write_now(lambda tx: add(tx, "Luz", "approver", "sms", "+13125550149", "Rosa", NOW))
    assert not bring(store, code).approved
