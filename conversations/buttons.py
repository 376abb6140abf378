"""The buttons that Telegram draws: neutral values with localised labels, safe to tap again at any later time.

A value is `<verb>`, `<verb>:<slug>` or `<verb>:<slug>:<more>`; what a tap does is decided by the state alone
(see `conversations.taps`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from html import unescape
from typing import Concatenate, ParamSpec
from urllib.parse import quote

from conversations.offers import mark_of_button
from conversations.other_languages import name_of, others
from conversations.people import may_another_sign
from conversations.petition import Petition
from conversations.phrases import say
from conversations.questions import fingerprint
from conversations.sources import SHARED, with_source
from conversations.talk import Rows, Talk
from conversations.turn import Choice

P = ParamSpec("P")


def on_telegram(rows: Callable[Concatenate[Talk, P], Rows]) -> Callable[Concatenate[Talk, P], Rows]:
    """Rows that are drawn on Telegram alone; every other channel gets none, and no time is spent on them."""

    @wraps(rows)
    def drawn(talk: Talk, /, *args: P.args, **named: P.kwargs) -> Rows:
        return rows(talk, *args, **named) if talk.on_telegram else ()

    return drawn


def button(talk: Talk, label: str, *value: str) -> Choice:
    """One button; its label is the phrase "telegram.button.<label>"."""
    return Choice(":".join(value), say(f"telegram.button.{label}", talk.language))


def other_language(talk: Talk) -> tuple[Choice, ...]:
    """The switch to the other language, or to the picker where there are several; () without another one."""
    rest = others(talk)
    if len(rest) == 1:
        return (Choice(f"speak:{rest[0]}", f"🌐 {name_of(rest[0])}"),)
    return (button(talk, "language", "languages"),) if rest else ()


@on_telegram
def language_rows(talk: Talk) -> Rows:
    """The picker shown when nothing tells the language, two in a row."""
    choices = [Choice(f"speak:{language}", name_of(language)) for language in talk.languages]
    return tuple(tuple(choices[place : place + 2]) for place in range(0, len(choices), 2))


@on_telegram
def card_rows(talk: Talk, petition: Petition) -> Rows:
    """Below the petition's card."""
    slug = petition.slug
    return (
        (button(talk, "sign", "sign", slug), button(talk, "read", "read", slug, "1")),
        (*other_language(talk), button(talk, "share", "share", slug), button(talk, "help", "help")),
    )


@on_telegram
def name_rows(talk: Talk, petition: Petition, *, offered: bool) -> Rows:
    """Below the question for the name; `offered` when the profile's name is in it."""
    slug = petition.slug
    back = button(talk, "back", "continue" if talk.state.answers.get("name") else "card", slug)
    if not offered:
        return ((back,),)
    return (
        (button(talk, "use_name", "use_name", slug),),
        (button(talk, "other_name", "other_name", slug), back),
    )


@on_telegram
def zip_rows(talk: Talk, petition: Petition) -> Rows:
    """Below the question for the ZIP."""
    changing = talk.state.aside.get("kind") == "change"
    back = button(talk, "back", "continue" if changing else "name", petition.slug)
    skip = button(talk, "skip", "skip", petition.slug)
    return ((skip, back),) if petition.postcode == "optional" else ((back,),)


@on_telegram
def review_rows(talk: Talk, petition: Petition) -> Rows:
    """Below the review. The confirming value carries what was shown, so an old review can't confirm a new one."""
    slug, answers = petition.slug, talk.state.answers
    confirm = "save" if answers.get("editing") else "confirm"
    toggle = ("show_on", "hide") if answers.get("show_name") else ("show_off", "show")
    parts = [button(talk, "name", "name", slug)]
    if petition.postcode != "no":
        parts.append(button(talk, "zip", "zip", slug))
    return (
        (button(talk, confirm, "confirm", slug, fingerprint(petition, answers)),),
        tuple(parts),
        (button(talk, toggle[0], toggle[1], slug),),
    )


@on_telegram
def change_rows(talk: Talk, petition: Petition) -> Rows:
    """Below "what should I change?"."""
    return (review_rows(talk, petition)[1], (button(talk, "back", "continue", petition.slug),))


@on_telegram
def signed_rows(talk: Talk, petition: Petition, *, another: bool | None = None) -> Rows:
    """Below the receipt and whatever is said to somebody who has signed.

    Args:
        talk: The turn.
        petition: What was signed.
        another: Somebody else may sign in this chat; None = by what the turn began with.
    """
    slug = petition.slug
    updates = () if slug in talk.updates else join_rows(talk, petition)
    may = may_another_sign(talk, petition) if another is None else another
    other = ((button(talk, "other", "other", slug),),) if may else ()
    return (*updates, (friend(talk, petition), button(talk, "receipt", "status", slug)), *other)


