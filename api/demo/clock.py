"""The demo's clock: the real one, moved forward by whoever plays with the simulator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from api.demo.home import Home


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
        """
        if hours < 0:
            raise ValueError("The demo's clock only goes forward.")
        self._home.remembered.seconds_ahead += hours * 3600
        self._home.keep()
        return self()
