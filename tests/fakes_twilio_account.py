"""What Twilio keeps about an account: its state and balance, its numbers and Messaging Services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SERVICE = "MG" + "6" * 32


@dataclass
class TwilioAccount:
    """One account as its owner sees it.

    Args:
        sid: `AC…`.
        number: Its one number, E.164 or a short code.
    """

    sid: str
    number: str
    status: str = "active"
    kind: str = "Full"
    balance: str | None = "25.50"
    #: The number's fields as the REST API names them.
    fields: dict[str, Any] = field(default_factory=lambda: {"sms_url": "", "sms_method": "POST"})
    can_text: bool = True
    service: dict[str, Any] = field(
        default_factory=lambda: {
            "sid": SERVICE,
            "use_inbound_webhook_on_number": True,
            "inbound_request_url": None,
            "us_app_to_person_registered": True,
        }
    )
    #: Of a toll-free number, as "TWILIO_APPROVED"; "" when none was asked for.
    verification: str = ""
    #: Paths that were posted to, and what.
    changes: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, path: str, query: Mapping[str, str], form: Mapping[str, str] | None) -> dict[str, Any] | None:
        """The REST API's answer; None for what is not there. `form` holds what is posted."""
        if form is not None:
            return self._change(path, dict(form))
        root = f"/2010-04-01/Accounts/{self.sid}"
        if path == f"{root}.json":
            return {"sid": self.sid, "status": self.status, "type": self.kind, "friendly_name": "A line"}
        if path == f"{root}/Balance.json" and self.balance is not None:
            return {"account_sid": self.sid, "balance": self.balance, "currency": "USD"}
        if path == f"{root}/{self._kind}.json":
            asked = query.get("PhoneNumber") or query.get("ShortCode")
            return _page(self._list, [self._number] if asked == self.number else [])
        if path == f"/v1/Services/{SERVICE}":
            return self.service
        if path == "/v1/Tollfree/Verifications":
            found = [{"sid": "HH1", "status": self.verification}] if self.verification else []
            return {"meta": {"key": "verifications", "next_page_url": None}, "verifications": found}
        return None

    def _change(self, path: str, form: dict[str, str]) -> dict[str, Any] | None:
        changed = {_snake(name): value for name, value in form.items()}
        self.changes.append((path, form))
        if path == f"/2010-04-01/Accounts/{self.sid}/{self._kind}/{self._number['sid']}.json":
            self.fields |= changed
            return self._number
        if path == f"/v1/Services/{SERVICE}":
            self.service["use_inbound_webhook_on_number"] = changed["use_inbound_webhook_on_number"] == "true"
            return self.service
        return None

    @property
    def _kind(self) -> str:
        return "IncomingPhoneNumbers" if self.number.startswith("+") else "SMS/ShortCodes"

    @property
    def _list(self) -> str:
        return "incoming_phone_numbers" if self.number.startswith("+") else "short_codes"

    @property
    def _number(self) -> dict[str, Any]:
        if not self.number.startswith("+"):
            return {"sid": "SC" + "7" * 32, "short_code": self.number, **self.fields}
        can = {"sms": self.can_text, "mms": self.can_text, "voice": True}
        return {"sid": "PN" + "7" * 32, "phone_number": self.number, "capabilities": can, **self.fields}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


def _page(name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: found, "page": 0, "page_size": 50, "next_page_uri": None, "uri": ""}
