"""`undersigned doctor` at the providers: what they hold is compared with what the line needs, and put right."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.__main__ import app
from api.settings import NAMES
from bots.sms_twiml import TRIES
from bots.telegram_account import MENU, profiles
from bots.telegram_api import ALLOWED_UPDATES
from conversations.commands import command_in
from conversations.optout import opt_out_in
from conversations.phrases import LANGUAGES
from tests.fakes import FakeTelegram, FakeTwilio, Refusal
from tests.fakes_twilio_account import SERVICE
from tests.journeys.served import Served

SECRET = "a-secret-that-somebody-drew-01"
#: Nothing listens there, and no name has to be looked up.
URL = "https://127.0.0.1:9"
EXAMPLE = Path(__file__).parents[2] / "petitions/safe-crossing.toml"
ADDRESS = URL + "/webhooks/twilio/messages"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test begins in an empty folder, without any setting."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@asynccontextmanager
async def at_telegram(monkeypatch: pytest.MonkeyPatch, **settings: str) -> AsyncIterator[FakeTelegram]:
    """Telegram, and the settings of its bot."""
    async with FakeTelegram() as telegram:
        told = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BOT_USERNAME": telegram.username}
        for name, value in (told | {"TELEGRAM_API_URL": telegram.api_url} | settings).items():
            monkeypatch.setenv(name, value)
        yield telegram


@asynccontextmanager
async def at_twilio(monkeypatch: pytest.MonkeyPatch, **settings: str) -> AsyncIterator[FakeTwilio]:
    """Twilio, and the settings of its account."""
    async with FakeTwilio() as twilio:
        told = {"TWILIO_ACCOUNT_SID": twilio.account_sid, "TWILIO_AUTH_TOKEN": twilio.auth_token}
        told |= {"TWILIO_FROM": twilio.number, "TWILIO_API_URL": twilio.api_url, "PUBLIC_URL": URL}
        for name, value in (told | settings).items():
            monkeypatch.setenv(name, value)
        yield twilio


async def doctor(*options: str, code: int | None = None) -> Result:
    """Run the command beside the fakes' own loop."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ["doctor", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert code is None or result.exit_code == code, result.output
    return result


async def looked(*options: str) -> dict[str, tuple[str, str, str]]:
    """Outcome, cause and fix by check; the worst of a check counts."""
    found: dict[str, tuple[str, str, str]] = {}
    for one in json.loads((await doctor("--json", *options)).stdout):
        assert set(one) == {"check", "outcome", "cause", "fix"}
        told = (one["outcome"], one["cause"], one["fix"])
        if one["check"] not in found or found[one["check"]][0] == "ok":
            found[one["check"]] = told
    return found


async def test_a_webhook_is_set_with_its_secret_by_fix_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_telegram(monkeypatch, PUBLIC_URL=URL, TELEGRAM_WEBHOOK_SECRET=SECRET) as telegram:
        found = await looked()
        assert found["Telegram webhook"][::2] == ("fail", "undersigned doctor --fix")
        assert not [call for call in telegram.calls if call.method.startswith("set")]
        result = await doctor("--fix")
        assert "fixed: Telegram webhook: it is not set" in result.stderr
        assert SECRET not in result.output
        assert telegram.token not in result.output
        assert (telegram.webhook, telegram.secret) == (f"{URL}/webhooks/telegram", SECRET)
        assert telegram.account.allowed_updates == list(ALLOWED_UPDATES)
        assert (await looked())["Telegram webhook"][0] == "ok"
        telegram.account.allowed_updates = ["message"]
        assert "my_chat_member" in (await looked())["Telegram webhook"][1]
        await doctor("--fix")
        assert telegram.account.allowed_updates == list(ALLOWED_UPDATES)


async def test_a_delivery_that_was_refused_is_told_and_the_secret_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_telegram(monkeypatch, PUBLIC_URL=URL, TELEGRAM_WEBHOOK_SECRET=SECRET) as telegram:
        telegram.webhook = f"{URL}/webhooks/telegram"
        now = int(datetime.now(UTC).timestamp())
        telegram.account.pending = 3
        telegram.account.last_error = (now, "Wrong response from the webhook: 403 Forbidden")
        found = await looked()
        assert found["Telegram webhook"][0] == "warn"
        assert found["Telegram deliveries"][0] == "warn"
        assert "403 Forbidden; 3 updates wait" in found["Telegram deliveries"][1]
        await doctor("--fix")
        assert telegram.secret == SECRET
        telegram.account.last_error = (now - 7200, "Connection timed out")
        assert (await looked())["Telegram deliveries"] == ("ok", "3 updates wait", "")


