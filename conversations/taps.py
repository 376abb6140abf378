"""What a tapped button does. A value names what was meant; the state alone decides, so an old button does no harm."""

from __future__ import annotations

from collections.abc import Callable

from conversations import buttons
from conversations.another_person import let_another_sign
from conversations.asking import ask_name, ask_next, profile_name
from conversations.commanding import restart
from conversations.confirming import change_part, confirm
from conversations.editing import edit
from conversations.entering import enter, like_last_time, show_entry
from conversations.erasing import ask_to_erase, erase, erase_as_asked, keep_data
from conversations.helping import tell_help, tell_person, tell_privacy
from conversations.languages import pick_language, switch_language
from conversations.limits import of_the_day
from conversations.linking import agree, decline
from conversations.misunderstandings import go_on
from conversations.people import is_another, people, signature_meant, with_code
from conversations.petition import Petition
from conversations.petition_list import list_open, turn_list
from conversations.phrases import LANGUAGES
from conversations.questions import fingerprint, open_question, was_reviewed
from conversations.reading_pages import show_page
from conversations.second_names import edit_second
from conversations.signed_words import privacy
from conversations.standings import tell_standing
from conversations.status import after_the_receipt, already_signed, tell_count, tell_share, tell_status
from conversations.talk import Talk
from conversations.turn import Turn
from conversations.unsigning import ask_to_unsign, in_time, keep, one_of_several_is_off, unsign
from conversations.updates import join_by_button, leave_updates
from conversations.which_person import everybody, next_people
from conversations.with_a_person import back_to_the_script

#: Verbs that only make sense while a petition takes signatures and this contact has not signed it (or edits).
_SIGNING = frozenset(["sign", "use_name", "other_name", "name", "zip", "skip", "show", "hide", "confirm", "continue"])

#: What leaves a talk with a person as it is; all other taps give the word back to the script.
_BESIDE_A_PERSON = frozenset(
    [
        *("help", "person", "privacy", "languages", "speak", "english", "spanish"),
        *("delete", "delete_yes", "keep_data", "unsign", "unsign_yes", "keep"),
    ]
)
#: The three rights, HELP, and a petition's own button, which is as good as its keyword.
_ALSO_AFTER_STOP = frozenset(["help", "person", "delete", "delete_yes", "keep_data"])
_ON_PETITION_AFTER_STOP = frozenset(["sign", "unsign", "unsign_yes", "keep"])


def answer_tap(talk: Talk) -> Turn:
    """The turn that a tap leads to; what is unknown leads to the list of open petitions."""
    verb, slug, more = (*(talk.heard.choice or "").split(":", 2), "", "")[:3]
    petition, stopped = talk.petitions.known.get(slug), talk.closed_by_stop
    if stopped and not (verb in _ALSO_AFTER_STOP or (petition and verb in _ON_PETITION_AFTER_STOP)):
        return talk.turn(toast=talk.toast("stopped"))
    talk = talk if verb in _BESIDE_A_PERSON else back_to_the_script(talk)
    if verb == "list":
        return turn_list(talk, slug, int(more) if more.isdecimal() and len(more) < 6 else 0)
    if verb == "speak" and slug in LANGUAGES:
        return switch_language(talk, slug)
    if verb in _EVERYWHERE:
        return _EVERYWHERE[verb](talk)
    act = _ON_PETITION.get(verb)
    if act is None or petition is None:
        return list_open(talk)
    if verb == "sign" or not stopped:
        talk = talk.turned_to(petition)
    if verb in _SIGNING:
        if not talk.is_open(petition):
            return tell_standing(talk, petition)
        if open_question(talk) is None:
            return _tapped_again(talk, petition, verb)
    return act(talk, petition, more)


def _tapped_again(talk: Talk, petition: Petition, verb: str) -> Turn:
    """Signed already. A second tap on "sign now" leaves the receipt and its offer of updates where they are."""
    signature = signature_meant(talk, petition)
    if verb == "confirm" and signature:
        return after_the_receipt(talk, petition, signature, "signed_once")
    return already_signed(talk, petition)


