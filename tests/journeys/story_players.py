"""Plays stories as a person does: with a phone through Twilio's webhook, with an app through Telegram's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol

from conversations.transcript import PACE, Sent, Step, Story, call_lines, cost_line, reply_lines
from conversations.turn import Channel, Kind
from tests.fakes import Button, Chat, Phone, Shown
from tests.fakes_twilio import OWN_ANSWERS
from tests.journeys.story_stage import ONLY_COUNTED, PROVIDER_ANSWERS, Stage
from tests.petitions_for_stories import PETITIONS

PERSON = "+13125550142"
#: A machine's sender: five digits, from which no person writes.
SHORT_CODE = "72975"
#: What Twilio tells instead of a number that is not shown: ANONYMOUS on the keypad.
HIDDEN = "+266696687"
USER_ID = 7_700_123
SILENCE = "= silence"
IN_PLACE = "= the message changes in place"

#: What a story may hold although it cannot happen on its channel; everything else is played or fails the story.
CANNOT_EXIST = {
    (Channel.SMS, "(edited)"): "a text message cannot be changed once it is sent",
    (Channel.WHATSAPP, "(edited)"): "Twilio does not bring what is changed on WhatsApp",
    (Channel.WHATSAPP, "(automated)"): "WhatsApp has no short codes",
    (Channel.TELEGRAM, "(automated)"): "Telegram brings no bot the messages of another one",
}
_STATES: dict[str, Literal["closed", "paused", "open"]] = {
    "the petition closes": "closed",
    "the petition pauses": "paused",
    "the petition opens": "open",
}
_MEDIA = {
    "photo": "image/jpeg",
    "voice note": "audio/amr",
    "sticker": "image/webp",
    "contact": "text/vcard",
    "location": "text/vcard",
}
#: What Twilio calls them on WhatsApp, and where a place is told.
_TYPES = {
    "photo": "image",
    "voice note": "audio",
    "sticker": "sticker",
    "contact": "contacts",
    "location": "location",
}
_PLACES = {"location": {"Latitude": "41.85", "Longitude": "-87.66"}}
_WRITTEN = re.compile(r"whatsapp writes the number as (\+\d+)")
_FILE = {"file_id": "a-file", "file_unique_id": "a-file"}
_CONTENT: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{**_FILE, "width": 90, "height": 90}]},
    "voice note": {"voice": {**_FILE, "duration": 3}},
    "sticker": {
        "sticker": {**_FILE, "type": "regular", "width": 90, "height": 90, "is_animated": False, "is_video": False}
    },
    "contact": {"contact": {"phone_number": "+13125550143", "first_name": "Luz"}},
    "location": {"location": {"latitude": 41.85, "longitude": -87.66}},
}
#: Named as such, or beside a name in a list of the people on one phone.
_CODE = re.compile(r"((?:\b[Rr]eceipt|\b[Ff]olio|·) |\((?=\w{6}, ))([A-Z0-9]{6})\b")
_SPELLED = re.compile(r"\b(?:[A-Z0-9], ){5}[A-Z0-9]\b")


class Player(Protocol):
    """One person on one channel."""

    async def send(self, sent: Sent) -> list[str]:
        """Send it and give back the lines that follow, as a transcript writes them."""

    async def happen(self, what: str) -> list[str]:
        """Make it happen and give back the lines that follow."""


class Codes:
    """Receipt codes are random in the real program; each one seen stands for the one written in the same place."""

    def __init__(self) -> None:
        #: By the code that was seen.
        self.written: dict[str, str] = {}

    def in_the_story(self, seen: list[str], written: list[str]) -> list[str]:
        """`seen` with the story's codes."""
        for found, wanted in zip(_codes_in("\n".join(seen)), _codes_in("\n".join(written)), strict=False):
            self.written.setdefault(found, wanted)
        seen = [_CODE.sub(lambda code: f"{code[1]}{self.written.get(code[2], code[2])}", line) for line in seen]
        return [_SPELLED.sub(lambda code: ", ".join(self.written.get(_unspelled(code[0]), "?")), line) for line in seen]

    @property
    def one_to_one(self) -> bool:
        """Whether no two codes stand for the same one."""
        return len(set(self.written.values())) == len(self.written)


def _codes_in(text: str) -> list[str]:
    return [code for _, code in _CODE.findall(text)] + [_unspelled(code) for code in _SPELLED.findall(text)]


def _unspelled(code: str) -> str:
    return code.replace(", ", "")


@dataclass
class Played:
    """A story as it was written and as it went, without what a person cannot see, and its receipts."""

    written: str
    seen: str
    codes: Codes


