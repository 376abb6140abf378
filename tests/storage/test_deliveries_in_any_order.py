"""Whatever happens in whatever order, the accounting closes and nobody is sent the same twice."""

from __future__ import annotations

import secrets
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select, update

from storage import MasterKey, Store, Transaction, chunks, deliveries, import_petition, upgrade
from storage.chunks import Chunk
from storage.deliveries import Letter, Settled
from storage.delivery_states import DeliveryState
from storage.marks import pause_all
from storage.outgoing_tables import broadcasts
from storage.outgoing_tables import deliveries as rows
from storage.status_reports import Report, record
from storage.suppression import suppress
from tests.storage.broadcasting import by_state, frozen, set_broadcast
from tests.storage.conftest import NOW, petition

PEOPLE = [f"+1312555{number:04d}" for number in range(104, 110)]
WORKERS = st.integers(0, 1)
STALLED, SIZE = 30, 3
#: What an outcome is written as; "late" = it missed its slot, "429" = it was put off.
ENDS = st.sampled_from(["sent", "sent", "sent", "refused", "gone", "lost", "late", "429"])


@dataclass
class Worker:
    """A process: the chunk it holds, what it claimed and did not send, and ends that it has not written."""

    chunk: Chunk | None = None
    claimed: list[Letter] = field(default_factory=list)
    ended: list[Settled] = field(default_factory=list)


