"""`undersigned opt-out`: records an opt-out that came by mail, by voice or by e-mail."""

from __future__ import annotations

import getpass
import re
import sys
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Literal

import phonenumbers
import typer

from api.commands.opening import open_for_command, settings_or_fail
from api.commands.organizer import OPERATOR
from api.commands.speaking import WRONGLY_ASKED, fail, show, show_json, talk
from api.settings import Settings
from storage.opting_out import How, opt_out
from storage.organizers import ANSWERING, NotAllowed, UnknownOrganizer, acting

#: More are no addresses of people who wrote a letter.
_MOST = 1000
Address = tuple[Literal["sms", "telegram"], str]


def opt_out_command(
    how: Annotated[How, typer.Option(help="How it came: mail, voice, e-mail or other.")] = "other",
    who: Annotated[str, typer.Option("--as", help="Who records it: an organizer, once there are any.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Send nothing more to an address, read from standard input, one a line: a number, or telegram:ID.

    It works although no address is kept, and does what their own STOP would do: messages and updates end, signatures
    stay. The address is neither shown nor kept.
    """
    settings = settings_or_fail()
    addresses = _read(settings)
    changed = 0
    with open_for_command(settings) as store:
        try:
            by = store.read_now(lambda tx: acting(tx, who or OPERATOR, ANSWERING, "record an opt-out"))
        except (UnknownOrganizer, NotAllowed) as problem:
            fail(str(problem))
        for channel, address in addresses:
            record = partial(opt_out, channel=channel, address=address, how=how, who=by, now=datetime.now(UTC))
            changed += store.write_now(record).changed
    if as_json:
        show_json({"recorded": len(addresses), "changed": changed})
        return
    show(f"Recorded: {len(addresses)}. Nothing leaves for them any more; signatures stay.")
    if known := len(addresses) - changed:
        talk(f"Of these, {known} had stopped before.")


def _read(settings: Settings) -> list[Address]:
    """The addresses that are told; each must be one before any is recorded. What is typed is not shown."""
    if sys.stdin.isatty():
        lines = [getpass.getpass("Number, or telegram:ID (it is not shown): ")]
    else:
        lines = sys.stdin.read(_MOST * 100).splitlines()
    told = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not told or len(told) > _MOST:
        fail(f"Standard input must hold 1 to {_MOST} addresses, one a line.", code=WRONGLY_ASKED)
    return list(dict.fromkeys(_address(line, number, settings) for number, line in told))


def _address(told: str, line: int, settings: Settings) -> Address:
    """Channel and address of a line, as people write them: "(312) 555-0142", "sms:+13125550142", "telegram:1234"."""
    kind, _, rest = told.partition(":")
    if kind.casefold() == "telegram":
        if re.fullmatch(r"[1-9][0-9]{3,15}", rest.strip()):
            return "telegram", rest.strip()
        fail(f"Line {line} is no Telegram id, a number; names of accounts are not known here.", code=WRONGLY_ASKED)
    number = rest if kind.casefold() in ("sms", "whatsapp", "tel") else told
    try:
        parsed = phonenumbers.parse(number, _region(settings))
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or parsed.extension or not phonenumbers.is_possible_number(parsed):
        fail(f"Line {line} is no number: write it like +13125550142.", code=WRONGLY_ASKED)
    return "sms", phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _region(settings: Settings) -> str | None:
    """The country in which a number without one is read: that of the number that people text."""
    number = settings.twilio_from or settings.twilio_whatsapp_from or ""
    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) if number.startswith("+") else None
