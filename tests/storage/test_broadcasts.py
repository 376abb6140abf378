"""A broadcast goes from draft to its end by deeds that are written down, and never past what a second person saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from storage import Store, UnknownPetition, broadcasts
from storage.audience_filter import AudienceFilter
from storage.audit import entries, first_break
from storage.broadcast_stops import stop_by_itself
from storage.broadcasts import (
    Broadcast,
    UnknownBroadcast,
    WrongState,
    all_broadcasts,
    approve,
    cancel,
    draft,
    edit,
    pause,
    pause_everything,
    read,
    resume,
    start,
)
from storage.marks import is_paused
from storage.organizers import Organizer
from tests.storage.broadcasting import TEXTS
from tests.storage.conftest import NOW
from tests.storage.staff import staff

ALL = AudienceFilter()
COUNTED = {"people": 3, "cost": 37_000, "last_consent": 9}


class Desk:
    """Two organizers and a draft, whose deeds are one transaction each."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rosa, self.luz = store.write_now(staff)
        self.number = self.do(draft, "lamps", TEXTS, ALL, self.rosa).number

    def do(self, deed: Callable[..., Broadcast], *given: Any, **more: Any) -> Broadcast:
        """One deed at NOW."""
        now = more.pop("now", NOW)
        place = {"approve": 2, "start": 2, "edit": 2, "tested": 2, "pause": 2, "resume": 2, "cancel": 2, "draft": 4}
        at = place[deed.__name__]
        return self.store.write_now(lambda tx: deed(tx, *given[:at], now, *given[at:], **more))

    def test(self) -> Broadcast:
        """Test it as it is."""
        return self.do(broadcasts.tested, self.number, self.rosa, 2)

    def approve(self, seen: str = "", by: Organizer | None = None, **more: Any) -> Broadcast:
        """Approve it as it is."""
        return self.do(approve, self.number, by or self.luz, seen=seen or self.now.hash, **COUNTED, **more)

    def send(self, **more: Any) -> Broadcast:
        """Let it leave."""
        return self.do(start, self.number, self.rosa, **more)

    @property
    def now(self) -> Broadcast:
        """As it stands."""
        return self.store.read_now(lambda tx: read(tx, self.number))

    @property
    def deeds(self) -> list[tuple[str, str]]:
        """Who did what to it."""
        return [
            (one.who, one.deed)
            for one in self.store.read_now(lambda tx: list(entries(tx)))
            if one.subject == f"broadcast {self.number}"
        ]


@pytest.fixture
def desk(store: Store) -> Desk:
    """A desk with a draft on it."""
    return Desk(store)


def test_from_draft_to_done_every_deed_is_written_down(desk: Desk) -> None:
    assert not desk.now.is_tested
    desk.test()
    assert desk.now.is_tested
    approved = desk.approve()
    assert approved.is_approved
    assert (approved.people, approved.cost, approved.last_consent) == (3, 37_000, 9)
    assert approved.approved_at == NOW
    sent = desk.send()
    assert (sent.state, sent.started, sent.send_at) == ("sending", NOW, None)
    rosa, luz = desk.rosa, desk.luz
    assert desk.do(pause, desk.number, luz).state == "paused"
    assert desk.do(pause, desk.number, luz).state == "paused", "once more is no deed"
    assert desk.do(resume, desk.number, rosa).state == "sending"
    assert desk.do(resume, desk.number, rosa).state == "sending"
    assert desk.do(cancel, desk.number, luz).ended == NOW
    assert desk.do(cancel, desk.number, luz).state == "canceled"
    names = ["drafted", "tested", "approved", "sent", "paused", "resumed", "canceled"]
    assert [deed for _who, deed in desk.deeds] == names
    assert [who for who, _deed in desk.deeds] == ["Rosa", "Rosa", "Luz", "Rosa", "Luz", "Rosa", "Luz"]
    assert desk.store.read_now(first_break) is None


def test_an_edit_takes_test_and_approval_back_even_where_it_is_undone(desk: Desk) -> None:
    desk.test()
    desk.approve()
    assert desk.do(edit, desk.number, desk.rosa, texts=TEXTS).is_approved, "the same words are no edit"
    edited = desk.do(edit, desk.number, desk.rosa, texts=TEXTS | {"en": "NBR: other words. STOP ends"})
    assert not edited.is_tested
    assert not edited.is_approved
    assert (edited.approved_at, edited.people, edited.cost, edited.last_consent) == (None, None, None, None)
    back = desk.do(edit, desk.number, desk.rosa, texts=TEXTS)
    assert back.is_tested
    assert not back.is_approved
    with pytest.raises(WrongState, match="not approved"):
        desk.send()
    assert not desk.do(edit, desk.number, desk.rosa, chosen=AudienceFilter(channels=("sms",))).is_tested


