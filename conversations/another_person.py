"""OTHER: somebody else signs from the same phone, up to the petition's limit; each is asked, and confirms, anew.

Nothing of the first person is offered to the second: no name, no ZIP. A name and a ZIP that come by themselves behind a
signature may be another person's or a correction, so they are kept and asked about: OTHER or EDIT.
"""

from __future__ import annotations

from conversations import buttons
from conversations.after_a_call import take_name
from conversations.asking import ask_next
from conversations.commands import behind_other
from conversations.given_details import details_given, read_answer, surely_a_name
from conversations.people import is_another, may_another_sign, people
from conversations.petition import Petition
from conversations.plain_words import listed, plain_words
from conversations.questions import open_question
from conversations.signed_words import chat_link, number_to_text, words_of
from conversations.standings import tell_standing
from conversations.status import already_signed, tell_status
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
    """The question for the name of somebody else who wants to sign, as OTHER does. None for every other text.

    While the first person's own question is open, it stays so; there OTHER comes behind the receipt.
    """
    petition = talk.petition
    words = plain_words(talk.heard.text)
    if petition and talk.signature and not open_question(talk) and _asks_for(words, talk.heard.text):
        return let_another_sign(talk, petition)
    if petition is None or _SIGNS.isdisjoint(words) or _OTHERS.isdisjoint(words):
        return None
    if _WISHES.isdisjoint(words) or not _DONE.isdisjoint(words):
        return None
    return let_another_sign(talk, petition)


def _asks_for(words: tuple[str, ...], text: str) -> bool:
    """Whether a short question, to somebody whose signature stands, names nothing but another person."""
    if _OTHERS.isdisjoint(words) or not (_OTHERS | _AROUND_OTHERS).issuperset(words):
        return False
    return words[0] in _OPENS or "?" in text


def told_of_another(talk: Talk) -> str:
    """The name and the ZIP behind the word OTHER ("OTHER Ben Diaz 60608"), as typed; "" where it is no such text."""
    rest = behind_other(talk.heard.text, talk.language)
    details = read_answer(rest) if rest else None
    name = details.name if details else None
    return rest if details and name and (details.postcode or surely_a_name(name)) else ""


def let_another_sign(talk: Talk, petition: Petition, rest: str = "") -> Turn:
    """OTHER: ask for the name of somebody else, or show for review what was sent of them before; or say why not.

    Args:
        talk: The turn.
        petition: What they want to sign.
        rest: What was typed behind the word.
    """
    if not people(talk, petition):
        return _not_yet(talk, petition)
    if not talk.is_open(petition):
        return tell_standing(talk, petition)
    if not may_another_sign(talk, petition):
        return tell_other_ways(talk, petition)
    given = details_given(talk, petition, read_answer(rest)) if rest else {}
    if is_another(talk) and talk.petition == petition:
        return ask_next(talk.with_answers(**given))
    aside = talk.state.aside
    if not rest and aside.get("kind") == "second" and talk.petition == petition:
        given = dict(aside["given"])
    talk = talk.turned_to(petition)
    remembered = talk.state.remembered
    # The way to this phone leads to everybody on it; the name of who signed before is nobody else's.
    source = {name: value for name, value in remembered.items() if name in ("source", "petition")}
    talk = talk.with_state(answers={"another": True}, remembered=source)
    if source.get("petition") == petition.slug:
        talk = talk.with_state(source=source["source"])
    return ask_next(talk.with_answers(**given))


def _not_yet(talk: Talk, petition: Petition) -> Turn:
    """Nobody has signed from this phone: one after the other, and who is asked now comes first."""
    if not open_question(talk):
        return tell_status(talk, petition)
    if petition.people_per_phone == 1:
        return tell_other_ways(talk, petition)
    rows = buttons.one_row(talk, "continue", "continue", petition.slug)
    return talk.turn(talk.reply(talk.say("one_by_one"), rows, edit=False))


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
    details = read_answer(text)
    found = people(talk, petition)
    if not (found and details.name and details.postcode):
        return None
    if any(plain_words(details.name) == plain_words(one.name) for one in found):
        return already_signed(talk, petition)
    if not may_another_sign(talk, petition):
        return tell_other_ways(talk, petition)
    given = details_given(talk, petition, details)
    talk = talk.with_aside("second", given=given)
    text = talk.say("second_name", "second_name_plain", name=details.name)
    return talk.turn(talk.reply(text, buttons.second_name_rows(talk, petition), edit=False))


def tell_other_ways(talk: Talk, petition: Petition) -> Turn:
    """That no more people can sign from this phone, and how others do."""
    keyword, number = words_of(talk, petition).keyword, number_to_text(talk)
    other_channel = number if talk.on_telegram else talk.petitions.bot
    name = "another_person" if petition.people_per_phone == 1 else "phone_is_full"
    text = talk.say(
        name if other_channel else f"{name}_alone",
        limit=str(petition.people_per_phone),
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
