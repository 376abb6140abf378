"""What the bot does in groups and channels: one card with a link into the private chat, and nothing else.

Nobody is asked anything there, and who wrote is not kept: of the writer only one thing is read, whether it is a bot.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from time import monotonic

from telegram import Message

from bots.channel import Unknown
from bots.telegram_writing import Call, message_call
from conversations import Choice, Petition, Petitions
from conversations.commands import command_in
from conversations.phrases import say

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s+(\S+))?")
#: What Telegram takes as the payload of a deep link (https://core.telegram.org/bots/features#deep-linking).
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
#: Seconds between two cards in one group.
EVERY = 60.0
#: Says in the statistics that a signature came through a group's card.
_SOURCE = "_group"


@dataclass(frozen=True, slots=True)
class GroupCard(Unknown):
    """A command in a group or channel, to be answered with the card; nothing is heard and nothing changes.

    It is an `Unknown`, so that whoever does not know of cards acknowledges it as that.
    """

    #: Id of the group or channel.
    chat: int = 0
    #: What followed the command: the keyword or slug of a petition (with a source, or without), or "".
    payload: str = ""


def card_asked_for(message: Message, username: str) -> GroupCard | None:
    """The card that a message in a group asks for; None unless it is a command for this bot."""
    by_a_bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    command = _COMMAND.match(message.text or "")
    if by_a_bot or command is None:
        return None
    name, addressed_to, payload = command.groups()
    if addressed_to is not None:
        ours = addressed_to.casefold() == username.casefold()
    else:
        # Other bots may live in the group, and a command without a name can be theirs.
        ours = name.casefold() in {"petition", "peticion"} or command_in(f"/{name}") is not None
    if not ours:
        return None
    return GroupCard(chat=message.chat.id, payload=payload if payload and _PAYLOAD.fullmatch(payload) else "")


def group_card(card: GroupCard, petitions: Petitions) -> list[Call]:
    """The calls that put the card into the group: the petition's title and ask where one was named, and one link."""
    word, _, source = card.payload.partition("_")
    found = _find(petitions, word)
    language = found[1] if found else petitions.default_language
    if found:
        text = found[0].text(language)
        words = f"<b>{escape(text.title, quote=False)}</b>\n{escape(text.ask, quote=False)}"
        payload = f"{text.keyword.lower()}_{source}" if source else text.keyword.lower() + _SOURCE
    else:
        words, payload = say("telegram.group_card", language), ""
    link = f"https://t.me/{petitions.bot}" + (f"?start={payload}" if payload else "")
    button = Choice("", say("telegram.button.private", language), url=link)
    return [{**message_call(words, ((button,),)), "chat_id": card.chat}]


class GroupCards:
    """Gives each group its card, at most once in `EVERY` seconds, whatever is asked there.

    Anybody in a group can ask, and Telegram takes at most 20 messages a minute into one; remembered in this process.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Remember nothing yet; `clock` gives seconds that never go back."""
        self._clock = clock
        self._given: dict[int, float] = {}

    async def calls(self, card: GroupCard, petitions: Callable[[], Awaitable[Petitions]]) -> list[Call]:
        """The calls that put the card into the group; none where it was given less than `EVERY` seconds ago."""
        now = self._clock()
        for chat, given in list(self._given.items()):
            # In the order of being given, so the rest is younger.
            if now - given < EVERY:
                break
            del self._given[chat]
        if card.chat in self._given:
            return []
        calls = group_card(card, await petitions())
        self._given[card.chat] = now
        return calls


def _find(petitions: Petitions, word: str) -> tuple[Petition, str] | None:
    """The petition that a keyword or slug names, no draft, and the language to speak about it."""
    if found := petitions.keywords.get(word.casefold()):
        return found[0], found[1] or petitions.default_language
    petition = petitions.known.get(word.lower())
    return (petition, petitions.default_language) if petition else None