def visible(step: Step) -> list[str]:
    """What a person sees of a step: all but the facts."""
    return [line for line in step.written if not line.startswith("*")]


def impossible(story: Story, step: Step) -> str:
    """Why a step cannot happen on the story's channel; "" for all that can."""
    kind = re.match(r"> (\(\w+\))", step.line)
    return CANNOT_EXIST.get((story.channel, kind[1]), "") if kind else ""


async def play(story: Story, stage: Stage, player: Player) -> Played:
    """Play every step at the time that the story gives it; the program forgets what it would have forgotten by then."""
    written, seen, codes = list[str](), list[str](), Codes()
    for step in story.steps:
        stage.now += step.later or PACE
        if step.later >= timedelta(hours=1):
            await stage.forget()
        if impossible(story, step):
            continue
        lines = await player.send(step.sent) if step.sent else []
        if step.happens:
            lines = await player.happen(step.happens)
        written += [step.line, *visible(step)]
        seen += [step.line, *codes.in_the_story(lines, visible(step))]
    return Played("\n".join(written), "\n".join(seen), codes)


class PetitionInTalk:
    """Follows which petition a person speaks of, by keyword, link or title, and changes its state."""

    def __init__(self) -> None:
        self._slug = ""
        texts = [(petition.slug, text) for petition in PETITIONS for text in petition.texts.values()]
        self._slugs = {text.keyword.casefold(): slug for slug, text in texts}
        self._slugs |= {text.title.casefold(): slug for slug, text in texts}

    def follow(self, sent: Sent) -> None:
        """Take notice of what was sent."""
        said = (sent.label or sent.text).casefold()
        first = re.split(r"[\s_]", said, maxsplit=1)[0]
        self._slug = self._slugs.get(said) or self._slugs.get(first) or self._slug

    async def change(self, stage: Stage, what: str) -> list[str]:
        """Make one of the things happen that can happen to a petition; nobody is told."""
        if what not in _STATES or not self._slug:
            raise LookupError(f"nobody knows what it means that {what}")
        await stage.change_petition(self._slug, _STATES[what])
        return []


class PhonePlayer:
    """Somebody with a phone.

    Args:
        stage: Where the story is played.
        flags: Twilio says in `OptOutType` when it has answered by itself ("Advanced Opt-Out").
        story: One that is told on WhatsApp; None for one by SMS.
    """

    def __init__(self, stage: Stage, *, flags: bool = False, story: Story | None = None) -> None:
        self.stage, self.flags = stage, flags
        self.channel = story.channel if story else Channel.SMS
        self.phone = stage.twilio.phone(f"whatsapp:{story.number or PERSON}" if story else PERSON)
        if story:
            self.phone.profile = story.profile_name or "🙂"
        self.petition = PetitionInTalk()

    async def send(self, sent: Sent) -> list[str]:
        """See `Player`."""
        self.petition.follow(sent)
        if sent.by_call:
            calls = sent.kind is Kind.START
            said = await (self.phone.call(HIDDEN if sent.automated else "") if calls else self.phone.press(sent.text))
            passages = [(tag.partition("-")[0], text) for tag, text in said.passages]
            return call_lines(passages, waits=bool(said.action), taken=not said.rejected)
        phone = self.stage.twilio.phone(SHORT_CODE) if sent.automated else self.phone
        carried = len(self.stage.twilio.messages)
        await self._deliver(phone, sent)
        # What the line said, also where Twilio dropped it because the person had stopped.
        new = self.stage.twilio.messages[: len(self.stage.twilio.messages) - carried]
        return self._texts([one["body"] for one in reversed(new) if one["direction"] == "outbound-reply"])

    async def happen(self, what: str) -> list[str]:
        """See `Player`."""
        if what == PROVIDER_ANSWERS:
            assert self.stage.settings.opt_out != "ours"
            self.stage.twilio.answers_stop = True
            return []
        if what == ONLY_COUNTED:
            return []
        if what == "the person hangs up":
            await self.phone.hang_up()
            return []
        if what == "the same message again":
            return self._texts(await self.phone.redeliver())
        if self.channel is Channel.WHATSAPP and (written := _WRITTEN.fullmatch(what)):
            self.phone.written = written[1]
            return []
        return await self.petition.change(self.stage, what)

    async def _deliver(self, phone: Phone, sent: Sent) -> None:
        if sent.kind is Kind.UNREADABLE and self.channel is Channel.WHATSAPP:
            await phone.text("", MessageType=_TYPES[sent.thing], **_PLACES.get(sent.thing, {}))
        elif sent.kind is Kind.UNREADABLE:
            media = {"NumMedia": "1", "MediaUrl0": "https://media.example.org/0"}
            media |= {"MediaContentType0": _MEDIA[sent.thing], "MessageSid": self.stage.twilio.sid("MM")}
            await phone.text(sent.text, **media)
        elif sent.kind is Kind.TEXT:
            own = OWN_ANSWERS.get(sent.text.upper()) if self.flags and self.stage.twilio.answers_stop else None
            flag = {"(Twilio: stopped)": "STOP", "(Twilio: started)": "START", "(Twilio: help)": "HELP"}
            await phone.text(sent.text, **({"OptOutType": flag[own]} if own else {}))
        else:
            raise LookupError(f"a phone cannot send {sent}")

    def _texts(self, texts: list[str]) -> list[str]:
        return [line for text in texts for line in [*reply_lines(text), cost_line(text, self.channel)]] or [SILENCE]


