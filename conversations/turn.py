"""The nouns that every channel shares: what was heard, what is known, what is said. All frozen.

Those that every turn makes anew are named tuples, since that is what costs least.

Nothing here reads a clock, a random source, a network or a database; those come in as values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, NamedTuple


class Channel(StrEnum):
    """Where a contact writes from."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    #: A telephone call: what is said is read aloud, and what is heard are keys.
    CALL = "call"
    TERMINAL = "terminal"


class Kind(StrEnum):
    """What sort of thing was heard."""

    #: Something typed, or a key that was pressed on a call. `Heard.text` holds it.
    TEXT = "text"
    #: A button was tapped. `Heard.choice` holds its neutral value (see `Choice.value`).
    CHOICE = "choice"
    #: A deep link or a bare /start, whose payload `Heard.text` holds, "" when there is none; or a call that comes in.
    START = "start"
    #: Photo, voice note, sticker, contact card, location: gets a plain answer, never a signature.
    UNREADABLE = "unreadable"
    #: Edited message, tapback ("Liked ..."), service message: gets silence.
    SILENT = "silent"


class Heard(NamedTuple):
    """One message from one contact, in words that no provider owns."""

    #: The provider's id of the message; unique within the channel. A redelivery repeats it. Of a call: ":" and the
    #: number of the step behind the id that all its steps share.
    id: str
    channel: Channel
    #: E.164 number ("+13125550142"), Telegram user id as text, "terminal", or "hidden" for every call without a number.
    address: str
    kind: Kind = Kind.TEXT
    #: What was typed, unchanged; at most 4,096 characters reach us.
    text: str = ""
    #: Neutral value of the tapped button.
    choice: str | None = None
    #: Set when the provider has already acted on STOP/START/HELP *and answered*: we record, stay silent.
    opt_out_flag: Literal["stop", "start", "help"] | None = None
    #: BCP 47 tag of the app's language; a hint only.
    language_hint: str | None = None
    #: Name on the profile; offered, never assumed. Untrusted.
    profile_name: str | None = None
    #: The id of the bot's message that carried the tapped button, so that it can be edited in place.
    tapped_message: str | None = None
    #: The provider's id of the tap itself, when the provider wants every tap answered (Telegram's spinner).
    tap: str | None = None
    #: The sender can't be a person whom we should answer: short code, our own number, another bot.
    automated: bool = False
    #: Epoch seconds at which it was sent, when it was missed then and found at the provider later, so that no answer
    #: goes out with it (see `conversations.missed`); 0 = it came by itself.
    sent_at: int = 0


class Choice(NamedTuple):
    """A button on Telegram; digits and words in the text on SMS."""

    #: Neutral value, e.g. "sign:put-s-comm-on-ice"; at most 58 bytes (Telegram allows 64 with our "v1:").
    value: str
    label: str
    #: A link instead of a value (share buttons).
    url: str | None = None
    #: Instead of both, what is looked up by inline mode in a chat that the person chooses next.
    look_up: str | None = None


