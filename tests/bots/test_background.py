"""What is done in the background: bounded, told where it fails, and ended when it is over."""

from __future__ import annotations

import asyncio

from bots.background import Background


async def test_what_is_begun_is_waited_for_and_what_fails_is_told() -> None:
    done, failures = [], []
    background = Background(3, failures.append)

    async def work(what: object) -> None:
        await asyncio.sleep(0)
        if isinstance(what, Exception):
            raise what
        done.append(what)

    problem = ValueError("of ours")
    assert [background.begin(work(what)) for what in (1, problem, 2, "no room")] == [True, True, True, False]
    await background.finish(5)
    assert (done, failures) == ([1, 2], [problem])
    assert background.begin(work(3)), "there is room again"
    await background.finish(5)
    assert done == [1, 2, 3]


async def test_what_takes_too_long_is_cancelled_and_its_end_waited_for() -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    background = Background(1, lambda _problem: None)
    background.begin(work())
    await background.finish(0)
    assert ended == [True]
