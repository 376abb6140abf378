"""A call: the petition is read aloud, and one key signs it.

The law, in the order in which the code runs it:

1. Limits hold as for texts. Above them there is silence: a call is not taken, and one that runs is ended.
2. A caller whose number is hidden, or not vouched for, hears how to sign otherwise.
3. Each call begins anew: only the language that was chosen and what is signed outlast the one before. A key that
   belongs to another call from the same number (of one office, say) begins anew as well.
4. One open petition is read at once, of several a key chooses; in two languages, until 2 has fixed one.
5. 1 signs what this very call has read out, in the words that the petition has now; a key that is pressed before the
   first reading is over can't sign (see `bots.call_twiml`). So the key is the explicit answer to a review.
6. 2 is the next language, 9 the same once more. Anything else, and silence, is the same once more twice, then goodbye.
7. No name and no ZIP is asked: whoever texts from that number next is asked for them (`conversations.after_a_call`).
   No updates are offered. STOP, which ends what we send, says nothing about a call that the person makes.

Whoever calls may pretend to be another number. So nothing is told of a signature before 1 is pressed, and of one that
stood before only that it stands: no name, no receipt.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence

from conversations.language_files import BASE
from conversations.limits import counted, limits_after, over_the_limit, within_the_answers
from conversations.petition import Petition, Petitions, Standing
from conversations.phrases import say, written_date
from conversations.questions import fingerprint
from conversations.resuming import after_the_gap
from conversations.talk import Talk
from conversations.turn import Choice, Contact, Fact, Heard, Kind, Moment, Reply, Turn

#: Languages that a voice reads aloud, with the BCP 47 tag of how it does; no provider of ours has Haitian Creole.
READ_ALOUD: Mapping[str, str] = {"en": "en-US", "es": "es-MX", "fr": "fr-CA", "pt": "pt-BR"}
_SIGN, _LANGUAGE, _AGAIN = "1", "2", "9"
#: Petitions that a call offers at most, since 9 is taken.
_AT_ONCE = 8
#: How often the same is read again without a key that means something.
_UNASKED = 2
#: Read until the person has decided, one after the other: more would hold nobody on the line.
_LANGUAGES_AT_ONCE = 2
#: On a passage that any key may cut short.
_KEYS = ((Choice(_SIGN, ""), Choice(_LANGUAGE, ""), Choice(_AGAIN, "")),)
_STANDINGS = {Standing.CLOSED: "closed", Standing.NOT_YET_OPEN: "not_yet_open"}

#: What a phrase tells, in a language.
Facts = Callable[[str], Mapping[str, str | int]]


def answer_call(petitions: Petitions, contact: Contact, heard: Heard, moment: Moment) -> Turn:
    """Answer one step of a call.

    Args:
        petitions: What lives on this line.
        contact: What is known of who calls.
        heard: The call that comes in (START), or the key that was pressed (TEXT), "" for none in time.
        moment: The time, and a fresh receipt code.

    Returns:
        The turn. Its replies are read one after the other; where one of them has choices, a key is waited for, else
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
        return _ending(talk, _read(talk, "no_number"))
    aside = talk.state.aside
    if talk.heard.kind is Kind.START or aside.get("call") != _mark(talk):
        return _begin(talk)
    if aside["at"] == "menu":
        return _chosen(talk)
    petition = talk.petition
    if petition is None or (aside["at"] == "read" and not talk.is_open(petition)):
        return _ending(talk, _standing(talk, petition) if petition else ())
    return (_pressed if aside["at"] == "read" else _after_signing)(talk, petition)


def _begin(talk: Talk) -> Turn:
    talk = talk.with_state(petition=None, answers={}, aside={}, source="")
    readable = [petition for petition in talk.petitions.known.values() if _readable(petition)]
    offered = [petition for petition in readable if talk.is_open(petition)][:_AT_ONCE]
    if len(offered) == 1:
        return _read_petition(talk, offered[0])
    if offered:
        return _menu(talk, offered)
    closed = [reply for petition in readable[:_AT_ONCE] for reply in _standing(talk, petition)]
    return _ending(talk, closed or _read(talk, "none"))


def _menu(talk: Talk, offered: Sequence[Petition], unasked: int = 0) -> Turn:
    """The titles, each with its key."""
    talk = _at(talk, "menu", slugs=[petition.slug for petition in offered], unasked=unasked)
    spoken = _spoken(talk)
    titles = [
        (language, n, _title(petition, language))
        for n, petition in enumerate(offered, 1)
        for language in [one for one in spoken if one in petition.texts] or _readable(petition)[:1]
    ]
    order = [*spoken, *READ_ALOUD]
    titles.sort(key=lambda one: order.index(one[0]))
    replies: list[Reply] = []
    for language, n, title in titles:
        if not replies or replies[-1].language != language:
            replies.append(Reply(say("call.hello", language), _KEYS, language=language))
        replies.append(Reply(say("call.menu", language, title=title, n=str(n)), _KEYS, language=language))
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
    if petition.postcode == "required":
        elsewhere = _read(talk, "by_text", lambda language: _spelled(petition, language))
        return _ending(talk, [*_summary(talk, petition), *elsewhere])
    talk = _at(talk, "read", read=fingerprint(petition, {}), unasked=unasked)
    replies: list[Reply] = []
    for summary, keys in zip(_summary(talk, petition), _read(talk, "keys", keyed=True), strict=True):
        replies += [summary._replace(choices=_KEYS) if replies else summary, keys]
    if (other := _next_language(talk)) is not None:
        replies.append(Reply(say("call.language", other), _KEYS, language=other))
    return Turn(talk.state, tuple(replies))


