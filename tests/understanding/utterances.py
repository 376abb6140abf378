"""The public set: `tuned.yaml`, which the rules were written against, and `held-out.yaml`, which measures them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml

#: The parser in C, where there is one, is ten times as quick.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HERE = Path(__file__).parent
PARTS = ("tuned", "held-out")
LANGUAGES = ("en", "es", "pt", "fr", "ht")
STATES = ("new", "details", "review", "signed", "offer", "unsign", "delete")
MUSTS = ("opt_out", "not_opt_out", "yes", "no", "not_yes", "help", "language", "delete")
DEEDS = ("opt_out", "sign", "join", "delete")


class Utterance(NamedTuple):
    """One text, as somebody typed it, with what must come of it."""

    text: str
    language: str
    #: One of `STATES`, or "anywhere": every one of them.
    state: str
    must: str
    #: Deeds that must not come of it in any state, beside those that nothing but their own answer may do.
    never: tuple[str, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """The states in which it is played."""
        return STATES if self.state == "anywhere" else (self.state,)


def read(part: str) -> list[Utterance]:
    """The utterances of "tuned" or "held-out".

    Raises:
        ValueError: for an entry that names a language, state, must or deed that there is not; told by its number.
    """
    entries: list[dict[str, Any]] = yaml.load((HERE / f"{part}.yaml").read_text("utf-8"), Loader=_Loader)
    return [_utterance(part, number, entry) for number, entry in enumerate(entries, 1)]


def _utterance(part: str, number: int, entry: dict[str, Any]) -> Utterance:
    never = tuple(entry.get("never") or ())
    utterance = Utterance(str(entry["text"]), entry["language"], entry["state"], entry["must"], never)
    known = (
        utterance.language in LANGUAGES,
        utterance.state in (*STATES, "anywhere"),
        utterance.must in MUSTS,
        set(never) <= set(DEEDS),
    )
    if not all(known):
        raise ValueError(f"{part}.yaml, entry {number}: an unknown language, state, must or deed")
    return utterance
