"""Where a signature came from: the code of a flyer, of a link, of a group. It names a place and never a person.

A code stands behind the petition's keyword or slug: "SCOMM_FLYER7" by text or on WhatsApp, `?start=scomm_flyer7` on
Telegram, `?s=flyer7` at the petition's page. Organizers make up their own; whoever follows a link only carries it.
"""

from __future__ import annotations

import re

from conversations.optout import opt_out_in

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

    Alone too where the two would read as a wish to get no more messages ("CARTA_NO-MAS"), which wins wherever it
    stands: a link that somebody made up must opt out nobody.
    """
    code = source.upper() if word.isupper() else source
    whole = f"{word}_{code}" if source else word
    return whole if whole == word or opt_out_in(whole) is None else word