@pytest.mark.parametrize("name", ["texts", "chosen"])
def test_whoever_edits_is_the_author_and_approves_nothing_of_their_own(desk: Desk, name: str) -> None:
    changed: dict[str, Any] = {"texts": {"en": "NBR: mine. STOP ends"}, "chosen": AudienceFilter(languages=("en",))}
    desk.do(edit, desk.number, desk.luz, **{name: changed[name]})
    desk.test()
    with pytest.raises(WrongState, match="somebody else"):
        desk.approve()
    assert desk.approve(by=desk.rosa).is_approved


def test_what_was_not_tested_not_seen_or_is_the_authors_own_is_not_approved(desk: Desk) -> None:
    with pytest.raises(WrongState, match="not tested"):
        desk.approve()
    seen = desk.test().hash
    desk.do(edit, desk.number, desk.rosa, chosen=AudienceFilter(channels=("sms",)))
    desk.test()
    with pytest.raises(WrongState, match="edited since"):
        desk.approve(seen=seen)
    with pytest.raises(WrongState, match="Rosa wrote"):
        desk.approve(by=desk.rosa)
    assert desk.approve(by=desk.rosa, two_people=False).is_approved
    last = desk.store.read_now(lambda tx: list(entries(tx)))[-1]
    assert last.details["two_people"] is False


def test_what_was_not_approved_is_not_sent_and_what_is_sent_is_not_touched(desk: Desk) -> None:
    with pytest.raises(WrongState, match="not approved"):
        desk.send()
    desk.test()
    desk.approve()
    sent = desk.send(send_at=NOW + timedelta(days=1))
    assert sent.send_at == NOW + timedelta(days=1)
    deeds: list[tuple[Callable[..., Broadcast], dict[str, Any]]] = [(edit, {"texts": {}}), (start, {})]
    for deed, more in deeds:
        with pytest.raises(WrongState, match="is being sent"):
            desk.do(deed, desk.number, desk.rosa, **more)
    with pytest.raises(WrongState):
        desk.test()
    with pytest.raises(WrongState):
        desk.approve()


def test_the_past_is_at_once(desk: Desk) -> None:
    desk.test()
    desk.approve()
    assert desk.send(send_at=NOW - timedelta(days=1)).send_at is None


def test_a_draft_is_not_paused_and_what_is_canceled_not_resumed(desk: Desk) -> None:
    with pytest.raises(WrongState, match="is a draft; it can't be paused"):
        desk.do(pause, desk.number, desk.rosa)
    with pytest.raises(WrongState, match="is a draft"):
        desk.do(resume, desk.number, desk.rosa)
    desk.do(cancel, desk.number, desk.rosa)
    for deed in (pause, resume):
        with pytest.raises(WrongState, match="is canceled"):
            desk.do(deed, desk.number, desk.rosa)


def test_what_stopped_by_itself_tells_why_until_somebody_resumes_it(desk: Desk) -> None:
    desk.test()
    desk.approve()
    desk.send()
    desk.store.write_now(lambda tx: stop_by_itself(tx, desk.number, "the cap is reached", NOW))
    assert (desk.now.state, desk.now.reason) == ("paused", "the cap is reached")
    assert desk.do(pause, desk.number, desk.luz).reason == "the cap is reached"
    assert desk.do(resume, desk.number, desk.luz).reason == ""


def test_everything_is_paused_by_a_mark_that_every_claim_reads(desk: Desk) -> None:
    revision = desk.store.read_now(lambda tx: tx.shelf.revision)

    def set_to(paused: bool) -> bool:
        return desk.store.write_now(lambda tx: pause_everything(tx, "Luz", NOW, paused=paused))

    assert not set_to(False)
    assert set_to(True)
    assert not set_to(True)
    assert desk.store.read_now(is_paused)
    assert set_to(False)
    assert not desk.store.read_now(is_paused)
    found = [(one.deed, one.subject) for one in desk.store.read_now(lambda tx: list(entries(tx)))][-2:]
    assert found == [("paused", "everything"), ("resumed", "everything")]
    assert desk.store.read_now(lambda tx: tx.shelf.revision) == revision


def test_what_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(UnknownBroadcast, match="no broadcast 99"):
        desk.store.read_now(lambda tx: read(tx, 99))
    with pytest.raises(UnknownBroadcast):
        desk.do(pause, 99, desk.rosa)
    with pytest.raises(UnknownPetition):
        desk.do(draft, "nothing", TEXTS, ALL, desk.rosa)
    assert [one.number for one in desk.store.read_now(all_broadcasts)] == [desk.number]


def test_of_the_whole_organization(desk: Desk) -> None:
    one = desk.do(draft, None, TEXTS, ALL, desk.rosa)
    assert one.petition is None
    assert one.hash != desk.now.hash
    assert [found.number for found in desk.store.read_now(all_broadcasts)] == [one.number, desk.number]
