"""Petitions, contacts, answers, signatures, consents and the keys that seal them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the first version."""
    _answers()
    _contacts()
    _marks()
    _petitions()
    _wrapped_keys()
    _consents()
    _counts()
    _petition_versions()
    _signatures()


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("message", sa.LargeBinary(length=16), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("message"),
        sqlite_with_rowid=False,
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("expires", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )


def _marks() -> None:
    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _petitions() -> None:
    op.create_table(
        "petitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )


def _wrapped_keys() -> None:
    op.create_table(
        "wrapped_keys",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wrapped_by", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("name"),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact", sa.LargeBinary(length=16), nullable=False),
        sa.Column("petition", sa.Integer(), nullable=True),
        sa.Column("given", sa.SmallInteger(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["petition"],
            ["petitions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("consents_contact", "consents", ["contact"], unique=False)


def _counts() -> None:
    op.create_table(
        "counts",
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition"],
            ["petitions.id"],
        ),
        sa.PrimaryKeyConstraint("petition", "lane"),
        sqlite_with_rowid=False,
    )


def _petition_versions() -> None:
    op.create_table(
        "petition_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("current", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition"],
            ["petitions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("petition_versions_hash", "petition_versions", ["petition", "hash"], unique=True)


def _signatures() -> None:
    op.create_table(
        "signatures",
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition"],
            ["petitions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version"],
            ["petition_versions.id"],
        ),
        sa.PrimaryKeyConstraint("person", "petition", "place"),
        sqlite_with_rowid=False,
    )
