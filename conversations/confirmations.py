"""Short answers: signing, changing, the 9 that destroys, a choice from a list, and a phone's own reactions."""

from __future__ import annotations

import re
from typing import Literal

from conversations.agreement import agrees
from conversations.language_files import said_anywhere
from conversations.plain_words import listed, plain, plain_words

Confirmation = Literal["sign", "change", "show"]

_SAYINGS: dict[Confirmation, frozenset[str]] = {
    "sign": listed(
        """1, one, uno, sign, sign it, sign now, 1 sign, i sign, please sign, yes sign, sign please, firmar, firmo,
        firma, 1 firmar, yo firmo, si firmo, quiero firmar, firmar ahora, si, si si, si por favor, si quiero,
        si gracias, claro, claro que si, por supuesto, yes, yes please, yes yes, y, ya, yep, yup, yeah, yea, ye,
        yes sir, sure, of course, ok, okay, k, okey, okay sign, ok sign, ok firmar, dale, vale, va, sale,
        de acuerdo, estoy de acuerdo, si estoy de acuerdo, correcto, correct, esta bien, thats right, that's right,
        confirm, confirmar, confirmo, confirmado, confirmed, agree, i agree, i do, simon, absolutely, orale, acepto,
        listo, option 1, opcion 1,
        numero 1, number 1, la 1, el 1, 1 please, 1 por favor, si quiero firmar, si deseo firmar, si lo firmo,
        si la firmo, si yo firmo, si yo quiero firmar, si firmar, yes i want to sign, i want to sign, yes i sign,
        yes i will sign, yes id like to sign, yes i would like to sign, yes sign it, yes sign me up, sign me up, yes i
        do,
        yes i agree, yes sure, yes ok, ok yes, si acepto, si claro, si ok, si dale, si esta bien, si esta correcto,
        yes correct, yes thats correct, yes thats right, si de acuerdo, si es correcto, es correcto, si correcto,
        ok firmo, ok si, yo quiero firmar, deseo firmar, 1 yes, 1 si, 1 ok, 1 firmo, 1 i sign, yes 1, si 1, ok 1,
        1 quiero firmar, 1 i want to sign, lo firmo, la firmo, firmala, firmalo, yes go ahead, go ahead""",
        ",",
    ),
    "change": listed(
        """2, two, dos, no, nope, no no, nah, change, change it, 2 change, change name, cambiar, 2 cambiar, cambia,
        cambialo, cambio, quiero cambiar, wrong, incorrect, incorrecto, esta mal, mal, not correct, that's wrong,
        fix it, thats wrong, correct it, fix, no es correcto, option 2, opcion 2, numero 2, number 2, la 2, el 2""",
        ",",
    ),
    "show": listed(
        """3, three, tres, show, show name, show my name, sign and show, sign and show my name, 3 sign, 3 show my name,
        3 sign and show my name, mostrar, mostrar nombre, mostrar mi nombre, muestra mi nombre, firmar y mostrar,
        firmar y mostrar mi nombre, 3 firmar, 3 firmar y mostrar mi nombre, 3 mostrar mi nombre, option 3, opcion 3,
        numero 3, number 3, la 3, el 3""",
        ",",
    ),
}
_ANSWERS: tuple[Confirmation, ...] = ("change", "show")
_CONFIRMATIONS = {saying: meaning for meaning, sayings in _SAYINGS.items() for saying in sayings} | {
    saying: meaning for meaning in _ANSWERS for saying in said_anywhere(meaning)
}
_THUMBS_UP = re.compile(r"(?:[👍👌✅✔☑✍🙋][\U0001f3fb-\U0001f3ff\ufe0f\u200d♀♂]*)+")

_NUMBER_WORDS = "one uno,two dos,three tres,four cuatro,five cinco,six seis,seven siete,eight ocho,nine nueve"
_NUMBERS = {str(number): number for number in range(1, 10)} | {
    word: number for number, words in enumerate(_NUMBER_WORDS.split(","), 1) for word in words.split()
}

_REACTIONS = (
    r"Liked|Loved|Disliked|Laughed at|Emphasi[sz]ed|Questioned|Removed an? [\w ]{1,24} from|Reacted .{1,12}? to",
    r"Reacted with .{1,12}? to|(?:No l|L)e gust[oó]|Le encant[oó]|Le dio (?:risa|gracia)(?: con)?|Se ri[oó] de",
    r"Enfatiz[oó]|Exclam[oó]|Cuestion[oó]|Pregunt[oó] sobre|Reaccion[oó] (?:con )?.{1,12}? (?:a|ante)",
    r"(?:Quit[oó]|Elimin[oó]) (?:un|una|el|la) .{1,24}? de",
)
_WHAT_WAS_REACTED_TO = r"[“\"«„]|an? (?:image|photo|video|message)|una? (?:imagen|foto|video|mensaje)"
_SENT_BY_ITSELF = ("Sent from My Car", "Sent from my car", "Enviado desde mi auto")
_TAPBACK = re.compile(
    rf"\s*(?:{'|'.join(_REACTIONS)})\s+(?:{_WHAT_WAS_REACTED_TO})"
    r"|\s*(?:I['’]?m driving (?:right now|with)|Estoy (?:manejando|conduciendo) (?:ahora|con))\b"
    r"|[\u2000-\u200f\s]*[^\w\s\"“«]{1,12}[\u2000-\u200f\s]*(?:to|a|ante)[\u2000-\u200f\s]+[“\"«]"
)


def read_confirmation(text: str) -> Confirmation | None:
    """What the person says to the review: sign it, change something, or sign and show the name.

    YES is understood but never advertised: it is the provider's word for START. Besides the set answers a text counts
    whose every word agrees (see `conversations.agreement`).
    """
    return set_answer(text) or ("sign" if agrees(text) else None)


def set_answer(text: str) -> Confirmation | None:
    """As `read_confirmation`, by the table alone: a name may be made of words that agree ("Dale Simon")."""
    whole = plain(text)
    if whole:
        if meaning := _CONFIRMATIONS.get(whole):
            return meaning
        # "sí, por favor" and "1=SIGN", as they are without the signs between their words
        words = plain_words(text)
        return _CONFIRMATIONS.get(" ".join(words).replace("'", "")) if 1 < len(words) < 8 else None
    return "sign" if _THUMBS_UP.fullmatch(text.strip()) else None


def read_nine(text: str) -> bool:
    """Whether `text` is the 9 that lets something be destroyed."""
    return _NUMBERS.get(plain(text)) == 9


def read_digit(text: str, highest: int) -> int | None:
    """A choice from 1 to `highest` (at most 9), as a digit or a word; None when it is something else."""
    digit = _NUMBERS.get(plain(text))
    return digit if digit is not None and digit <= highest else None


def tapback(text: str) -> bool:
    """Whether `text` is a phone's way of telling a reaction to our own message: it gets no answer.

    So is what a phone answers by itself while somebody drives.
    iPhones write 'Liked “…”', 'Le gustó “…”' or 'Reacted 👍 to “…”', Android phones '👍 to “…”'.
    """
    return _TAPBACK.match(text) is not None or text.endswith(_SENT_BY_ITSELF)
