"""Where a signature came from: the code of a flyer, of a link, of a group. It names a place and never a person.

A code stands behind the petition's keyword or slug: "SCOMM_FLYER7" by text or on WhatsApp, `?start=scomm_flyer7` on
Telegram, `?s=flyer7` at the petition's page. Organizers make up their own; whoever follows a link only carries it.
"""

from __future__ import annotations

import re

from conversations.commands import command_in
from conversations.optout import opt_out_in
from conversations.wishes import wish_in

#: Codes of the line's own: passed on by a signer, on a card in a group, placed in a chat by inline mode.
SHARED, IN_A_GROUP, INLINE = "share", "group", "inline"

_CODE = re.compile(r"[a-z0-9-]{1,20}", re.ASCII)
#: What "_" arrives as where its code in GSM 03.38 is taken for that in ASCII (0x11), or the other way round (0x5F).
_BEHIND = re.compile("[_§\x11]")
#: So many digits could be somebody's telephone number, and codes are kept as they are.
_MANY_DIGITS = re.compile(r"(?:\d-*){7}", re.ASCII)


def source_in(written: str) -> str:
    """The code that `written` is, in small letters; "" when it is none, and then nothing is lost but the statistics."""
    code = written.strip().lower()
    return code if _CODE.fullmatch(code) and not _MANY_DIGITS.search(code) else ""


def split_source(word: str) -> tuple[str, str]:
    """A keyword or slug, and the code behind its first "_"; "" without one."""
    bare, *written = _BEHIND.split(word, 1)
    return bare, source_in(written[0]) if written else ""


def with_source(word: str, source: str) -> str:
    """A keyword or slug with a code behind it, in capitals if the word is; alone where `source` is "".

    Alone too where the two would read as a wish ("CARTA_NO-MAS", "CARTA_BORRA-TODO"), which is heard before any
    keyword: a link that somebody made up must opt out nobody, and lead everybody to the petition.
    """
    if not source:
        return word
    whole = f"{word}_{source.upper() if word.isupper() else source}"
    return word if opt_out_in(whole) or command_in(whole) or wish_in(whole) else whole
