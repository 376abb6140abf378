"""Slices give every row once, and the checksum finds whatever is lost, doubled or changed."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from storage.connections import run_once
from storage.dialects import add_rows, read_url
from storage.slices import last_key, slices, sum_of, table_sum, written
from storage.tables import counts, metadata, petitions
from tests.databases import KINDS, fresh_database

values = st.none() | st.integers(-(2**40), 2**40) | st.text(max_size=8) | st.binary(max_size=8)
rows = st.dictionaries(st.text(max_size=3), values, max_size=4)


@given(st.lists(rows, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(some: list[dict[str, Any]], chance: random.Random) -> None:
    mixed = some.copy()
    chance.shuffle(mixed)
    assert sum_of(mixed) == sum_of(some)


@given(rows, rows)
def test_only_equal_rows_are_written_alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (written(one) == written(other)) == (one == other)


@given(st.lists(rows, min_size=1, max_size=5), rows, st.data())
def test_one_row_lost_doubled_or_changed_is_found(
    some: list[dict[str, Any]], other: dict[str, Any], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(some) - 1))
    assert sum_of(some[:at] + some[at + 1 :]) != sum_of(some)
    assert sum_of([*some, some[at]]) != sum_of(some)
    assert (sum_of([*some[:at], other, *some[at + 1 :]]) == sum_of(some)) == (some[at] == other)


def test_values_that_look_alike_are_told_apart() -> None:
    alike = [{"a": 1}, {"a": "1"}, {"a": b"1"}, {"a": None}, {"a": ""}, {"a": b""}, {"b": 1}, {}]
    assert len({written(row) for row in alike}) == len(alike)
    assert written({"a": memoryview(b"1")}) == written({"a": b"1"})
    with pytest.raises(TypeError, match="float"):
        written({"a": 0.5})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1, 2, 7, 30, 31, 100])
def test_every_row_comes_once_in_the_order_of_a_key_of_two_parts(kind: str, size: int, tmp_path: Path) -> None:
    pairs = sorted((petition, lane) for petition in range(1, 6) for lane in range(6))

    def look(connection: Connection) -> None:
        metadata.create_all(connection)
        assert last_key(connection, counts) is None
        assert list(slices(connection, counts, size=size)) == []
        line = [{"id": number, "slug": str(number), "definition": "", "state": ""} for number in range(1, 6)]
        add_rows(connection, petitions, line)
        add_rows(connection, counts, [{"petition": one, "lane": lane, "signed": 9} for one, lane in reversed(pairs)])
        parts = list(slices(connection, counts, size=size))
        assert all(0 < len(part) <= size for part in parts)
        assert [(row["petition"], row["lane"]) for part in parts for row in part] == pairs
        rest = [(row["petition"], row["lane"]) for part in slices(connection, counts, (2, 3), size) for row in part]
        assert rest == [pair for pair in pairs if pair > (2, 3)]
        assert last_key(connection, counts) == (5, 5)
        assert table_sum(connection, counts) == (30, sum_of([row for part in parts for row in part]))

    with fresh_database(kind, tmp_path) as url:
        run_once(read_url(url), look, writes=True)