def _sign(talk: Talk, petition: Petition, more: str) -> Turn:
    """An old "sign" never signs: it leads to the open question."""
    if "name" in talk.state.remembered and not talk.state.answers.get("name"):
        return like_last_time(talk.with_state(aside={}), petition)
    return ask_next(talk)


def _use_name(talk: Talk, petition: Petition, more: str) -> Turn:
    name = profile_name(talk)
    return ask_next(talk.with_answers(name=name)) if name else ask_name(talk, petition)


def _name(talk: Talk, petition: Petition, more: str) -> Turn:
    """The way to another name; a name that is there stays until a new one comes."""
    if not talk.state.answers.get("name"):
        return ask_name(talk, petition)
    turn = change_part(talk, petition, "name")
    offered = profile_name(talk)
    if not offered or offered == talk.state.answers["name"]:
        return turn
    after = talk.at(turn.state)
    rows = buttons.name_rows(after, petition, offered=True)
    return after.turn(after.reply(after.say("offer_right_name", name=offered), rows))


def _other_name(talk: Talk, petition: Petition, more: str) -> Turn:
    if talk.state.answers.get("name"):
        return change_part(talk, petition, "name")
    talk = talk.with_answers(asked_name=True)
    text = talk.say("ask_name", org=petition.short_name, privacy=privacy(talk, petition))
    return talk.turn(talk.reply(text, buttons.name_rows(talk, petition, offered=False)))


def _zip(talk: Talk, petition: Petition, more: str) -> Turn:
    if petition.postcode == "no" or "postcode" not in talk.state.answers:
        return ask_next(talk)
    return change_part(talk, petition, "zip")


def _skip(talk: Talk, petition: Petition, more: str) -> Turn:
    asked = open_question(talk) == "postcode" or talk.state.aside.get("part") == "zip"
    if asked and petition.postcode == "optional":
        return ask_next(talk.with_answers(postcode="", tries=None))
    return ask_next(talk)


def _show(talk: Talk, petition: Petition, more: str) -> Turn:
    turn = ask_next(talk.with_answers(show_name=True))
    return turn._replace(toast=talk.toast("name_shown"))


def _hide(talk: Talk, petition: Petition, more: str) -> Turn:
    turn = ask_next(talk.with_answers(show_name=None))
    return turn._replace(toast=talk.toast("name_private"))


def _confirm(talk: Talk, petition: Petition, more: str) -> Turn:
    """Sign only what this very button showed; otherwise show what would be signed now."""
    shown = more == fingerprint(petition, talk.state.answers)
    if open_question(talk) == "review" and shown and was_reviewed(talk):
        return confirm(talk, petition)
    return ask_next(talk)


def _card(talk: Talk, petition: Petition, more: str) -> Turn:
    talk = talk.with_state(aside={})
    if talk.is_open(petition) and not talk.signature:
        return show_entry(talk, petition)
    if talk.petition == petition and is_another(talk) and not talk.state.answers.get("name"):
        talk = talk.with_nothing_asked()  # back from OTHER's first question: nobody else is asked for any more
    return enter(talk, petition, None)


def _continue(talk: Talk, petition: Petition, more: str) -> Turn:
    return go_on(talk.with_state(aside={}))


def _read(talk: Talk, petition: Petition, more: str) -> Turn:
    return show_page(talk, petition, int(more) if more.isdecimal() and len(more) < 4 else 1)


