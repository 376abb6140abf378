"""Offers of updates: which words were shown to whom, so that a consent can name them and be proved later.

An offer says what the updates are about, how often they come at most, and how to ask for them; a word in passing
("Updates: off (JOIN)") is none. By SMS and WhatsApp there are two: the receipt's, and the explanation's; on Telegram it
is a button.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from conversations.petition import Petition
from conversations.phrases import LANGUAGES, PHRASES
from conversations.talk import Talk

#: Seconds for which an offer that was shown waits for its word.
HOLDS = 7 * 24 * 3600
_BUTTON = "telegram.button.join"


def offering(talk: Talk, petition: Petition, name: str) -> Talk:
    """The talk with the offer remembered that is about to be shown.

    Args:
        talk: The turn.
        petition: What the updates are about.
        name: The phrase that offers them, as given to `Talk.say`; on Telegram the button below it does.
    """
    wording = wording_of(_BUTTON if talk.on_telegram else talk.voice.key(name), talk.language)
    return talk.with_state(offer={"petition": petition.slug, "wording": wording, "at": talk.seconds})


def offered(talk: Talk, petition: Petition) -> str | None:
    """The wording of the last offer, where it was about `petition` and was shown within `HOLDS`; else None."""
    offer = talk.state.offer
    if offer.get("petition") != petition.slug or not 0 <= talk.seconds - int(offer.get("at", 0)) <= HOLDS:
        return None
    return str(offer["wording"])


def explained_last(talk: Talk, petition: Petition) -> bool:
    """Whether the explanation of updates, which ends with the word for them, is the last thing that was said."""
    wording = offered(talk, petition) or ""
    return ".updates@" in wording and talk.state.offer.get("at") == talk.state.heard_at


@lru_cache(maxsize=64)
def wording_of(key: str, language: str) -> str:
    """The phrase `key` in `language`, with eight digits of its words' hash, which tell the language and the version."""
    words = PHRASES[language if language in PHRASES else "en"][key].words
    return f"{key}@{sha256(words.encode()).hexdigest()[:8]}"


def mark_of_button(language: str) -> str:
    """What a button that offers updates carries: its wording's eight digits."""
    return wording_of(_BUTTON, language).partition("@")[2]


def wording_of_button(mark: str) -> str | None:
    """The wording of the button that carries `mark`; None when it is none that we draw now."""
    wordings = (wording_of(_BUTTON, language) for language in LANGUAGES)
    return next((wording for wording in wordings if mark and wording.endswith(f"@{mark}")), None)
