"""The petitions of this store: imported from files, opened, paused and closed by organizers, counted."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from conversations.petition import Petition
from storage.dialects import add_missing
from storage.hours import hour_of
from storage.key_ring import make_petition_keys
from storage.marks import bump_revision
from storage.petition_rows import definition_of, petition_from, texts_of
from storage.tables import SAME_PHONE, petition_versions, petitions, signatures
from storage.tables import counts as counts_table

if TYPE_CHECKING:
    from storage.store import Transaction

#: Every process moves counts in a lane of its own, so that none waits for another; on SQLite there is one, lane 0.
LANES = 64
_SUMS = select(
    counts_table.c.petition,
    func.sum(counts_table.c.signed).label("signed"),
    func.sum(counts_table.c.set_aside).label("set_aside"),
).group_by(counts_table.c.petition)
_MOVE = (
    update(counts_table)
    .where(counts_table.c.petition == bindparam("number"), counts_table.c.lane == bindparam("in_lane"))
    .values(signed=counts_table.c.signed + bindparam("by"), set_aside=counts_table.c.set_aside + bindparam("aside"))
)
_SAME_PHONE = (
    select(signatures.c.petition, func.count().label("number")).where(SAME_PHONE).group_by(signatures.c.petition)
)


class KeywordTaken(Exception):
    """A keyword of the petition already belongs to another petition of this line."""


class UnknownPetition(Exception):
    """No petition has this slug."""


@dataclass(frozen=True)
class Shelf:
    """The petitions with the numbers that rows name them by, as of one revision."""

    revision: int
    petitions: tuple[Petition, ...]
    ids: dict[str, int]
    slugs: dict[int, str]
    versions: dict[str, int]


def read_shelf(connection: Connection, revision: int) -> Shelf:
    """Read all petitions with their current words."""
    rows = connection.execute(
        select(petitions, petition_versions.c.id.label("version"), petition_versions.c.hash, petition_versions.c.texts)
        .join(petition_versions, petition_versions.c.petition == petitions.c.id)
        .where(petition_versions.c.current == 1)
        .order_by(petitions.c.id)
    ).all()
    return Shelf(
        revision,
        tuple(petition_from(row.slug, row.state, row.definition, row.hash, row.texts) for row in rows),
        {row.slug: row.id for row in rows},
        {row.id: row.slug for row in rows},
        {row.slug: row.version for row in rows},
    )


def without_keys(shelf: Shelf, keyed: Container[int]) -> Shelf:
    """The shelf, with the petitions marked whose key is destroyed; `keyed` holds the numbers of those that have one."""
    marked = (replace(one, anonymous=shelf.ids[one.slug] not in keyed) for one in shelf.petitions)
    return replace(shelf, petitions=tuple(marked))


def all_petitions(tx: Transaction) -> tuple[Petition, ...]:
    """Every petition, in the order of their import."""
    return tx.shelf.petitions


def counts(tx: Transaction) -> dict[str, int]:
    """Signatures that count here, by slug; a petition without any is there with 0."""
    sums = {row.petition: row.signed for row in tx.connection.execute(_SUMS)}
    return {slug: sums.get(number, 0) for slug, number in tx.shelf.ids.items()}


def set_aside_counts(tx: Transaction) -> dict[str, int]:
    """Signatures that were set aside after review, by slug; only petitions that have any."""
    return {tx.shelf.slugs[row.petition]: int(row.set_aside) for row in tx.connection.execute(_SUMS) if row.set_aside}


def same_phone_counts(tx: Transaction) -> dict[str, int]:
    """Signatures that count and were given by a second or later person on one phone, by slug; only where there are any.

    They are part of `counts`.
    """
    return {tx.shelf.slugs[row.petition]: int(row.number) for row in tx.connection.execute(_SAME_PHONE)}


def miscounted(tx: Transaction) -> dict[str, tuple[int, int]]:
    """The petitions whose count is not the number of their signatures, by slug: the count, and how many there are.

    Both leave out what was set aside; where only its number is wrong, both numbers are of what was set aside.
    """
    kept = _SUMS.subquery()
    there = (
        select(
            signatures.c.petition,
            func.count().label("all"),
            func.count(signatures.c.set_aside).label("set_aside"),
        )
        .group_by(signatures.c.petition)
        .subquery()
    )
    count, number = func.coalesce(kept.c.signed, 0), func.coalesce(there.c.all - there.c.set_aside, 0)
    aside, out = func.coalesce(kept.c.set_aside, 0), func.coalesce(there.c.set_aside, 0)
    # One statement sees one state of the database, whoever signs meanwhile.
    look = (
        select(petitions.c.slug, count, number, aside, out)
        .join_from(petitions, kept, kept.c.petition == petitions.c.id, isouter=True)
        .join(there, there.c.petition == petitions.c.id, isouter=True)
        .where(or_(count != number, aside != out))
        .order_by(petitions.c.id)
    )
    return {
        slug: (int(signed), int(found)) if signed != found else (int(kept_out), int(left_out))
        for slug, signed, found, kept_out, left_out in tx.connection.execute(look)
    }


def move_counts(tx: Transaction, moved: Mapping[int, int], set_aside: Mapping[int, int] = MappingProxyType({})) -> None:
    """Add to the counts of these petitions (by number) in this process's lane.

    Args:
        tx: An open writing transaction.
        moved: Signatures that count from now on, or no more.
        set_aside: The same of those that do not count because they were set aside.
    """
    for number in sorted(moved.keys() | set_aside.keys()):
        by = {"by": moved.get(number, 0), "aside": set_aside.get(number, 0)}
        values = {"number": number, "in_lane": tx.lane, **by}
        if not tx.connection.execute(_MOVE, values).rowcount:
            # Another writer of this lane, or a process that drew the same one, may make the row at this very moment.
            row = {"petition": number, "lane": tx.lane, "signed": 0, "set_aside": 0}
            add_missing(tx.connection, counts_table, [row])
            tx.connection.execute(_MOVE, values)


def import_petition(
    tx: Transaction, petition: Petition, now: datetime
) -> Literal["created", "new version", "changed", "unchanged"]:
    """Write a petition down, or what changed about it; its state stays as the organizers set it.

    Changed words make a new version; signatures keep naming the version that they signed.

    Raises:
        KeywordTaken: when another petition of this line has one of its keywords.
    """
    _refuse_taken_keywords(tx, petition)
    definition, number = definition_of(petition), tx.shelf.ids.get(petition.slug)
    outcome: Literal["created", "new version", "changed", "unchanged"]
    if number is None:
        row = {"slug": petition.slug, "definition": definition, "state": petition.state}
        number = int(tx.connection.execute(insert(petitions).values(row)).inserted_primary_key[0])  # type: ignore[index]
        make_petition_keys(tx.connection, tx.master, number, now)
        tx.connection.execute(insert(counts_table).values(petition=number, lane=0, signed=0))
        outcome = "created"
    else:
        known = next(known for known in tx.shelf.petitions if known.slug == petition.slug)
        if known.version == petition.version and definition_of(known) == definition:
            return "unchanged"
        tx.connection.execute(update(petitions).where(petitions.c.id == number).values(definition=definition))
        outcome = "changed" if known.version == petition.version else "new version"
    _write_version(tx, number, petition, now)
    bump_revision(tx.connection)
    tx.look_again()
    return outcome


def _refuse_taken_keywords(tx: Transaction, petition: Petition) -> None:
    wanted = {text.keyword.casefold() for text in petition.texts.values()}
    for other in tx.shelf.petitions:
        if other.slug != petition.slug:
            for text in other.texts.values():
                if text.keyword.casefold() in wanted:
                    raise KeywordTaken(f"The keyword {text.keyword} belongs to the petition {other.slug}.")


def _write_version(tx: Transaction, number: int, petition: Petition, now: datetime) -> None:
    table = petition_versions
    tx.connection.execute(update(table).where(table.c.petition == number).values(current=0))
    same = (table.c.petition == number) & (table.c.hash == petition.version)
    # The same words can return: the version that they were is current again.
    if not tx.connection.execute(update(table).where(same).values(current=1, texts=texts_of(petition))).rowcount:
        tx.connection.execute(
            insert(table).values(
                petition=number, hash=petition.version, texts=texts_of(petition), hour=hour_of(now), current=1
            )
        )


def set_state(tx: Transaction, slug: str, state: Literal["open", "paused", "closed"]) -> None:
    """Open, pause or close a petition.

    Raises:
        UnknownPetition: when there is none with this slug.
    """
    statement = update(petitions).where(petitions.c.slug == slug).values(state=state)
    if not tx.connection.execute(statement).rowcount:
        raise UnknownPetition(f"There is no petition {slug}.")
    bump_revision(tx.connection)
    tx.look_again()
