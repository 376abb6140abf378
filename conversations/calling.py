"""A call: the petition is read aloud, and one key signs it.

The law, in the order in which the code runs it:

1. Limits hold as for texts. Above them there is silence: a call is not taken, and one that runs is ended.
2. A caller whose number is hidden, or not vouched for, hears how to sign otherwise.
3. Each call begins anew: only the language that was chosen and what is signed outlast the one before. A key that
   belongs to another call from the same number (of one office, say) begins anew as well.
4. One open petition is read at once, of several a key chooses; in two languages, until 2 has fixed one.
5. 1 signs what this very call has read out, in the words that the petition has now; a key that is pressed before the
   first reading is over can't sign (see `bots.call_twiml`). So the key is the explicit answer to a review.
6. Where the petition needs a ZIP, 1 asks for it, five digits. They are read back with what is signed, to the end, and
   only 1 behind that signs; 3 takes another ZIP.
7. 2 is the next language, 9 the same once more. Anything else, and silence, is the same once more twice, then goodbye.
8. No name is asked, nor a ZIP that may be left out: whoever texts from that number next is asked
   (`conversations.after_a_call`). No updates are offered. STOP, which ends what we send, says nothing about a call that
   the person makes.

Whoever calls may pretend to be another number. So nothing is told of a signature before 1 is pressed, and of one that
stood before only that it stands: no name, no receipt.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping, Sequence

from conversations.limits import counted, limits_after, over_the_limit, within_the_answers
from conversations.petition import Petition, Petitions, Standing
from conversations.phrases import written_date
from conversations.questions import fingerprint
from conversations.reading_aloud import (
    AGAIN,
    KEYS,
    LANGUAGE,
    OTHER_ZIP,
    READ_ALOUD,
    SIGN,
    keys,
    next_language,
    offered_language,
    passage,
    read,
    readable,
    spelled,
    spoken,
    title,
)
from conversations.resuming import after_the_gap
from conversations.talk import Talk
from conversations.turn import Contact, Fact, Heard, Kind, Moment, Reply, Turn

#: Petitions that a call offers at most, since 9 is taken.
_AT_ONCE = 8
#: How often the same is read again without a key that means something.
_UNASKED = 2
_ZIP = re.compile("[0-9]{5}", re.ASCII)
_ZIP_KEYS = keys("#####")
_REVIEW_KEYS = keys(SIGN, LANGUAGE, OTHER_ZIP, AGAIN)
_STANDINGS = {Standing.CLOSED: "closed", Standing.NOT_YET_OPEN: "not_yet_open"}

#: Reads the same again, having been asked for it or `unasked` times not.
Again = Callable[[Talk, Petition, int], Turn]


def answer_call(petitions: Petitions, contact: Contact, heard: Heard, moment: Moment) -> Turn:
    """Answer one step of a call.

    Args:
        petitions: What lives on this line.
        contact: What is known of who calls.
        heard: The call that comes in (START), or the keys that were pressed (TEXT), "" for none in time.
        moment: The time, and a fresh receipt code.

    Returns:
        The turn. Its replies are read one after the other; where one of them has choices, keys are waited for, else
        the call ends behind the last one. No reply: the call is not taken, or ends.
    """
    talk = counted(after_the_gap(Talk.begun(petitions, contact, heard, moment)))
    turn = within_the_answers(talk, _answer(talk))
    state = turn.state.but({"limits": limits_after(talk, turn), "heard_at": talk.seconds})
    return turn._replace(state=state)


def _answer(talk: Talk) -> Turn:
    if over_the_limit(talk):
        return talk.turn()
    if talk.heard.automated:
        return _ending(talk, read(talk, "no_number"))
    aside = talk.state.aside
    if talk.heard.kind is Kind.START or aside.get("call") != _mark(talk):
        return _begin(talk)
    if aside["at"] == "menu":
        return _chosen(talk)
    petition = talk.petition
    if petition is None or (aside["at"] != "signed" and not talk.is_open(petition)):
        return _ending(talk, _standing(talk, petition) if petition else ())
    return _HEARD[aside["at"]](talk, petition)


def _begin(talk: Talk) -> Turn:
    talk = talk.with_state(petition=None, answers={}, aside={}, source="")
    known = [petition for petition in talk.petitions.known.values() if readable(petition)]
    offered = [petition for petition in known if talk.is_open(petition)][:_AT_ONCE]
    if len(offered) == 1:
        return _read_petition(talk, offered[0])
    if offered:
        return _menu(talk, offered)
    closed = [reply for petition in known[:_AT_ONCE] for reply in _standing(talk, petition)]
    return _ending(talk, closed or read(talk, "none"))


def _menu(talk: Talk, offered: Sequence[Petition], unasked: int = 0) -> Turn:
    """The titles, each with its key."""
    talk = _at(talk, "menu", slugs=[petition.slug for petition in offered], unasked=unasked)
    languages = spoken(talk)
    titles = [
        (language, n, title(petition, language))
        for n, petition in enumerate(offered, 1)
        for language in [one for one in languages if one in petition.texts] or readable(petition)[:1]
    ]
    order = [*languages, *READ_ALOUD]
    titles.sort(key=lambda one: order.index(one[0]))
    replies: list[Reply] = []
    for language, n, named in titles:
        if not replies or replies[-1].language != language:
            replies.append(passage("hello", language, KEYS))
        replies.append(passage("menu", language, KEYS, title=named, n=str(n)))
    return Turn(talk.state, tuple(replies))


def _chosen(talk: Talk) -> Turn:
    found = [talk.petitions.known.get(slug) for slug in talk.state.aside["slugs"]]
    offered = [petition for petition in found if petition]
    key = talk.heard.text
    if len(offered) == len(found) and key in [str(n) for n in range(1, len(offered) + 1)]:
        petition = offered[int(key) - 1]
        return _read_petition(talk, petition) if talk.is_open(petition) else _ending(talk, _standing(talk, petition))
    unasked = _unasked(talk)
    return _menu(talk, offered, unasked) if offered and unasked <= _UNASKED else _ending(talk)


def _read_petition(talk: Talk, petition: Petition, unasked: int = 0) -> Turn:
    """What is signed, and the keys; the first reading of it can't be cut short."""
    talk = talk.turned_to(petition).with_state(answers={}, aside={})
    talk = _at(talk, "read", read=fingerprint(petition, {}), unasked=unasked)
    ways = "keys_with_zip" if petition.postcode == "required" else "keys"
    replies: list[Reply] = []
    for summary, what_to_press in zip(_summary(talk, petition), read(talk, ways, waits=KEYS), strict=True):
        replies += [summary._replace(choices=KEYS) if replies else summary, what_to_press]
    return Turn(talk.state, (*replies, *offered_language(talk, KEYS)))


