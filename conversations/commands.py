"""Words that mean the same in every state: HELP, MORE, SIGN and the others, in English and Spanish."""

from __future__ import annotations

import re
from enum import StrEnum
from string import ascii_lowercase
from unicodedata import category, normalize

from rapidfuzz.distance import DamerauLevenshtein

from conversations.plain_words import listed, plain


class Command(StrEnum):
    """What a command word asks for. STOP and its relatives are not here: see `conversations.optout`."""

    HELP = "help"
    MORE = "more"
    NEXT = "next"
    PREVIOUS = "previous"
    SIGN = "sign"
    STATUS = "status"
    COUNT = "count"
    SHARE = "share"
    EDIT = "edit"
    UNSIGN = "unsign"
    DELETE = "delete"
    JOIN = "join"
    UPDATES = "updates"
    LIST = "list"
    RESTART = "restart"
    ENGLISH = "english"
    SPANISH = "spanish"
    START = "start"
    PRIVACY = "privacy"


#: Every way to say a command, plain (see `plain_words`); the first two of each are the advertised ones.
WORDS: dict[Command, tuple[str, ...]] = {
    Command.HELP: ("help", "ayuda", "info", "help me", "ayudame", "help please", "please help", "ayuda por favor"),
    Command.MORE: (
        "more",
        "leer",
        "read",
        "mas",
        "read it",
        "read more",
        "leer mas",
        "leer la carta",
        "ver la carta",
        "more info",
        "tell me more",
        "mas info",
        "mas informacion",
        "more information",
    ),
    Command.NEXT: ("next", "sigue", "siguiente", "otra", "next page", "otra pagina", "seguir leyendo"),
    Command.PREVIOUS: ("back", "anterior", "previous", "atras", "previous page", "pagina anterior"),
    Command.SIGN: ("sign", "firmar", "firmo", "firma", "sign it", "i want to sign", "quiero firmar", "sign up"),
    Command.STATUS: ("status", "estado", "my status", "mi estado", "my signature", "mi firma"),
    Command.COUNT: ("count", "total", "how many", "cuantos", "cuantas firmas", "how many signatures"),
    Command.SHARE: ("share", "compartir", "comparte", "invite", "invitar"),
    Command.EDIT: ("edit", "editar", "corregir"),
    Command.UNSIGN: ("unsign", "retirar", "retirar mi firma", "quitar mi firma", "remove my signature"),
    Command.DELETE: ("delete", "borrar", "delete my data", "borrar mis datos"),
    Command.JOIN: ("join", "unirme"),
    Command.UPDATES: ("updates", "noticias", "news", "update", "novedades", "actualizaciones"),
    Command.LIST: ("list", "lista", "petitions", "peticiones", "cartas", "otras cartas"),
    Command.RESTART: ("restart", "empezar", "start over", "empezar de nuevo", "reiniciar"),
    Command.ENGLISH: ("eng", "ingles", "english", "en ingles", "in english"),
    Command.SPANISH: ("esp", "espanol", "spanish", "en espanol", "in spanish"),
    Command.START: ("start", "unstop"),
    Command.PRIVACY: ("privacy", "privacidad", "privacy policy", "aviso de privacidad"),
}

_BY_WORD = {word: command for command, words in WORDS.items() for word in words}
#: The words that also take what follows them: a name to sign with, a question to ask.
_WITH_REST = ("sign", "firmar", "firmo", "help", "ayuda", "info")
#: Harmless words that are understood with one slip of the finger; SIGN, UNSIGN, DELETE and JOIN never are.
_FORGIVING = listed(
    """help ayuda next siguiente sigue status estado count total petitions peticiones english ingles spanish espanol"""
)
#: Those with many names one letter away (Moore, Reed, Lisa): two letters may change places, nothing else.
_NEARLY_NAMES = {"".join(sorted(word)): word for word in ("more", "leer", "read", "list", "lista", "otra")}
#: Names and words of their own, one slip away from a command (names of the United States census and others).
_NOT_A_SLIP = listed(
    """coult heep hele helf net nett toal topal tota delp heap held hell helm helo helt hemp hepp neat nest text sigge
    signe vigue states statue county court mount yount tomal engles ingle inglis ingres estada orta reda tora"""
)
#: The forgiving words that a word can be a slip of, by its first letter and its length. The first letter is hardly ever
#: the wrong one, and many names differ in just that (Kelp, Tigue).
_LIKE = {
    (letter, length): [word for word in _FORGIVING if letter in word[:2] and abs(len(word) - length) <= 1]
    for letter in ascii_lowercase
    for length in range(3, 12)
}
#: Signs that leave JOIN as it is: an end, an emphasis, quotation marks around it, a yes.
_BESIDE_JOIN = frozenset(".!¡\"'“”‘’«»*_`👍👌✅✔☑\ufe0f") | frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_SLASH = re.compile(r"\s*/([A-Za-z_]{1,32})(?:@\w{1,32})?(?:\s+|$)")


def command_in(text: str) -> tuple[Command, str] | None:
    """The command that `text` is, with what follows it; None when it is something else.

    A command is the whole text; only SIGN and HELP take a rest ("FIRMAR Ana Lopez 60608"), and Telegram's slash form
    ("/status@bot") takes any. The rest is given as typed.
    """
    if slash := _SLASH.match(text):
        command, rest = _BY_WORD.get(slash.group(1).lower()), text[slash.end() :].strip()
        return (Command.UPDATES if command is Command.JOIN and rest else command, rest) if command else None
    whole = plain(text)
    if command := _BY_WORD.get(whole):
        return (Command.UPDATES if command is Command.JOIN and not _is_bare(text) else command), ""
    if whole.startswith(_WITH_REST):
        first, rest = _first_word(text)
        if rest and first in _WITH_REST:
            return _BY_WORD[first], rest
    if " " not in whole and (known := _meant(whole)):
        return _BY_WORD[known], ""
    return None


def _is_bare(text: str) -> bool:
    """Whether nothing beside the one word of `text` could doubt it or turn it round ("JOIN?", "❌ join")."""
    signs = normalize("NFC", text)
    return all(sign.isalnum() or sign.isspace() or sign in _BESIDE_JOIN or category(sign) == "Cf" for sign in signs)


def _first_word(text: str) -> tuple[str, str]:
    """The first word, plain, and the rest as typed without the signs between them ("FIRMAR: Ana")."""
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    return plain(first), rest[0].strip().lstrip(":,-. ") if rest else ""


def _meant(word: str) -> str | None:
    """The harmless command word that `word` is a slip of."""
    if not 3 <= len(word) <= 11 or word in _NOT_A_SLIP:
        return None
    for known in _LIKE.get((word[0], len(word)), ()):
        if DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1:
            return known
    nearly = _NEARLY_NAMES.get("".join(sorted(word)))
    return nearly if nearly and DamerauLevenshtein.distance(word, nearly, score_cutoff=1) == 1 else None
