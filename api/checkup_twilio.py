"""Compares what Twilio holds about account and number with what this installation needs, for `undersigned doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from api.finding import Finding
from api.settings import Settings
from bots.channel import AccountProblem
from bots.sms_account import Number, Seen, SMSAccount
from bots.sms_twiml import TRIES

#: In the account's currency; below it a busy day may end the answers.
LITTLE = 10.0
_FIX = "undersigned doctor --fix"


def check_twilio(settings: Settings) -> Iterator[Finding]:
    """Everything that Twilio tells; nothing is changed.

    Args:
        settings: With all that SMS needs, or WhatsApp; of its sender Twilio's API tells nothing.
    """
    account = SMSAccount(str(settings.twilio_account_sid), settings.auth_tokens[0], settings.twilio_api_url)
    try:
        seen = account.look(settings.twilio_from or "", settings.twilio_messaging_service_sid or "")
    except AccountProblem as problem:
        fix = "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in Twilio's console, and this machine's way to Twilio."
        yield Finding("Twilio", "fail", f"the account can't be asked: {problem}", fix)
        return
    yield from _account(seen)
    if settings.sms_lacks:
        return
    if seen.number is None:
        fix = "Set TWILIO_FROM to a number of this account (Twilio's console, Phone Numbers)."
        yield Finding("Twilio number", "fail", f"the account has no number {settings.twilio_from}", fix)
        return
    yield from _number(account, seen.number, f"{settings.public_url}/webhooks/twilio/messages")
    yield from _calls(settings, account, seen.number)
    yield from _service(settings, account, seen)
    yield from _registration(settings, seen)
    yield _opt_out(settings)


def _account(seen: Seen) -> Iterator[Finding]:
    if seen.status != "active":
        yield Finding("Twilio", "fail", f"the account is {seen.status}", "See Twilio's console; support can tell why.")
    elif seen.trial:
        cause = "a trial account: it answers only numbers that were verified, and adds words of its own"
        yield Finding("Twilio", "warn", cause, "Upgrade it in Twilio's console, under Billing.")
    else:
        yield Finding("Twilio", "ok", "the account is active")
    if seen.balance:
        low = float(seen.balance.split()[0]) < LITTLE
        fix = "Add funds, or turn on auto-recharge, in Twilio's console, under Billing." if low else ""
        yield Finding("Twilio balance", "warn" if low else "ok", seen.balance, fix)


def _number(account: SMSAccount, number: Number, url: str) -> Iterator[Finding]:
    wanted = url + TRIES
    mend = partial(account.bring_to, number, wanted)
    if not number.can_text:
        fix = "Buy one whose capabilities name SMS, and set TWILIO_FROM to it."
        yield Finding("Twilio number", "fail", "it can't take texts", fix)
    elif number.application:
        cause = "a TwiML application takes its messages, whatever the webhook says"
        yield Finding("Twilio webhook", "fail", cause, _FIX, mend)
    elif number.url.partition("#")[0] != url:
        cause = f"it is {number.url or 'not set'}, not {wanted}"
        yield Finding("Twilio webhook", "fail", cause, _FIX, mend)
    elif number.method.upper() != "POST":
        yield Finding("Twilio webhook", "fail", f"its method is {number.method}, not POST", _FIX, mend)
    elif number.url != wanted:
        cause = f"it does not end in {TRIES}, so a message that meets a restart is lost"
        yield Finding("Twilio webhook", "warn", cause, _FIX, mend)
    else:
        yield Finding("Twilio webhook", "ok", wanted)


def _calls(settings: Settings, account: SMSAccount, number: Number) -> Iterator[Finding]:
    """Whether calls come to us, where they are wanted; whoever wants none is only told if they come all the same."""
    url, calls = f"{settings.public_url}/webhooks/twilio/calls", number.calls
    comes = calls is not None and calls.url.partition("#")[0] == url
    if settings.twilio_voice == "off":
        if comes:
            fix = "Set TWILIO_VOICE, or take the address away in Twilio's console, under the number's Voice."
            yield Finding(
                "Twilio calls", "warn", "calls come here, and TWILIO_VOICE is off: callers hear an error", fix
            )
        return
    if calls is None or not calls.can_talk:
        yield Finding("Twilio calls", "fail", "the number can't take calls", "Set TWILIO_VOICE=off, or another number.")
        return
    mend = partial(account.bring_calls_to, number, url + TRIES)
    if calls.trunk:
        # A telephone system that somebody connected: not for a command to take away.
        fix = "Take the number off the trunk in Twilio's console, or set TWILIO_VOICE=off."
        yield Finding("Twilio calls", "fail", "a SIP trunk takes its calls, whatever the webhook says", fix)
    elif calls.application:
        cause = "a TwiML application takes its calls, whatever the webhook says"
        yield Finding("Twilio calls", "fail", cause, _FIX, mend)
    elif not comes or calls.method.upper() != "POST":
        yield Finding(
            "Twilio calls", "fail", f"they go to {calls.url or 'nowhere'}, not to {url + TRIES} by POST", _FIX, mend
        )
    else:
        yield Finding("Twilio calls", "ok", calls.url)


def _service(settings: Settings, account: SMSAccount, seen: Seen) -> Iterator[Finding]:
    sid = settings.twilio_messaging_service_sid
    if seen.service is None or sid is None:
        return
    if seen.service.leaves_it_to_the_number:
        yield Finding("Messaging Service", "ok", "incoming messages go where the number says")
    else:
        cause = f"it brings incoming messages to {seen.service.url or 'nowhere'}, whatever the number says"
        yield Finding("Messaging Service", "fail", cause, _FIX, partial(account.leave_it_to_the_number, sid))


def _registration(settings: Settings, seen: Seen) -> Iterator[Finding]:
    """What carriers of the United States ask for, as far as Twilio tells it."""
    where = "See docs/registration.md."
    if settings.sender == "toll-free":
        good = seen.verification == "TWILIO_APPROVED"
        cause = f"verification of the toll-free number: {seen.verification or 'unknown'}"
        yield Finding("registration", "ok" if good else "fail", cause, "" if good else where)
    elif settings.sender == "short-code" or not str(settings.twilio_from).startswith("+1"):
        return
    elif seen.service is None:
        cause = "TWILIO_MESSAGING_SERVICE_SID is not set, so Twilio can't be asked whether a campaign is registered"
        yield Finding("registration", "warn", cause, where)
    elif seen.service.registered:
        yield Finding("registration", "ok", "the Messaging Service has a registered campaign")
    else:
        yield Finding("registration", "fail", "the Messaging Service has no registered campaign", where)


def _opt_out(settings: Settings) -> Finding:
    """Twilio does not tell how Advanced Opt-Out is set."""
    if settings.opt_out == "advanced":
        fix = "In Twilio's console, Messaging Service, Opt-Out Management: Spanish words are there, YES is not."
        return Finding("STOP", "ok", "answered by Twilio's Advanced Opt-Out, which only its console shows", fix)
    who = "this program" if settings.opt_out == "ours" else "Twilio, and this program for all words but Twilio's"
    return Finding("STOP", "ok", f"answered by {who}")
