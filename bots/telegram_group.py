"""What the bot reads in groups and channels: a wish for the card, and that it is no longer there. Nothing else.

Nobody is asked anything there, and who wrote is not kept: of the writer only one thing is read, whether it is a bot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from telegram import ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus

from bots.channel import Extra
from bots.telegram_card import private_chat
from bots.telegram_writing import Call, message_call
from conversations import Petition, Petitions
from conversations.commands import command_in
from conversations.phrases import say
from conversations.sources import IN_A_GROUP, split_source

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s+(\S+))?")
#: What Telegram takes as the payload of a deep link (https://core.telegram.org/bots/features#deep-linking).
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NOT_THERE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


@dataclass(frozen=True, slots=True)
class CardAsked(Extra):
    """A command in a group or channel, to be answered with the card."""

    #: Id of the group or channel.
    chat: int
    #: What followed the command: the keyword or slug of a petition (with a source, or without), or "".
    payload: str = ""
    #: The topic of a forum in which it was asked for.
    topic: int | None = None


@dataclass(frozen=True, slots=True)
class GroupLost(Extra):
    """No card in this group can be reached any more: the bot is out, or the group has become a supergroup."""

    #: Id of the group or channel.
    chat: int


class Wanted(NamedTuple):
    """What a group's card shows."""

    petition: Petition
    #: In which it speaks.
    language: str
    #: Source for its link (see `conversations.sources`).
    source: str


def read_in_group(message: Message, username: str) -> CardAsked | GroupLost | None:
    """What a message in a group is to the bot; None for nearly all."""
    # A supergroup has another id and numbers its messages anew, so what the bot said before can't be edited there: the
    # number would be some other message's. Nobody asked for a card there, so none is posted either.
    if message.migrate_to_chat_id is not None:
        return _lost(message.chat.id)
    if message.migrate_from_chat_id is not None:
        return _lost(message.migrate_from_chat_id)
    return card_asked_for(message, username)


def membership_in_group(change: ChatMemberUpdated) -> GroupLost | None:
    """That the bot left or was thrown out; who did it is not read."""
    return _lost(change.chat.id) if change.new_chat_member.status in _NOT_THERE else None


def card_asked_for(message: Message, username: str) -> CardAsked | None:
    """The card that a message in a group asks for; None unless it is a command for this bot."""
    by_a_bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    command = _COMMAND.match(message.text or "")
    if by_a_bot or command is None or not isinstance(message.chat.id, int):
        return None
    name, addressed_to, payload = command.groups()
    if addressed_to is not None:
        ours = addressed_to.casefold() == username.casefold()
    else:
        # Other bots may live in the group, and a command without a name can be theirs.
        ours = name.casefold() in {"petition", "peticion"} or command_in(f"/{name}") is not None
    if not ours:
        return None
    return CardAsked(
        chat=message.chat.id,
        payload=payload if payload and _PAYLOAD.fullmatch(payload) else "",
        topic=message.message_thread_id if message.is_topic_message else None,
    )


def petition_asked_for(asked: CardAsked, petitions: Petitions) -> Wanted | None:
    """What the card shall show; None where no petition was named."""
    word, source = split_source(asked.payload)
    petition, language = petitions.keywords.get(word.casefold()) or (petitions.known.get(word.lower()), None)
    if petition is None:
        return None
    default = petitions.default_language
    return Wanted(petition, language or petition.spoken(default, default), source or IN_A_GROUP)


def bare_card(asked: CardAsked, petitions: Petitions) -> Call:
    """The call that puts a card into the group that names no petition and leads to the private chat."""
    language = petitions.default_language
    words = message_call(say("telegram.group_card", language), ((private_chat(petitions, language),),))
    return to_group(words, asked.chat, asked.topic)


def to_group(call: Call, chat: int, topic: int | None = None) -> Call:
    """A call with the group to which it goes, and the topic there."""
    return {**call, "chat_id": chat} | ({} if topic is None else {"message_thread_id": topic})


def _lost(chat: object) -> GroupLost | None:
    return GroupLost(chat=chat) if isinstance(chat, int) else None
