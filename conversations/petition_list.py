"""Lists of petitions to choose from: numbered by SMS, buttons on Telegram; and whose petition a command means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conversations.another_person import let_another_sign
from conversations.answers import read_digit
from conversations.doubtful_signs import is_doubtful
from conversations.editing import edit
from conversations.entering import enter
from conversations.petition import Petition
from conversations.reading_pages import show_page
from conversations.signed_words import words_of
from conversations.status import tell_count, tell_nothing_signed, tell_share, tell_status
from conversations.talk import Rows, Talk
from conversations.turn import Choice, Turn
from conversations.unsigning import ask_to_unsign, nothing_to_unsign
from conversations.updates import join_updates, tell_updates

#: How many petitions one list shows, so that it holds two segments.
AT_ONCE = 5

#: Seconds in which a digit answers a list that leads to signing, changing or taking off.
_HOLDS = 600
_EXPIRING = frozenset(["card", "edit", "other", "unsign", "join"])

#: What choosing from a list does, by the purpose it was shown for.
PURPOSES: dict[str, Callable[[Talk, Petition], Turn]] = {
    "card": lambda talk, petition: enter(talk, petition, None),
    "read": lambda talk, petition: show_page(talk, petition, 1),
    "count": tell_count,
    "share": tell_share,
    "status": tell_status,
    "edit": edit,
    "other": let_another_sign,
    "unsign": ask_to_unsign,
    "join": tell_updates,
}

#: Purposes whose list is of what the contact has signed; the other lists are of what can be signed.
_ABOUT_MINE = frozenset(["status", "edit", "other", "unsign"])
#: The phrases that open a list, and those that open it where it goes on.
_WITH_MORE = {"list": "list_more", "list_choose": "list_choose_more"}


def list_open(talk: Talk, name: str = "list", start: int = 0) -> Turn:
    """The petitions that take signatures now, from number `start` on; `name` is the phrase that opens the list."""
    return show_list(talk, _open(talk), name, "card", start)


def show_list(talk: Talk, petitions: Sequence[Petition], name: str, purpose: str, start: int = 0) -> Turn:
    """A list whose choice leads on to `purpose`."""
    if not petitions:
        return talk.with_state(aside={}).turn(talk.say("list_empty", contact=talk.person))
    start = start if start < len(petitions) else 0
    shown = petitions[start : start + AT_ONCE]
    more = start + AT_ONCE if start + AT_ONCE < len(petitions) else 0
    slugs = [petition.slug for petition in shown]
    talk = talk.with_aside("list", purpose=purpose, slugs=slugs, start=start, more=more, at=talk.seconds)
    if more and name in _WITH_MORE:
        name = _WITH_MORE[name]
    if talk.on_telegram:
        return talk.turn(talk.reply(talk.say(name), _rows(talk, shown, purpose, more)))
    items = "\n".join(_item(talk, number, petition) for number, petition in enumerate(shown, 1))
    return talk.turn(talk.say(name, parts=2, items=items))


def answer_list(talk: Talk) -> Turn | None:
    """A digit chooses, on a list of today; anything else is no answer to the list.

    Where something comes of the choice, "2?" and a digit after ten minutes show the list as it is now.
    """
    slugs = talk.state.aside.get("slugs", [])
    number = read_digit(talk.heard.text, len(slugs))
    petition = talk.petitions.known.get(slugs[number - 1]) if number else None
    if petition is None:
        return None
    purpose = str(talk.state.aside.get("purpose", "card"))
    if purpose in _EXPIRING and (is_doubtful(talk.heard.text) or not list_holds(talk)):
        return turn_list(talk, purpose, int(talk.state.aside.get("start", 0)))
    return choose(talk.with_state(aside={}), petition, purpose)


def list_holds(talk: Talk) -> bool:
    """Whether the list was shown within ten minutes, as a 9 is heard; lists that only tell something hold longer."""
    return 0 <= talk.seconds - int(talk.state.aside.get("at", 0)) <= _HOLDS


def choose(talk: Talk, petition: Petition, purpose: str) -> Turn:
    """Bring `petition` into the talk and do there what the list was for."""
    if purpose != "card" and not talk.closed_by_stop:
        talk = talk.turned_to(petition)
    return PURPOSES.get(purpose, PURPOSES["card"])(talk, petition)


def next_of_list(talk: Talk) -> Turn:
    """NEXT on a list; behind its last page comes the first one again."""
    aside = talk.state.aside
    return turn_list(talk, str(aside.get("purpose", "card")), int(aside.get("more", 0)))


def turn_list(talk: Talk, purpose: str, start: int) -> Turn:
    """Another page of the list that was shown for `purpose`, with the same purpose; "" and unknown ones mean "card"."""
    if purpose not in PURPOSES or purpose == "card":
        return list_open(talk, start=start)
    signed = _signed(talk)
    about_mine = purpose in _ABOUT_MINE or (purpose == "join" and signed)
    return show_list(talk, signed if about_mine else _open(talk), "list_choose", purpose, start)


def about_open(talk: Talk, purpose: str) -> Turn:
    """A command about a petition (MORE, COUNT, SHARE): the one in talk, else the only open one, else a list."""
    if petition := talk.petition:
        return PURPOSES[purpose](talk, petition)
    petitions = _open(talk)
    if len(petitions) == 1:
        return choose(talk, petitions[0], purpose)
    return show_list(talk, petitions, "list_choose", purpose)


def about_signed(talk: Talk, purpose: str) -> Turn:
    """A command about my signature (STATUS, EDIT, UNSIGN): the one in talk, else the only one signed, else a list."""
    signed, petition = _signed(talk), talk.petition
    if petition and (petition in signed or not signed):
        return PURPOSES[purpose](talk, petition)
    if not signed:
        return nothing_to_unsign(talk) if purpose == "unsign" else tell_nothing_signed(talk)
    if len(signed) == 1:
        return choose(talk, signed[0], purpose)
    return show_list(talk, signed, "list_choose", purpose)


def about_updates(talk: Talk, *, join: bool) -> Turn:
    """JOIN: the petition in talk; else the only one signed, else a list of those signed, else of the open ones.

    A number from that list, and what only asks about updates, is answered by the offer: only the word itself joins.
    """
    if petition := talk.petition:
        return (join_updates if join else tell_updates)(talk, petition)
    if talk.contact.signatures:
        return about_signed(talk, "join")
    return about_open(talk, "join")


def _open(talk: Talk) -> list[Petition]:
    return [petition for petition in talk.petitions.all if talk.is_open(petition)]


def _signed(talk: Talk) -> list[Petition]:
    return [petition for petition in talk.petitions.all if petition.slug in talk.contact.signatures]


def _item(talk: Talk, number: int, petition: Petition) -> str:
    words = words_of(talk, petition)
    return talk.say("list_item", n=str(number), title=words.title, keyword=words.keyword)


def _rows(talk: Talk, petitions: Sequence[Petition], purpose: str, more: int) -> Rows:
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"{purpose}:{petition.slug}", words_of(talk, petition).title),) for petition in petitions
    ]
    if more:
        rows.append((Choice(f"list:{purpose}:{more}", talk.say("button.more")),))
    return tuple(rows)