class ChatPlayer:
    """Somebody with the Telegram app.

    Args:
        stage: Where the story is played.
        story: Says what is on the profile. A profile always has something in the place of the name: where the story
            gives no name, it is one that nobody would sign with.
    """

    def __init__(self, stage: Stage, story: Story) -> None:
        first, _, last = (story.profile_name or "🙂").partition(" ")
        about = {"last_name": last} if last else {}
        about |= {"language_code": story.language_hint} if story.language_hint else {}
        self.stage = stage
        self.chat: Chat = stage.telegram.chat(USER_ID, first_name=first, **about)
        self.petition = PetitionInTalk()
        #: Every message as it ever stood: a slow finger can still press what was there.
        self._stood: list[tuple[Shown, str, dict[str, Button]]] = []

    async def send(self, sent: Sent) -> list[str]:
        """See `Player`."""
        self.petition.follow(sent)
        if self.chat.blocked:
            # Who has blocked a bot cannot write to it: the app offers to restart it instead.
            assert await self.happen("the person unblocks the bot") == [SILENCE]
        before = self._edits()
        await self._deliver(sent)
        return await self._lines(before, tapped=sent.kind is Kind.CHOICE)

    async def happen(self, what: str) -> list[str]:
        """See `Player`."""
        before = self._edits()
        match what:
            case "the person blocks the bot":
                await self.chat.block()
            case "the person unblocks the bot":
                await self.chat.unblock()
            case "the same message again":
                await self.chat.redeliver()
            case _:
                return await self.petition.change(self.stage, what)
        return await self._lines(before)

    async def _deliver(self, sent: Sent) -> None:
        match sent.kind:
            case Kind.TEXT:
                await self.chat.type(sent.text)
            case Kind.START:
                await self.chat.start(sent.text)
            case Kind.CHOICE:
                await self._tap(*self._button(sent))
            case Kind.UNREADABLE:
                await self.chat.send_content(**_CONTENT[sent.thing])
            case Kind.SILENT:
                await self.chat.edit_mine(sent.text)

    async def _tap(self, button: Button, shown: Shown) -> None:
        """Tap a button.

        A button that is gone from its message was pressed by a slow finger. When the message already stands as the
        answer would make it, Telegram refuses the edit in silence, and all is well. Behind a button that can be seen
        the same would be a fault: somebody taps, and nothing happens.
        """
        gone, refused = button not in [one for row in shown.rows for one in row], self.stage.telegram.refused
        before = len(refused)
        await self.chat.tap_data(button, shown)
        if gone and len(refused) > before and "not modified" in refused[-1][1]:
            refused.pop()
            shown.edits += 1

    def _button(self, sent: Sent) -> tuple[Button, Shown]:
        for shown, text, buttons in reversed(self._stood):
            # Behind a name stands the receipt, which is another one in the story.
            named = [label for label in buttons if " · " in sent.label and label[:-6] == sent.label[:-6]]
            label = (named or [sent.label])[0]
            if label in buttons and sent.on in text:
                return buttons[label], shown
        raise LookupError(f"no button [{sent.label}]" + (f' on "{sent.on}"' if sent.on else ""))

    def _edits(self) -> dict[int, int]:
        return {shown.id: shown.edits for shown in self.chat.shown}

    async def _lines(self, before: dict[int, int], *, tapped: bool = False) -> list[str]:
        toast = await self.chat.answered()
        await self.stage.say_the_rest()
        lines = list[str]()
        for shown in self.chat.shown:
            if before.get(shown.id) == shown.edits:
                continue
            lines += reply_lines(shown.text, [[button.label for button in row] for row in shown.rows])
            lines += [IN_PLACE] if shown.id in before else []
            buttons = {button.label: button for row in shown.rows for button in row if not button.url}
            self._stood.append((shown, shown.text, buttons))
        silent = [] if lines else [SILENCE]
        return lines + ([f"= a toast: {toast}"] if tapped and toast else []) + silent