@on_telegram
def second_name_rows(talk: Talk, petition: Petition) -> Rows:
    """Below the question whose name it is that came behind a signature."""
    return (
        (button(talk, "other", "other", petition.slug),),
        (button(talk, "edit", "edit", petition.slug),),
    )


@on_telegram
def join_rows(talk: Talk, petition: Petition) -> Rows:
    """The offer of updates. Its value carries what the label said, so that a consent can name it."""
    return ((button(talk, "join", "join", petition.slug, mark_of_button(talk.language)),),)


@on_telegram
def joined_rows(talk: Talk, petition: Petition) -> Rows:
    """Below "updates are on"."""
    return ((button(talk, "leave", "leave", petition.slug),),)


@on_telegram
def status_rows(talk: Talk, petition: Petition, *whose: str) -> Rows:
    """Below what the signature says; `whose` is its receipt where several people signed in this chat."""
    slug = petition.slug
    edit, last = (
        button(talk, "edit", "edit", slug, *whose),
        (button(talk, "unsign", "unsign", slug, *whose), button(talk, "delete", "delete")),
    )
    other = ((button(talk, "other", "other", slug),),) if may_another_sign(talk, petition) else ()
    if slug in talk.updates:
        return ((edit, button(talk, "leave", "leave", slug)), *other, last)
    return ((edit,), *join_rows(talk, petition), *other, last)


@on_telegram
def page_rows(talk: Talk, petition: Petition, page: int, pages: int, *, may_sign: bool) -> Rows:
    """Below a page of the full text: turn it in place, sign from any page."""
    slug = petition.slug
    turning = [Choice(f"read:{slug}:{page}", f"{page}/{pages}")]
    if page > 1:
        turning.insert(0, Choice(f"read:{slug}:{page - 1}", "◀"))
    if page < pages:
        turning.append(Choice(f"read:{slug}:{page + 1}", "▶"))
    last = (button(talk, "sign", "sign", slug),) if may_sign else ()
    rows = ((*last, button(talk, "back", "card", slug)),)
    return (tuple(turning), *rows) if pages > 1 else rows


@on_telegram
def unsign_rows(talk: Talk, petition: Petition, *whose: str) -> Rows:
    """The safe one comes last; `whose` is the receipt of one of several people, or "all"."""
    return (
        (button(talk, "yes_unsign", "unsign_yes", petition.slug, *whose),),
        (button(talk, "keep", "keep", petition.slug),),
    )


@on_telegram
def delete_rows(talk: Talk, *whose: str) -> Rows:
    """The safe one comes last; `whose` is the receipt of one of several people."""
    yes = (
        button(talk, "yes_delete_one", "delete_yes", "", *whose) if whose else button(talk, "yes_delete", "delete_yes")
    )
    return ((yes,), (button(talk, "keep_data", "keep_data"),))


@on_telegram
def link_rows(talk: Talk) -> Rows:
    """The safe one comes last."""
    return ((button(talk, "yes_link", "link_yes"),), (button(talk, "no_link", "link_no"),))


@on_telegram
def resume_rows(talk: Talk, petition: Petition) -> Rows:
    """Below "welcome back"."""
    slug = petition.slug
    return ((button(talk, "continue", "continue", slug), button(talk, "restart", "restart", slug)),)


@on_telegram
def menu_rows(talk: Talk, petition: Petition | None) -> Rows:
    """The four ways on after a second misunderstanding."""
    sign = button(talk, "sign", "sign", petition.slug) if petition else button(talk, "list", "list")
    read = (button(talk, "read", "read", petition.slug, "1"),) if petition else ()
    return ((sign, *read), (button(talk, "person", "person"), *other_language(talk)))


@on_telegram
def one_row(talk: Talk, label: str, *value: str) -> Rows:
    """A single button."""
    return ((button(talk, label, *value),),)


def friend(talk: Talk, petition: Petition) -> Choice:
    """Opens Telegram's own share sheet; where the bot's name is unknown it asks us for the words to share."""
    if not talk.petitions.bot:
        return button(talk, "friend", "share", petition.slug)
    words = petition.text(talk.language)
    link = f"https://t.me/{talk.petitions.bot}?start={with_source(words.keyword.lower(), SHARED)}"
    text = say("telegram.share_text", talk.language, title=words.title)
    url = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(unescape(text), safe='')}"
    return Choice("", say("telegram.button.friend", talk.language), url)


@on_telegram
def share_rows(talk: Talk, petition: Petition) -> Rows:
    """Below the words about sharing: the share sheet and, where inline mode is on, the card for a chat of one's own.

    The second button is here alone: were inline mode turned off meanwhile, Telegram might refuse the message with it.
    """
    keyword = petition.text(talk.language).keyword.lower()
    card = Choice("", say("telegram.button.place", talk.language), look_up=keyword)
    return ((friend(talk, petition),), *(((card,),) if talk.petitions.places_cards else ()))
