"""Words that mean the same in every state: HELP, MORE, SIGN and the others, in English and Spanish."""

from __future__ import annotations

import re
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein

from conversations.plain_words import plain


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
    LIST = "list"
    RESTART = "restart"
    ENGLISH = "english"
    SPANISH = "spanish"
    START = "start"
    PRIVACY = "privacy"


#: Every way to say a command, plain (see `plain_words`); the first two of each are the advertised ones.
WORDS: dict[Command, tuple[str, ...]] = {
    Command.HELP: ("help", "ayuda", "info", "help me", "ayudame", "help please", "please help", "ayuda por favor"),
    Command.MORE: ("more", "leer", "read", "mas", "read it", "read more", "leer mas", "leer la carta", "ver la carta"),
    Command.NEXT: ("next", "sigue", "siguiente", "otra", "next page", "otra pagina", "seguir leyendo"),
    Command.PREVIOUS: ("back", "anterior", "previous", "atras", "previous page", "pagina anterior"),
    Command.SIGN: ("sign", "firmar", "firmo", "firma", "sign it", "i want to sign", "quiero firmar", "sign up"),
    Command.STATUS: ("status", "estado", "my status", "mi estado", "my signature", "mi firma"),
    Command.COUNT: ("count", "total", "how many", "cuantos", "cuantas firmas", "how many signatures"),
    Command.SHARE: ("share", "compartir", "comparte", "invite", "invitar"),
    Command.EDIT: ("edit", "editar", "corregir"),
    Command.UNSIGN: ("unsign", "retirar", "retirar mi firma", "quitar mi firma", "remove my signature"),
    Command.DELETE: ("delete", "borrar", "delete my data", "borrar mis datos"),
    Command.JOIN: ("join", "unirme", "updates", "noticias"),
    Command.LIST: ("list", "lista", "petitions", "peticiones", "cartas"),
    Command.RESTART: ("restart", "empezar", "start over", "empezar de nuevo", "reiniciar"),
    Command.ENGLISH: ("eng", "ingles", "english", "en ingles", "in english"),
    Command.SPANISH: ("esp", "espanol", "spanish", "en espanol", "in spanish"),
    Command.START: ("start", "unstop"),
    Command.PRIVACY: ("privacy", "privacidad", "privacy policy", "aviso de privacidad"),
}

_BY_WORD = {word: command for command, words in WORDS.items() for word in words}
#: Commands that also take what follows their word: a name to sign with, a question to ask.
_WITH_REST = {
    word: command
    for command in (Command.SIGN, Command.HELP)
    for word in WORDS[command]
    if " " not in word and word != "firma"
}
#: Harmless commands, understood with one slip of the finger; SIGN, UNSIGN, DELETE and JOIN never.
_FORGIVING = (
    Command.HELP,
    Command.MORE,
    Command.NEXT,
    Command.STATUS,
    Command.COUNT,
    Command.LIST,
    Command.ENGLISH,
    Command.SPANISH,
)
_NEAR = {word: command for command in _FORGIVING for word in WORDS[command] if " " not in word and len(word) >= 4}
_SLASH = re.compile(r"\s*/([A-Za-z_]{1,32})(?:@\w{1,32})?(?:\s+|$)")


def command_in(text: str) -> tuple[Command, str] | None:
    """The command that `text` is, with what follows it; None when it is something else.

    A command is the whole text; only SIGN and HELP take a rest ("FIRMAR Ana Lopez 60608"), and Telegram's slash form
    ("/status@bot") takes any. The rest is given as typed.
    """
    if slash := _SLASH.match(text):
        command = _BY_WORD.get(slash.group(1).lower())
        return (command, text[slash.end() :].strip()) if command else None
    whole = plain(text)
    if command := _BY_WORD.get(whole):
        return command, ""
    first, _, rest = text.strip().partition(" ") if " " in text.strip() else (whole, "", "")
    if rest and (command := _WITH_REST.get(plain(first))):
        return command, rest.strip()
    if " " not in whole and (command := _nearly(whole)):
        return command, ""
    return None


def _nearly(word: str) -> Command | None:
    for known, command in _NEAR.items():
        if DamerauLevenshtein.distance(word, known, score_cutoff=1) == 1:
            return command
    return None