def _pressed(talk: Talk, petition: Petition) -> Turn:
    """What a key does behind the petition that was read."""
    key = talk.heard.text
    if key == _SIGN:
        return _sign(talk, petition)
    if key == _LANGUAGE and (other := _next_language(talk)) is not None:
        turn = _read_petition(talk.with_state(language=other, language_chosen=True), petition)
        return turn._replace(facts=(Fact("changed_language", {"language": other}),))
    unasked = _unasked(talk)
    return _read_petition(talk, petition, unasked) if unasked <= _UNASKED else _ending(talk)


def _sign(talk: Talk, petition: Petition) -> Turn:
    if talk.state.aside.get("read") != fingerprint(petition, {}):
        return _read_petition(talk, petition)
    if talk.signature:
        return _ending(talk, _read(talk, "already"))
    details = {"petition": petition.slug, "name": "", "postcode": "", "show_name": False, "source": ""}
    details |= {"code": talk.moment.code, "language": _spoken(talk)[0]}
    turn = _receipt(talk, talk.moment.code, talk.petitions.counts.get(petition.slug, 0) + 1)
    return turn._replace(facts=(Fact("signed", details),))


def _receipt(talk: Talk, code: str, count: int) -> Turn:
    talk = _at(talk, "signed")
    return Turn(talk.state, _read(talk, "signed", lambda _: {"code": ", ".join(code), "count": count}, keyed=True))


def _after_signing(talk: Talk, petition: Petition) -> Turn:
    """9 reads the receipt once more, anything else says goodbye."""
    if talk.heard.text == _AGAIN and (signature := talk.signature):
        return _receipt(talk, signature.code, talk.petitions.counts.get(petition.slug, 0))
    return _ending(talk)


def _ending(talk: Talk, replies: Sequence[Reply] = ()) -> Turn:
    """These words and goodbye; the call is over, and so is what was asked."""
    return Turn(talk.with_state(answers={}, aside={}).state, (*replies, *_read(talk, "goodbye")))


def _standing(talk: Talk, petition: Petition) -> tuple[Reply, ...]:
    """Why a petition takes no signatures now."""

    def facts(language: str) -> Mapping[str, str]:
        date = written_date(petition.opens.date(), language) if petition.opens else ""
        return {"title": _title(petition, language), "date": date}

    return _read(talk.turned_to(petition), _STANDINGS.get(talk.standing(petition), "paused"), facts)


def _summary(talk: Talk, petition: Petition) -> tuple[Reply, ...]:
    def facts(language: str) -> Mapping[str, str]:
        summary = petition.text(language).summary
        return {"org": petition.organization, "title": _title(petition, language), "summary": summary}

    return _read(talk, "summary", facts)


def _title(petition: Petition, language: str) -> str:
    """The title without the sign that ends it, since a sentence is made around it."""
    return petition.text(language).title.rstrip(".!?")


def _spelled(petition: Petition, language: str) -> Mapping[str, str]:
    return {"letters": ", ".join(petition.text(language).keyword)}


def _read(talk: Talk, name: str, facts: Facts = lambda _: {}, *, keyed: bool = False) -> tuple[Reply, ...]:
    """The phrase "call.<name>" in each language that is spoken now."""
    return tuple(
        Reply(say(f"call.{name}", language, **facts(language)), _KEYS if keyed else (), language=language)
        for language in _spoken(talk)
    )


def _spoken(talk: Talk) -> tuple[str, ...]:
    """The one language that was chosen, where it is to be had; else the first two, the line's own in front."""
    found = _languages(talk)
    if talk.state.language_chosen and talk.state.language in found:
        return (talk.state.language,)
    return found[:_LANGUAGES_AT_ONCE]


def _next_language(talk: Talk) -> str | None:
    """What 2 leads to: the one behind the language that is spoken, or behind the first of two; None without another."""
    found = _languages(talk)
    return found[(found.index(_spoken(talk)[0]) + 1) % len(found)] if len(found) > 1 else None


def _languages(talk: Talk) -> tuple[str, ...]:
    """Those in which a voice can read the petition in talk, or the line; the line's own first."""
    own = talk.petitions.default_language
    found = [language for language in talk.languages if language in READ_ALOUD]
    return tuple(sorted(found, key=lambda language: language != own)) or (BASE,)


def _readable(petition: Petition) -> list[str]:
    """The petition's languages that a voice can read."""
    return [language for language in READ_ALOUD if language in petition.texts]


def _unasked(talk: Talk) -> int:
    """How often the same was read without being asked for, if it is read now; 9 asks for it."""
    return 0 if talk.heard.text == _AGAIN else int(talk.state.aside.get("unasked", 0)) + 1


def _at(talk: Talk, place: str, **details: object) -> Talk:
    return talk.with_state(aside={"kind": "call", "call": _mark(talk), "at": place, **details})


def _mark(talk: Talk) -> int:
    """Tells this call from others of the same number."""
    return zlib.crc32(talk.heard.id.partition(":")[0].encode())
