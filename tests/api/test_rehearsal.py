"""Who comes to a rehearsal, when, and what is said about it afterwards."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from api.rehearsal import report
from api.rehearsal.arrivals import arrivals
from api.rehearsal.campaign import Plan, Rehearsal
from api.rehearsal.connections import Connections
from api.rehearsal.delivery import Delivery
from api.rehearsal.people import End, Expects, Mixture, Person
from api.rehearsal.tally import Tally
from api.settings import Settings
from tests.fakes_server import LoopbackServer

KEYWORDS = {"en": "SCOMM", "es": "CARTA"}
RECEIPT = "<Response><Message>Signed! Receipt K7F2QX.</Message></Response>"
REVIEW = "<Response><Message>Sign? 1=SIGN 2=CHANGE</Message></Response>"


def people(number: int, seed: int = 1, telegram: float = 0.2) -> list[Person]:
    """So many people of one seed."""
    mixture = Mixture(KEYWORDS, telegram, random.Random(seed))
    return [mixture.person(place) for place in range(number)]


def test_the_same_seed_makes_the_same_people() -> None:
    assert people(200) == people(200)
    assert people(200) != people(200, seed=2)


def test_people_are_of_all_kinds() -> None:
    crowd = people(2000)
    assert {person.end for person in crowd} == set(End)
    assert Counter(person.language for person in crowd).keys() == {"en", "es"}
    assert {person.on_telegram for person in crowd} == {True, False}
    assert not any(person.on_telegram for person in people(200, telegram=0.0))
    texts = {step.text for person in crowd for step in person.steps}
    assert {"SCOMM", "CARTA", "MORE", "LEER", "UNSIGN", "RETIRAR", "STOP", "STATUS", "/start carta"} <= texts
    assert any(step.twice for person in crowd for step in person.steps)


def test_only_those_who_are_to_sign_expect_a_receipt() -> None:
    for person in people(500):
        signs = person.end in (End.SIGNED, End.UNSIGNED)
        assert signs == any(step.expects is Expects.RECEIPT for step in person.steps)


def test_the_spike_is_so_many_times_as_full_as_the_moments_before_it() -> None:
    moments = arrivals(100_000, 100.0, 5.0, random.Random(1))
    assert moments == sorted(moments)
    assert 0 <= moments[0] <= moments[-1] <= 100
    before = sum(28 <= moment < 30 for moment in moments)
    spike = sum(30 <= moment < 40 for moment in moments)
    assert spike / 5 == pytest.approx(5 * before, rel=0.1)
    assert sum(moment >= 90 for moment in moments) < sum(40 <= moment < 50 for moment in moments)


async def rehearsed(answer: Callable[[int, web.Request], web.Response], **plan: Any) -> Rehearsal:
    """A rehearsal of thirty people against a line that gives the nth text `answer(n, request)` and counts nothing."""
    texts = 0

    async def line(request: web.Request) -> web.StreamResponse:
        nonlocal texts
        if request.method == "GET":
            return web.json_response({"signatures": 0})
        texts += 1
        return answer(texts, request)

    settings = Settings(
        database_url="sqlite:///unused.db",
        public_url="https://sign.example.org",
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=SecretStr("a-token-of-the-tests"),
        twilio_from="+13125550100",
    )
    async with LoopbackServer(line) as server:
        connections = Connections(server.url, 8)
        played = Rehearsal(Plan("a", 30, 0.01, **plan), Delivery(connections, settings, 0), KEYWORDS, lambda text: None)
        await played.play()
        connections.close()
    return played


async def test_a_count_that_does_not_move_is_told() -> None:
    played = await rehearsed(lambda number, request: web.Response(text=RECEIPT), keep=True)
    # Everything is a receipt here, also where somebody waits for a review.
    assert any("should have got" in problem for problem in report.problems(played))
    played.tally.signed_at = [0.1, 0.2]
    assert "The public count is 0; it should be 2." in report.problems(played)
    assert "nobody (--keep)" in report.as_text(played)


async def test_a_text_that_fails_first_is_delivered_again_and_told_but_no_problem() -> None:
    def answer(number: int, request: web.Request) -> web.Response:
        return web.Response(status=503) if number == 1 else web.Response(text=REVIEW)

    played = await rehearsed(answer, keep=True)
    assert played.tally.failures == {"503": 1}
    assert played.tally.lost == 0
    assert "503: 1; delivered again" in report.as_text(played)


async def test_texts_that_are_never_answered_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.rehearsal.delivery.AGAIN_AFTER", (0.0, 0.0))
    played = await rehearsed(lambda number, request: web.Response(status=500))
    assert played.tally.lost == 30
    assert played.tally.failures == {"500": 90}
    problems = report.problems(played)
    assert "30 texts were lost: no delivery of them was answered." in problems
    assert any("30 of those who came could not be erased" in problem for problem in problems)
    assert report.as_json(played)["texts"]["lost"] == 30


async def test_another_answer_to_a_redelivery_is_told() -> None:
    def answer(number: int, request: web.Request) -> web.Response:
        return web.Response(text=f"<Response><Message>{number}</Message></Response>")

    played = await rehearsed(answer, keep=True, seed=3)
    assert played.tally.delivered_twice
    assert played.tally.answered_differently == played.tally.delivered_twice
    assert any("answered differently the second time" in problem for problem in report.problems(played))


def test_the_fullest_second_is_found() -> None:
    tally = Tally(signed_at=[5.0, 0.0, 5.1, 5.9, 6.1, 9.0])
    assert tally.fullest(1) == 3
    assert tally.fullest(10) == 0.6
    assert tally.rate == pytest.approx(6 / 9)


def test_nothing_at_all_is_no_division_by_zero() -> None:
    tally = Tally()
    assert (tally.rate, tally.fullest(1), tally.percentile(0.99)) == (0, 0, 0)
