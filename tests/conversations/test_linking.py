"""LINK, as far as the conversation decides it: what is said, what joins, and what never does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations import Channel, Contact, Kind, Link, Turn
from conversations.link_codes import MISSES_A_DAY, code_from, read_code
from conversations.petition_keywords import keyword_problem
from conversations.segments import segments
from tests.conversations.talking import Person, names
from tests.conversations.test_any_text_in_any_state import SETTINGS, some
from tests.petitions_for_stories import LINE

RIGHT = Link(code="right", mark="ab" * 16)
WRONG = Link(code="wrong", mark="cd" * 16)


class Linkable(Person):
    """A person of whom storage knows something about links; `link` is what it says at the next turn."""

    link = Link()

    @property
    def contact(self) -> Contact:
        """What is known of this contact."""
        elsewhere = {
            slug: replace(one, name="", postcode="", elsewhere=True) for slug, one in super().contact.signatures.items()
        }
        found = super().contact
        return found._replace(link=self.link, signatures=elsewhere if self.link.linked else found.signatures)


def said(turn: Turn) -> str:
    return turn.replies[0].text if turn.replies else ""


@pytest.mark.parametrize("text", ["482913", " 482 913 ", "482-913.", "LINK 482913", "/link 482913", "Link: 482913!"])
def test_six_digits_are_a_code_alone_or_behind_one_word(text: str) -> None:
    found = read_code(text)
    assert found
    assert found.digits == "482913"


@pytest.mark.parametrize(
    "text", ["60608", "60608-1234", "4829134", "Ana Lopez 482913", "482913?", "٤٨٢٩١٣", "", "9", "call 312 482913"]
)
def test_what_is_more_or_less_than_six_digits_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_codes_are_spread_over_all_six_digits() -> None:
    codes = {code_from(f"{number:06d}") for number in range(2000)}
    assert len(codes) > 1990
    assert all(len(code) == 6 and code.isdigit() for code in codes)


@pytest.mark.parametrize("word", ["LINK", "ENLAZAR", "VINCULAR", "LIER", "KONEKTE"])
def test_no_petition_gets_a_word_that_links(word: str) -> None:
    assert "already means LINK" in (keyword_problem(word) or "")


@pytest.mark.parametrize(
    ("word", "language"), [("LINK", "en"), ("ENLAZAR", "es"), ("LIER", "fr"), ("KONEKTE", "ht"), ("VINCULAR", "pt")]
)
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM, Channel.WHATSAPP])
def test_each_language_has_its_word_and_gives_a_code_in_one_segment(word: str, language: str, channel: Channel) -> None:
    person = Linkable(channel)
    person.state = {"language": language, "language_chosen": True}
    turn = person.text(word)
    (fact,) = turn.facts
    assert fact.name == "gave_link_code"
    assert fact.details["code"] in said(turn)
    assert segments(said(turn)).parts == 1 or channel is not Channel.SMS


def test_a_line_with_one_channel_has_nothing_to_join() -> None:
    for channel, line in ((Channel.SMS, replace(LINE, bot="")), (Channel.TELEGRAM, replace(LINE, number=""))):
        turn = Linkable(channel, replace(line, whatsapp="")).text("LINK")
        assert turn.replies
        assert not turn.facts


def test_only_a_nine_in_time_on_the_question_joins() -> None:
    for words, later, joins in (
        ("9", 0, True),
        ("9", 601, False),
        ("yes", 0, False),
        ("9?", 0, False),
        ("no", 0, False),
    ):
        person = Linkable()
        person.link = RIGHT
        assert "9" in said(person.text("482913"))
        person.later(seconds=later)
        turn = person.text(words)
        assert ("linked" in names(turn)) is joins, words
        assert turn.replies


def test_the_open_question_is_kept() -> None:
    person = Linkable()
    person.text("SCOMM")
    person.text("Ana Lopez")
    person.link = RIGHT
    person.text("482913")
    person.text("9")
    person.link = Link(linked=True)
    assert "60608" in said(person.text("60608"))


def test_after_five_wrong_ones_the_right_one_is_not_read_until_tomorrow() -> None:
    person = Linkable()
    person.link = WRONG
    for _ in range(MISSES_A_DAY):
        assert "missed_link_code" in names(person.text("111111"))
    person.link = RIGHT
    for words in ("482913", "LINK 482913"):
        turn = person.text(words)
        assert "Too many" in said(turn)
        assert not turn.facts
    person.later(days=1)
    assert "Too many" not in said(person.text("482913"))


def test_after_stop_no_code_is_read_or_given() -> None:
    person = Linkable()
    person.text("STOP")
    person.link = RIGHT
    for words in ("LINK", "482913", "LINK 482913", "9"):
        turn = person.text(words)
        assert not turn.replies
        assert not turn.facts


def test_edit_of_what_was_signed_elsewhere_asks_for_both_anew_and_tells_nothing() -> None:
    person = Linkable()
    for words in ("SCOMM", "Ines Castro 60612", "1"):
        person.text(words)
    person.link = Link(linked=True)
    for words in ("STATUS", "EDIT", "SCOMM", "UNSIGN", "no", "Luz Diaz"):
        turn = person.text(words)
        assert "Castro" not in said(turn)
        assert "60612" not in said(turn)
    person.text("EDIT")
    assert "Luz Diaz" in said(person.text("Luz Diaz 60609"))
    assert "edited" in names(person.text("1"))


def test_on_telegram_several_people_are_listed_where_one_more_may_sign() -> None:
    """Those of the other channel by their receipt alone."""
    person = Linkable(Channel.TELEGRAM)
    for words in ("SCOMM", "Ana Lopez", "60608", "sign", "/other", "Luz Diaz", "60609", "sign"):
        person.text(words)
    assert sum(map(len, person.people.values())) == 2
    person.link = Link(linked=True)
    for word in ("/status", "/edit", "/unsign", "/delete"):
        (reply,) = person.text(word).replies
        labels = [choice.label for row in reply.choices for choice in row]
        first = next(iter(person.signatures.values()))
        assert first.code in labels
        assert any("Luz Diaz" in label for label in labels)
        assert "chat" not in reply.text, "some signed on the phone"


links = st.builds(
    Link,
    st.booleans(),
    st.sampled_from([(), ("put-s-comm-on-ice",)]),
    st.sampled_from(["", "right", "wrong", "misplaced", "linked", "busy"]),
    st.sampled_from(["", "ab" * 16]),
)
of_links = st.one_of(
    some,
    st.builds(lambda text: {"text": text}, st.sampled_from(["482913", "LINK 482913", "LINK", "ENLAZAR", "9", "99"])),
    st.builds(lambda value: {"kind": Kind.CHOICE, "choice": value}, st.sampled_from(["link_yes", "link_no"])),
)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP, Channel.TELEGRAM])
@SETTINGS
@given(talk=st.lists(st.tuples(of_links, links, st.sampled_from([5, 5, 5, 700])), max_size=25))
def test_whatever_comes_joins_only_after_its_question(
    channel: Channel, talk: list[tuple[dict[str, Any], Link, int]]
) -> None:
    person = Linkable(channel)
    for heard, link, seconds in talk:
        person.later(seconds=seconds)
        person.link = link
        before = person.contact.state
        turn = person.hear(**heard)
        assert len(turn.replies) <= 1
        if "linked" in names(turn):
            assert before.aside["kind"] == "link"
            assert link.code == "right"
            assert heard.get("choice") == "link_yes" or heard["text"].strip()[:1] == "9"
    person.link = Link(linked=True, updates=("safe-crossing",))
    turn = person.text("STOP")
    assert "stopped" in names(turn)
    assert "left_updates" in names(turn), "the updates of the other channel end too"
