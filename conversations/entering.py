"""Coming to a petition: by keyword, with name and ZIP in the same text, or as a signer who is already known."""

from __future__ import annotations

import re

from conversations import buttons
from conversations.after_a_call import ask_for_name
from conversations.another_person import second_name
from conversations.answering import bad_zip
from conversations.asking import ask_next, entry_text
from conversations.given_details import details_given, read_answer, surely_a_name
from conversations.keyword_slips import keyword_meant
from conversations.other_languages import tags
from conversations.people import is_another
from conversations.petition import Petition
from conversations.resuming import welcome_back
from conversations.segments import fits, fold
from conversations.signed_words import what_to_send
from conversations.sources import split_source
from conversations.standings import tell_standing
from conversations.status import already_signed
from conversations.talk import Talk
from conversations.turn import Turn

_ENDS = re.compile(r"^\W+|\W+$")


def keyword_in(talk: Talk) -> tuple[Petition, str | None, str] | None:
    """The petition whose keyword opens the text, the keyword's language (None when it is shared), and the rest."""
    first, _, rest = talk.heard.text.strip().replace("\n", " ").partition(" ")
    return petition_of_word(talk, first, rest) or _petition_of_slip(talk, first, rest)


def _petition_of_slip(talk: Talk, word: str, rest: str) -> tuple[Petition, str | None, str] | None:
    alone = not rest and talk.petition is None
    meant = keyword_meant(word, talk.petitions.keywords, alone=alone)
    found = petition_of_word(talk, meant, rest) if meant else None
    return found if found and talk.is_open(found[0]) else None


def petition_of_word(talk: Talk, word: str, rest: str = "") -> tuple[Petition, str | None, str] | None:
    """As `keyword_in`, for one word of the text, with a source behind it or without; a draft's is as if unknown."""
    found = talk.petitions.keywords.get(_bare(word).casefold())
    return (*found, rest.strip()) if found else None


def _bare(word: str) -> str:
    if word.isalnum():
        return word
    word = _ENDS.sub("", word)
    return split_source(word)[0] or word


def _source_typed(talk: Talk, petition: Petition) -> str | None:
    """The source behind the petition's keyword in the text ("SCOMM_FLYER7"); None where nothing is said of one."""
    for word in talk.heard.text.split():
        if not word.isalnum():
            keyword, source = split_source(_ENDS.sub("", word))
            if source and keyword.casefold() in petition.keywords:
                return source
    return None


def keyword_within(talk: Talk) -> tuple[Petition, str | None] | None:
    """The petition whose keyword stands anywhere in a text that nothing else understood ("quiero firmar la CARTA")."""
    for word in talk.heard.text.split():
        if found := petition_of_word(talk, word):
            return found[0], found[1]
    return None


def enter(talk: Talk, petition: Petition, language: str | None, rest: str = "", *, source: str | None = None) -> Turn:
    """Bring `petition` into the talk and say what comes first there.

    Args:
        talk: The turn.
        petition: Not a draft.
        language: The keyword's; taken over unless the contact chose one.
        rest: What was typed behind the keyword: a name and a ZIP, perhaps.
        source: Attribution of the link, when there was one.
    """
    talk, signed = brought_in(talk, petition, language, source), petition.slug in talk.contact.signatures
    if not talk.is_open(petition):
        return tell_standing(talk, petition)
    if is_another(talk):
        return (_one_shot(talk, petition, rest) if rest else None) or ask_next(talk)
    if signed:
        return ask_for_name(talk, petition, rest) or second_name(talk, petition, rest) or already_signed(talk, petition)
    if rest and (turn := _one_shot(talk, petition, rest)):
        return turn
    if talk.state.answers.get("name"):
        return (welcome_back(talk) if talk.resuming else None) or ask_next(talk)
    if "name" in talk.state.remembered and not talk.on_telegram:
        return like_last_time(talk, petition)
    if talk.state.language is None and len(talk.languages) > 1 and not talk.on_telegram:
        return talk.turn(_in_several_languages(talk, petition))
    return show_entry(talk, petition)


def brought_in(talk: Talk, petition: Petition, language: str | None, source: str | None = None) -> Talk:
    """The talk with `petition` in it and no side question open; arguments as for `enter`."""
    talk, signed = talk.turned_to(petition), petition.slug in talk.contact.signatures
    source = _source_typed(talk, petition) if source is None else source
    if language is None and talk.state.language is None and len(petition.texts) == 1:
        language = next(iter(petition.texts))
    return talk.with_state(
        language=talk.state.language if talk.state.language_chosen else language or talk.state.language,
        answers=talk.state.answers if is_another(talk) == signed and not talk.state.answers.get("editing") else {},
        aside={},
        source=talk.state.source if source is None else source,
    )


def show_entry(talk: Talk, petition: Petition) -> Turn:
    """The summary and how to sign."""
    return talk.turn(talk.reply(entry_text(talk, petition), buttons.card_rows(talk, petition)))


def like_last_time(talk: Talk, petition: Petition) -> Turn:
    """Name and ZIP of the last signature, offered in the review; nothing is asked twice."""
    remembered = talk.state.remembered
    postcode = remembered.get("postcode", "") if petition.postcode != "no" else ""
    return ask_next(talk.with_answers(name=remembered["name"], postcode=postcode, way_in="returning"))


def _one_shot(talk: Talk, petition: Petition, rest: str) -> Turn | None:
    details = read_answer(rest)
    given = details_given(talk, petition, details)
    if not details.name or not ("postcode" in given or surely_a_name(details.name)):
        return None
    talk = talk.with_answers(**given, way_in="one_shot")
    if details.problem == "postcode-length" and petition.postcode != "no":
        return bad_zip(talk, petition, details.digits)
    return ask_next(talk)


def _in_several_languages(talk: Talk, petition: Petition) -> str:
    """The summary in the line's own language and in the next one; where there are more, the words that lead to them."""
    first = talk.language
    rest = tuple(language for language in talk.languages if language != first)
    halves = [_half(talk, petition, "entry_first", first)]
    halves.append(_half(talk, petition, "entry_second", rest[0]) if len(rest) == 1 else f"{tags(rest)}.")
    text = talk.voice.between.join(halves)
    return text if not talk.voice.segments or fits(text, 2) else fold(text)


def _half(talk: Talk, petition: Petition, name: str, language: str) -> str:
    words, spoken = petition.text(language), talk.with_state(language=language)
    what, tag = what_to_send(spoken, petition), tags((language,))
    return spoken.say(name, org=petition.short_name, ask=words.ask, what=what, tag=tag)
