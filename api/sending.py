"""What leaves on its own, put together from the settings: mouths, senders, the runner, the planner.

The serving process and `undersigned worker` run the same; on PostgreSQL any number of them at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from decimal import Decimal
from functools import partial

from api.diagnostics import note, warn
from api.settings import Settings
from bots.halting import Halting
from bots.outbox_sender import OutboxSender
from bots.outcomes import Mouth, Outcome
from bots.planning import Planner, Step
from bots.recipient_hours import RecipientHours, place_of
from bots.reconcile import Reconciler
from bots.rhythm import Pace, Weight
from bots.runner import Job, Perform, Runner
from bots.runner_embedded import EmbeddedRunner
from bots.sender import LAST_SENDS, Sender, Sending
from bots.sending_rates import Rate, rate_of
from bots.sms_prices import CARRIER_FEE, PRICE
from bots.sms_sending import TwilioMouth, TwilioSender
from bots.sms_sent import SentMessages
from bots.telegram_mouth import telegram_mouth
from conversations.quiet_hours import quiet_hours
from conversations.segments import segments
from storage import Store, Transaction, chunks, outbox
from storage.audience import MESSAGES_A_MONTH
from storage.freezing import freeze_slice

#: The path of the door for status reports (`api.webhooks`).
_STATUS = "/webhooks/twilio/status"
_MICRO = 1_000_000
#: Is told each message's channel and what came of it; None = it is not known.
Watch = Callable[[str, Outcome | None], None]


@asynccontextmanager
async def mouths_of(settings: Settings) -> AsyncIterator[list[Mouth]]:
    """A mouth for each channel that has its settings."""
    async with AsyncExitStack() as stack:
        mouths: list[Mouth] = [
            await stack.enter_async_context(TwilioMouth(channel, channel, by))
            for channel, by in _twilio_senders(settings).items()
        ]
        if settings.telegram_bot_token and not settings.telegram_lacks:
            token = settings.telegram_bot_token.get_secret_value()
            mouths.append(await stack.enter_async_context(telegram_mouth(token, settings.telegram_api_url)))
        yield mouths


def channels_of(settings: Settings) -> list[str]:
    """The channels on which something can leave."""
    lacks = {
        "sms": settings.sms_lacks,
        "whatsapp": settings.whatsapp_lacks,
        "telegram": settings.telegram_lacks,
    }
    return [channel for channel, lacking in lacks.items() if not lacking]


def _twilio_senders(settings: Settings) -> dict[str, TwilioSender]:
    """Who sends through Twilio, by channel."""
    numbers = {}
    if not settings.sms_lacks:
        numbers["sms"] = (str(settings.twilio_from), settings.twilio_messaging_service_sid or "")
    if not settings.whatsapp_lacks:
        numbers["whatsapp"] = (f"whatsapp:{settings.twilio_whatsapp_from}", "")
    status = f"{(settings.public_url or '').rstrip('/')}{_STATUS}"
    return {
        channel: TwilioSender(
            str(settings.twilio_account_sid), settings.auth_tokens[0], settings.twilio_api_url, number, service, status
        )
        for channel, (number, service) in numbers.items()
    }


@asynccontextmanager
async def _reconciling(
    settings: Settings, store: Store, clock: Callable[[], datetime]
) -> AsyncIterator[Reconciler | None]:
    """Whoever asks Twilio for what is uncertain; None where nothing is sent through it."""
    async with AsyncExitStack() as stack:
        lists = [
            await stack.enter_async_context(SentMessages(channel, by))
            for channel, by in _twilio_senders(settings).items()
        ]
        yield Reconciler(store, lists, settings.sender, clock) if lists else None


def sending_of(settings: Settings, mouth: Mouth, watch: Watch = lambda _channel, _outcome: None) -> Sending:
    """How one mouth sends, as the settings say."""
    rate, hours = rate_for(settings, mouth.channel), RecipientHours(quiet_hours(settings.quiet_hours))

    def opening(channel: str, address: str, area: str, now: datetime) -> tuple[int, int]:
        found = hours.opening(channel, address, area, now)
        return (0 if found.at <= now else -int(-found.at.timestamp() // 1)), int(found.closes.timestamp())

    return Sending(
        mouth,
        Pace(rate.a_second, rate.a_day),
        partial(weight_of, settings, mouth.channel),
        opening,
        monthly=MESSAGES_A_MONTH,
        cap=None if settings.spend_cap is None else int(Decimal(settings.spend_cap) * _MICRO),
        stalled=settings.stalled_after,
        watch=partial(watch, mouth.channel),
    )


def rate_for(settings: Settings, channel: str) -> Rate:
    """How much a channel's sender may send."""
    kind = settings.sender if channel == "sms" else channel
    return rate_of(kind, settings.telegram_rate if channel == "telegram" else settings.twilio_rate)


