"""What is done in the background, so that nobody waits for it: begun at once, and finished before the program ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Background:
    """Tasks that nobody waits for until the end.

    Args:
        room: Tasks at most.
        failed: Is told what a task ended with.
    """

    def __init__(self, room: int, failed: Callable[[Exception], None]) -> None:
        self._room, self._failed = room, failed
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> bool:
        """Begin `work`; False when there is no room, and then it is not begun."""
        if len(self._tasks) >= self._room:
            work.close()
            return False
        # The loop holds tasks only weakly.
        task = asyncio.create_task(self._told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def finish(self, seconds: float) -> None:
        """Wait at most `seconds` for what is still being done, then cancel it and wait until it has ended."""
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as problem:
            self._failed(problem)
