"""What is read aloud on a call: in which languages, in which words, and which keys are waited for behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from conversations.language_files import BASE
from conversations.petition import Petition
from conversations.phrases import say
from conversations.talk import Talk
from conversations.turn import Choice, Reply

#: Languages that a voice reads aloud, with the BCP 47 tag of how it does; no provider of ours has Haitian Creole.
READ_ALOUD: Mapping[str, str] = {"en": "en-US", "es": "es-MX", "fr": "fr-CA", "pt": "pt-BR"}
SIGN, LANGUAGE, OTHER_ZIP, AGAIN = "1", "2", "3", "9"
#: Read until the person has decided, one after the other: more would hold nobody on the line.
_LANGUAGES_AT_ONCE = 2

#: What a phrase tells, in a language.
Facts = Callable[[str], Mapping[str, str | int]]
#: The keys that a passage waits for; as many are taken as the longest of them has (see `bots.call_twiml`).
Keys = tuple[tuple[Choice, ...], ...]


def keys(*values: str) -> Keys:
    """Keys as choices: "1", or "#####" for five digits."""
    return (tuple(Choice(value, "") for value in values),)


#: Behind a petition, a menu and a receipt.
KEYS = keys(SIGN, LANGUAGE, AGAIN)


def read(talk: Talk, name: str, facts: Facts = lambda _: {}, waits: Keys = ()) -> tuple[Reply, ...]:
    """The phrase "call.<name>" in each language that is spoken now; with `waits`, a key may cut it short."""
    return tuple(passage(name, language, waits, **facts(language)) for language in spoken(talk))


def passage(name: str, language: str, waits: Keys = (), **facts: str | int) -> Reply:
    """The phrase "call.<name>" in one language."""
    return Reply(say(f"call.{name}", language, **facts), waits, language=language)


def offered_language(talk: Talk, waits: Keys) -> tuple[Reply, ...]:
    """What 2 leads to, said in that language; nothing where there is no other."""
    other = next_language(talk)
    return () if other is None else (passage("language", other, waits),)


def title(petition: Petition, language: str) -> str:
    """The title without the sign that ends it, since a sentence is made around it."""
    return petition.text(language).title.rstrip(".!?")


def spelled(letters: str) -> str:
    """ "60608" as it is read one by one: "6, 0, 6, 0, 8"."""
    return ", ".join(letters)


def spoken(talk: Talk) -> tuple[str, ...]:
    """The one language that was chosen, where it is to be had; else the first two, the line's own in front."""
    found = _languages(talk)
    if talk.state.language_chosen and talk.state.language in found:
        return (talk.state.language,)
    return found[:_LANGUAGES_AT_ONCE]


def next_language(talk: Talk) -> str | None:
    """What 2 leads to: the one behind the language that is spoken, or behind the first of two; None without another."""
    found = _languages(talk)
    return found[(found.index(spoken(talk)[0]) + 1) % len(found)] if len(found) > 1 else None


def readable(petition: Petition) -> Sequence[str]:
    """The petition's languages that a voice can read."""
    return [language for language in READ_ALOUD if language in petition.texts]


def _languages(talk: Talk) -> tuple[str, ...]:
    """Those in which a voice can read the petition in talk, or the line; the line's own first."""
    own = talk.petitions.default_language
    found = [language for language in talk.languages if language in READ_ALOUD]
    return tuple(sorted(found, key=lambda language: language != own)) or (BASE,)
