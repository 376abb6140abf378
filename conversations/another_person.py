"""Somebody else wants to sign from the same phone: one phone counts once for now, and there are other ways."""

from __future__ import annotations

from conversations import buttons
from conversations.after_a_call import take_name
from conversations.given_details import read_answer
from conversations.petition import Petition
from conversations.plain_words import listed, plain_words
from conversations.questions import open_question
from conversations.signed_words import chat_link, number_to_text, words_of
from conversations.status import already_signed
from conversations.talk import Talk
from conversations.turn import Turn

_OTHERS = listed(
    """wife husband spouse partner mother mom mum father dad son daughter kid kids child children brother sister family
    friend friends neighbor neighbors neighbour cousin aunt uncle grandma grandmother grandpa grandfather roommate
    coworker coworkers girlfriend boyfriend else another others
    esposa esposo mujer marido pareja mama madre papa padre hijo hija hijos hijas hermano hermana hermanos familia amigo
    amiga amigos amigas vecino vecina vecinos primo prima tia tio abuela abuelo suegra suegro cunada cunado novia novio
    companero companera otra otro otros"""
)
_SIGNS = listed("sign signs signing firmar firme firmen firma firman")
_WISHES = listed(
    """also too want wants wanna can could may would like may let how add put
    tambien quiere quieren puede pueden podria pueda puedan desea desean quisiera quisieran gustaria
    como agregar poner"""
)
#: The rest of a question in which nothing but somebody else is named: "y mi hermano?", "what about my wife?"
_AROUND_OTHERS = listed(
    """and what about how my our the for also too then can do his her a please
    y que hay de con mi mis nuestra nuestro la el los las para tambien entonces su un una pa por favor"""
)
_OPENS = ("y", "and", "what", "how", "que", "para", "for", "tambien", "also")
_DONE = listed("signed firmo firmaron already ya")


def answer_for_another(talk: Talk) -> Turn | None:
    """The other ways to sign, to whoever asks for somebody else; the open question stays. None for everything else."""
    petition = talk.petition
    words = plain_words(talk.heard.text)
    if petition and talk.signature and not open_question(talk) and _asks_for(words, talk.heard.text):
        return tell_other_ways(talk, petition)
    if petition is None or _SIGNS.isdisjoint(words) or _OTHERS.isdisjoint(words):
        return None
    if _WISHES.isdisjoint(words) or not _DONE.isdisjoint(words):
        return None
    return tell_other_ways(talk, petition)


def _asks_for(words: tuple[str, ...], text: str) -> bool:
    """Whether a short question, to somebody whose signature stands, names nothing but another person."""
    if _OTHERS.isdisjoint(words) or not (_OTHERS | _AROUND_OTHERS).issuperset(words):
        return False
    return words[0] in _OPENS or "?" in text


def answer_second_name(talk: Talk) -> Turn | None:
    """A name and a ZIP from somebody who has signed and is asked nothing."""
    petition = talk.petition
    if petition is None or talk.signature is None or open_question(talk):
        return None
    return second_name(talk, petition, talk.heard.text)


def second_name(talk: Talk, petition: Petition, text: str) -> Turn | None:
    """What to say to a name behind a signature: the one that it lacks, the signer's own once more, or another person's.

    The last two are only told from other texts by the ZIP beside them.
    """
    if turn := take_name(talk, petition, text):
        return turn
    details, signature = read_answer(text), talk.signature
    if signature is None or not (details.name and details.postcode):
        return None
    if plain_words(details.name) == plain_words(signature.name):
        return already_signed(talk, petition)
    return tell_other_ways(talk, petition)


def tell_other_ways(talk: Talk, petition: Petition) -> Turn:
    """That one phone counts once for now, and how others sign."""
    keyword, number = words_of(talk, petition).keyword, number_to_text(talk)
    other_channel = number if talk.on_telegram else talk.petitions.bot
    text = talk.say(
        "another_person" if other_channel else "another_person_alone",
        keyword=keyword,
        number=number,
        bot=talk.petitions.bot,
        link=keyword.lower(),
        chat=chat_link(talk, keyword),
    )
    if open_question(talk):
        rows = buttons.one_row(talk, "continue", "continue", petition.slug)
    else:
        rows = buttons.signed_rows(talk, petition)
    return talk.turn(talk.reply(text, rows, edit=False))
