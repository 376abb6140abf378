"""The real program on a fresh database for each test, spoken to as providers and visitors do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from conversations import Petition
from conversations.petition_file import read_petition
from storage import MasterKey, Store, import_petition, upgrade
from tests.bots.signing import sign_form

NOW = datetime(2026, 5, 3, 17, 20, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "petitions"
SID, TOKEN, NUMBER = "AC" + "0" * 31 + "1", "a-token-of-the-tests", "+13125550100"
BOT_TOKEN, SECRET = "123456:" + "t" * 35, "s" * 32
URL = "https://sign.example.org"
MESSAGES, STATUS, TELEGRAM = "/webhooks/twilio/messages", "/webhooks/twilio/status", "/webhooks/telegram"


def example(name: str, **changes: Any) -> Petition:
    """One of the petitions that ship, with `changes`."""
    return replace(read_petition((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")), **changes)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Both channels on, a fresh SQLite file."""
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'undersigned.db'}",
        public_url=URL,
        undersigned_key=SecretStr("5a" * 32),
        organization="Neighbours",
        twilio_account_sid=SID,
        twilio_auth_token=SecretStr(TOKEN),
        twilio_from=NUMBER,
        telegram_bot_token=SecretStr(BOT_TOKEN),
        telegram_bot_username="neighbours_bot",
        telegram_webhook_secret=SecretStr(SECRET),
        # Nothing listens there: an API that is down must disturb nobody.
        telegram_api_url="http://127.0.0.1:9",
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """The store, with both example petitions open."""
    master = MasterKey.read(settings.key or "")
    upgrade(settings.database_url, master)
    opened = Store.open(settings.database_url, master)
    for name in ("put-s-comm-on-ice", "safe-crossing"):
        opened.write_now(partial(import_petition, petition=example(name, opens=None, state="open"), now=NOW))
    yield opened
    opened.close()


def sid_of(name: str) -> str:
    """A message's id in Twilio's form, always the same for one name."""
    return "SM" + sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Visitor(TestClient):
    """A client that can also sign as the providers do."""

    def text(self, body: str, message: str, *, sender: str = "+13125550142", **fields: str) -> Any:
        """Deliver one SMS as Twilio does; `message` names it, and makes its id."""
        form = {
            "MessageSid": sid_of(message),
            "AccountSid": SID,
            "From": sender,
            "To": NUMBER,
            "Body": body,
            "NumMedia": "0",
        }
        return self.form(MESSAGES, form | {"FromCity": ""} | fields)

    def form(self, path: str, form: dict[str, str], *, token: str = TOKEN, url: str = URL, **headers: str) -> Any:
        """Post a form, signed with `token` for `url` + path."""
        signature = sign_form(token, url + path, list(form.items()))
        told = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature} | headers
        return self.post(path, content=urlencode(form).encode(), headers=told)

    def update(self, content: Any, *, secret: str = SECRET) -> Any:
        """Post an update as Telegram does."""
        return self.post(TELEGRAM, json=content, headers={"x-telegram-bot-api-secret-token": secret})


@contextmanager
def visiting(settings: Settings, clock: Callable[[], datetime] = lambda: NOW) -> Iterator[Visitor]:
    """The program, running for as long as the block."""
    with Visitor(create_app(settings, clock=clock), base_url="http://testserver") as visitor:
        yield visitor


@pytest.fixture
def visitor(settings: Settings, store: Store) -> Iterator[Visitor]:
    """The program with its store filled."""
    with visiting(settings) as client:
        yield client


def typed(text: str, update: int, user: int = 5550142) -> dict[str, Any]:
    """An update that brings a text in a private chat."""
    person = {"id": user, "is_bot": False, "first_name": "Ana"}
    chat = {"id": user, "type": "private", "first_name": "Ana"}
    message = {"message_id": update, "date": 1777828800, "from": person, "chat": chat, "text": text}
    return {"update_id": update, "message": message}
