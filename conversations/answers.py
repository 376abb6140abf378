"""Reading what people answer: a name and a ZIP in any order, a confirmation, a digit. No reader ever raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from conversations.confirmations import read_confirmation, read_digit, read_nine, tapback
from conversations.language_files import around_names, in_any_language
from conversations.not_a_name import TELLING, is_a_saying, is_not_a_name, tells_a_state
from conversations.plain_words import listed, plain_words

__all__ = ["Details", "read_confirmation", "read_details", "read_digit", "read_nine", "tapback"]


class Details(NamedTuple):
    """What one text says about the signer."""

    #: As typed (NFC), without prefixes, emoji and control characters; 1 to 80 characters. None: no name in it.
    name: str | None
    #: Five digits; "" = the person has none or skips it; None = not said.
    postcode: str | None
    problem: Literal["postcode-length", "only-postcode", "not-a-name"] | None
    #: How many digits the malformed ZIP has; 0 when there is none.
    digits: int


LONGEST_NAME = 80
#: Nobody's name and ZIP take more; the rest of a longer text is not read, so that no text takes long.
_LONGEST = 400

_ZIP_WORDS = r"(?:zip\s*-?\s*code|zip|postal\s+code|post\s*code|c[oó]digo\s+(?:postal|zip)|c[oó]digo|c\.?\s?p\.?)"
_ZIP = re.compile(r"(?:(?<![\w-])|(?<=zip)|(?<=code))(\d{5})(?:-\d{4})?(?![\w-]|\.\d)", re.ASCII | re.IGNORECASE)
_DIGITS = re.compile(r"\d(?:[\d ().-]*\d)?")
#: "606 01", "6 0 6 0 8" or "606-08": as if typed in one.
_PARTED_ZIP = re.compile(r"(?<![\w-])\d(?:[ .-]{0,2}\d){4}(?![ .-]{0,2}\d)(?![\w-])", re.ASCII)
_UNKNOWN_COMMAND = re.compile(r"/[a-z]", re.IGNORECASE)
_LONE_ZERO = re.compile(r"(?:^|(?<=[\s,;]))0(?=$|[\s,;.!])")
_NO_ZIP = re.compile(
    r"(?:^|(?<=\W))(?:"
    r"(?:i\s)?(?:do\s?n[o']?t|dont|no)\s(?:have|tengo|hay)(?:\s(?:a|an|any|one|un|una|ning[uú]n|ninguno|my|mi))?"
    rf"(?:\s{_ZIP_WORDS})?"
    rf"|(?:no|without|sin|skip|saltar|ning[uú]n)\s(?:a\s)?{_ZIP_WORDS}"
    r"|(?:you|u)\s(?:do\s?n[o']?t|dont)\sneed\s(?:it|that|this)"
    r"|(?:i\s?['’]?d\s)?(?:rather|prefer)\snot(?:\sto)?(?:\s(?:say|give\sit|share|tell))?"
    r"|prefiero\sno(?:\s(?:dar|dec[ií]r)lo)?"
    rf"|skip(?:\sit)?|saltar|omitir|paso|ninguno|{around_names('no_zip')})(?=$|\W)",
    re.IGNORECASE,
)
_ZIP_LABEL = re.compile(
    rf"(?:(?<=\W)|^)(?:(?:y|and|&|with|con)\s+)?(?:(?:my|mi|el|the|su|tu)\s+)?{_ZIP_WORDS}(?:\s+(?:is"
    rf"|es))?(?:\s*[:=#])?"
    r"(?=$|\W)",
    re.IGNORECASE,
)
#: "ZIP mwen se", "mon code postal est"
_ITS_ZIP = re.compile(rf"(?:(?<=\W)|^){around_names('zip')}(?:\s*[:=#])?(?=$|\W)", re.IGNORECASE)
_GREETING = (
    rf"hi|hello|hey|hola|buenos\sd[ií]as|buenas\stardes|buenas\snoches|buenas|yes|s[ií]|ok|okay|and|y"
    rf"|{around_names('before')}"
)
_INTRODUCTIONS = (
    r"(?:my|the)\s+(?:full\s+)?name(?:\s+is|['’]s|\s*[:=])|names?\s+is|name\s*[:=]|i\s+am|i['’]?m|this\s+is|it['’]?s",
    r"(?:please\s+)?sign\s+(?:me\s+)?(?:up\s+)?(?:as|for)|put\s+me\s+(?:down\s+)?as|i\s+sign\s+as|call\s+me",
    r"(?:yo\s+)?me\s+llamo|(?:mi|el)\s+nombre(?:\s+completo)?(?:\s+es|\s*[:=])|nombre\s*(?:es\b|[:=])|(?:yo\s+)?soy",
    r"firm[oae]\s+como|a\s+nombre\s+de|ll[aá]mame",
    around_names("introduced"),
    around_names("being"),
)
_PREFIX = re.compile(rf"(?:(?:{_GREETING})[\s,.!]+)*(?:{'|'.join(_INTRODUCTIONS)})(?=[\s:=]|$)[\s:=]*", re.IGNORECASE)
#: Those whose words are only believed where they don't say how somebody is: "I'm scared", "soy mexicano".
_BEING = re.compile(rf"(?:soy|i\s+am|i['’]?m|this\s+is|it['’]?s|{around_names('being')})\W*$", re.IGNORECASE)
_HELLO = re.compile(
    r"(?:(?:hi|hello|hey|hola|buenos\sd[ií]as|buenas\s(?:tardes|noches)|buenas|good\s(?:morning|afternoon|evening)"
    r"|yes|yeah|yep|ok|okay|s[ií](?=[,.!]|\s+\w+\s+\w)|sí|si(?=\s+[^\W_])"
    rf"|{around_names('before')})(?:[\s,.!:]+|$))+",
    re.IGNORECASE,
)
#: Somebody may be called so: "Si Kahn".
_SI = re.compile(r"S[Ii]\s+\w+$")
_COURTESIES = (
    r"is my name|es mi nombre|here|please|pls|por favor|muchas gracias|gracias|thank you|thanks|thx"
    rf"|{around_names('after')}"
)
_SUFFIX = re.compile(rf"(?:[\s,.!]+(?:{_COURTESIES}))+\W*$", re.IGNORECASE)
_JOINTS = re.compile(r"^(?:(?:and|y|&)\s+)+|(?:\s+(?:and|y|&|is|es|from|de|et|ak|e))+$", re.IGNORECASE)
_ENDS = ' \t\n\x1f,;:/|·•–—-_=+*"“”«»()[]<>.!¡'
_SPACES = re.compile(r"\s+")
#: Stands where a ZIP was taken out of the text; no text that was read so far holds it.
_CUT = "\x1f"


def _words_of(names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for sayings in names.values():
        for saying in sayings:
            yield from plain_words(saying)


#: Each of the patterns above needs one of these words, where a text is of that kind.
_SPECIAL = TELLING | listed(
    """zip zipcode postal post postcode codigo c cp do dont donot no without sin skip saltar ningun omitir paso ninguno
    name names i im this its rather prefer prefiero you u yeah yep good in at near cerca en sign put call llamo
    llamame nombre soy firmo
    firma firme here please pls favor gracias
    thank thanks thx and y is es from de et ak e"""
)
_SPECIAL |= in_any_language(lambda language: frozenset(_words_of(language.names)))


def read_details(text: str) -> Details:
    """The name and the ZIP in `text`, in any order, on one or several lines, in English or Spanish."""
    if len(text) <= _LONGEST and (usual := _usual(text)):
        return usual
    rest = _SPACES.sub(" ", _without_invisible(text[:_LONGEST])).strip()
    postcode, digits, rest = _take_postcode(rest)
    name = None if _UNKNOWN_COMMAND.match(rest) or (digits and read_confirmation(text)) else _as_name(rest)
    if name is None:
        if postcode is not None and not any(_undressed(piece)[0] for piece in rest.split(_CUT)):
            return Details(None, postcode, "only-postcode" if postcode else None, 0)
        if digits and _bare(rest) == "":
            return Details(None, None, "postcode-length", digits)
        return Details(None, postcode, "not-a-name", digits)
    return Details(name, postcode, "postcode-length" if digits and postcode is None else None, digits)


def _usual(text: str) -> Details | None:
    """What most people answer, read at a glance: a name, a ZIP or both, and surely nothing else."""
    words, postcode = text.split(), None
    if words and len(words[-1]) == 5 and words[-1].isascii() and words[-1].isdigit():
        postcode = words.pop()
        if not words:
            return Details(None, postcode, "only-postcode", 0)
    name = " ".join(words).rstrip(" ,")
    # letters of Latin-1 alone: some others have two forms, or are like those that the patterns look for
    if not name.replace(" ", "").isalpha() or max(name) > "ÿ" or not _SPECIAL.isdisjoint(plain_words(text)):
        return None
    return Details(name, postcode, None, 0) if len(words) < 12 and len(name) <= LONGEST_NAME else None


def _without_invisible(text: str) -> str:
    """NFC, with ASCII digits, without emoji and control or format characters (line ends become spaces)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, unicodedata.normalize("NFC", text)))


