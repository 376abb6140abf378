"""Telling a sentence, an address of the net or a greeting from a name, without judging what names people have."""

from __future__ import annotations

import re

from conversations.plain_words import listed, plain

#: Signs that no name has. Apostrophes, hyphens, full stops, commas and middle dots are all fine.
_SIGNS = re.compile(r"[?¿@=<>{}\[\]\\|/_#$%^~*+0-9]|https?:|\bwww\.|\w\.(?:com|org|net|edu|gov|info|us|mx|me|ly|co)\b")
#: Whole answers that are words and not names.
_WHOLE = listed(
    """hi, hello, hey, hola, buenas, buenos dias, buenas tardes, buenas noches, good morning, good evening, yes, yeah,
    no, nope, ok, okay, si, thanks, thank you, gracias, muchas gracias, please, por favor, test, testing, prueba,
    name, nombre, my name, mi nombre, zip, zip code, name and zip, nombre y zip, sure, cool, lol, great, bien, what,
    que, who, quien, how, tell, money, people, want, why, huh, none, nobody, nadie, anonymous, anonimo, anonima,
    nothing, nada, sorry, perdon, disculpa, change, cambiar, wrong, petition, peticion, carta, letter, ya,
    hey there, hello there, hi there, hola hola""",
    ",",
)
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
    deportaciones migra gente dinero gratis"""
)
#: Without one of these, only its signs and its length can tell a text from a name.
TELLING = _WORDS.union(*(whole.split() for whole in _WHOLE))
#: Of those, the ones that are also somebody's name; one alone makes no sentence.
_SHARED = listed(
    """tell favor money why how want manda pero number people them you who son has are sign ice this the is no si ya get
    como free been esta code read"""
)


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
    if whole in _WHOLE:
        return True
    sentence = [word for word in re.split(r"[^\w']+", whole) if word in _WORDS]
    return any(word not in _SHARED for word in sentence) or len(sentence) > 1
