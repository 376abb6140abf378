"""The demo's clock: the real one, moved forward by whoever plays with the simulator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from api.demo.home import Home

#: Everything that the product remembers is forgotten long before; further on, dates come to their end.
FURTHEST = timedelta(days=3653)


class TooFarAhead(Exception):
    """The clock would be more than ten years ahead; it was left where it is."""


class DemoClock:
    """Called like any clock of the product. It never goes back, also across restarts of a kept demo."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __call__(self) -> datetime:
        """The demo's time, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._home.remembered.seconds_ahead)

    def move(self, hours: float) -> datetime:
        """Go `hours` forward and stay that far ahead.

        Raises:
            ValueError: when asked to go back.
            TooFarAhead: when it would be further ahead than `FURTHEST`.
        """
        if hours < 0:
            raise ValueError("The demo's clock only goes forward.")
        ahead = self._home.remembered.seconds_ahead + hours * 3600
        if not ahead <= FURTHEST.total_seconds():
            raise TooFarAhead("The demo's clock goes ten years ahead at most: begin a new demo.")
        self._home.remembered.seconds_ahead = ahead
        self._home.keep()
        return self()
