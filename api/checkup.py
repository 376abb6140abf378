"""Looks an installation over for `undersigned doctor`; changes nothing, and never shows a secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from api.checkup_address import check_address
from api.checkup_languages import languages_of
from api.checkup_running import check_running
from api.checkup_store import check_store
from api.checkup_telegram import check_telegram
from api.checkup_twilio import check_twilio
from api.checkup_version import check_version
from api.environment import ENV_FILE, SettingsError, lines_without_effect, look_alikes, read_settings
from api.finding import Finding
from api.key_file_rights import exposed
from api.settings import Settings
from storage import (
    MasterKey,
    MasterKeyProblem,
    SchemaAhead,
    SchemaBehind,
    Store,
    StoreUnavailable,
    UnknownDatabase,
    is_demo_file,
    upgrade,
)
from storage.schema import revision_of

#: Where `undersigned serve` listens when nobody says otherwise.
RUNNING = "http://127.0.0.1:8000"


def examine(*, offline: bool = False, running: str = RUNNING) -> list[Finding]:
    """Everything that can be seen from here, most basic first.

    Args:
        offline: Ask neither providers nor the public address, nor the running program.
        running: Where the program listens, without a path; it is asked for its numbers where `METRICS_TOKEN` is set.
    """
    findings = [*check_version(), *_env_file(), *_look_alikes(), *_copy()]
    try:
        settings = read_settings()
    except SettingsError as problem:
        return [Finding("settings", "fail", str(problem), "Correct it in the environment or in .env."), *findings]
    return [
        Finding("settings", "ok", "every value can be used"),
        *findings,
        *_secrets(settings),
        *_database(settings),
        *_addresses(settings),
        *_channels(settings),
        *([] if offline else _asked(settings, running)),
    ]


def _asked(settings: Settings, running: str) -> Iterator[Finding]:
    """What only others can tell, as far as there is anything to ask them for."""
    if settings.metrics_token:
        yield from check_running(settings.metrics_token.get_secret_value(), running)
    if settings.public_url:
        yield from check_address(settings)
    if settings.texted_numbers:
        yield from check_twilio(settings)
    if settings.telegram_bot_token:
        yield from check_telegram(settings, languages_of(settings))


def _look_alikes() -> Iterator[Finding]:
    for name, meant in look_alikes().items():
        fix = f"Did you mean {meant}?" if meant else "Take it out, or see the table of settings."
        yield Finding("settings", "warn", f"{name} means nothing here", fix)


def _env_file() -> Iterator[Finding]:
    yield from _open_to_others("settings", ENV_FILE)
    for number in lines_without_effect():
        # Never the line itself: it may be a token.
        cause = f"{ENV_FILE}, line {number}: it sets nothing, since it is not NAME=value"
        yield Finding("settings", "warn", cause, "Correct the line, or begin it with # to keep it as a remark.")


def _open_to_others(check: str, file: Path) -> Iterator[Finding]:
    if file.is_file() and file.stat().st_mode & 0o077:
        cause = f"{file.absolute()} can be read by others"
        if file.is_symlink():
            # Whoever put the link there may have chosen a file whose rights are nobody's to change here.
            fix = f"It is a link: look at what it leads to, {file.resolve()}, and change the rights there yourself."
            yield Finding(check, "warn", cause, fix)
        else:
            yield Finding(check, "warn", cause, f"chmod 600 {file.absolute()}", partial(file.chmod, 0o600))


def _copy() -> Iterator[Finding]:
    """The catalogues check themselves when they are read."""
    try:
        from conversations.phrases import LANGUAGES
    except Exception as problem:
        yield Finding("words", "fail", str(problem), "Correct the catalogue in conversations/phrases.")
    else:
        yield Finding("words", "ok", f"{', '.join(LANGUAGES)}: complete, each text within its segments")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        if revision_of(settings.database_url) is None:
            mend = partial(_upgrade, settings)
            yield Finding("database", "warn", "there is none yet", "undersigned db upgrade", mend)
            return
        if is_demo_file(settings.database_url):
            yield Finding("database", "fail", "it was made by `undersigned demo`", "Set DATABASE_URL to another file.")
            return
        master = MasterKey.find(settings.key, settings.undersigned_key_file, settings.database_url)
        store = Store.open(settings.database_url, master)
    except SchemaBehind as problem:
        yield Finding("database", "fail", str(problem), "undersigned db upgrade", partial(_upgrade, settings))
    except SchemaAhead as problem:
        yield Finding("database", "fail", str(problem), "Install the newer version, as it was before.")
    except MasterKeyProblem as problem:
        yield Finding(
            "key", "fail", str(problem), "Set UNDERSIGNED_KEY or UNDERSIGNED_KEY_FILE to this database's key."
        )
    except UnknownDatabase as problem:
        yield Finding("database", "fail", str(problem), "Correct DATABASE_URL.")
    except StoreUnavailable as problem:
        yield _unusable(settings, problem)
    else:
        with closing(store):
            yield from _opened(settings, store)


def _opened(settings: Settings, store: Store) -> Iterator[Finding]:
    try:
        store.can_write()
        within = list(check_store(settings, store, datetime.now(UTC)))
    except StoreUnavailable as problem:
        yield _unusable(settings, problem)
        return
    yield Finding("database", "ok", "readable and writable, schema up to date")
    if settings.database_file:
        yield from _open_to_others("database", settings.database_file)
    yield from _key(settings)
    yield from within


def _upgrade(settings: Settings) -> None:
    master = MasterKey.find(settings.key, settings.undersigned_key_file, settings.database_url)
    upgrade(settings.database_url, master)


def _unusable(settings: Settings, problem: StoreUnavailable) -> Finding:
    file = settings.database_file
    fix = "Check that the server runs, and host, port, user, password and database in DATABASE_URL."
    if file:
        fix = f"Check {file.absolute()}: the path, its rights and the disk."
    return Finding("database", "fail", f"it can't be used: {problem}", fix)


def _key(settings: Settings) -> Iterator[Finding]:
    yield Finding("key", "ok", "it opens this database's keys")
    if settings.key_file and (found := exposed(settings.key_file)):
        ours = found.refused and not settings.key_file.is_symlink()
        remedy = partial(settings.key_file.chmod, 0o600) if ours else None
        yield Finding("key", "fail" if found.refused else "warn", found.cause, found.fix, remedy)


def _addresses(settings: Settings) -> Iterator[Finding]:
    if settings.public_url is None:
        yield Finding("public address", "warn", "PUBLIC_URL is not set", "Set it to where the world reaches this site.")
        return
    if settings.public_url.startswith("http://"):
        fix = "Put a proxy with a certificate in front."
        yield Finding("public address", "warn", f"{settings.public_url} is not encrypted", fix)
    else:
        yield Finding("public address", "ok", settings.public_url)


def _secrets(settings: Settings) -> Iterator[Finding]:
    """Secrets that somebody typed instead of drawing them."""
    for name in ("telegram_webhook_secret", "metrics_token", "undersigned_key"):
        secret = getattr(settings, name)
        if secret is not None and len(set(secret.get_secret_value())) < 8:
            cause = f"{name.upper()} is easily guessed: few different characters"
            fix = "Take the output of: openssl rand -hex 32"
            if name == "undersigned_key":
                # There is no way yet to put another key on what stands there already.
                fix += "; for a new database, since this one can't be opened with another"
            yield Finding("settings", "warn", cause, fix)


def _channels(settings: Settings) -> Iterator[Finding]:
    twilio = "/webhooks/twilio/messages#rc=3&rp=all&ct=2000&rt=4500&tt=15000"
    # WhatsApp is for those who want it, so nobody is told that it is off.
    whatsapp = [("WhatsApp", settings.whatsapp_lacks, twilio)] if settings.twilio_whatsapp_from else []
    for name, lacks, path in (("SMS", settings.sms_lacks, twilio), *whatsapp):
        if lacks:
            yield Finding(name, "warn", f"off, not set: {', '.join(lacks)}", "Set them to turn the channel on.")
        else:
            yield Finding(name, "ok", f"on; its webhook is {settings.public_url}{path}")
    yield _telegram(settings)


def _telegram(settings: Settings) -> Finding:
    """How Telegram is heard.

    Long polling needs the token alone (it asks Telegram for the bot's name), so what a webhook lacks is no fault; but
    where one was begun, by its secret or by a name at a public address, `serve` hears nothing yet.
    """
    if settings.telegram_bot_token is None:
        fix = "Set it to turn the channel on with `undersigned serve --poll`."
        return Finding("Telegram", "warn", "off, not set: TELEGRAM_BOT_TOKEN", fix)
    lacks = settings.telegram_webhook_lacks + (() if settings.public_url else ("PUBLIC_URL",))
    if settings.telegram_webhook_secret is None and lacks != ("TELEGRAM_WEBHOOK_SECRET",):
        return Finding("Telegram", "ok", f"on with `serve --poll`; a webhook would need {', '.join(lacks)}")
    if lacks:
        cause = f"heard by `serve --poll` alone; for the webhook is not set: {', '.join(lacks)}"
        other = "TELEGRAM_WEBHOOK_SECRET" if settings.telegram_webhook_secret else "TELEGRAM_BOT_USERNAME"
        return Finding("Telegram", "warn", cause, f"Set that; or, for long polling, take {other} away.")
    return Finding("Telegram", "ok", f"on; its webhook is {settings.public_url}/webhooks/telegram")
