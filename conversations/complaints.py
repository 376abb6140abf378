"""What people say is wrong of what a review showed them: their name, their ZIP, or something; in five languages."""

from __future__ import annotations

import re
from typing import Literal

from conversations.plain_words import listed
from conversations.short_words import plainly

#: Words of a complaint, and of one that does not say what of.
_LONGEST, _SHORT = 9, 5
_NAMES = listed("name names nombre nombres apellido apellidos spelling spelled nom nome")
_ZIPS = listed("zip zipcode codigo postal code")
_WRONG = listed(
    """wrong incorrect misspelled mispelled misspelt mistake typo error fix change edit mal incorrecto incorrecta
    equivocado equivocada equivoque cambiar cambia cambie cambien corregir corrige corrijan errado errada faux fausse
    changer change mudar corrigir chanje cambiale cambiarle cambialo corregirlo corregirle arregla arreglen arreglar
    modificar"""
)
#: "My name is Ana Wrong" gives a name; "my name is wrong" complains.
_GIVES_NAME = re.compile(
    r"\b(?:my name is|mi nombre es|me llamo|meu nome e|mon nom est|non mwen se) (?!(?:wrong|spelled|mis\w+|incorrect\w*"
    r"|mal|not|equivocad\w|errad\w|faux|fausse|pa|con|otro)\b)\w"
)
_NOT_MINE = re.compile(
    r"\b(?:not|isnt|aint|no es|no son|nao e|nest pas|pas|se pa) (?:my|the|mi|el|su|meu|o|mon|le) (?:\w+ )?(?P<of>name"
    r"|zip|code|nombre|codigo|nome|cep|nom)\b|\b(?P<what>nombre|zip|codigo|name|code) (?:no es|is not|isnt|no esta)\b"
    r"|\b(?:no me llamo|asi no me llamo|se pa non)\b"
    r"|\b(?:escrib\w+|puse|pusieron|esta|lleva|va) mal (?:\w+ )?(?:mi |el )?(?P<mal>nombre|apellido|zip|codigo)\b"
    r"|\bfalta\w* (?:mi|el|un|una|la)(?: \w+)? (?:apellido|nombre|letra|acento)\b|\bse escribe\b|\bmi nombre (?:es"
    r"|va) con\b"
    r"|\b(?:last|first|middle|second) name is missing\b|\bmissing (?:my|the|a)(?: \w+)? (?:name|letter)\b"
    r"|\b(?:nombre|apellido|(?P<other>zip|codigo)) es otro\b|\bes otro (?:nombre|apellido|(?P<another>zip|codigo))\b"
    r"|\bcorrect (?:my|the) (?:\w+ )?(?:name|(?P<correct>zip|code))\b|\bcorrect (?:it|this|that)\b"
    r"|\b(?P<moved>me mude|ya no vivo|i (?:just |have )?moved)\b"
    r"|^\w+ not \w+$|^(?:no )?(?:im|i am|this is|thats) not (?!sure|ready|interested|comfortable|going|signing|from"
    r"|a\b|in\b"
    r"|able|right|correct|me\b)\w+(?: \w+)?$|\b(?:otro|another|different|outro|autre) (?:nombre|name|apellido|nome"
    r"|nom)\b|\ble falt\w+\b"
    r"|\bspelled (?:it |that |my name )?(?:wrong|differently)\b|\bnon (?:m|mwen) pa bon\b"
)
_NOT_ME = re.compile(
    r"^(?:no )?(?:(?:thats|that is|its|it is|this is|im|i am) )?not me$|\b(?:me confundi|la regue|le erre)\b"
    r"|\bno soy yo\b|\bnao sou eu\b|\bse pa (?:m"
    r"|mwen)\b"
    r"|^(?:no )?(?:(?:thats|that is|its|it is) )?not (?:right|correct)$|^(?:no |hay |tiene |es |there is |theres )*"
    r"(?:un |an |a )?(?:wrong|incorrect|mal|esta mal|incorrecto|error|mistake|typo|equivocado|me equivoque|no es asi"
    r"|no es correcto|no esta (?:bien|correcto)|cest faux|esta errado|li pa bon|misspelled|mispelled|mudar|alterar"
    r"|changer|modifier|chanje)$"
)


def complaint_in(text: str) -> Literal["name", "zip", "something"] | None:
    """What somebody says is wrong of what was shown: the name, the ZIP, or something; None for every other text."""
    whole = plainly(text)
    words = whole.split()
    if not 0 < len(words) <= _LONGEST:
        return None
    if _GIVES_NAME.search(whole):
        return None
    if found := _NOT_MINE.search(whole):
        about = {found["of"], found["what"], found["mal"], found["other"], found["another"], found["correct"]}
        return "zip" if found["moved"] or about & {"zip", "code", "codigo", "cep"} else "name"
    if not _WRONG.isdisjoint(words):
        if not _NAMES.isdisjoint(words):
            return "name"
        if not _ZIPS.isdisjoint(words):
            return "zip"
        if len(words) <= _SHORT:
            return "something"
    return "something" if _NOT_ME.search(whole) else None
