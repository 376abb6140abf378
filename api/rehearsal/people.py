"""Who takes part in a rehearsal: people made of chance, each with a language, a channel and a way of doing things."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from conversations.language_files import LANGUAGE_FILES

GIVEN = ("Ana", "Luis", "Rosa", "Pedro", "Maria", "Jose", "Carmen", "John", "Mary", "Dolores", "Teresa", "Daniel")
FAMILY = ("Lopez", "Vega", "Garcia", "Perez", "Smith", "Gil", "Johnson", "Cruz", "Nuñez", "Brown", "Ramirez", "Ortiz")
POSTCODES = ("60608", "60623", "60632", "60601", "94110", "90012", "10002", "78701", "85004", "33125")

#: The words that people use, by language: for MORE, SIGN, UNSIGN, STOP, STATUS.
_WORDS = {
    language: {word: spoken.commands[word][0].upper() for word in ("more", "sign", "unsign", "status")}
    | {"stop": "STOP"}
    for language, spoken in LANGUAGE_FILES.items()
}


class Expects(StrEnum):
    """What a person must be answered."""

    ANSWER = "an answer"
    REVIEW = "a review"
    RECEIPT = "a receipt"
    #: The person's own receipt once more.
    SAME_RECEIPT = "the same receipt"
    TAKEN_OFF = "that the name is off"
    #: Whatever it is: where Twilio answers a word itself, the line stays silent.
    ANYTHING = "anything"


class End(StrEnum):
    """How it is meant to end with a person."""

    SIGNED = "signed"
    UNSIGNED = "signed, and took the name off"
    STOPPED = "said STOP before signing"
    LEFT = "looked, and left"


@dataclass(frozen=True, slots=True)
class Step:
    """One text of a person.

    Args:
        text: What is sent.
        expects: What must come back.
        unless_reviewed: Left out when the review has come already: this petition asks for no ZIP.
        twice: The provider delivers it a second time under the same id.
    """

    text: str
    expects: Expects = Expects.ANSWER
    unless_reviewed: bool = False
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented.

    Args:
        place: Which one, from 0; it becomes the number or the account.
        language: Of the keyword that is used.
        on_telegram: Types to the bot instead of texting.
        name: Given to the petition.
        steps: What the person sends.
        end: How that ends.
        stops: Says STOP at some time.
        slowness: How many times as long as others it takes to type.
    """

    place: int
    language: str
    on_telegram: bool
    name: str
    steps: tuple[Step, ...]
    end: End
    stops: bool = False
    slowness: float = 1.0


@dataclass
class Mixture:
    """Makes people; the same `chance` makes the same ones.

    Args:
        keywords: The petition's keyword in each of its languages.
        telegram: The share of those who use Telegram, 0 to 1.
        chance: Where all of it is drawn from.
    """

    keywords: Mapping[str, str]
    telegram: float
    chance: random.Random
    _languages: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._languages = [language for language in self.keywords if language in _WORDS]

    def person(self, place: int) -> Person:
        """Somebody new."""
        chance, language = self.chance, self.chance.choice(self._languages)
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
        on_telegram = chance.random() < self.telegram
        end = chance.choices(list(End), (84, 5, 3, 8))[0]
        stops = end is End.STOPPED or (end is End.SIGNED and not on_telegram and chance.random() < 0.04)
        steps = [*self._opening(language, name, on_telegram), *self._ending(language, end, stops)]
        # Providers deliver a message again when they are not sure that it was taken.
        steps = [Step(s.text, s.expects, s.unless_reviewed, chance.random() < 0.03) for s in steps]
        slowness = 5.0 if chance.random() < 0.1 else 1.0
        return Person(place, language, on_telegram, name, tuple(steps), end, stops, slowness)

    def _opening(self, language: str, name: str, on_telegram: bool) -> Iterator[Step]:
        chance, keyword, words = self.chance, self.keywords[language], _WORDS[language]
        postcode, way = chance.choice(POSTCODES), chance.random()
        if on_telegram:
            yield Step(f"/start {keyword.lower()}")
            yield Step(f"{name} {postcode}", Expects.REVIEW)
            return
        if way < 0.25:  # from a flyer, which carries the summary
            yield Step(f"{keyword} {name} {postcode}", Expects.REVIEW)
        else:
            yield Step(keyword if way < 0.8 else keyword.lower())
            if way > 0.85:
                yield Step(words["more"])
                yield Step(words["sign"])
            if way < 0.45:
                yield Step(name)
                yield Step(postcode, Expects.REVIEW, unless_reviewed=True)
            else:
                yield Step(f"{name} {postcode}", Expects.REVIEW)
        if chance.random() < 0.08:  # made a slip
            yield Step("2")
            yield Step("1")
            yield Step(f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", Expects.REVIEW)

    def _ending(self, language: str, end: End, stops: bool) -> Iterator[Step]:
        chance, words = self.chance, _WORDS[language]
        if end is End.STOPPED:
            yield Step(words["stop"], Expects.ANYTHING)
        if end in (End.STOPPED, End.LEFT):
            return
        yield Step("1" if chance.random() < 0.8 else words["sign"], Expects.RECEIPT)
        if chance.random() < 0.04:  # a phone that sends it twice, as two messages
            yield Step("1", Expects.SAME_RECEIPT)
        if chance.random() < 0.06:
            yield Step(words["status"], Expects.SAME_RECEIPT)
        if end is End.UNSIGNED:
            yield Step(words["unsign"])
            yield Step("9", Expects.TAKEN_OFF)
        elif stops:
            yield Step(words["stop"], Expects.ANYTHING)
