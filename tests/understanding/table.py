"""The table that `make understanding` prints: what must be understood in rows, what was understood in columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.understanding.playing import Played, play
from tests.understanding.utterances import DEEDS, LANGUAGES, MUSTS, PARTS, Utterance, read


class Judged(NamedTuple):
    """One utterance in all its states."""

    utterance: Utterance
    played: tuple[Played, ...]

    @property
    def missed(self) -> tuple[Played, ...]:
        """The states in which it was not understood as it must be."""
        return tuple(played for played in self.played if not played.well)

    @property
    def forbidden(self) -> frozenset[str]:
        """What came of it in some state that never may."""
        return frozenset[str]().union(*(played.forbidden for played in self.played))


def judge(part: str) -> list[Judged]:
    """Every utterance of "tuned" or "held-out", played."""
    return [Judged(utterance, tuple(play(utterance))) for utterance in read(part)]


def lines(part: str, judged: list[Judged]) -> Iterator[str]:
    """The table of one part; the texts that were missed are told of the tuned part alone."""
    yield f"{part}: {len(judged)} utterances"
    yield from _by_language(judged)
    yield ""
    yield from _confusion(judged)
    yield ""
    for each in judged if part == "tuned" else ():
        if each.missed or each.forbidden:
            states = ", ".join(f"{played.state}: {played.understood}" for played in each.missed)
            yield f"  missed: {each.utterance.text!r} ({each.utterance.must}) {states} {', '.join(each.forbidden)}"


def _by_language(judged: list[Judged]) -> Iterator[str]:
    yield f"{'':14}" + "".join(f"{language:>12}" for language in LANGUAGES)
    for must in MUSTS:
        cells = [
            _cell([j for j in judged if j.utterance.language == language and j.utterance.must == must])
            for language in LANGUAGES
        ]
        yield f"{must:14}" + "".join(f"{cell:>12}" for cell in cells)
    for deed in DEEDS:
        count = sum(deed in each.forbidden for each in judged)
        yield f"never {deed}: {count} times"


def _cell(judged: list[Judged]) -> str:
    return f"{sum(not each.missed for each in judged)}/{len(judged)}" if judged else "-"


def _confusion(judged: Iterable[Judged]) -> Iterator[str]:
    counts = Counter((played.utterance.must, played.understood) for each in judged for played in each.played)
    columns = sorted({understood for _, understood in counts})
    yield f"{'must (in each state)':22}" + "".join(f"{column:>{_wide(column)}}" for column in columns)
    for must in MUSTS:
        row = "".join(f"{counts[must, column] or '·':>{_wide(column)}}" for column in columns)
        yield f"{must:22}{row}"


def _wide(column: str) -> int:
    return max(len(column), 6) + 2


def main() -> None:
    """Print both parts."""
    for part in PARTS:
        print("\n".join(lines(part, judge(part))), end="\n\n")


if __name__ == "__main__":
    main()
