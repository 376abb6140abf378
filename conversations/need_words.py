"""Words of people in need; legal questions are for a person, never for the script."""

from __future__ import annotations

from conversations.plain_words import listed, plain, plain_words

#: "Raid" alone is also a name.
_WORDS = listed(
    "lawyer lawyers attorney abogado abogada abogados redada redadas raids detenido detenida detenidos detained"
    " arrested arrestado arrestada arrestaron detuvieron agarraron llevaron deportaron deportado deported"
    " emergency emergencia urgente urgent urgence ijans avocat avocate avoka advogado advogada rafle rafles"
    " detenu detenue detido detida prenderam levaram deportaram"
)
#: Found where a word of a plain text begins.
NEEDS = (
    "a raid",
    "ice raid",
    "raid at",
    "raid in",
    "la migra se llevo",
    "ice took",
    "yo arete",
    "ont arrete",
    "ete arrete",
    "la migra esta",
    "la migra anda",
    "la migra llego",
    "la migra vino",
    "la migra aqui",
    "ahi esta la migra",
    "viene la migra",
    "llego la migra",
    "migra en mi",
    "migra en la puerta",
    "ice at ",
    "ice is at",
    "ice is here",
    "ice is outside",
    "ice outside",
    "ice came",
    "ice esta",
    "ice agents",
    "immigration at ",
    "immigration is at",
    "immigration is here",
    "imigrasyon nan pot",
    "imigrasyon devan",
    "police de limmigration",
    "a imigracao esta",
)
_ALONE = frozenset(["la migra", "migra"])


def names_a_need(text: str) -> bool:
    """Whether a single word of the text says that somebody is in need."""
    return not _WORDS.isdisjoint(plain_words(text)) or plain(text) in _ALONE


def is_in_need(text: str) -> bool:
    """Whether the text says so in any of the ways that are known."""
    return names_a_need(text) or tells_a_need(plain(text))


def tells_a_need(whole: str) -> bool:
    """Whether some words in a row of a plain text say so."""
    padded = f" {whole} "
    return any(f" {need}" in padded for need in NEEDS)