def _pressed(talk: Talk, petition: Petition) -> Turn:
    """What a key does behind the petition that was read."""
    if talk.heard.text != SIGN:
        return _other_key(talk, petition, _read_petition)
    if talk.state.aside.get("read") != fingerprint(petition, {}):
        return _read_petition(talk, petition)
    if talk.signature:
        return _ending(talk, read(talk, "already"))
    return _ask_zip(talk, petition) if petition.postcode == "required" else _sign(talk, petition)


def _ask_zip(talk: Talk, petition: Petition, unasked: int = 0) -> Turn:
    name = "no_zip" if unasked and talk.heard.text else "zip"
    talk = _at(talk, "zip", unasked=unasked)
    return Turn(talk.state, read(talk, name, waits=_ZIP_KEYS))


def _keyed(talk: Talk, petition: Petition) -> Turn:
    """What the keys behind the question for the ZIP do."""
    if _ZIP.fullmatch(talk.heard.text):
        return _review(talk, petition, talk.heard.text)
    return _other_key(talk, petition, _ask_zip)


def _review(talk: Talk, petition: Petition, postcode: str, unasked: int = 0) -> Turn:
    """What is about to be signed with this ZIP, read to its end, and the keys."""
    shown = fingerprint(petition, {"postcode": postcode})
    talk = _at(talk, "review", read=shown, postcode=postcode, unasked=unasked)
    with_zip = read(talk, "review", lambda language: {"title": title(petition, language), "zip": spelled(postcode)})
    what_to_press = read(talk, "review_keys", waits=_REVIEW_KEYS)
    return Turn(talk.state, (*with_zip, *what_to_press, *offered_language(talk, _REVIEW_KEYS)))