class Deliveries(RuleBasedStateMachine):
    """Two workers, one broadcast, one provider that remembers to whom it brought it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        url, master = f"sqlite:///{Path(self.folder.name) / 'undersigned.db'}", MasterKey.new()
        upgrade(url, master)
        self.store = Store.open(url, master)
        self.now, self.state, self.all_paused = NOW, "sending", False
        self.workers = [Worker() for _ in range(2)]
        self.got: Counter[str] = Counter()
        #: Whoever had stopped when their delivery was not claimed yet.
        self.never: set[str] = set()

    @initialize()
    def freeze(self) -> None:
        """As an approval leaves it."""

        def write(tx: Transaction) -> None:
            import_petition(tx, petition("lamps", "LAMPS", "FAROS"), NOW)
            self.broadcast = frozen(tx, "sms", PEOPLE, size=SIZE)

        self.store.write_now(write)

    @rule(number=WORKERS, most=st.integers(1, 3))
    def work(self, number: int, most: int) -> None:
        """A worker takes a chunk that is due where it has none, as the runner would have it do; then it claims."""
        if self.workers[number].chunk is None:
            self._take(self.workers[number])
        self._claim(self.workers[number], most)

    def _take(self, worker: Worker) -> None:
        at = int(self.now.timestamp())

        def write(tx: Transaction) -> Chunk | None:
            due = chunks.due(tx, ["sms"], at, STALLED, 5)
            token = secrets.token_bytes(16)
            return next(filter(None, (chunks.take(tx, *one, token, at, STALLED) for one in due)), None)

        worker.chunk = self.store.write_now(write)

    def _claim(self, worker: Worker, most: int) -> None:
        """Settle and claim, in one transaction."""
        if worker.chunk is None:
            return
        chunk, ended = worker.chunk, worker.ended

        def write(tx: Transaction) -> tuple[bool, deliveries.Claimed | None]:
            mine = chunks.beat(tx, chunk, int(self.now.timestamp()))
            deliveries.settle(tx, chunk, ended, self.now)
            if not mine:
                return False, None
            hours = lambda _channel, address, _area: (0 if address[-1] != "9" else 2**40, 2**40)  # noqa: E731
            return True, deliveries.claim(tx, chunk, most, self.now, hours, 4, lambda _text: True)

        mine, claimed = self.store.write_now(write)
        worker.ended = []
        if claimed is not None:
            if claimed.letters:
                assert self.state == "sending"
                assert not self.all_paused
            assert self.never.isdisjoint(letter.address for letter in claimed.letters)
            worker.claimed += claimed.letters
        elif not mine and not worker.claimed:
            worker.chunk = None

    @rule(number=WORKERS, ends=st.lists(ENDS, min_size=1, max_size=3))
    def send(self, number: int, ends: list[str]) -> None:
        """What was claimed first leaves, or can't."""
        worker = self.workers[number]
        for end in ends[: len(worker.claimed)]:
            self._send(worker, worker.claimed.pop(0), end)

    def _send(self, worker: Worker, letter: Letter, end: str) -> None:
        if end in ("sent", "lost"):
            self.got[letter.address] += 1
        settled = {
            "sent": Settled(letter.place, DeliveryState.SENT),
            "lost": Settled(letter.place, DeliveryState.UNCERTAIN, "no answer"),
            "refused": Settled(letter.place, DeliveryState.REFUSED, "refused"),
            "gone": Settled(letter.place, DeliveryState.GONE, "gone", 0, letter.contact, "unreachable"),
            "late": Settled(letter.place, DeliveryState.WAITING),
            "429": Settled(letter.place, DeliveryState.WAITING, "busy", int(self.now.timestamp()) + 5),
        }
        worker.ended.append(settled[end])

    @rule(number=WORKERS)
    def release(self, number: int) -> None:
        """A worker lets go of its chunk, as it does when all that it claimed has ended."""
        worker = self.workers[number]
        if worker.chunk is None or worker.claimed:
            return
        chunk, ended = worker.chunk, worker.ended

        def write(tx: Transaction) -> None:
            at = int(self.now.timestamp())
            chunks.beat(tx, chunk, at)
            deliveries.settle(tx, chunk, ended, self.now)
            if self.state == "canceled":
                chunks.close_waiting(tx, chunk.broadcast, chunk.number, "canceled")
            chunks.release(tx, chunk, at)

        self.store.write_now(write)
        self.workers[number] = Worker()

    @rule(number=WORKERS)
    def crash(self, number: int) -> None:
        """kill -9: what it knew is lost."""
        self.workers[number] = Worker()

    @rule(seconds=st.sampled_from([20, 40]))
    def time_passes(self, seconds: int) -> None:
        """Leases may run out, also of workers that only were slow."""
        self.now += timedelta(seconds=seconds)

    @rule(state=st.sampled_from(["sending", "sending", "paused"]))
    @precondition(lambda self: self.state != "canceled")
    def pause_or_resume(self, state: str) -> None:
        """An organizer's word."""
        self.state = state
        self.store.write_now(lambda tx: set_broadcast(tx, self.broadcast, state))

    @rule(chance=st.integers(0, 9))
    def cancel(self, chance: int) -> None:
        """For good; whoever works on a chunk closes it."""
        if chance != 9:
            return
        self.state = "canceled"
        self.store.write_now(lambda tx: set_broadcast(tx, self.broadcast, "canceled"))

    @rule(paused=st.sampled_from([False, False, True]))
    def pause_everything(self, paused: bool) -> None:
        """`pause --all`, and its end."""
        self.all_paused = paused
        self.store.write_now(lambda tx: pause_all(tx, paused))

    @rule(address=st.sampled_from(PEOPLE))
    def stop(self, address: str) -> None:
        """A person sends STOP."""
        self.never.add(address)
        self.store.write_now(lambda tx: suppress(tx, {tx.keys.contact("sms", address): "stopped"}, self.now))

    @rule(place=st.integers(0, len(PEOPLE) - 1), status=st.sampled_from(["sent", "delivered", "undelivered"]))
    def report(self, place: int, status: str) -> None:
        """A status report of something that the provider has, at any time, twice or never."""
        if self.got[PEOPLE[place]]:
            delivery = f"{self.broadcast}.{place // SIZE}.{place % SIZE}"
            said = Report(delivery, status, "sms", PEOPLE[place], "30008 unknown" if status == "undelivered" else "")
            self.store.write_now(lambda tx: record(tx, [said, said], self.now))

    @rule(text=st.sampled_from(["NBR: one. STOP ends", "NBR: two. STOP ends"]))
    @precondition(lambda self: self.state == "paused")
    def edit(self, text: str) -> None:
        """The words change while nothing is sent; who got the earlier ones gets no second."""
        texts = f'{{"en": "{text}"}}'
        self.store.write_now(
            lambda tx: tx.connection.execute(
                update(broadcasts).where(broadcasts.c.id == self.broadcast).values(texts=texts)
            )
        )

    @invariant()
    def the_accounting_closes(self) -> None:
        """The sums are those of the rows, nobody got it twice, and what is known to be sent was."""
        if not hasattr(self, "broadcast"):
            return
        found = self.store.read_now(lambda tx: by_state(tx, self.broadcast))
        assert sum(found.values()) == len(PEOPLE)
        assert max(self.got.values(), default=0) <= 1
        assert found.get("sent", 0) <= sum(self.got.values())
        sent = self.store.read_now(self._sent)
        assert all(self.got[PEOPLE[place]] for place in sent)

    def _sent(self, tx: Transaction) -> list[int]:
        found = tx.connection.execute(select(rows.c.chunk, rows.c.place).where(rows.c.state == DeliveryState.SENT))
        return [row.chunk * SIZE + row.place for row in found]

    def teardown(self) -> None:
        """Let the file go."""
        self.store.close()
        self.folder.cleanup()


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
