"""Knocks at this installation's own doors by the address that the world uses, as providers do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlencode

import aiohttp

from api.finding import Finding
from api.security_headers import headers_of
from api.settings import Settings
from bots.sms_account import signed_by

#: Seconds for one whole answer.
PATIENCE = 10.0
#: Bytes of an answer that are read.
MOST_BYTES = 1024**2
#: Seconds by which the clock may be wrong before it is worth a word.
SKEW = 30.0
#: A status report about a message that never was, and an update that holds nothing: both are noted and do nothing.
_REPORT = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "sent"}
_UPDATE = json.dumps({"update_id": 0}).encode()


class Answer(NamedTuple):
    """What came back."""

    #: HTTP status; 0 when nothing came.
    status: int
    #: The body, or why nothing came.
    said: str
    #: By name in small letters; one header can come twice.
    headers: Mapping[str, list[str]] = {}


class Knock(NamedTuple):
    """One request."""

    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = {}


def check_address(settings: Settings) -> Iterator[Finding]:
    """Whether `PUBLIC_URL` leads to a running program with these settings, and whether the clock is right.

    Args:
        settings: With `PUBLIC_URL`.
    """
    doors = {"public address": Knock("GET", f"{settings.public_url}/readyz"), **_webhooks(settings)}
    page, clock = Knock("GET", f"{settings.public_url}/"), _clock_of(settings)
    shown, *answers = asyncio.run(knock([page, *doors.values(), *clock]))
    for check, answer in zip(doors, answers, strict=False):
        yield _judged(check, answer)
    yield from _page(shown, https=str(settings.public_url).startswith("https://"))
    yield from _clock(answers[len(doors) :])


def _webhooks(settings: Settings) -> dict[str, Knock]:
    found = {}
    if settings.texted_numbers:
        url = f"{settings.public_url}/webhooks/twilio/status"
        form = _REPORT | {"AccountSid": str(settings.twilio_account_sid)}
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": signed_by(settings.auth_tokens[0], url, form),
        }
        found["Twilio's door"] = Knock("POST", url, urlencode(form).encode(), headers)
    secret = settings.telegram_webhook_secret
    if not settings.telegram_webhook_lacks and secret:
        headers = {
            "content-type": "application/json",
            "x-telegram-bot-api-secret-token": secret.get_secret_value(),
        }
        found["Telegram's door"] = Knock("POST", f"{settings.public_url}/webhooks/telegram", _UPDATE, headers)
    return found


def _judged(check: str, answer: Answer) -> Finding:
    settled = "Start it again, so that it reads the settings of now; a proxy must leave path and query as they are."
    match answer.status:
        case 200:
            said = "it is reached and ready" if check == "public address" else "what is signed as theirs is let in"
            return Finding(check, "ok", said)
        case 0:
            fix = "Check name, certificate and proxy. Some networks can't reach their own address from inside."
            return Finding(check, "warn", f"not reached from this machine: {answer.said}", fix)
        case 503 if check == "public address":
            return Finding(
                check, "fail", f"not ready: {_problems(answer.said)}", "See UndersignedNotReady in docs/alarms.md."
            )
        case 403:
            return Finding(check, "fail", "what is signed with these settings is refused (403)", settled)
        case 404:
            return Finding(check, "fail", "something answers, and has no such door (404)", settled)
        case status if 300 <= status <= 399:
            fix = "Set PUBLIC_URL to the address that it is sent on to; providers do not follow."
            return Finding(check, "fail", f"it sends on to another address ({status})", fix)
        case 502 | 504 | 503:
            fix = "Start `undersigned serve`."
            return Finding(check, "fail", f"the proxy finds no program behind it ({answer.status})", fix)
    return Finding(check, "fail", f"answered with {answer.status}", settled)


def _page(answer: Answer, *, https: bool) -> Iterator[Finding]:
    """Whether a proxy leaves the headers of public pages as they are. What is not reached was told before."""
    if answer.status != 200:
        return
    sent = headers_of(https=https)
    other = [name for name, value in sent if not _as_sent(name, value, answer.headers.get(name, []))]
    if other:
        fix = "Have the proxy pass these headers on as they come, and add none of the same name."
        yield Finding("public pages", "fail", f"not as the program sends it: {', '.join(other)}", fix)
    else:
        yield Finding("public pages", "ok", "they arrive with all that keeps a page to itself")


def _as_sent(name: str, value: str, came: list[str]) -> bool:
    # How long HTTPS is kept is for the proxy to say as well.
    if name == "strict-transport-security":
        return any("max-age=" in one for one in came)
    return set(came) == {value}


def _problems(said: str) -> str:
    with suppress(ValueError, TypeError, AttributeError):
        return ", ".join(str(one) for one in json.loads(said).get("problems", ())) or "no reason given"
    return "no reason given"


def _clock_of(settings: Settings) -> list[Knock]:
    """Whoever of the providers is used tells the time."""
    if settings.texted_numbers:
        return [Knock("HEAD", settings.twilio_api_url)]
    return [Knock("HEAD", settings.telegram_api_url)] if settings.telegram_bot_token else []


def _clock(answers: list[Answer]) -> Iterator[Finding]:
    for answer in answers:
        with suppress(ValueError):
            off = abs(
                (datetime.now(UTC) - parsedate_to_datetime("".join(answer.headers.get("date", [])))).total_seconds()
            )
            if off > SKEW:
                cause = f"it is {off:.0f} seconds off"
                yield Finding("clock", "warn", cause, "timedatectl set-ntp true")
            else:
                yield Finding("clock", "ok", "it agrees with the provider's")


async def knock(knocks: list[Knock]) -> list[Answer]:
    """Send all of these at once; redirections are not followed. Nothing is raised: see `Answer.status`."""
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=PATIENCE), cookie_jar=aiohttp.DummyCookieJar()
    ) as client:
        return await asyncio.gather(*(_answer(client, knock) for knock in knocks))


async def _answer(client: aiohttp.ClientSession, knock: Knock) -> Answer:
    try:
        async with client.request(
            knock.method, knock.url, data=knock.body or None, headers=knock.headers, allow_redirects=False
        ) as response:
            said = b""
            while len(said) < MOST_BYTES and (part := await response.content.read(MOST_BYTES - len(said))):
                said += part
            headers = {name.lower(): response.headers.getall(name) for name in response.headers}
            return Answer(response.status, said.decode("utf-8", "replace"), headers)
    except TimeoutError:
        return Answer(0, f"no answer within {PATIENCE:.0f} seconds")
    except (aiohttp.ClientError, OSError, ValueError) as problem:
        # The kind alone: the words hold addresses, and those of a certificate whole names.
        return Answer(0, type(problem).__name__)
