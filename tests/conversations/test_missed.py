"""A message that was missed: what it decides counts, and nothing of what it leads to was shown to anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conversations import Channel, Contact, Fact, Heard, Moment, Turn, reply_to, reply_to_missed
from tests.petitions_for_stories import BEGINS, LINE

ANA = "+13125550142"


class Texting:
    """One person, some of whose texts are missed."""

    def __init__(self) -> None:
        """Nothing is known of them yet."""
        self.contact, self.now, self.facts = Contact(), BEGINS, list[Fact]()

    def heard(self, text: str, after: timedelta = timedelta(minutes=1)) -> str:
        """A text that comes by itself; gives the answer."""
        self.now += after
        turn = self._kept(reply_to(LINE, self.contact, Heard("1", Channel.SMS, ANA, text=text), self._moment()))
        return "".join(reply.text for reply in turn.replies)

    def missed(self, text: str, found: timedelta = timedelta(minutes=10)) -> list[str]:
        """A text that is found later; gives the names of what it led to."""
        sent_at = int(self.now.timestamp()) + 30
        self.now += found
        heard = Heard("2", Channel.SMS, ANA, text=text, sent_at=sent_at)
        turn = self._kept(reply_to_missed(LINE, self.contact, heard, self._moment()))
        assert turn.replies == ()
        return [fact.name for fact in turn.facts]

    def _moment(self) -> Moment:
        return Moment(self.now, "K7F2QX")

    def _kept(self, turn: Turn) -> Turn:
        self.contact = Contact(turn.state, self.contact.signatures)
        self.facts += turn.facts
        return turn


@pytest.mark.parametrize("words", ["STOP", "ya no me manden", "alto"])
def test_stop_is_heard(words: str) -> None:
    ana = Texting()
    ana.heard("SCOMM")
    assert ana.missed(words) == ["stopped"]
    assert ana.heard("hello") == ""


def test_a_review_that_was_shown_is_confirmed_by_a_text_that_was_missed() -> None:
    ana = Texting()
    ana.heard("SCOMM Ana Lopez 60608")
    assert ana.missed("1", found=timedelta(hours=20)) == ["signed"]


def test_a_review_that_nobody_saw_is_not_confirmed_by_the_next_text() -> None:
    ana = Texting()
    ana.heard("SCOMM")
    assert ana.missed("Ana Lopez 60608") == []
    assert "60608" in ana.heard("1")
    assert ana.facts == []
    ana.heard("FIRMAR")
    assert [fact.name for fact in ana.facts] == ["signed"]


def test_a_question_for_a_nine_that_nobody_saw_takes_no_nine() -> None:
    ana = Texting()
    ana.heard("SCOMM Ana Lopez 60608")
    ana.heard("1")
    assert ana.missed("DELETE", found=timedelta(minutes=3)) == []
    ana.heard("9")
    assert [fact.name for fact in ana.facts] == ["signed"]


def test_an_offer_of_updates_that_nobody_saw_is_not_taken() -> None:
    ana = Texting()
    ana.heard("SCOMM Ana Lopez 60608")
    assert ana.missed("1") == ["signed"]
    ana.heard("JOIN")
    assert [fact.name for fact in ana.facts] == ["signed"]


def test_nobody_is_silenced_or_paused_by_answers_that_were_never_said() -> None:
    ana = Texting()
    ana.heard("SCOMM")
    counted = dict(ana.contact.state.limits)
    for text in ("12", "34", "56", *["HELP"] * 25, "78"):
        assert ana.missed(text, found=timedelta(minutes=3)) == []
    assert ana.contact.state.limits == counted
    assert ana.heard("90", after=timedelta(hours=3))


def test_what_a_text_that_was_missed_ends_is_ended() -> None:
    ana = Texting()
    ana.heard("SCOMM")
    for text in ("12", "34", "56", "78"):
        ana.heard(text)
    assert ana.heard("90") == "", "three misunderstandings silence us"
    ana.missed("SCOMM")
    assert ana.heard("90")


@pytest.mark.parametrize("words", ["STOP", "9"])
def test_nothing_is_counted_of_who_left(words: str) -> None:
    ana = Texting()
    ana.heard("SCOMM Ana Lopez 60608")
    ana.heard("DELETE")
    ana.missed(words, found=timedelta(minutes=3))
    assert set(ana.contact.state.limits) <= {"day", "texts", "answers"}
    assert bool(ana.contact.state.limits) == (words == "STOP")


@pytest.mark.parametrize("words", ["SCOMM", "Ana Lopez 60608", "1", "9", "START", "JOIN"])
def test_what_was_overtaken_by_a_later_text_changes_nothing(words: str) -> None:
    ana = Texting()
    ana.heard("SCOMM")
    late = Heard("2", Channel.SMS, ANA, text=words, sent_at=int(ana.now.timestamp()) + 10)
    ana.heard("Ana Lopez 60608")
    before = ana.contact.state
    turn = reply_to_missed(LINE, ana.contact, late, Moment(ana.now, "K7F2QX"))
    assert turn == Turn(before)


def test_stop_holds_though_it_was_overtaken() -> None:
    ana = Texting()
    ana.heard("SCOMM")
    late = Heard("2", Channel.SMS, ANA, text="STOP", sent_at=int(ana.now.timestamp()) + 10)
    ana.heard("Ana Lopez 60608")
    turn = reply_to_missed(LINE, ana.contact, late, Moment(ana.now, "K7F2QX"))
    assert turn.state.stopped
    assert turn.state.heard_at >= ana.contact.state.heard_at
