"""Two organizers of the tests."""

from __future__ import annotations

from storage import Transaction
from storage.organizers import Organizer, add
from tests.storage.conftest import NOW


def staff(tx: Transaction) -> tuple[Organizer, Organizer]:
    """Rosa, who writes, and Luz, who approves."""
    return (
        add(tx, "Rosa", "organizer", "sms", "+13125550191", "the operator", NOW),
        add(tx, "Luz", "approver", "telegram", "4991", "the operator", NOW),
    )
