"""Cards in Telegram groups, whose counts are kept up to date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; nothing was kept of the cards that earlier versions gave."""
    op.create_table(
        "group_cards",
        sa.Column("chat_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("petition", sa.Integer(), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["petition"], ["petitions.id"]),
        sa.PrimaryKeyConstraint("chat_key", "petition"),
        sqlite_with_rowid=False,
    )