def weight_of(settings: Settings, channel: str, text: str) -> Weight:
    """What a text takes of a channel's pace, and costs."""
    if channel != "sms":
        return Weight(1, 0)
    price = PRICE + CARRIER_FEE if settings.segment_price is None else Decimal(settings.segment_price)
    parts = segments(text).parts
    return Weight(parts, int(price * parts * _MICRO))


@asynccontextmanager
async def sending(
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    watch: Watch = lambda _channel, _outcome: None,
    steps: Sequence[Step] = (),
) -> AsyncIterator[Runner | None]:
    """Send whatever is to leave while the body runs; at the end what has left is waited for and settled.

    Args:
        settings: As read and checked.
        store: The open store.
        clock: Gives the time, aware.
        watch: Is told what came of each message.
        steps: What is written while sending (`bots.planning.Planner`).

    Yields:
        The runner; None where no channel has its settings.
    """
    async with AsyncExitStack() as stack:
        mouths = await stack.enter_async_context(mouths_of(settings))
        if not mouths:
            yield None
            return
        # What is known of places by number takes a second to load, in which nobody should wait for this process.
        await asyncio.to_thread(place_of, "sms", "+13125550100", "")
        all_of = [sending_of(settings, mouth, watch) for mouth in mouths]
        yield await stack.enter_async_context(_working(settings, store, clock, all_of, steps))


@asynccontextmanager
async def _working(
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    all_of: Sequence[Sending],
    steps: Sequence[Step],
) -> AsyncIterator[Runner]:
    """Have everything at work for as long as the body runs."""
    async with AsyncExitStack() as stack:
        senders = {one.mouth.channel: Sender(store, one, clock) for one in all_of}
        outboxes = [OutboxSender(store, one, clock) for one in all_of]

        async def perform(job: Job) -> None:
            await senders[job.channel].run_chunk(job.broadcast, job.number)

        runner = await stack.enter_async_context(_runner(settings, store, perform, list(senders), clock))
        before = (freeze_slice, chunks.end_broadcasts, Halting())
        planner = Planner(store, runner, list(senders), clock, settings.stalled_after, (*before, *steps))
        works = [asyncio.create_task(one.run(), name="outbox") for one in outboxes]
        works.append(asyncio.create_task(runner.run(), name="chunks"))
        planning = [asyncio.create_task(planner.run(), name="planner")]
        if reconciler := await stack.enter_async_context(_reconciling(settings, store, clock)):
            planning.append(asyncio.create_task(reconciler.run(), name="uncertain messages"))
        note("sending", channels=" ".join(senders))
        try:
            yield runner
        finally:
            for task in planning:
                task.cancel()
            runner.stop()
            for sender in senders.values():
                sender.stop()
            for one in outboxes:
                one.stop()
            await _end([*planning, *works])


@asynccontextmanager
async def _runner(
    settings: Settings, store: Store, perform: Perform, channels: Sequence[str], clock: Callable[[], datetime]
) -> AsyncIterator[Runner]:
    """The runner for the store's kind of database."""
    if settings.database_file is None:
        # It is needed by nobody who has SQLite, and takes its time to load.
        from bots.runner_postgresql import postgresql_runner

        url, stalled = settings.database_url, settings.stalled_after
        async with postgresql_runner(url, perform, channels, stalled=stalled) as runner:
            yield runner
        return
    await store.write(lambda tx: _nobody_else(tx, int(clock().timestamp())))
    yield EmbeddedRunner(perform, channels)


def _nobody_else(tx: Transaction, now: int) -> None:
    """This process alone sends from this store, so what is claimed was claimed by one that has ended."""
    chunks.abandon_all(tx)
    outbox.give_up(tx, now, stalled=-1)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until all have ended, a little longer than messages on their way get; then end them."""
    _done, late = await asyncio.wait(tasks, timeout=LAST_SENDS + 5)
    for task in late:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            try:
                await task
            except Exception as problem:
                warn("sending ended with an error", problem)
