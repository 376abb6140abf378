"""Finds the signatures of the second and later people on one phone without reading all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the index; nobody has signed behind somebody else before."""
    which = sa.text("place > 1 AND set_aside IS NULL")
    op.create_index("signatures_same_phone", "signatures", ["petition"], sqlite_where=which, postgresql_where=which)