def _confirmed(talk: Talk, petition: Petition) -> Turn:
    """What a key does behind the review."""
    key, postcode = talk.heard.text, str(talk.state.aside["postcode"])
    if key == OTHER_ZIP:
        return _ask_zip(talk, petition)
    if key != SIGN:
        return _other_key(talk, petition, lambda talk, petition, unasked: _review(talk, petition, postcode, unasked))
    if talk.state.aside.get("read") != fingerprint(petition, {"postcode": postcode}):
        return _read_petition(talk, petition)
    return _ending(talk, read(talk, "already")) if talk.signature else _sign(talk, petition, postcode)


def _other_key(talk: Talk, petition: Petition, again: Again) -> Turn:
    """2 changes the language, 9 reads once more; anything else does so twice."""
    if talk.heard.text == LANGUAGE and (other := next_language(talk)) is not None:
        turn = again(talk.with_state(language=other, language_chosen=True), petition, 0)
        return turn._replace(facts=(Fact("changed_language", {"language": other}),))
    unasked = _unasked(talk)
    return again(talk, petition, unasked) if unasked <= _UNASKED else _ending(talk)


def _sign(talk: Talk, petition: Petition, postcode: str = "") -> Turn:
    details = {"petition": petition.slug, "name": "", "postcode": postcode, "show_name": False, "source": ""}
    details |= {"code": talk.moment.code, "language": spoken(talk)[0]}
    turn = _receipt(talk, talk.moment.code, talk.petitions.counts.get(petition.slug, 0) + 1)
    return turn._replace(facts=(Fact("signed", details),))


def _receipt(talk: Talk, code: str, count: int) -> Turn:
    talk = _at(talk, "signed")
    return Turn(talk.state, read(talk, "signed", lambda _: {"code": spelled(code), "count": count}, KEYS))


def _after_signing(talk: Talk, petition: Petition) -> Turn:
    """9 reads the receipt once more, anything else says goodbye."""
    if talk.heard.text == AGAIN and (signature := talk.signature):
        return _receipt(talk, signature.code, talk.petitions.counts.get(petition.slug, 0))
    return _ending(talk)


def _ending(talk: Talk, replies: Sequence[Reply] = ()) -> Turn:
    """These words and goodbye; the call is over, and so is what was asked."""
    return Turn(talk.with_state(answers={}, aside={}).state, (*replies, *read(talk, "goodbye")))


def _standing(talk: Talk, petition: Petition) -> tuple[Reply, ...]:
    """Why a petition takes no signatures now."""

    def facts(language: str) -> Mapping[str, str]:
        date = written_date(petition.opens.date(), language) if petition.opens else ""
        return {"title": title(petition, language), "date": date}

    return read(talk.turned_to(petition), _STANDINGS.get(talk.standing(petition), "paused"), facts)


def _summary(talk: Talk, petition: Petition) -> tuple[Reply, ...]:
    def facts(language: str) -> Mapping[str, str]:
        summary = petition.text(language).summary
        return {"org": petition.organization, "title": title(petition, language), "summary": summary}

    return read(talk, "summary", facts)


def _unasked(talk: Talk) -> int:
    """How often the same was read without being asked for, if it is read now; 9 asks for it."""
    return 0 if talk.heard.text == AGAIN else int(talk.state.aside.get("unasked", 0)) + 1


def _at(talk: Talk, place: str, **details: object) -> Talk:
    return talk.with_state(aside={"kind": "call", "call": _mark(talk), "at": place, **details})


def _mark(talk: Talk) -> int:
    """Tells this call from others of the same number."""
    return zlib.crc32(talk.heard.id.partition(":")[0].encode())


#: What hears the keys, by what was read last.
_HEARD: Mapping[str, Callable[[Talk, Petition], Turn]] = {
    "read": _pressed,
    "zip": _keyed,
    "review": _confirmed,
    "signed": _after_signing,
}
