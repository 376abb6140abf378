"""Smaller promises of the script: escaping, sources, limits by the day, the way back after a gap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations import Channel, Kind, Petitions, State
from conversations.segments import segments
from tests.conversations.talking import Person, names, said
from tests.petitions_for_stories import CROSSING, LINE, SCOMM, WATER


def test_what_people_and_organizers_write_is_escaped_once_on_telegram() -> None:
    odd = replace(
        SCOMM,
        short_name="A & B <C>",
        texts={language: replace(text, title="Fish & <chips>") for language, text in SCOMM.texts.items()},
    )
    person = Person(Channel.TELEGRAM, petitions=replace(LINE, all=(odd,)))
    person.text("SCOMM")
    review = said(person.text("Ana & Luis 60608"))
    assert "<b>Fish &amp; &lt;chips&gt;</b>" in review
    assert "<b>Ana &amp; Luis</b>" in review
    assert "nobody outside A &amp; B &lt;C&gt;." in review


def test_labels_and_toasts_are_plain_text() -> None:
    odd = replace(SCOMM, texts={"en": replace(SCOMM.texts["en"], title="Fish & chips")})
    person = Person(Channel.TELEGRAM, petitions=replace(LINE, all=(odd,)))
    turn = person.text("/list")
    assert turn.replies[0].choices[0][0].label == "Fish & chips"


def test_the_source_of_the_link_goes_with_the_consent_that_follows() -> None:
    person = Person(Channel.TELEGRAM)
    person.hear(kind=Kind.START, text="scomm_flyer7", language_hint="en")
    person.text("Ana Lopez 60608")
    receipt = person.text("1").replies[0]
    (joined,) = person.tap(receipt.choices[0][0].value).facts
    assert joined.details["source"] == "flyer7"
    assert joined.details["area"] == "606"
    assert joined.details["how"] == "button"
    assert joined.details["wording"].startswith("telegram.button.join@")


def test_the_next_day_texts_are_counted_anew() -> None:
    person = Person()
    person.text("SCOMM")
    for _ in range(25):
        person.text("COUNT")
    assert not person.text("COUNT").replies
    person.later(days=1)
    assert person.text("COUNT").replies


def test_a_keyword_ends_the_pause_three_times_a_day_and_no_more() -> None:
    person = Person()
    answered = sum(bool(person.text("SCOMM").replies) for _ in range(200))
    assert answered < 80


def test_progress_starts_the_count_of_texts_anew() -> None:
    person = Person()
    for _ in range(15):
        person.text("COUNT")
    person.text("SCOMM Ana Lopez 60608")
    for _ in range(15):
        assert person.text("COUNT").replies


def test_stop_and_the_rights_work_while_we_wait() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    for _ in range(30):
        person.text("COUNT")
    person.text("UNSIGN")
    assert names(person.text("9")) == ["unsigned"]
    for _ in range(30):
        person.text("COUNT")
    assert "99" in said(person.text("DELETE"))
    assert names(person.text("99")) == ["erased"]


def test_a_burst_of_photos_gets_one_answer() -> None:
    person = Person()
    person.text("SCOMM")
    assert sum(bool(person.hear(kind=Kind.UNREADABLE).replies) for _ in range(6)) == 1
    person.later(minutes=3)
    assert person.hear(kind=Kind.UNREADABLE).replies


def test_machines_are_never_answered_and_change_nothing() -> None:
    person = Person()
    before = person.contact.state
    assert person.text("SCOMM", automated=True).state == before
    turn = person.text("stop", automated=True)
    assert names(turn) == ["stopped"]
    assert not turn.replies


@pytest.mark.parametrize(("hours", "welcomed"), [(1, False), (3, True), (7 * 24 - 1, True), (7 * 24 + 1, False)])
def test_welcome_back_is_said_between_two_hours_and_seven_days(hours: int, welcomed: bool) -> None:
    person = Person()
    person.text("SCOMM")
    person.text("Ana Lopez")
    person.later(hours=hours)
    assert ("Welcome back" in said(person.text("are you still there?"))) is welcomed


def test_after_seven_days_only_what_was_asked_for_is_kept() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez 60608")
    person.text("1")
    person.text("JOIN")
    person.text("ESP")
    person.later(days=8)
    state = person.text("foto").state
    assert (state.language, state.language_chosen, state.updates) == ("es", True, (SCOMM.slug,))
    assert not state.remembered
    assert state.petition is None


def test_a_petition_that_changes_under_way_asks_what_is_missing_now() -> None:
    person = Person()
    person.text("SCOMM")
    person.text("Ana Lopez")
    person.text("0")
    stricter = tuple(replace(one, postcode="required") if one.slug == SCOMM.slug else one for one in LINE.all)
    person.petitions = replace(person.petitions, all=stricter)
    assert "ZIP" in said(person.text("1"))
    assert not person.facts
    person.text("60608")
    assert names(person.text("1")) == ["signed"]


def test_a_petition_in_one_language_is_spoken_in_it() -> None:
    spanish = replace(CROSSING, texts={"es": CROSSING.texts["es"]})
    person = Person(petitions=Petitions(all=(spanish,), counts={}, organization="NDLON", number="55555"))
    person.text("LIST")
    assert "manda tu NOMBRE y ZIP. LEER=ver la carta. AYUDA" in said(person.text("1"))


def test_required_zips_are_remembered_for_the_next_petition_only_if_given() -> None:
    person = Person()
    person.text("SCOMM Ana Lopez")
    person.text("0")
    person.text("1")
    assert "ZIP" in said(person.text(WATER.texts["en"].keyword))
    assert person.contact.state.answers["name"] == "Ana Lopez"
    person.text("60608")
    assert names(person.text("1")) == ["signed"]


def test_states_of_other_versions_are_read_without_harm() -> None:
    person = Person()
    person.state = {"petition": "gone", "aside": {"kind": "from-the-future"}, "answers": {"name": "Ana"}, "new": 1}
    assert said(person.text("hello there, what now?"))
    assert State.from_json(person.state)


def test_pages_of_a_text_in_another_script_take_two_segments_too() -> None:
    chinese = replace(SCOMM, texts={"en": replace(SCOMM.texts["en"], body="请签名。" * 200)})
    person = Person(petitions=replace(LINE, all=(chinese,)))
    person.text("SCOMM")
    pages = [said(person.text("MORE")) for _ in range(4)]
    assert all(segments(page).parts <= 2 for page in pages)


def test_change_after_signing_leads_to_edit_and_a_new_review() -> None:
    person = Person()
    person.text("CARTA Ana Lopez 60608")
    person.text("1")
    person.text("cambiar")
    turn = person.text("Ana Maria Lopez 60609")
    assert not names(turn)
    assert names(person.text("guardar")) == ["edited"]
    assert person.signatures[SCOMM.slug].name == "Ana Maria Lopez"