class Reply(NamedTuple):
    """One outgoing message, or on a call one passage that is read aloud; one with choices may be cut short by a key."""

    text: str
    #: Rows of buttons, top to bottom.
    choices: tuple[tuple[Choice, ...], ...] = ()
    #: Replace the tapped message instead of sending a new one (only when `Heard.kind` is CHOICE).
    edit: bool = False
    #: The language that a voice reads it in, on a call, as "es"; elsewhere nobody needs to know.
    language: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the turn decided, in the past tense; storage makes it true.

    Names and details (all values are str, bool or int):

    - ``signed``: petition (slug), name ("" by a call), postcode ("" if skipped), show_name (bool), code, source ("" if
      none), language; another (True) where somebody else signed from this phone
    - ``edited``: petition, name, postcode, show_name: the signature stands, its details change; place where several
      people signed
    - ``unsigned``: petition; place where several people signed
    - ``joined_updates``: petition, wording (key and hash of the offer that was shown, see `conversations.offers`),
      language, how, source, area
      (area = first three digits of the postcode or "")
    - ``left_updates``: petition, or "" for every petition; how. Of a linked contact the other one leaves them too
    - ``stopped``: how ("provider", "word", "sentence"). Ends messages for the whole installation
    - ``returned``: START after STOP; never renews updates
    - ``erased``: everything held about this contact goes, and about the one that it is linked with; its signatures
      are withdrawn
    - ``erased_answers``: the answers kept for redeliveries go, since they may name somebody on this phone who is erased
    - ``changed_language``: language
    - ``gave_link_code``: code (six digits, to be sent on the other channel)
    - ``missed_link_code``: six digits came that are no code, or one that holds no more
    - ``linked``: mark (`Link.mark` of the digits that were confirmed); two contacts are one person from here on
    - ``asked_for_person``: petition or "". Where a person answers also reason ("misunderstood", "asked", "worried") and
      words: a case begins, or goes on
    - ``told_person``: words ("" for a photo and the like): said while a person answers
    """

    name: str
    details: Mapping[str, Any] = field(default_factory=dict)


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class State(NamedTuple):
    """Where one conversation is. Small, JSON-able, always stored encrypted.

    There is no step number: the next question is the first one of the petition's script without an answer.
    """

    #: Language spoken with this contact; None until known.
    language: str | None = None
    #: The person chose it (ESP, button), so a keyword's language no longer overrides it.
    language_chosen: bool = False
    #: Slug of the petition in talk.
    petition: str | None = None
    #: Answers to the open script: name, postcode, ... Emptied when signed.
    answers: Mapping[str, Any] = _NOTHING
    #: Name and postcode of the last signature, while the talk is still kept ("like last time?"); also the source that
    #: led to it and its petition, for a consent to updates that follows.
    remembered: Mapping[str, str] = _NOTHING
    #: A side question that is open: {"kind": "unsign"|"delete"|"list"|"page"|..., ...}. Those two have a limit, ten
    #: minutes; the others stay until they are answered or something else is asked.
    aside: Mapping[str, Any] = _NOTHING
    #: The last offer of updates that was shown: its petition, its wording, and when (see `conversations.offers`).
    offer: Mapping[str, Any] = _NOTHING
    #: Petitions whose updates this contact asked for.
    updates: tuple[str, ...] = ()
    #: STOP is in force.
    stopped: bool = False
    #: Who handled that STOP: "provider" (which now blocks what we send by SMS) or "us"; "" when nothing is stopped.
    stopped_by: str = ""
    #: Attribution code of the link or flyer, kept until signed.
    source: str = ""
    #: Epoch seconds of the last thing heard; 0 = never.
    heard_at: int = 0
    #: Counters against loops: misunderstood in a row, texts today without progress, day, crc of the last text, ...
    limits: Mapping[str, int] = _NOTHING
    #: Epoch seconds of the last word of an open case, which a person answers (`conversations.with_a_person`); 0 = none.
    person: int = 0

    def but(self, changes: Mapping[str, Any]) -> State:
        """The same state with `changes`: what `_replace` does, in half its time; a turn has several.

        Raises:
            KeyError: for a name that no field has.
        """
        values = list(self)
        for name, value in changes.items():
            values[_PLACES[name]] = value
        return tuple.__new__(State, values)

    def without_talk(self) -> State:
        """What outlives a talk: STOP, wanted updates, and the language to speak in when they come."""
        if not (self.stopped or self.updates):
            return State()
        return State(
            language=self.language,
            language_chosen=self.language_chosen,
            updates=self.updates,
            stopped=self.stopped,
            stopped_by=self.stopped_by,
        )

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, without what still has its default (states are stored by the million)."""
        return {
            name: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
            for name, value, default in zip(self._fields, self, _EMPTY, strict=True)
            if value != default
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> State:
        """The reverse of `to_json`; unknown names (of an older or newer version) are passed over."""
        known = {name: value for name, value in data.items() if name in cls._fields}
        if "updates" in known:
            known["updates"] = tuple(known["updates"])
        return cls(**known)


_EMPTY = State()
_PLACES = {name: place for place, name in enumerate(State._fields)}


@dataclass(frozen=True, slots=True)
class Signature:
    """What a contact's own signature says, found under the petition's key; never linked to the contact row."""

    petition: str
    code: str
    signed_on: date
    #: "" after a call, until it is told by text.
    name: str
    postcode: str
    show_name: bool
    #: Which of the people who signed from one phone, from 1.
    place: int = 1
    #: It was given on the other channel of somebody who is one person on two: name and ZIP are not told here.
    elsewhere: bool = False


class Link(NamedTuple):
    """What makes a contact one person with another one (see `conversations.linking`)."""

    #: It is one person with a contact of the other kind: a telephone with a Telegram account.
    linked: bool = False
    #: Petitions whose updates go to that other contact.
    updates: tuple[str, ...] = ()
    #: What the six digits are that were heard, or that wait for their 9: "right", "wrong" (or too old), "misplaced"
    #: (this contact's own, or of one of its kind), "linked" (one of the two is already), "busy" (too many wrong ones on
    #: the whole line in this hour); "" when there are none.
    code: str = ""
    #: Names the digits to storage, and tells nobody what they are; "" when there are none.
    mark: str = ""


_UNLINKED = Link()


class Contact(NamedTuple):
    """All that is known of the sender at the start of a turn."""

    state: State = _EMPTY
    #: By petition slug; where several people signed from one phone, that of the first one who still stands.
    signatures: Mapping[str, Signature] = MappingProxyType({})
    #: Those of the others, by petition slug and place, where there are any.
    others: Mapping[str, tuple[Signature, ...]] = MappingProxyType({})
    link: Link = _UNLINKED

    def people(self, slug: str) -> tuple[Signature, ...]:
        """All signatures on a petition from this phone, by place."""
        first = self.signatures.get(slug)
        return (first, *self.others.get(slug, ())) if first else ()


class Turn(NamedTuple):
    """What one message led to. `replies` is empty for silence; SMS gets at most one."""

    state: State
    replies: tuple[Reply, ...] = ()
    facts: tuple[Fact, ...] = ()
    #: Short words shown (and read aloud) at a tap; "" answers the tap silently.
    toast: str = ""


class Moment(NamedTuple):
    """What the world gives a turn: the time, and a fresh random receipt code to use if the turn signs."""

    now: datetime
    #: Six characters without look-alikes (see `storage.codes`).
    code: str
