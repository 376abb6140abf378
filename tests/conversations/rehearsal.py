"""Playing a story with nothing but the pure function: the state goes through JSON between turns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversations.petition import Petitions
from conversations.signing import reply_to
from conversations.transcript import Sent, Story, call_lines, cost_line, reply_lines
from conversations.turn import Channel, Choice, Fact, Heard, Kind, Moment, Reply, Signature, State, Turn
from tests.conversations.talking import contact_of, make_true

_PROVIDERS_WORDS = {
    **dict.fromkeys(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"], "stop"),
    **dict.fromkeys(["start", "yes", "unstop"], "start"),
    **dict.fromkeys(["help", "info"], "help"),
}


class Screen:
    """The messages that a Telegram chat shows, and every button that was ever on them."""

    def __init__(self) -> None:
        self._messages: list[tuple[str, dict[str, str]]] = []
        self._last = 0

    def show(self, reply: Reply) -> None:
        """A new message, or the last one changed; buttons that were there can still be pressed by a slow finger."""
        buttons = {choice.label: choice.value for row in reply.choices for choice in row if not choice.url}
        self._messages.append((reply.text, buttons))

    def value_of(self, label: str, on: str = "") -> str:
        """The value behind the newest button of that label, in the newest message with those words.

        Raises:
            LookupError: when no message ever had it.
        """
        for text, buttons in reversed(self._messages):
            if label in buttons and on in text:
                return buttons[label]
        raise LookupError(f"no button [{label}]" + (f' on "{on}"' if on else ""))


class Rehearsal:
    """A speaker for `transcript.play` (see `transcript.Speaker`), for one contact on one line.

    Args:
        petitions: The line, with the counts to begin with.
        story: What is played; says the channel and the profile.
        codes: Receipt codes, given out in order.
    """

    def __init__(self, petitions: Petitions, story: Story, codes: Sequence[str]) -> None:
        self.petitions, self.story, self.codes = petitions, story, codes
        self.state: dict[str, Any] = {}
        self.people: dict[str, list[Signature]] = {}
        self.screen = Screen()
        self._used = 0
        self._heard = 0
        self._provider_answers = False
        self._takes_calls, self._hidden = True, False
        self._again: list[str] = []
        #: What is known of each number that calls, and the present call and its step.
        self._callers: dict[str, dict[str, Any]] = {}
        self._call = self._step = 0

    def send(self, sent: Sent, now: datetime) -> list[str]:
        """Send it to the pure function and give back its lines."""
        if sent.by_call:
            return self._on_call(sent, now)
        self._heard += 1
        flag = _PROVIDERS_WORDS.get(sent.text.strip().casefold()) if self._provider_answers else None
        return self._hear(self._as_heard(sent, flag), now)

    def happen(self, what: str, now: datetime) -> list[str]:
        """Make it happen; see `transcript.Story`."""
        match what:
            case "the same message again":
                return self._again
            case "twilio answers STOP itself":
                self._provider_answers = True
            case "calls are only counted":
                self._takes_calls = False
            case "the person hangs up":
                pass  # nobody tells the line
            case "the person blocks the bot" | "the person unblocks the bot":
                self._heard += 1
                flag = "stop" if what == "the person blocks the bot" else "start"
                return self._hear(self._as_heard(Sent(Kind.TEXT), flag), now)
            case _ if what.startswith("whatsapp writes the number as "):
                pass  # which number that is was read before anything comes here
            case "the petition closes" | "the petition pauses" | "the petition opens":
                self._change_petition({"closes": "closed", "pauses": "paused", "opens": "open"}[what.split()[-1]])
            case _:
                raise LookupError(f"nobody knows what it means that {what}")
        return []

    def _on_call(self, sent: Sent, now: datetime) -> list[str]:
        if not self._takes_calls:
            return call_lines((), waits=False, taken=False)
        begins = sent.kind is Kind.START
        self._call, self._step = self._call + begins, 0 if begins else self._step + 1
        self._hidden = sent.automated if begins else self._hidden
        who = "hidden" if self._hidden else "+13125550142"
        heard = Heard(f"CA{self._call}:{self._step}", Channel.CALL, who, sent.kind, sent.text, automated=self._hidden)
        by_text, self.state = self.state, self._callers.get(who, {})
        lines = self._hear(heard, now)
        self.state, self._callers[who] = by_text, self.state
        return lines

    def _as_heard(self, sent: Sent, flag: Any) -> Heard:
        telegram = self.story.channel is Channel.TELEGRAM
        return Heard(
            id=f"message-{self._heard}",
            channel=self.story.channel,
            address="7700123" if telegram else self.story.number or "+13125550142",
            kind=sent.kind,
            text=sent.text,
            choice=self.screen.value_of(sent.label, sent.on) if sent.kind is Kind.CHOICE else None,
            opt_out_flag=flag,
            language_hint=self.story.language_hint,
            profile_name=self.story.profile_name,
            tapped_message="1" if sent.kind is Kind.CHOICE else None,
            automated=sent.automated,
        )

    def _hear(self, heard: Heard, now: datetime) -> list[str]:
        contact = contact_of(State.from_json(self.state), self.people)
        turn = reply_to(self.petitions, contact, heard, Moment(now, self.codes[self._used % len(self.codes)]))
        self.state = json.loads(json.dumps(turn.state.to_json()))
        for fact in turn.facts:
            self._make_true(fact, now)
        self._again = _read_aloud(turn, heard) if heard.channel is Channel.CALL else self._written(turn)
        return self._again

    def _written(self, turn: Turn) -> list[str]:
        telegram = self.story.channel is Channel.TELEGRAM
        lines: list[str] = []
        for reply in turn.replies:
            lines += reply_lines(reply.text, _labels(reply.choices), html=telegram)
            if not telegram:
                lines.append(cost_line(reply.text, self.story.channel))
            elif reply.edit:
                lines.append("= the message changes in place")
            self.screen.show(reply)
        if turn.toast:
            lines.append(f"= a toast: {turn.toast}")
        if not turn.replies:
            lines.append("= silence")
        return lines + [_fact_line(fact) for fact in turn.facts]

    def _make_true(self, fact: Fact, now: datetime) -> None:
        self._used += fact.name == "signed"
        before = {slug: len(found) for slug, found in self.people.items()}
        make_true(self.people, fact, now.date())
        counts = dict(self.petitions.counts)
        for slug in before.keys() | self.people.keys():
            counts[slug] = counts.get(slug, 0) + len(self.people.get(slug, ())) - before.get(slug, 0)
        self.petitions = replace(self.petitions, counts=counts)

    def _change_petition(self, state: Any) -> None:
        slug = State.from_json(self.state).petition
        changed = tuple(replace(one, state=state) if one.slug == slug else one for one in self.petitions.all)
        self.petitions = replace(self.petitions, all=changed)


def _read_aloud(turn: Turn, heard: Heard) -> list[str]:
    waits, taken = any(reply.choices for reply in turn.replies), bool(turn.replies) or heard.kind is Kind.TEXT
    passages = [(reply.language, reply.text) for reply in turn.replies]
    return call_lines(passages, waits=waits, taken=taken) + [_fact_line(fact) for fact in turn.facts]


def _labels(choices: tuple[tuple[Choice, ...], ...]) -> list[list[str]]:
    return [[choice.label for choice in row] for row in choices]


def _fact_line(fact: Fact) -> str:
    details = ", ".join(f"{name}={_shown(value)}" for name, value in fact.details.items())
    return f"* {fact.name}" + (f" ({details})" if details else "")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).partition("@")[0] or "none"
