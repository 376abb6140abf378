"""The one card that a group gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bots.telegram_group import EVERY, GroupCard, GroupCards, group_card
from conversations import Petition, Petitions, PetitionText
from tests.fakes_telegram_screen import buttons, displayed


def words(keyword: str, title: str) -> PetitionText:
    """A petition's words in one language."""
    return PetitionText(keyword, title, "Short", f"Ask of {title} & others", "Summary", "Body")


PETITION = Petition(
    slug="put-s-comm-on-ice",
    organization="National Day Laborer Organizing Network",
    short_name="NDLON",
    contact="help@example.org",
    targets=("The President",),
    goal=7500,
    texts={"en": words("SCOMM", "Put S-Comm on <ICE>!"), "es": words("CARTA", "Alto a S-Comm")},
    opens=datetime(2026, 1, 1, tzinfo=UTC),
)
LINE = Petitions(all=(PETITION,), bot="undersigned_test_bot")


@pytest.mark.parametrize(
    ("payload", "title", "start"),
    [
        ("scomm", "Put S-Comm on <ICE>!", "scomm_group"),
        ("SCOMM", "Put S-Comm on <ICE>!", "scomm_group"),
        ("carta_g12", "Alto a S-Comm", "carta_g12"),
        ("put-s-comm-on-ice", "Put S-Comm on <ICE>!", "scomm_group"),
    ],
)
def test_a_petition_that_is_named_is_shown_with_a_link_to_the_private_chat(
    payload: str, title: str, start: str
) -> None:
    (call,) = group_card(GroupCard(chat=-1001555, payload=payload), LINE)
    assert (call["method"], call["chat_id"]) == ("sendMessage", -1001555)
    assert displayed(call) == f"{title}\nAsk of {title} & others"
    assert [button.url for row in buttons(call) for button in row] == [
        f"https://t.me/undersigned_test_bot?start={start}"
    ]


@pytest.mark.parametrize("payload", ["scomm", "put-s-comm-on-ice"])
def test_a_draft_is_not_shown(payload: str) -> None:
    draft = replace(LINE, all=(replace(PETITION, opens=None),))
    assert group_card(GroupCard(chat=-1001555, payload=payload), draft) == group_card(GroupCard(chat=-1001555), LINE)


async def test_a_group_gets_no_second_card_within_a_minute() -> None:
    now = 1000.0
    cards, asked = GroupCards(lambda: now), 0

    async def petitions() -> Petitions:
        nonlocal asked
        asked += 1
        return LINE

    group, other = GroupCard(chat=-1), GroupCard(chat=-2)
    assert await cards.calls(group, petitions) == group_card(group, LINE)
    now += EVERY - 1
    assert await cards.calls(GroupCard(chat=-1, payload="scomm"), petitions) == []
    assert await cards.calls(other, petitions) == group_card(other, LINE)
    assert asked == 2, "nothing is read for a card that is not given"
    now += 1
    assert await cards.calls(group, petitions) == group_card(group, LINE)
    assert await cards.calls(other, petitions) == []


@pytest.mark.parametrize("payload", ["", "unknown", "unknown_g12"])
def test_without_a_petition_the_card_only_leads_to_the_private_chat(payload: str) -> None:
    (call,) = group_card(GroupCard(chat=-1001555, payload=payload), LINE)
    assert displayed(call)
    ((button,),) = buttons(call)
    assert button.url == "https://t.me/undersigned_test_bot"
