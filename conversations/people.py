"""Several people on one phone: who of them has signed, whether one more may, and whose signature a turn is about.

One petition takes at most `people_per_phone` of them. No two who signed from one phone have the same name there, so
that a name in a list means one of them, and so that nobody is counted twice by a name that is sent again.
"""

from __future__ import annotations

from conversations.petition import Petition
from conversations.plain_words import plain_words
from conversations.talk import Talk
from conversations.turn import Signature


def people(talk: Talk, petition: Petition) -> tuple[Signature, ...]:
    """The signatures on `petition` from this phone, by place."""
    return talk.contact.people(petition.slug)


def may_another_sign(talk: Talk, petition: Petition) -> bool:
    """Whether somebody has signed `petition` from this phone, and somebody else may."""
    return 0 < len(people(talk, petition)) < petition.people_per_phone and talk.is_open(petition)


def is_another(talk: Talk) -> bool:
    """Whether the answers of this talk are those of somebody else than who has signed from this phone."""
    return bool(talk.state.answers.get("another"))


def signature_meant(talk: Talk, petition: Petition) -> Signature | None:
    """The signature on `petition` that this talk is about: the one that is corrected, or given last; else the first."""
    found = people(talk, petition)
    code = talk.state.answers.get("whose") or talk.state.remembered.get("code")
    return next((one for one in found if one.code == code), found[0] if found else None)


def with_code(found: tuple[Signature, ...], codes: tuple[str, ...]) -> tuple[Signature, ...]:
    """Those of `found` whose receipt is one of `codes`."""
    return tuple(one for one in found if one.code in codes)


def place_of(talk: Talk, signature: Signature) -> dict[str, int]:
    """What a fact says of the place of `signature`: nothing where nobody else has signed from this phone."""
    return {"place": signature.place} if len(talk.contact.people(signature.petition)) > 1 else {}


def namesake(talk: Talk, petition: Petition) -> Signature | None:
    """The signature of somebody else on this phone with the name that is about to be signed."""
    answers = talk.state.answers
    editing = answers.get("editing")
    if not (editing or is_another(talk)):
        return None
    found = people(talk, petition)
    own = signature_meant(talk, petition) if editing else None
    name = plain_words(str(answers.get("name", "")))
    return next((one for one in found if one is not own and plain_words(one.name) == name), None)