async def test_polling_is_helped_by_taking_a_webhook_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_telegram(monkeypatch) as telegram:
        assert (await looked())["Telegram webhook"][0] == "ok"
        telegram.webhook = "https://another.example.org/hook"
        assert "serve --poll` would be refused" in (await looked())["Telegram webhook"][1]
        await doctor("--fix")
        assert telegram.webhook == ""


async def test_polling_lacks_nothing_but_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await looked("--offline"))["Telegram"][:2] == ("warn", "off, not set: TELEGRAM_BOT_TOKEN")
    async with at_telegram(monkeypatch, TELEGRAM_BOT_USERNAME=""):
        outcome, cause, fix = (await looked("--offline"))["Telegram"]
        assert (outcome, fix) == ("ok", "")
        assert "on with `serve --poll`; a webhook would need TELEGRAM_BOT_USERNAME, TELEGRAM_WEBHOOK" in cause


@pytest.mark.parametrize("missing", ["TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_BOT_USERNAME", "PUBLIC_URL"])
async def test_a_webhook_that_was_begun_and_lacks_a_setting_is_not_on(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    begun = {"PUBLIC_URL": URL, "TELEGRAM_WEBHOOK_SECRET": SECRET}
    async with at_telegram(monkeypatch, **begun):
        monkeypatch.delenv(missing)
        outcome, cause, fix = (await looked("--offline"))["Telegram"]
    assert (outcome, cause.rpartition(": ")[2]) == ("warn", missing)
    assert "for long polling, take TELEGRAM_" in fix


async def test_menu_and_description_are_shown_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_telegram(monkeypatch, ORGANIZATION="Vecinos de la calle Juniper") as telegram:
        assert (await looked())["Telegram profile"][1].endswith("every other language, en")
        await asyncio.to_thread(CliRunner().invoke, app, ["petition", "import", str(EXAMPLE)])
        found = await looked()
        assert found["Telegram profile"][:2] == (
            "warn",
            "menu and description are not ours in: every other language, en, es",
        )
        await doctor("--fix")
        assert (await looked())["Telegram profile"][0] == "ok"
        shown = telegram.account.shown
        assert shown["Commands", "es"][0] == {"command": "lista", "description": "las peticiones"}
        assert "Vecinos de la calle Juniper" in shown["Description", "es"]
        assert "Idiomas: English, Español." in shown["Description", "es"]
        assert shown["Description", ""] == shown["Description", "en"] != shown["Description", "es"]
        before = len(telegram.calls)
        await doctor("--fix")
        assert not [call for call in telegram.calls[before:] if call.method.startswith("set")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_menu_offers_is_understood(language: str) -> None:
    shown = profiles(language, "", LANGUAGES)[language]
    assert len(shown.commands) == len(MENU)
    assert {"other", "link", "unsign", "delete"} <= set(MENU), "what no button shows at all times"
    for (word, what), name in zip(shown.commands, MENU, strict=True):
        command = command_in(f"/{word}")
        assert (command[0] if command else opt_out_in(f"/{word}")) == (name if command else "word")
        assert 3 <= len(what) <= 256
    assert len(shown.description) <= 512
    assert len(shown.short) <= 120


async def test_a_wrong_bot_is_named_and_open_groups_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_telegram(monkeypatch, TELEGRAM_BOT_USERNAME="another_bot") as telegram:
        telegram.account.reads_groups, telegram.account.inline = True, False
        result = await doctor(code=1)
        assert f"TELEGRAM_BOT_USERNAME={telegram.username}" in result.stdout
        assert "/setprivacy" in result.stdout
        assert "/setinline" in result.stdout
        telegram.failures["getMe"] = [Refusal("Unauthorized", 401)]
        result = await doctor(code=1)
        assert "the bot can't be asked: token refused" in result.stdout
        assert telegram.token not in result.output


async def test_offline_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_telegram(monkeypatch) as telegram, at_twilio(monkeypatch):
        await doctor("--offline")
        assert telegram.calls == []


async def test_what_cannot_be_fixed_is_told_and_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_telegram(monkeypatch, PUBLIC_URL=URL, TELEGRAM_WEBHOOK_SECRET=SECRET) as telegram:
        telegram.failures["setWebhook"] = [Refusal("Bad Request: bad webhook: no such host sign.example.org")]
        result = await doctor("--fix", code=1)
        assert "not fixed (call refused): Telegram webhook" in result.stderr
        assert "fail  Telegram webhook" in result.stdout


@pytest.mark.parametrize(
    ("number", "outcome", "said"),
    [
        ({"sms_url": ""}, "fail", f"it is not set, not {ADDRESS}{TRIES}"),
        ({"sms_url": "https://demo.twilio.com/welcome/sms/reply"}, "fail", "it is https://demo.twilio.com/welcome"),
        ({"sms_url": ADDRESS + "/" + TRIES}, "fail", f"it is {ADDRESS}/"),
        ({"sms_url": ADDRESS}, "warn", "a message that meets a restart is lost"),
        ({"sms_url": ADDRESS + TRIES, "sms_method": "GET"}, "fail", "its method is GET"),
        ({"sms_url": ADDRESS + TRIES, "sms_application_sid": "AP" + "8" * 32}, "fail", "a TwiML application takes"),
    ],
)
async def test_the_numbers_webhook_is_put_right(
    monkeypatch: pytest.MonkeyPatch, number: dict[str, str], outcome: str, said: str
) -> None:
    async with at_twilio(monkeypatch) as twilio:
        twilio.account.fields |= number
        found = await looked()
        assert found["Twilio webhook"][0] == outcome
        assert said in found["Twilio webhook"][1]
        assert twilio.account.changes == []
        result = await doctor("--fix")
        assert "fixed: Twilio webhook" in result.stderr
        assert twilio.auth_token not in result.output
        wanted = {"sms_url": ADDRESS + TRIES, "sms_method": "POST", "sms_application_sid": ""}
        assert {name: twilio.account.fields[name] for name in wanted} == wanted
        assert (await looked())["Twilio webhook"][0] == "ok"


async def test_a_short_codes_webhook_is_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_twilio(monkeypatch, TWILIO_FROM="55501") as twilio:
        twilio.account.number = "55501"
        assert (await looked())["Twilio webhook"][0] == "fail"
        await doctor("--fix")
        found = await looked()
        assert found["Twilio webhook"][0] == "ok"
        assert "registration" not in found
        assert found["STOP"][1] == "answered by this program"


async def test_a_messaging_service_that_takes_the_messages_gives_them_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_twilio(monkeypatch, TWILIO_MESSAGING_SERVICE_SID=SERVICE) as twilio:
        elsewhere = {"use_inbound_webhook_on_number": False, "inbound_request_url": "https://old.example.org/sms"}
        twilio.account.service |= elsewhere
        found = await looked()
        assert "https://old.example.org/sms" in found["Messaging Service"][1]
        await doctor("--fix")
        found = await looked()
        assert found["Messaging Service"][0] == "ok"
        assert found["registration"][0] == "ok"
        twilio.account.service["us_app_to_person_registered"] = False
        assert (await looked())["registration"][0] == "fail"


async def test_account_number_and_token_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_twilio(monkeypatch) as twilio:
        twilio.account.kind, twilio.account.balance = "Trial", "3.10"
        found = await looked()
        assert found["Twilio"][0] == "warn"
        assert found["Twilio balance"][:2] == ("warn", "3.10 USD")
        assert found["registration"][0] == "warn"
        twilio.account.status, twilio.account.balance = "suspended", None
        found = await looked()
        assert found["Twilio"][:2] == ("fail", "the account is suspended")
        assert "Twilio balance" not in found
        twilio.account.can_text = False
        assert (await looked())["Twilio number"][:2] == ("fail", "it can't take texts")
        twilio.account.number = "+13125550199"
        assert (await looked())["Twilio number"][0] == "fail"
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", "another-token-than-theirs")
        assert (await looked())["Twilio"][1] == "the account can't be asked: account or token refused"
    assert (await looked())["Twilio"][1] == "the account can't be asked: not reachable"


async def test_the_account_is_asked_for_whatsapp_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_twilio(monkeypatch, TWILIO_FROM="", TWILIO_WHATSAPP_FROM="+13125550177") as twilio:
        twilio.account.balance = "3.10"
        found = await looked()
        assert found["Twilio balance"][:2] == ("warn", "3.10 USD")
        assert not found.keys() & {"Twilio number", "Twilio webhook", "registration"}
    assert "not reachable" in (await looked())["Twilio"][1]


@pytest.mark.parametrize(("status", "outcome"), [("", "fail"), ("IN_REVIEW", "fail"), ("TWILIO_APPROVED", "ok")])
async def test_a_toll_free_number_must_be_verified(monkeypatch: pytest.MonkeyPatch, status: str, outcome: str) -> None:
    async with at_twilio(monkeypatch, TWILIO_FROM="+18335550100") as twilio:
        twilio.account.number, twilio.account.verification = "+18335550100", status
        assert (await looked())["registration"][0] == outcome


async def test_the_doors_are_knocked_at_as_the_providers_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "line"
    folder.mkdir()
    async with at_telegram(monkeypatch, TELEGRAM_WEBHOOK_SECRET=SECRET) as telegram, at_twilio(monkeypatch) as twilio:
        bot = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BOT_USERNAME": telegram.username}
        bot |= {"TELEGRAM_WEBHOOK_SECRET": SECRET, "TELEGRAM_API_URL": telegram.api_url}
        bot["METRICS_TOKEN"] = SECRET
        served = Served(folder, twilio, bot)
        # What the line believes its address to be, and what leads to it, are one here.
        twilio.public_url = served.url
        monkeypatch.setenv("PUBLIC_URL", served.url)
        doors = ("public address", "Twilio's door", "Telegram's door")
        found = await looked()
        assert {found[door][0] for door in doors} == {"warn"}
        async with served:
            found = await looked()
            assert [found[door][0] for door in doors[1:]] == ["ok", "ok"]
            assert (found["clock"][0], found["public pages"][0]) == ("ok", "ok")
            monkeypatch.setenv("METRICS_TOKEN", SECRET)
            asked = await looked("--url", served.url)
            assert asked["queue"] == ("ok", "0 messages wait to be written", "")
            monkeypatch.setenv("TWILIO_AUTH_TOKEN", "another-token-than-theirs")
            monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "another-secret-than-ours")
            found = await looked()
            assert [found[door][0] for door in doors[1:]] == ["fail", "fail"]
            assert "refused (403)" in found["Twilio's door"][1]
            monkeypatch.setenv("PUBLIC_URL", served.url + "/nowhere")
            found = await looked()
            assert "no such door (404)" in found["Twilio's door"][1]
            log = served.log()
        assert "webhook failed" not in log


async def test_what_lies_here_is_put_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "aaaaaaaaaaaaaaaabbbb")
    Path(".env").write_text("ORGANIZATION=Neighbors\n", "utf-8")
    Path(".env").chmod(0o644)
    assert "METRICS_TOKEN is easily guessed" in (await doctor()).stdout
    assert (await looked())["database"][0] == "warn"
    result = await doctor("--fix", code=0)
    assert "fixed: database: there is none yet" in result.stderr
    assert Path(".env").stat().st_mode & 0o777 == 0o600
    Path("undersigned.db").chmod(0o644)
    Path("undersigned.key").chmod(0o640)
    assert (await looked())["disk"][0] in ("ok", "warn")
    await doctor("--fix", code=0)
    assert {Path(name).stat().st_mode & 0o777 for name in ("undersigned.db", "undersigned.key")} == {0o600}
    assert "aaaabbbb" not in (await doctor()).output


async def test_a_link_is_not_followed_to_change_the_rights_of_what_it_leads_to(tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").write_text("ORGANIZATION=Neighbors\n", "utf-8")
    elsewhere.chmod(0o644)
    Path(".env").symlink_to(elsewhere)
    result = await doctor("--fix", "--offline")
    assert f"It is a link: look at what it leads to, {elsewhere}" in result.output
    assert elsewhere.stat().st_mode & 0o777 == 0o644