def _unsign_yes(talk: Talk, petition: Petition, more: str) -> Turn:
    found, aside = people(talk, petition), talk.state.aside
    codes = () if more in ("", "all") else (more,)
    if not found:  # tapped again: the same words, and nothing more
        return unsign(talk, petition, ())
    if codes and not with_code(found, codes):
        return talk.turn(one_of_several_is_off(talk, petition, more))
    whose = tuple(aside.get("whose", ()))
    same = whose == codes or (not codes and (len(whose) > 1) == (more == "all"))
    meant = with_code(found, whose)
    if aside.get("petition") == petition.slug and in_time(talk, "unsign") and same and meant:
        return unsign(talk, petition, meant)
    return _asked_anew(ask_to_unsign(talk, petition, codes))


def _unsign(talk: Talk, petition: Petition, more: str) -> Turn:
    if more == "all":
        return ask_to_unsign(talk, petition, tuple(one.code for one in people(talk, petition)))
    return ask_to_unsign(talk, petition, (more,) if more else ())


def _edit(talk: Talk, petition: Petition, more: str) -> Turn:
    return (None if more else edit_second(talk, petition)) or edit(talk, petition, code=more)


def _keep(talk: Talk, petition: Petition, more: str) -> Turn:
    return keep(talk, petition) if petition.slug in talk.contact.signatures else tell_status(talk, petition)


def _more(talk: Talk) -> str:
    """What stands behind the second colon of a button that is about no petition: a receipt, or "all"."""
    return (talk.heard.choice or "").partition(":")[2].partition(":")[2]


def _delete(talk: Talk) -> Turn:
    more = _more(talk)
    codes = next((one.codes for one in everybody(talk) if more in one.codes), ())
    return ask_to_erase(talk, codes, everyone=more == "all")


def _delete_yes(talk: Talk) -> Turn:
    more, whose = _more(talk), talk.state.aside.get("whose", [])
    if in_time(talk, "delete") and (more in whose if more else not whose):
        return erase_as_asked(talk)
    if more:
        return _asked_anew(_delete(talk))
    nothing_held = not (talk.contact.signatures or talk.state.petition or talk.state.remembered or talk.updates)
    nothing_held = nothing_held and not talk.contact.link.linked
    if not nothing_held:
        return _asked_anew(ask_to_erase(talk))
    turn = erase(talk)
    return turn._replace(facts=(), state=turn.state.but({"limits": of_the_day(talk.state.limits)}))


def _asked_anew(turn: Turn) -> Turn:
    """A question whose time is over, asked in a new message: in place, nobody would see that anything happened."""
    return turn._replace(replies=tuple(reply._replace(edit=False) for reply in turn.replies))


_ON_PETITION: dict[str, Callable[[Talk, Petition, str], Turn]] = {
    "card": _card,
    "sign": _sign,
    "use_name": _use_name,
    "other_name": _other_name,
    "name": _name,
    "zip": _zip,
    "skip": _skip,
    "show": _show,
    "hide": _hide,
    "confirm": _confirm,
    "continue": _continue,
    "read": _read,
    "restart": lambda talk, petition, more: restart(talk),
    "share": lambda talk, petition, more: tell_share(talk, petition),
    "count": lambda talk, petition, more: tell_count(talk, petition),
    "status": lambda talk, petition, more: tell_status(talk, petition, code=more),
    "edit": _edit,
    "other": lambda talk, petition, more: let_another_sign(talk, petition),
    "join": join_by_button,
    "leave": lambda talk, petition, more: leave_updates(talk, petition),
    "unsign": _unsign,
    "unsign_yes": _unsign_yes,
    "keep": _keep,
}
_EVERYWHERE: dict[str, Callable[[Talk], Turn]] = {
    "languages": pick_language,
    # buttons that were drawn before the year 2027
    "english": lambda talk: switch_language(talk, "en"),
    "spanish": lambda talk: switch_language(talk, "es"),
    "help": tell_help,
    "person": tell_person,
    "privacy": tell_privacy,
    "next_people": lambda talk: next_people(talk) or list_open(talk),
    "delete": _delete,
    "link_yes": agree,
    "link_no": decline,
    "delete_yes": _delete_yes,
    "keep_data": keep_data,
}
