"""What makes a telephone and a Telegram account one person, and the codes that lead to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables and the column; nobody is linked yet."""
    op.add_column("contacts", sa.Column("link", sa.LargeBinary(), nullable=True))
    op.create_table(
        "link_codes",
        sa.Column("contact", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code", sa.LargeBinary(length=16), nullable=False),
        sa.Column("whose", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contact"),
        sqlite_with_rowid=False,
    )
    op.create_index("link_codes_code", "link_codes", ["code"])
    op.create_table(
        "missed_link_codes",
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour"),
        sqlite_with_rowid=False,
    )
