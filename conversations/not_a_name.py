"""Telling a sentence, an address of the net or a greeting from a name, without judging what names people have."""

from __future__ import annotations

import re

from conversations.language_files import in_any_language
from conversations.plain_words import listed, plain
from conversations.worry_words import FEARS

#: Signs that no name has. Apostrophes, hyphens, full stops, commas and middle dots are all fine.
_SIGNS = re.compile(r"[?¿@=<>{}\[\]\\|/_#$%^~*+0-9]|https?:|\bwww\.|\w\.(?:com|org|net|edu|gov|info|us|mx|me|ly|co)\b")
#: Whole answers that are words and not names.
_WHOLE = listed(
    """hi, hello, hey, hola, buenas, buenos dias, buenas tardes, buenas noches, good morning, good evening, yes, yeah,
    no, nope, ok, okay, si, thanks, thank you, gracias, muchas gracias, please, por favor, test, testing, prueba,
    name, nombre, my name, mi nombre, zip, zip code, name and zip, nombre y zip, sure, cool, lol, great, bien, what,
    que, who, quien, how, tell, money, people, want, why, huh, none, nobody, nadie, anonymous, anonimo, anonima,
    nothing, nada, sorry, perdon, disculpa, change, cambiar, wrong, petition, peticion, carta, letter, ya,
    hey there, hello there, hi there, hola hola, thx, ty, tks, buenas tardes a todos, apoyo, yo apoyo, los apoyo,
    estoy de acuerdo, de acuerdo, idk, dunno, maybe, maybe later, later, not now, not yet, luego, al rato, mas tarde,
    quizas, tal vez, a lo mejor, more info, info, more, mas info, lol, lmao, omg, haha, wtf, support, i support,
    i support this, agree, i agree, agreed, yes please, yes sir, yes maam, yes of course, of course, claro,
    claro que si, correct, correcto, i do, i will, yes i will, yes i do, well, nice, great, good, fine, perfect,
    perfecto, bueno,
    dios los bendiga, god bless, same, it, it is, es, es el, is, no se, no lo se, quien sabe, jaja, jajaja, jajajaja,
    jajaj, jeje, jejeje, jiji, haha, hahaha, hahahaha, hehe, ja ja, ha ha, xd,
    language, idioma, sir, maam, ma'am, bye, adios,
    whats up, what's up, sup, que tal, que onda, como estas, como esta, amigo, amigos, amiga, friend, friends, everyone,
    all, todos, continue, continuar, adelante, go ahead, proceed, next, wait, espera, un momento, help, ayuda""",
    ",",
) | in_any_language(lambda language: language.never_names)
#: Words that no name holds (unless it was introduced: "me llamo …").
_WORDS = listed(
    """who you me sure quienes quien eres son somos what why how when where which understand understood don't dont
    doesn't doesnt didn't can't cant cannot won't isn't aren't i'm i've i'll it's that's want wanna need help please
    sign signed signing petition text texting message messages already because about should would could think know
    this that these they them their there have has had was were been being your you're the and is are does did get
    got give tell send sent read stop zip code phone number people deportation deportations deport immigration ice
    money free que por porque como cuando donde cual quien entiendo entender entendi quiero quisiera puedo puede
    pueden necesito tengo tienes tiene firmar firmo firme peticion mensaje mensajes numero telefono codigo esto esta
    este eso esa ayuda ayudar manda mandar envia dice hacer hago ya no si pero para gracias favor nombre deportacion
    deportaciones migra gente dinero gratis thx idk dunno maybe later driving quizas chinga chingue chingen chinguen
    chingada chingado puta puto putos pendejo pendejos pendeja cabron cabrones mierda fuck fucking fucker bitch
    asshole shit idiot idiota apoyo acuerdo bendiga remove unsign undo quita quitar quiten borra borrar borren retira
    retirar borrame delete erase forget olvidame miedo papeles indocumentado indocumentada undocumented scared afraid"""
)
#: What nobody is called even behind "soy" or "I'm"; behind "me llamo" everything is believed.
_STATES = FEARS | listed(
    """not sure ready interested busy driving here tired sick sorry happy sad done back late working good fine ok okay
    old years mexicano mexicana hispano hispana latino latina chicano chicana american americano americana legal legals
    resident residente unable lost confused confundido confundida perdido perdida listo lista cansado cansada ocupado
    ocupada enfermo enferma nuevo nueva mama worker trabajador trabajadora teacher
    maestra maestro student estudiante from in at on with against for por contra a an the un una el la los las muy so
    very too just still trying going gonna able de del menor minor"""
)
#: Of those, the ones that a name can open with; alone they are no name all the same.
_OPENING_NAMES = listed("de del la los las el")
#: Where somebody lives, and not how they are called: "in Pilsen".
_PLACE = re.compile(r"(?:in|at|near|from|cerca|[Ii]n|en)\s")
#: Without one of these, only its signs and its length can tell a text from a name.
TELLING = _WORDS.union(*(whole.split() for whole in _WHOLE))
#: Of those, the ones that are also somebody's name; one alone makes no sentence.
_SHARED = listed(
    """tell favor money why how want manda pero number people them you who son has are sign ice this the is no si ya get
    como free been esta code read quita forget"""
)


def is_a_saying(text: str) -> bool:
    """Whether the whole text is a greeting, a thank-you or another answer of every day."""
    return plain(text) in _WHOLE


def tells_a_state(text: str) -> bool:
    """Whether what stands behind "soy" or "I'm" says how or what somebody is, and not how they are called."""
    words = plain(text).split()
    return not words or (words[0].strip(",.") in _STATES and (len(words) == 1 or words[0] not in _OPENING_NAMES))


def is_not_a_name(text: str, *, introduced: bool = False) -> bool:
    """Whether `text` can't be what somebody signs with.

    Args:
        text: Trimmed, 1 to 80 characters.
        introduced: It stood behind "my name is" or "me llamo", so its words are believed.
    """
    if _SIGNS.search(text) or not any(character.isalpha() for character in text):
        return True
    if len(text.split()) > 12:
        return True
    if introduced:
        return False
    whole = plain(text)
    if whole in _WHOLE or _PLACE.match(text):
        return True
    sentence = [word for word in re.split(r"[^\w']+", whole) if word in _WORDS]
    return any(word not in _SHARED for word in sentence) or len(sentence) > 1
