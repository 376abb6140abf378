"""Somebody who calls the line, and texts to it from the same telephone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conversations import Channel, Kind, Petitions, Turn
from tests.conversations.talking import Person
from tests.petitions_for_stories import LINE, SCOMM

ONE = replace(LINE, all=(SCOMM,))
WITH_ZIP = replace(ONE, all=(replace(SCOMM, postcode="required"),))


class Caller(Person):
    """Somebody who calls; each call has an id of its own, and its steps are numbered."""

    def __init__(self, petitions: Petitions = ONE) -> None:
        super().__init__(Channel.CALL, petitions)
        self.calls = self.step = 0

    def call(self, **heard: Any) -> Turn:
        """Call the line."""
        self.calls, self.step = self.calls + 1, 0
        return self.hear(id=f"CA{self.calls}:0", kind=Kind.START, **heard)

    def press(self, key: str = "", call: int = 0) -> Turn:
        """Press a key, or none in time; of an earlier call, where two run at once."""
        self.step += 1
        return self.hear(id=f"CA{call or self.calls}:{self.step}", text=key)

    def texts(self) -> Person:
        """The same telephone, by SMS: what is signed is known there, nothing else."""
        person = Person(Channel.SMS, self.petitions, self.now)
        person.people = self.people
        return person


def signed_by_call() -> Caller:
    """Somebody who has signed."""
    caller = Caller()
    caller.call()
    caller.press("1")
    return caller
