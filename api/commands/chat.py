"""`undersigned chat`: the whole talk in a terminal, in a store that is gone afterwards."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.commands.speaking import WRONGLY_ASKED, fail, show, talk
from api.page_words import LANGUAGES

#: The example petitions of the checkout.
EXAMPLES = Path(__file__).parents[2] / "petitions"


def chat(
    channel: Annotated[Literal["sms", "telegram"], typer.Option(help="Talk as if by this channel.")] = "sms",
    lang: Annotated[str, typer.Option(help=f"The language to begin in: {', '.join(LANGUAGES)}.")] = "en",
) -> None:
    """Sign the example petitions here; shows segments and cost. End with Ctrl-D."""
    if lang not in LANGUAGES:
        fail(f"--lang: one of {', '.join(LANGUAGES)}.", code=WRONGLY_ASKED)
    with tempfile.TemporaryDirectory(prefix="undersigned-chat-") as folder:
        asyncio.run(_talk(Path(folder), channel, lang))


async def _talk(folder: Path, channel: Literal["sms", "telegram"], lang: str) -> None:
    from bots.inbox import Inbox
    from bots.terminal import Terminal
    from conversations import Heard, Petitions
    from conversations.petition_file import read_petition
    from storage import MasterKey, Store, import_petition, upgrade

    database, master = f"sqlite:///{folder}/chat.db", MasterKey.new()
    upgrade(database, master)
    store = Store.open(database, master)
    words = []
    for file in sorted(EXAMPLES.glob("*.toml")):
        petition = replace(read_petition(file.read_text(encoding="utf-8")), state="open")
        await store.write(lambda tx, petition=petition: import_petition(tx, petition, _now()))  # type: ignore[misc]
        words.append(petition.text(lang).keyword)
    talk(f"Text {' or '.join(words)}. Ctrl-D ends; nothing is kept and nothing is sent.")
    # A number and a name that belong to nobody.
    line = Petitions(default_language=lang, number="+13125550100", bot="undersigned__demo_bot")
    terminal = Terminal(channel, language_hint=lang)
    async with Inbox(store, lambda: line, _now) as inbox:
        number = 0
        while typed := await asyncio.to_thread(_line):
            number += 1
            heard = terminal.hear({"id": str(number)}, typed.encode("utf-8", "replace"), "")
            if typed.strip() and isinstance(heard, Heard):
                answer = await inbox.hear(heard, terminal.answer)
                show(answer.decode() or "(silence)")
    store.close()


def _line() -> str:
    """The next line with its end; "" when there is none. A prompt is shown only to a person."""
    if sys.stdin.isatty():
        print("> ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def _now() -> datetime:
    return datetime.now(UTC)
