"""What an installation is told from outside: names, addresses and secrets.

The names are fixed (the table in the documentation). A `Settings` that is built directly holds what it is given and
never looks at the environment, which is how the demo and the tests make theirs; `api.environment.read_settings` does.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from api.page_words import LANGUAGES
from bots.sms_opt_out import OptOut
from conversations.quiet_hours import UnreadableHours, quiet_hours
from storage import UnknownDatabase
from storage.dialects import read_url

TWILIO_API = "https://api.twilio.com"
TELEGRAM_API = "https://api.telegram.org"

#: Numbers in the United States that cost the sender of the text nothing.
_TOLL_FREE = re.compile(r"\+1(800|833|844|855|866|877|888)\d{7}")


def _matching(pattern: str, hint: str) -> AfterValidator:
    """A check that the whole of a text or secret matches `pattern`; the message is "must be " + `hint`."""
    expression = re.compile(pattern)

    def check(value: Any) -> Any:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        if plain is not None and not expression.fullmatch(plain):
            raise ValueError(f"must be {hint}")
        return value

    return AfterValidator(check)


def _root(value: str) -> str:
    """An address without path, query or fragment, such as `https://api.example.org`."""
    address = _address(value)
    if urlsplit(address).path:
        raise ValueError("must be an address without a path, like https://api.example.org")
    return address


def _address(value: str) -> str:
    """An http(s) address without user, query or fragment; a slash at the end is taken off."""
    hint = "must be an address like https://sign.example.org"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ValueError(hint) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError(hint)
    if parts.username is not None or parts.query or parts.fragment or re.search(r"[\s?#]", value):
        raise ValueError(f"{hint}, without user, query or fragment")
    return value.rstrip("/")


def _number(value: str) -> str:
    """A sender that people can text: E.164, or a short code of five or six digits."""
    value = value.removeprefix("whatsapp:")
    if re.fullmatch(r"\d{5,6}", value):
        return value
    try:
        possible = value.startswith("+") and phonenumbers.is_possible_number(phonenumbers.parse(value))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible or not re.fullmatch(r"\+\d+", value):
        raise ValueError("must be a number like +13125550142, or a short code of 5 or 6 digits")
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
    return value


def _number_on_whatsapp(value: str) -> str:
    """A sender on WhatsApp: E.164, with or without "whatsapp:" in front."""
    number = _number(value)
    if not number.startswith("+"):
        raise ValueError("must be a number like +13125550142")
    return number


def _hours(value: str) -> str:
    """A preset, or a file that says when messages may arrive."""
    try:
        quiet_hours(value)
    except UnreadableHours as problem:
        # Where there is no such file the value may be anything, and is not shown.
        why = "" if not Path(value).is_file() else f": {str(problem).replace(value, 'it')}"
        raise ValueError(f"must be cautious, federal, off, or the path of a file of windows{why}") from None
    return value


def _dollars(value: str) -> str:
    if not re.fullmatch(r"\d{1,7}(\.\d{1,6})?", value):
        raise ValueError("must be dollars, like 150 or 0.0123")
    return value


Address = Annotated[str, AfterValidator(_address)]
Hours = Annotated[str, AfterValidator(_hours)]
Dollars = Annotated[str, AfterValidator(_dollars)]
Root = Annotated[str, AfterValidator(_root)]
Number = Annotated[str, AfterValidator(_number)]
DatabaseUrl = Annotated[str, _matching(r"(sqlite|postgres(ql)?)(\+\w+)?://.*", "sqlite:///… or postgresql://…")]
Rate = Annotated[str, _matching(r"\d+(\.\d+)?(/(s|min))?", "a number of messages, like 1, 3.75/s or 75/min")]
TwilioTokens = Annotated[
    SecretStr, _matching(r"\s*[^\s,]{8,}\s*(,\s*[^\s,]{8,}\s*)*", "one token, or several with a comma between them")
]
BotToken = Annotated[
    SecretStr, _matching(r"\d{3,}:[A-Za-z0-9_-]{16,}", "the token that BotFather gave: digits, a colon, letters")
]
MetricsToken = Annotated[
    SecretStr, _matching(r"[A-Za-z0-9_.~+/-]{16,}=*", "16 or more letters, digits, or . _ ~ + / -")
]
WebhookSecret = Annotated[SecretStr, _matching(r"[A-Za-z0-9_-]{16,256}", "16 to 256 of the characters A-Z a-z 0-9 _ -")]


class Settings(BaseModel):
    """All settings of one installation. The field `public_url` is the setting `PUBLIC_URL`, and so on."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    #: Hidden in `repr`: it can hold a password.
    database_url: DatabaseUrl = Field("sqlite:///undersigned.db", repr=False)
    #: Where the world reaches this installation; providers' proofs are computed against it.
    public_url: Address | None = None
    undersigned_key: SecretStr | None = None
    undersigned_key_file: Path | None = None
    #: Shown where no petition names its own organization.
    organization: str = ""
    default_language: Annotated[str, AfterValidator(_language)] = "en"

    twilio_account_sid: Annotated[str, _matching(r"AC[0-9a-fA-F]{32}", "AC and 32 digits or letters a-f")] | None = None
    twilio_auth_token: TwilioTokens | None = None
    #: The number that people text, always; also when sending goes through a Messaging Service.
    twilio_from: Number | None = None
    twilio_messaging_service_sid: (
        Annotated[str, _matching(r"MG[0-9a-fA-F]{32}", "MG and 32 digits or letters a-f")] | None
    ) = None
    #: The sender on WhatsApp, which answers for itself: it can be there without a number that people text.
    twilio_whatsapp_from: Annotated[str, AfterValidator(_number_on_whatsapp)] | None = None
    twilio_sender: (
        Annotated[
            str,
            _matching(
                r"10dlc(:[a-z0-9-]+)?|toll-free|short-code|long-code",
                "10dlc:<class>, toll-free, short-code or long-code",
            ),
        ]
        | None
    ) = None
    twilio_opt_out: OptOut | None = None
    twilio_voice: Literal["off", "answer", "missed-call"] = "off"
    twilio_rate: Rate | None = None
    twilio_api_url: Root = TWILIO_API

    telegram_bot_token: BotToken | None = None
    telegram_bot_username: (
        Annotated[str, _matching(r"@?[A-Za-z][A-Za-z0-9_]{3,31}", "the bot's user name, like ExampleBot")] | None
    ) = None
    telegram_webhook_secret: WebhookSecret | None = None
    telegram_rate: Rate | None = None
    telegram_api_url: Root = TELEGRAM_API

    #: Opens `/metrics` to who brings it; without one there is no such page.
    metrics_token: MetricsToken | None = None

    quiet_hours: Hours = "cautious"
    two_people: Literal["on", "off"] = "on"
    #: Dollars that what leaves on its own may cost in a calendar month (UTC); nothing more leaves behind it.
    spend_cap: Dollars | None = None
    #: Dollars for a segment by SMS with all fees; the list price when not told.
    segment_price: Dollars | None = None
    #: The number that people in an emergency are told, beside the case that a person answers.
    emergency_line: Number | None = None
    #: Seconds after which what a silent worker had begun is taken over.
    stalled_after: Annotated[int, Field(ge=5, le=3600)] = 30

    @model_validator(mode="after")
    def _one_key(self) -> Settings:
        if self.undersigned_key and self.undersigned_key_file:
            raise ValueError("UNDERSIGNED_KEY and UNDERSIGNED_KEY_FILE are both set: keep one of them")
        return self

    @property
    def key(self) -> str | None:
        """The master key as it was given, None when it lives in a file."""
        return self.undersigned_key.get_secret_value() if self.undersigned_key else None

    @property
    def key_file(self) -> Path | None:
        """The file that the master key is read from: the one told, else `undersigned.key` beside the SQLite file."""
        if self.undersigned_key or self.undersigned_key_file or not self.database_file:
            return self.undersigned_key_file
        return self.database_file.with_name("undersigned.key")

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None where the database is none, or no address that can be used."""
        try:
            url = read_url(self.database_url)
        except UnknownDatabase:
            return None
        return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """Twilio's tokens, the newest first by convention; several only while one is being replaced."""
        given = self.twilio_auth_token.get_secret_value() if self.twilio_auth_token else ""
        return tuple(token.strip() for token in given.split(",") if token.strip())

    @property
    def bot_username(self) -> str:
        """The bot's user name without the @."""
        return (self.telegram_bot_username or "").removeprefix("@")

    @property
    def sender(self) -> str:
        """What kind of sender `TWILIO_FROM` is: as told, else as the number shows."""
        if self.twilio_sender or not self.twilio_from:
            return self.twilio_sender or "long-code"
        if not self.twilio_from.startswith("+"):
            return "short-code"
        return "toll-free" if _TOLL_FREE.fullmatch(self.twilio_from) else "long-code"

    @property
    def opt_out(self) -> OptOut:
        """Who answers STOP by SMS: as told, else we do on short codes and Twilio does everywhere else."""
        return self.twilio_opt_out or ("ours" if self.sender == "short-code" else "twilio")

    @property
    def sms_lacks(self) -> tuple[str, ...]:
        """The settings that SMS still needs; () when the channel is on."""
        return self._unset("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "PUBLIC_URL")

    @property
    def whatsapp_lacks(self) -> tuple[str, ...]:
        """The settings that WhatsApp still needs; () when the channel is on."""
        return self._unset("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM", "PUBLIC_URL")

    @property
    def texted_numbers(self) -> list[str]:
        """What people write to, as Twilio names it: the number, and "whatsapp:" with the sender there."""
        texted = [] if self.sms_lacks else [str(self.twilio_from)]
        return texted if self.whatsapp_lacks else [*texted, f"whatsapp:{self.twilio_whatsapp_from}"]

    @property
    def telegram_lacks(self) -> tuple[str, ...]:
        """The settings that Telegram still needs; () when the channel is on."""
        return self._unset("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_USERNAME")

    @property
    def telegram_webhook_lacks(self) -> tuple[str, ...]:
        """The settings that hearing Telegram by webhook needs; long polling needs only `telegram_lacks`."""
        return self.telegram_lacks + self._unset("TELEGRAM_WEBHOOK_SECRET")

    def _unset(self, *names: str) -> tuple[str, ...]:
        return tuple(name for name in names if not getattr(self, name.lower()))


#: Every setting's name as it is written in the environment.
NAMES: tuple[str, ...] = tuple(name.upper() for name in Settings.model_fields)
