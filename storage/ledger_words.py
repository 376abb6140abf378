"""Which words in the ledger of consents hold: the last one on a petition, or on all petitions, of each contact."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, exists, literal, or_, select, true

from storage.tables import consents


class LedgerWords:
    """Conditions on `yes`, a consent that was given, for statements that read the ledger.

    Args:
        petition: Its number; None = any.
        last: No consent after this one. What was taken back is taken back, whenever that was.
    """

    def __init__(self, petition: int | None, last: int) -> None:
        self._petition, self._last = petition, last
        self.yes = consents.alias("yes")

    def asked(self) -> ColumnElement[bool]:
        """Consents to updates of what the broadcast is about."""
        return and_(*self._given(self.yes))

    def _given(self, yes: FromClause) -> list[ColumnElement[bool]]:
        about = true() if self._petition is None else _of(yes, literal(self._petition))
        return [yes.c.given == 1, yes.c.id <= self._last, about]

    def stands(self) -> ColumnElement[bool]:
        """The last word of a contact that still holds: one consent of each who wants what the broadcast is about."""
        return and_(~exists(self._overridden(self.yes)), ~exists(self._again()))

    def one_of_each(self) -> ColumnElement[bool]:
        """One consent of each contact that ever asked: the one that `stands`, else the last one."""
        if self._petition is not None:
            # A later consent to the same petition makes an earlier one say nothing, whether it holds or not.
            return ~exists(self._again())
        return or_(self.stands(), self._ended())

    def _again(self) -> Select[Any]:
        """Later consents of the same contact; to any petition, only those that hold."""
        yes, later = self.yes, consents.alias("later")
        again = select(later.c.id).where(later.c.contact == yes.c.contact, later.c.id > yes.c.id, *self._given(later))
        return again if self._petition is not None else again.where(~exists(self._overridden(later)))

    def _ended(self) -> ColumnElement[bool]:
        """The last consent of a contact of which none holds."""
        yes, other = self.yes, consents.alias("other")
        same = [other.c.contact == yes.c.contact, other.c.id != yes.c.id, *self._given(other)]
        kept = or_(other.c.id > yes.c.id, ~exists(self._overridden(other)))
        return and_(exists(self._overridden(yes)), ~exists(select(other.c.id).where(*same, kept)))

    def _overridden(self, yes: FromClause) -> Select[Any]:
        """Later words, up to now, that take this consent back."""
        no = consents.alias()
        petition = yes.c.petition if self._petition is None else literal(self._petition)
        return (
            select(no.c.id)
            .where(no.c.contact == yes.c.contact, no.c.id > yes.c.id, no.c.given == 0, _of(no, petition))
            .correlate(yes)
        )

    def end_of_it(self) -> ColumnElement[str]:
        """How a consent was taken back: "left", "stopped", "unreachable" or "linked"; null where it was not."""
        last_word = self._overridden(self.yes)
        no = last_word.get_final_froms()[0].c
        as_told = no.how.in_(("unreachable", "linked"))
        told = case((as_told, no.how), (no.petition.is_(None), "stopped"), else_="left")
        return last_word.with_only_columns(told).order_by(no.id.desc()).limit(1).scalar_subquery()


def _of(words: FromClause, petition: ColumnElement[Any]) -> ColumnElement[bool]:
    """Words on a petition, or on all of them."""
    return or_(words.c.petition == petition, words.c.petition.is_(None))
