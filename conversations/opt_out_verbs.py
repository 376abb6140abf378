"""Spanish verbs of writing, pestering, removing and ending, as orders and wishes have them."""

from __future__ import annotations

from collections.abc import Iterator

_FIRST = ("e", "en", "es", "ar", "ando", "aran", "aras", "ara")
_SECOND = ("a", "an", "as", "er", "ir", "iendo", "ieran", "iera", "ieras")
#: Spanish verbs by class: beginnings as they are spelled by ear too, and the endings of an order or a wish.
_VERBS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "write",
        "contact texte mensaje chate notifi notifiqu notific comuniqu comunic texti mensaji mensag textee mensajee",
        _FIRST,
    ),
    ("write", "escrib", _SECOND),
    ("write", "record recuerd", _FIRST),
    ("send", "mand envi avis reenvi", _FIRST),
    (
        "pester",
        "molest fastidi llam llamen habl hostig hostigu acos chingu ching fregu freg friegu busqu marqu estorb spame",
        _FIRST,
    ),
    ("pester", "jod insist", _SECOND),
    (
        "remove",
        "baj quit saqu sac borr elimin retir descart cancel desafili desapunt bloque tach desuscrib",
        (*_FIRST, "a"),
    ),
    ("lose", "olvid", _FIRST),
    ("remove", "remuev remov desuscrib desinscrib exclu suprim", _SECOND),
    ("pester", "despiert hart cans", _FIRST),
    ("cease", "dej par cancel termin ces evit desactiv apag apagu finaliz anul silenci fren cort fin", _FIRST),
    ("cease", "suspend interrump deteng", (*_SECOND, "o")),
)
#: What hangs on to a verb: a "me", or something else.
_ME = ("me", "nos", "melo", "melos", "mela", "melas", "meles")
_OTHERS = ("le", "les", "se", "lo", "los", "la", "las", "selo")


def verbs() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each form with the names of its classes: "mandarme" is a verb and a "me"."""
    for name, beginnings, endings in _VERBS:
        for verb in (beginning + ending for beginning in beginnings.split() for ending in endings):
            me = "me" if verb.endswith(("r", "ndo")) else "hanging_me"
            yield verb, (name,)
            yield from ((verb + clitic, (name, me)) for clitic in _ME)
            yield from ((verb + clitic, (name,)) for clitic in _OTHERS)
