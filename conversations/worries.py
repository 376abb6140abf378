"""Two worries that are answered whatever was asked: who sees my name, and somebody who needs a person now."""

from __future__ import annotations

from itertools import pairwise

from conversations.helping import tell_person, tell_privacy
from conversations.plain_words import listed, plain, plain_words
from conversations.talk import Talk
from conversations.turn import Turn

#: Words of people in need; legal questions are for a person, never for us. "Raid" alone is also a name.
_IN_NEED = listed(
    "lawyer lawyers attorney abogado abogada abogados redada redadas raids detenido detenida detenidos detained"
    " arrested arrestado arrestada arrestaron detuvieron agarraron llevaron deportaron deportado deported"
    " emergency emergencia"
    " urgente urgent"
)
_NEEDS = ("a raid", "ice raid", "raid at", "raid in", "la migra se llevo", "ice took")
_ABOUT_PRIVACY = tuple(
    listed(
        "who sees,who will see,who can see,see my name,show my name to,give my name,my information,is this safe"
        ",is it safe,is this private,is it private,will the government,will ice,to ice,quien ve"
        ",quien va a ver,quien puede ver"
        ",ven mi nombre,ver mi nombre,dan mi nombre,mis datos,es seguro,es privado,es secreto,a la migra,la migra va"
        ",la migra sabe,la migra puede,la migra se entera",
        ",",
    )
)
#: The letters where the first two words of a worry meet: a text in which none of these meet holds no worry.
_SEAMS = frozenset(first[-1] + second[:2] for first, second, *_ in map(str.split, (*_NEEDS, *_ABOUT_PRIVACY)))


def answer_worry(talk: Talk) -> Turn | None:
    """The address of a person, or what is held and who sees it; the open question stays. None for everything else."""
    text = talk.heard.text
    if not _IN_NEED.isdisjoint(plain_words(text)):
        return tell_person(talk)
    whole = plain(text)
    if _SEAMS.isdisjoint([before[-1] + after[:2] for before, after in pairwise(whole.split())]):
        return None
    if any(need in whole for need in _NEEDS):
        return tell_person(talk)
    if any(worry in whole for worry in _ABOUT_PRIVACY):
        return tell_privacy(talk)
    return None
