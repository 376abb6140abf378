"""What the simulator's page may ask of the demo server; anything else is refused before it is looked at."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: Numbers that belong to nobody: 555-0100 to 555-0199 are set aside for stories.
InventedNumber = Annotated[str, StringConstraints(pattern=r"^\+1\d{3}55501\d{2}$")]
#: What a deep link may carry (https://core.telegram.org/bots/features#deep-linking).
Payload = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextRequest(_Request):
    """A text from one of the phones; with `sid` the same text once more."""

    sender: InventedNumber = Field(alias="from")
    text: str = Field("", max_length=1600)
    photo: bool = False
    sid: Annotated[str, StringConstraints(pattern=r"^SM[0-9a-f]{32}$")] | None = None


class PersonRequest(_Request):
    """Who acts on Telegram."""

    id: int = Field(ge=1, lt=2**52)
    name: str = Field(min_length=1, max_length=128)
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z]{2,8})?$")] = "en"


class UpdateRequest(_Request):
    """One thing done on Telegram: exactly one of text, start, tap (with the message tapped), photo, blocked."""

    person: PersonRequest
    text: str | None = Field(None, min_length=1, max_length=4096)
    start: Payload | None = None
    tap: str | None = Field(None, min_length=1, max_length=64)
    message: int = 0
    photo: bool = False
    blocked: bool | None = None
    #: The number of the last change that the page has seen, and the run that it belongs to.
    after: int = 0
    run: str = Field("", max_length=64)


class ClockRequest(_Request):
    """How far to move the clock; at most a year at a time."""

    hours: float = Field(gt=0, le=24 * 366)
