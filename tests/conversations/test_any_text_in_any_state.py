"""Whatever is sent, in whatever state: one reply at most, within its segments, and no signature by accident."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import Channel, Heard, Kind, State, Turn
from conversations.answers import read_confirmation
from conversations.optout import opt_out_in
from conversations.segments import segments
from tests.conversations.talking import Person, names
from tests.petitions_for_stories import PETITIONS, SCOMM

SENSIBLE = [
    *("SCOMM", "CARTA", "cross", "Cruce", "WATER", "agua", "COATS", "BOOKS", "BUS", "RENT", "PARK"),
    *("SCOMM Ana Lopez 60608", "carta José Núñez", "WATER 王小明 60608", "FIRMAR Ana Lopez", "sign scomm"),
    *(
        "Ana Lopez",
        "María José de la Cruz Núñez Ordóñez",
        "王小明",
        "محمد الأحمد",
        "Ana\n60608",
        "x" * 80,
        "60608",
        "0",
        "123",
    ),
    *("1", "2", "3", "4", "5", "9", "yes", "no", "sí", "gracias", "ok", "👍", "", " ", "?"),
    *("MORE", "LEER", "NEXT", "BACK", "STATUS", "TOTAL", "SHARE", "EDIT", "UNSIGN", "RETIRAR", "DELETE", "BORRAR"),
    *("JOIN", "UNIRME", "LIST", "RESTART", "ENG", "ESP", "HELP", "AYUDA", "help me please", "PRIVACY", "START"),
    *("OTHER", "OTRO", "OTHER", "ALL", "Maria Ruiz 60609", "SCOMM Luis Vega 60609", "my mother wants to sign too"),
    *("STOP", "alto", "ya no me manden", "Stop S-Comm now!", "what is this?", "Hola", "Liked “hello”"),
]
VERBS = [
    *("card", "sign", "use_name", "other_name", "name", "zip", "skip", "show", "hide", "confirm", "continue", "read"),
    *("restart", "share", "count", "status", "edit", "join", "leave", "unsign", "unsign_yes", "keep", "english"),
    *(
        "other",
        "next_people",
        "other",
        "spanish",
        "list",
        "help",
        "person",
        "privacy",
        "delete",
        "delete_yes",
        "keep_data",
        "nonsense",
        "",
    ),
]
texts = st.one_of(
    st.sampled_from(SENSIBLE), st.sampled_from(SENSIBLE), st.text(max_size=300), st.text(string.printable)
)
slugs = st.sampled_from([*(petition.slug for petition in PETITIONS), "unknown", ""])
values = st.builds(
    lambda verb, slug, more: ":".join([verb, slug, more]),
    st.sampled_from(VERBS),
    slugs,
    st.sampled_from(["", "1", "2", "99999", "-1", "b9e22f40", ":::", "all", "K7F2QX", "M4T9PW", "?"]),
)
some = st.one_of(
    st.builds(lambda text: {"text": text}, texts),
    st.builds(lambda text: {"text": text}, texts),
    st.builds(lambda value: {"kind": Kind.CHOICE, "choice": value}, values),
    st.builds(lambda text: {"kind": Kind.START, "text": text}, texts),
    st.just({"kind": Kind.UNREADABLE}),
    st.builds(lambda text: {"kind": Kind.SILENT, "text": text}, texts),
    st.builds(
        lambda text, flag: {"text": text, "opt_out_flag": flag}, texts, st.sampled_from(["stop", "start", "help"])
    ),
    st.builds(lambda text: {"text": text, "automated": True}, texts),
)
talks = st.lists(st.tuples(some, st.sampled_from([5, 5, 5, 5, 700, 3 * 3600, 9 * 86400])), max_size=25)
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP, Channel.TELEGRAM])
@SETTINGS
@given(talk=talks)
def test_one_reply_at_most_and_no_signature_by_accident(
    channel: Channel, talk: list[tuple[dict[str, Any], int]]
) -> None:
    person = Person(channel)
    for heard, seconds in talk:
        person.later(seconds=seconds)
        before = person.contact.state
        turn = person.hear(**heard)
        _one_reply(turn, channel)
        _state_survives(turn)
        if "signed" in names(turn) or "edited" in names(turn):
            _was_confirmed(before, heard)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP, Channel.TELEGRAM])
@SETTINGS
@given(talk=talks, size=st.integers(2, 4))
def test_a_family_keeps_its_places_whatever_is_said(
    channel: Channel, talk: list[tuple[dict[str, Any], int]], size: int
) -> None:
    """`Person` holds every fact to its place, and no phone to more people than its petition takes."""
    person = Person(channel)
    for opening, name in zip(("SCOMM", *["OTHER"] * 3), ("Ana Lopez", "王小明", "x" * 40, "Luis")[:size], strict=False):
        person.text(opening)
        turn = person.text(f"me llamo {name} 60608")
        ways = [choice.value for row in turn.replies[0].choices for choice in row]
        person.tap(ways[0]) if ways else person.text("1")
    assert len(person.people[SCOMM.slug]) == size
    for heard, seconds in talk:
        person.later(seconds=seconds)
        before, standing = person.contact.state, len(person.people[SCOMM.slug])
        turn = person.hear(**heard)
        _one_reply(turn, channel)
        _state_survives(turn)
        if "signed" in names(turn) or "edited" in names(turn):
            _was_confirmed(before, heard)
        gone = standing - len(person.people[SCOMM.slug])
        assert gone <= 0 or {"unsigned", "erased"} & set(names(turn))


def _one_reply(turn: Turn, channel: Channel) -> None:
    assert len(turn.replies) <= 1
    for reply in turn.replies:
        assert reply.text.strip()
        if channel is Channel.TELEGRAM:
            assert len(reply.text) <= 4096
        else:
            assert len(reply.text) <= 1024 if channel is Channel.WHATSAPP else segments(reply.text).parts <= 2
            assert not reply.choices
            assert not reply.edit
        for row in reply.choices:
            for choice in row:
                assert choice.url or 0 < len(choice.value.encode()) <= 58
                assert choice.label


def _state_survives(turn: Turn) -> None:
    assert State.from_json(turn.state.to_json()) == turn.state


def _was_confirmed(before: State, heard: dict[str, Any]) -> None:
    assert before.answers["name"]
    shown = before.answers["reviewed"]
    if heard.get("kind") is Kind.CHOICE:
        verb, slug, fingerprint = heard["choice"].split(":", 2)
        assert (verb, slug, fingerprint) == ("confirm", before.petition, shown)
    else:
        assert read_confirmation(heard["text"]) in ("sign", "show") or heard["text"].split()[0].lower() in (
            "sign",
            "firmar",
        )


@pytest.mark.parametrize("channel", [channel for channel in Channel if channel is not Channel.CALL])
@SETTINGS
@given(talk=talks, word=st.sampled_from(["STOP", "alto", "take me off this list", "ya no me manden mensajes"]))
def test_stop_wins_in_every_state(channel: Channel, talk: list[tuple[dict[str, Any], int]], word: str) -> None:
    assert opt_out_in(word)
    person = Person(channel)
    for heard, seconds in talk:
        person.later(seconds=seconds)
        person.hear(**heard)
    signatures = dict(person.signatures)
    turn = person.text(word)
    assert "stopped" in names(turn)
    assert turn.state.stopped
    assert not turn.state.updates
    assert turn.state.petition is None
    assert person.signatures == signatures
    assert not person.text("so what now").replies


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
@SETTINGS
@given(talk=talks, heard=some)
def test_the_same_turn_twice_is_the_same(channel: Channel, talk: list[tuple[dict[str, Any], int]], heard: Any) -> None:
    person = Person(channel)
    for said, seconds in talk:
        person.later(seconds=seconds)
        person.hear(**said)
    message = Heard(**({"id": "x", "channel": channel, "address": "a"} | heard))
    assert person.preview(message) == person.preview(message)


@SETTINGS
@given(talk=talks, heard=some)
def test_a_message_that_slips_through_twice_signs_once(talk: list[tuple[dict[str, Any], int]], heard: Any) -> None:
    person = Person(Channel.TELEGRAM)
    for said, seconds in talk:
        person.later(seconds=seconds)
        person.hear(**said)
    person.hear(**heard)
    signed = person.count_signed
    person.hear(**heard)
    assert person.count_signed == signed or "unsigned" in {fact.name for fact in person.facts}


@SETTINGS
@given(name=st.text(min_size=1, max_size=120), petition=st.sampled_from(["SCOMM", "CRUCE", "AGUA", "COATS"]))
def test_any_name_keeps_within_one_segment_at_every_step(name: str, petition: str) -> None:
    person = Person()
    replies = [person.text(petition), person.text(f"me llamo {name}"), person.text("60608"), person.text("what??")]
    replies += [person.text("3"), person.text("3"), person.text("1"), person.text("STATUS"), person.text("EDIT")]
    replies += [person.text("60609"), person.text("what??"), person.text("3"), person.text("1"), person.text("CROSS")]
    for turn in replies:
        for reply in turn.replies:
            listed = "\n1 " in reply.text or "\n" in reply.text
            assert segments(reply.text).parts == 1 or listed, reply.text