def _visible(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category[0] == "Z" or category == "Cc":
        return " "
    if category in ("Cf", "Cs", "Co", "Cn", "So", "Sk", "Me") or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character


def _take_postcode(text: str) -> tuple[str | None, int, str]:
    """ZIP (or "" when skipped, or None), digits of a malformed one, and what is left of `text`."""
    if found := _ZIP.search(text):
        rest = text[: found.start()] + _CUT + _DIGITS.sub(" ", text[found.end() :])
        return found.group(1), 0, _unlabelled(_before_digits(rest))
    if found := _PARTED_ZIP.search(text):
        postcode = "".join(filter(str.isdigit, found.group()))
        return postcode, 0, _unlabelled(text[: found.start()] + _CUT + _DIGITS.sub(" ", text[found.end() :]))
    if found := _LONE_ZERO.search(text):
        return "", 0, _unlabelled(text[: found.start()] + _CUT + text[found.end() :])
    if found := _NO_ZIP.search(text):
        return "", 0, _unlabelled(text[: found.start()] + _CUT + text[found.end() :])
    if found := _DIGITS.search(text):
        digits = sum(character.isdigit() for character in found.group())
        return None, digits, _unlabelled(_before_digits(text))
    return None, 0, text


def _unlabelled(text: str) -> str:
    return _ZIP_LABEL.sub(" ", _ITS_ZIP.sub(" ", text))


def _before_digits(text: str) -> str:
    """What stands before a house number or the like; what follows it when nothing does."""
    pieces = [piece for piece in _DIGITS.split(text) if _bare(piece)]
    return pieces[0] if pieces else ""


def _bare(text: str) -> str:
    return _JOINTS.sub("", text.strip(_ENDS)).strip(_ENDS)


def _as_name(text: str) -> str | None:
    """`text` as a name to sign with, or None when it plainly is not one."""
    for piece in text.split(_CUT):
        name, introduced = _undressed(piece)
        if name:
            break
    if not 1 <= len(name) <= LONGEST_NAME or is_not_a_name(name, introduced=introduced):
        return None
    return name


def _undressed(piece: str) -> tuple[str, bool]:
    """`piece` without introduction, greeting and courtesies, and whether it was introduced; "" for no name at all."""
    name = _bare(piece)
    if is_a_saying(name):
        return "", False
    prefix = _PREFIX.match(name)
    if prefix:
        name = name[prefix.end() :]
    elif not _SI.match(name) and (hello := _HELLO.match(name)):
        name = name[hello.end() :]
    name = _SPACES.sub(" ", _bare(_SUFFIX.sub("", name)).replace(" ,", ",")).strip(" ,")
    if prefix and name and _BEING.search(prefix.group()) and tells_a_state(name):
        return "", False
    return name, bool(prefix)
