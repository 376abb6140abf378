"""The cards of groups: given by the API, kept up to date seldom, and never a word about anybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bots.telegram_card import card_call
from bots.telegram_counters import REST_SECONDS
from bots.telegram_group import CardAsked, bare_card, petition_asked_for
from conversations import Petitions
from storage import Store, StoreUnavailable
from tests.bots.group_line import BOT, NOW, PETITION, GroupLine, group_line
from tests.fakes import Chat, Refusal
from tests.fakes_telegram_screen import buttons, displayed

LINE = Petitions(all=(PETITION,), bot=BOT)
GROUP = -1_001_555


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[GroupLine]:
    """A line with one petition."""
    async with group_line(tmp_path) as line:
        yield line


@pytest.fixture
def group(line: GroupLine) -> Chat:
    """A group in which the bot is."""
    return line.telegram.group(GROUP)


@pytest.mark.parametrize(
    ("payload", "language", "source"),
    [
        ("scomm", "en", "group"),
        ("SCOMM", "en", "group"),
        ("carta_g12", "es", "g12"),
        ("carta_G12", "es", "g12"),
        ("carta_not_one", "es", "group"),
        ("put-s-comm-on-ice", "en", "group"),
    ],
)
def test_a_command_names_petition_language_and_source(payload: str, language: str, source: str) -> None:
    assert petition_asked_for(CardAsked(chat=GROUP, payload=payload), LINE) == (PETITION, language, source)


@pytest.mark.parametrize(("default", "language"), [("es", "es"), ("en", "en"), ("fr", "en")])
def test_a_petition_named_by_its_slug_is_spoken_about_in_a_language_that_it_has(default: str, language: str) -> None:
    line = replace(LINE, default_language=default)
    assert petition_asked_for(CardAsked(chat=GROUP, payload=PETITION.slug), line) == (PETITION, language, "group")


@pytest.mark.parametrize("payload", ["", "unknown", "unknown_g12"])
def test_without_a_petition_the_card_only_leads_to_the_private_chat(payload: str) -> None:
    card = CardAsked(chat=GROUP, payload=payload, topic=5)
    assert petition_asked_for(card, LINE) is None
    call = bare_card(card, LINE)
    assert (call["chat_id"], call["message_thread_id"]) == (GROUP, 5)
    assert displayed(call)
    ((button,),) = buttons(call)
    assert button.url == f"https://t.me/{BOT}"


@pytest.mark.parametrize("payload", ["scomm", "put-s-comm-on-ice"])
def test_a_draft_is_not_shown(payload: str) -> None:
    draft = replace(LINE, all=(replace(PETITION, opens=None),))
    assert petition_asked_for(CardAsked(chat=GROUP, payload=payload), draft) is None


def test_the_card_says_what_is_asked_and_how_many_signed() -> None:
    call = card_call(PETITION, replace(LINE, counts={PETITION.slug: 1213}), "en", "g12", NOW)
    title = "Put S-Comm on <ICE>!"
    assert displayed(call) == f"{title}\nAsk of {title} & others\n\nSignatures: 1,213 · goal: 7,500"
    assert [button.url for row in buttons(call) for button in row] == [f"https://t.me/{BOT}?start=scomm_g12"]


@pytest.mark.parametrize("language", ["fr", "ht", "pt", "de"])
def test_a_card_is_all_in_one_language_that_the_petition_has(language: str) -> None:
    spanish = replace(PETITION, texts={"es": PETITION.texts["es"]})
    for petition, spoken in ((PETITION, "en"), (spanish, "es")):
        assert card_call(petition, LINE, language, "group", NOW) == card_call(petition, LINE, spoken, "group", NOW)


def test_a_card_of_what_is_not_open_says_so() -> None:
    closed = replace(PETITION, state="closed")
    assert displayed(card_call(closed, replace(LINE, counts={closed.slug: 7}), "es", "group", NOW)) == (
        "“Alto a S-Comm” ya no recibe firmas. Firmas: 7. Gracias."
    )
    texts = {"en": replace(PETITION.texts["en"], outcome="It was <won>.")}
    won = displayed(card_call(replace(closed, texts=texts), LINE, "en", "group", NOW))
    assert won.endswith("is closed. It was <won>.")
    assert "paused" in displayed(card_call(replace(PETITION, state="paused"), LINE, "en", "group", NOW))
    coming = replace(PETITION, opens=NOW + timedelta(days=9))
    assert "opens on May 12" in displayed(card_call(coming, LINE, "en", "group", NOW))


async def test_a_group_gets_its_card_and_the_count_on_it_is_kept_up_to_date(line: GroupLine, group: Chat) -> None:
    line.count = 100
    await line.asked("/petition carta_g12")
    (card,) = group.shown
    assert "Firmas: 100 · meta: 7,500" in card.text
    assert card.rows[0][0].url == f"https://t.me/{BOT}?start=carta_g12"
    for count, shows, edits in ((100, 100, 0), (101, 101, 1), (101, 101, 1), (102, 101, 1), (103, 103, 2), (99, 99, 3)):
        await line.later(count)
        assert (f"Firmas: {shows} ·" in card.text, card.edits) == (True, edits)
    assert card.rows[0][0].url == f"https://t.me/{BOT}?start=carta_g12"
    assert len(group.shown) == 1
    assert line.telegram.refused == []


async def test_the_first_signature_shows_at_the_next_round_and_none_sooner_than_a_minute(
    line: GroupLine, group: Chat
) -> None:
    await line.asked("/petition scomm")
    assert [await line.later(1, minutes=0.95), await line.later(1), await line.later(2, minutes=0.95)] == [0, 1, 0]
    assert "Signatures: 1 ·" in group.last.text


async def test_a_program_that_is_started_anew_and_another_one_beside_it_go_on(line: GroupLine, group: Chat) -> None:
    await line.asked("/petition scomm")
    again = GroupLine(line.telegram, line.extras.api(), line.store)
    other = GroupLine(line.telegram, line.extras.api(), line.store)
    again.count = other.count = 5
    again.now = other.now = NOW + timedelta(minutes=1)
    assert sorted(await asyncio.gather(again.counters.round(), other.counters.round())) == [0, 1]
    assert (group.last.edits, "Signatures: 5 ·" in group.last.text) == (1, True)
    await other.asked("/petition scomm")
    assert len(group.shown) == 2
    await again.asked("/petition scomm")
    assert len(group.shown) == 2, "one card a minute, whoever is asked"


@pytest.mark.parametrize("command", ["/petition scomm", "/petition"])
async def test_two_commands_at_once_give_one_card(line: GroupLine, group: Chat, command: str) -> None:
    reading = asyncio.Event()
    petitions = line.petitions

    async def slowly() -> Petitions:
        await reading.wait()
        return await petitions()

    line.extras.petitions = slowly
    asking = [asyncio.ensure_future(line.asked(command)) for _ in range(2)]
    await asyncio.sleep(0)
    reading.set()
    await asyncio.gather(*asking)
    assert len(group.shown) == 1


async def test_a_group_whose_petitions_could_not_be_read_may_ask_again(line: GroupLine, group: Chat) -> None:
    line.problem = StoreUnavailable("locked")
    with pytest.raises(StoreUnavailable):
        await line.asked("/petition scomm")
    line.problem = None
    await line.asked("/petition scomm")
    assert len(group.shown) == 1


async def test_what_fails_in_the_background_is_told_with_its_place(line: GroupLine, group: Chat) -> None:
    def broken() -> Store:
        raise RuntimeError("of Ana")

    rounds = ["the only one"]

    async def rest(_seconds: float) -> None:
        if not rounds:
            raise asyncio.CancelledError
        rounds.pop()

    line.extras.store, line.problem = broken, RuntimeError("of Ana")
    with capture_logs() as logs:
        left = {"message_id": 9, "date": 0, "chat": group.about, "migrate_to_chat_id": -1_001_777}
        await line.heard({"update_id": 2, "message": left})
        with pytest.raises(asyncio.CancelledError):
            await replace(line.counters, rest=rest).run()
    assert [(log["kind"], log["at"].partition(":")[0]) for log in logs] == [
        ("RuntimeError", "test_telegram_group.py"),
        ("RuntimeError", "group_line.py"),
    ]
    assert "Ana" not in repr(logs)


async def test_asking_again_gives_a_new_card_and_the_older_one_is_left(line: GroupLine, group: Chat) -> None:
    await line.asked("/petition scomm")
    line.now += timedelta(minutes=1)
    await line.asked("/petition scomm")
    older, newer = group.shown
    await line.later(5)
    assert (older.edits, newer.edits) == (0, 1)


async def test_a_petition_that_closes_says_so_once_and_a_paused_one_stands_still(line: GroupLine, group: Chat) -> None:
    await line.asked("/petition scomm")
    assert await line.later(50, state="paused") == 0
    assert await line.later(50, state="closed") == 1
    assert "is closed. Signatures: 50." in group.last.text
    assert await line.later(60) == 0
    line.now += timedelta(minutes=1)
    await line.asked("/petition scomm")
    assert ("is closed" in group.last.text, len(group.shown)) == (True, 2)
    assert await line.later(70) == 0


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal("Forbidden: bot was kicked from the supergroup chat", 403),
        Refusal("Bad Request: chat not found"),
        Refusal("Bad Request: CHAT_WRITE_FORBIDDEN"),
        Refusal("Bad Request: message to edit not found"),
        Refusal("Bad Request: message can't be edited"),
    ],
    ids=lambda refusal: str(refusal.description),
)
async def test_a_card_that_can_not_be_reached_is_not_tried_again(
    line: GroupLine, group: Chat, refusal: Refusal
) -> None:
    await line.asked("/petition scomm")
    line.telegram.failures["editMessageText"] = [refusal]
    assert [await line.later(5), await line.later(50)] == [1, 0]


async def test_a_card_that_shows_its_count_already_stays(line: GroupLine, group: Chat) -> None:
    await line.asked("/petition scomm")
    same = "Bad Request: message is not modified: specified new message content is exactly the same"
    line.telegram.failures["editMessageText"] = [Refusal(same)]
    assert [await line.later(5), await line.later(50)] == [1, 1]
    assert "Signatures: 50 ·" in group.last.text


async def test_telegram_is_given_the_time_that_it_wants(line: GroupLine) -> None:
    groups = [line.telegram.group(GROUP - number) for number in range(3)]
    for one in groups:
        await line.asked("/petition scomm", one.about["id"])
    refusal = Refusal("Too Many Requests: retry after 150", 429, {"retry_after": 150})
    line.telegram.failures["editMessageText"] = [refusal]
    assert await line.later(5) == 3
    assert [await line.later(), await line.later()] == [0, 0]
    assert sum(one.last.edits for one in groups) == 0
    assert await line.later() == 3
    assert [("Signatures: 5 ·" in one.last.text, one.last.edits) for one in groups] == [(True, 1)] * 3
    assert line.rests == [REST_SECONDS] * 3


@pytest.mark.parametrize(
    "refusal",
    [Refusal("Unauthorized", 401), *(Refusal("", status, raw=b"<html>") for status in (200, 400, 403, 502))],
    ids=["a wrong token", "a portal", "a proxy's 400", "a proxy's 403", "a gateway"],
)
async def test_an_api_that_is_down_or_a_wrong_token_loses_no_card(
    line: GroupLine, group: Chat, refusal: Refusal
) -> None:
    await line.asked("/petition scomm")
    line.telegram.failures["editMessageText"] = [refusal]
    assert [await line.later(5), await line.later()] == [1, 1]
    assert "Signatures: 5 ·" in group.last.text


async def test_a_round_that_is_broken_off_leaves_the_rest_for_the_next(line: GroupLine) -> None:
    groups = [line.telegram.group(GROUP - number) for number in range(3)]
    for one in groups:
        await line.asked("/petition scomm", one.about["id"])
    line.telegram.held["editMessageText"] = asyncio.Event()
    line.now, line.count = line.now + timedelta(minutes=1), 5
    round_ = asyncio.ensure_future(line.counters.round())
    await line.telegram.until(lambda: line.telegram.hanging["editMessageText"] == 1)
    round_.cancel()
    await asyncio.gather(round_, return_exceptions=True)
    line.telegram.held.pop("editMessageText").set()
    assert await line.later() == 3
    assert all("Signatures: 5 ·" in one.last.text for one in groups)


async def test_a_bot_that_is_thrown_out_forgets_the_group(line: GroupLine, group: Chat) -> None:
    await line.asked("/petition scomm")
    about = {"chat": group.about, "from": group.user, "date": 0}
    bot = {"id": 12345, "is_bot": True, "first_name": "Undersigned"}
    members = {
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": "left"},
    }
    await line.heard({"update_id": 2, "my_chat_member": {**about, **members}})
    assert await line.later(5) == 0


async def test_a_card_in_a_group_that_became_a_supergroup_is_left_and_a_new_one_may_be_asked_for(
    line: GroupLine, group: Chat
) -> None:
    await line.asked("/petition scomm")
    group.moved_to = -1_001_777
    new = line.telegram.group(group.moved_to)
    assert [await line.later(5), await line.later(50)] == [1, 0]
    assert new.shown == [], "nobody asked there"
    await line.asked("/petition scomm")
    assert "Signatures: 50 ·" in new.last.text, "asked for at the old id, it goes to the new one"
    await line.later(60)
    assert "Signatures: 60 ·" in new.last.text


async def test_a_group_that_says_that_it_moves_is_forgotten(line: GroupLine, group: Chat) -> None:
    await line.asked("/petition scomm")
    message = {"message_id": 9, "date": 0, "chat": group.about, "migrate_to_chat_id": -1_001_777}
    await line.heard({"update_id": 2, "message": message})
    assert await line.later(5) == 0
    assert line.telegram.refused == []


async def test_a_card_waits_as_long_as_telegram_says_and_is_given_up_after_a_minute(
    line: GroupLine, group: Chat
) -> None:
    wait = Refusal("Too Many Requests: retry after 7", 429, {"retry_after": 7})
    line.telegram.failures["sendMessage"] = [wait]
    await line.asked("/petition scomm")
    assert (line.rests, len(group.shown)) == ([7.0], 1)
    line.now += timedelta(minutes=1)
    line.telegram.failures["sendMessage"] = [Refusal("Too Many Requests: retry after 90", 429, {"retry_after": 90})]
    await line.asked("/petition scomm")
    assert len(group.shown) == 1
    assert await line.later(5) == 0, "which card is the newest is not known any more"


async def test_nothing_of_a_group_is_told_in_the_diagnostics(line: GroupLine, group: Chat) -> None:
    with capture_logs() as logs:
        line.telegram.failures["sendMessage"] = [Refusal("Forbidden: bot was kicked from Neighbours of Ana", 403)]
        await line.asked("/petition scomm")
    assert logs
    assert all(word not in repr(logs) for word in ("Ana", "Neighbours", str(abs(GROUP))))
