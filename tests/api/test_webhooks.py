"""Webhooks: the right status for every request, and nothing changes unless the provider proves itself."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_the_search
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route
from structlog.testing import capture_logs

from api.app import create_app
from api.settings import Settings
from api.webhooks import TELEGRAM_LIMIT, TWILIO_LIMIT, Gone, TooLarge, Webhook, read_body, twilio_routes
from bots.inbox import Inbox
from conversations import Petitions
from storage import Store, counts
from storage.slices import table_sum
from storage.tables import contacts
from tests.api.conftest import (
    MESSAGES,
    NOW,
    NUMBER,
    SID,
    STATUS,
    TELEGRAM,
    TOKEN,
    URL,
    Visitor,
    sid_of,
    typed,
    visiting,
)
from tests.bots.signing import sign_bytes, sign_form
from tests.storage.broadcasting import by_state, frozen

PETITION = "put-s-comm-on-ice"
MESSAGE = sid_of("one")
SILENCE = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def never(*_given: object) -> Any:
    """For what is not come to."""
    raise AssertionError


def signed_here(store: Store) -> int:
    return store.read_now(counts)[PETITION]


def sign(visitor: Visitor, sender: str = "+13125550142") -> Any:
    visitor.text("CARTA", f"SM1{sender}", sender=sender)
    visitor.text("Ana López 60608", f"SM2{sender}", sender=sender)
    return visitor.text("1", f"SM3{sender}", sender=sender)


def test_a_signature_by_sms_is_answered_with_twiml_and_counted(visitor: Visitor, store: Store) -> None:
    answer = sign(visitor)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert "<Message>" in answer.text
    assert "Folio" in answer.text
    assert signed_here(store) == 1


def test_a_redelivered_confirmation_gets_the_same_answer_and_counts_once(visitor: Visitor, store: Store) -> None:
    first = sign(visitor)
    again = visitor.text("1", "SM3+13125550142")
    assert again.content == first.content
    assert signed_here(store) == 1


def test_the_same_message_on_many_connections_counts_once_and_is_answered_alike(visitor: Visitor, store: Store) -> None:
    visitor.text("SCOMM Ana Lopez 60608", "SM-review")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: visitor.text("1", "SM-confirm").content, range(24)))
    assert len(set(answers)) == 1
    assert signed_here(store) == 1


def test_a_signature_on_telegram_is_answered_in_the_response_with_the_api_down(visitor: Visitor, store: Store) -> None:
    first = visitor.update(typed("/start scomm", 1))
    assert first.headers["content-type"] == "application/json"
    assert first.json()["method"] == "sendMessage"
    assert first.json()["chat_id"] == 5550142
    visitor.update(typed("Ana Lopez 60608", 2))
    visitor.update(typed("1", 3))
    assert signed_here(store) == 1


@pytest.mark.parametrize("path", [MESSAGES, STATUS])
def test_a_form_signed_for_another_address_or_with_another_token_is_forbidden(path: str, visitor: Visitor) -> None:
    form = {"MessageSid": MESSAGE, "AccountSid": SID, "From": "+13125550142", "To": NUMBER, "Body": "SCOMM"}
    assert visitor.form(path, form, token="another").status_code == 403
    assert visitor.form(path, form, url="http://testserver").status_code == 403
    assert visitor.form(path, form | {"AccountSid": "AC" + "9" * 32}).status_code == 403
    assert visitor.post(path, data=form).status_code == 403
    assert visitor.post(path).status_code == 403


def test_a_changed_form_is_forbidden_and_changes_nothing(visitor: Visitor, store: Store) -> None:
    form = {"MessageSid": MESSAGE, "AccountSid": SID, "From": "+13125550142", "To": NUMBER, "Body": "SCOMM"}
    signature = sign_form("a-token-of-the-tests", URL + MESSAGES, list(form.items()))
    refused = visitor.post(MESSAGES, data=form | {"Body": "1"}, headers={"x-twilio-signature": signature})
    assert (refused.status_code, refused.content) == (403, b"")
    assert signed_here(store) == 0


def test_the_raw_query_is_part_of_what_was_signed(visitor: Visitor) -> None:
    form = {
        "MessageSid": MESSAGE,
        "AccountSid": SID,
        "MessageStatus": "delivered",
        "From": NUMBER,
        "To": "+13125550142",
    }
    path = f"{STATUS}?d=7%2F1&x="
    assert visitor.form(path, form).status_code == 200
    signature = sign_form("a-token-of-the-tests", URL + path, list(form.items()))
    assert visitor.post(STATUS, data=form, headers={"x-twilio-signature": signature}).status_code == 403


def test_a_status_report_and_an_unknown_shape_are_acknowledged_in_silence(visitor: Visitor) -> None:
    report = {
        "MessageSid": MESSAGE,
        "AccountSid": SID,
        "MessageStatus": "delivered",
        "From": NUMBER,
        "To": "+13125550142",
    }
    for path, form in ((STATUS, report), (MESSAGES, {"AccountSid": SID, "EventType": "new"})):
        answer = visitor.form(path, form)
        assert (answer.status_code, answer.text) == (200, SILENCE)
    answer = visitor.update({"update_id": 9, "poll": {"id": "1"}})
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_status_report_about_a_message_of_ours_is_kept_only_when_twilio_signed_it(
    visitor: Visitor, store: Store
) -> None:
    person = "+13125550142"
    broadcast = store.write_now(lambda tx: frozen(tx, "sms", [person], slug=PETITION))
    report = {"MessageSid": MESSAGE, "AccountSid": SID, "MessageStatus": "delivered", "From": NUMBER, "To": person}
    path = f"{STATUS}?d={broadcast}.0.0"
    assert visitor.form(path, report, token="another").status_code == 403
    # Signed for another message.
    headers = {"x-twilio-signature": sign_form(TOKEN, URL + STATUS + "?d=9.9.9", list(report.items()))}
    assert visitor.post(path, data=report, headers=headers).status_code == 403
    assert store.read_now(lambda tx: by_state(tx, broadcast)) == {"waiting": 1}
    for _ in range(2):
        answer = visitor.form(path, report)
        assert (answer.status_code, answer.text) == (200, SILENCE)
    assert store.read_now(lambda tx: by_state(tx, broadcast)) == {"sent": 1}


def test_a_telegram_update_without_the_secret_is_forbidden(visitor: Visitor) -> None:
    assert visitor.update(typed("/start scomm", 1), secret="wrong").status_code == 403
    assert visitor.post(TELEGRAM, json=typed("/start scomm", 1)).status_code == 403


def test_what_cannot_be_decoded_is_a_bad_request(visitor: Visitor) -> None:
    body = b"AccountSid=" + SID.encode() + b"&MessageSid=" + MESSAGE.encode() + b"&Body=%ff%fe"
    signed = (URL + MESSAGES).encode() + b"AccountSid" + SID.encode() + b"Body\xff\xfeMessageSid" + MESSAGE.encode()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": sign_bytes("a-token-of-the-tests", signed),
    }
    assert visitor.post(MESSAGES, content=body, headers=headers).status_code == 400
    secret = {"x-telegram-bot-api-secret-token": "s" * 32}
    assert visitor.post(TELEGRAM, content=b"\xff{", headers=secret).status_code == 400


@pytest.mark.parametrize(
    ("path", "limit"), [(MESSAGES, TWILIO_LIMIT), (STATUS, TWILIO_LIMIT), (TELEGRAM, TELEGRAM_LIMIT)]
)
def test_a_body_over_the_limit_is_refused_whether_its_length_is_told_or_not(
    path: str, limit: int, visitor: Visitor
) -> None:
    proof = {"x-telegram-bot-api-secret-token": "s" * 32, "x-twilio-signature": "x"}
    assert visitor.post(path, content=b"x" * (limit + 1), headers=proof).status_code == 413
    assert visitor.post(path, content=iter([b"x" * limit, b"x"]), headers=proof).status_code == 413
    # As much is read, and no form that Twilio signed, nor JSON.
    assert visitor.post(path, content=b"x" * limit, headers=proof).status_code == (400 if path == TELEGRAM else 403)


@pytest.mark.parametrize(
    ("path", "header"),
    [
        *((path, None) for path in (MESSAGES, STATUS, TELEGRAM)),
        *((path, (b"x-twilio-signature", b"")) for path in (MESSAGES, STATUS)),
        *((TELEGRAM, (b"x-telegram-bot-api-secret-token", secret)) for secret in (b"", b"wrong", b"\xff")),
    ],
)
async def test_of_a_stranger_no_body_is_read(path: str, header: tuple[bytes, bytes] | None, visitor: Visitor) -> None:
    async def receive() -> Any:
        raise AssertionError("the body was read")

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"http_version": "1.1", "headers": [header] if header else [], "scheme": "http", "root_path": ""}
    await visitor.app(scope, receive, send)
    assert sent[0]["status"] == 403
    assert (b"connection", b"close") in sent[0]["headers"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
@pytest.mark.parametrize("path", [MESSAGES, STATUS, TELEGRAM])
def test_only_post_knocks_at_a_webhook(method: str, path: str, visitor: Visitor) -> None:
    answer = visitor.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_channel_without_its_settings_has_no_door(settings: Settings, store: Store) -> None:
    off = settings.model_copy(update={"twilio_from": None, "telegram_webhook_secret": None})
    with visiting(off) as visitor:
        assert [visitor.post(path).status_code for path in (MESSAGES, STATUS, TELEGRAM)] == [404, 404, 404]


def test_a_database_that_refuses_is_a_503_that_asks_for_the_message_again(
    visitor: Visitor, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.app.state.store.close()
    answer = visitor.text("SCOMM", "SM1")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


def test_a_full_inbox_asks_for_the_message_again(settings: Settings, store: Store) -> None:
    full = Inbox(store, Petitions, lambda: NOW, room=0)
    routes = twilio_routes(create_app(settings).state.sms, lambda: full, URL)
    answer = Visitor(Starlette(routes=routes)).text("SCOMM", "SM1")
    assert (answer.status_code, answer.headers["retry-after"], answer.content) == (503, "2", b"")


def test_a_charset_beside_the_content_type_is_passed_over_and_what_is_no_form_is_a_bad_request(
    visitor: Visitor,
) -> None:
    form = {"MessageSid": MESSAGE, "AccountSid": SID, "From": "+13125550142", "To": NUMBER, "Body": "SCOMM"}
    heard = visitor.form(MESSAGES, form, **{"content-type": "application/x-www-form-urlencoded; charset=latin-1"})
    assert "<Message>" in heard.text
    assert visitor.form(MESSAGES, form, **{"content-type": "text/plain"}).status_code == 400
    assert visitor.form(MESSAGES, form, token="another", **{"content-type": "text/plain"}).status_code == 403


@settings_of_the_search(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_that_a_stranger_sends_does_more_than_get_refused(data: st.DataObject, visitor: Visitor) -> None:
    path = data.draw(st.sampled_from([MESSAGES, STATUS, TELEGRAM])) + data.draw(
        st.sampled_from(["", "?", "?d=%ff&&", "?bodySHA256=00"])
    )
    header = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
    headers = {
        name: data.draw(header)
        for name in (
            "content-type",
            "x-twilio-signature",
            "x-telegram-bot-api-secret-token",
            "x-twilio-webhooks-signature-settings",
        )
        if data.draw(st.booleans())
    }
    body = data.draw(
        st.one_of(st.binary(max_size=200), st.just(b"a=b&" * 50), st.just(b"%" * 99), st.just(b"[" * 5000))
    )
    assert visitor.post(path, content=body, headers=headers).status_code == 403


#: Without capitals, of which the names of Twilio's own fields are made: a text that holds one of those is refused.
ANY_WORDS = st.text(st.characters(exclude_characters="ABCDEFGHIJKLMNOPQRSTUVWXYZ"), max_size=300)


@settings_of_the_search(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(st.from_regex("Added[A-Z][a-z]{0,9}", fullmatch=True), ANY_WORDS, max_size=6),
    text=ANY_WORDS,
)
def test_whatever_twilio_signs_is_answered_and_signs_nothing_by_itself(
    fields: dict[str, str], text: str, visitor: Visitor, store: Store
) -> None:
    def plain(value: str) -> str:
        return value.encode("utf-8", "replace").decode()

    form = {
        "AccountSid": SID,
        "MessageSid": sid_of(text),
        "From": "+13125550149",
        "To": NUMBER,
        "Body": plain(text),
    }
    form = {plain(name): plain(value) for name, value in fields.items()} | form
    answer = visitor.form(MESSAGES, form)
    assert answer.status_code == 200
    assert answer.text.count("<Message>") <= 1
    assert signed_here(store) == 0


def test_a_group_gets_one_card_and_nobody_is_asked_anything(visitor: Visitor) -> None:
    update = typed("/start@neighbours_bot", 4)
    update["message"]["chat"] = {"id": -100155, "type": "supergroup", "title": "Neighbours"}
    answer = visitor.update(update)
    assert answer.json()["method"] == "sendMessage"
    assert answer.json()["chat_id"] == -100155
    again = visitor.update(update | {"update_id": 5})
    assert (again.status_code, again.content) == (200, b""), "a group gets one card a minute"


def test_a_petitions_card_is_not_said_in_the_response_which_tells_no_message_number(visitor: Visitor) -> None:
    update = typed("/petition scomm", 4)
    update["message"]["chat"] = {"id": -100156, "type": "supergroup", "title": "Neighbours"}
    answer = visitor.update(update)
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_wish_for_a_card_that_nobody_deals_with_is_noted_and_acknowledged(settings: Settings, store: Store) -> None:
    quiet = Webhook(create_app(settings).state.telegram, never, URL, TELEGRAM_LIMIT, never, (b"", (b"x", b"y")))
    update = typed("/petition scomm", 4)
    update["message"]["chat"] = {"id": -100157, "type": "supergroup", "title": "Neighbours"}
    with capture_logs() as logs:
        answer = Visitor(Starlette(routes=[Route(TELEGRAM, quiet, methods=["POST"])])).update(update)
    assert (answer.status_code, answer.content) == (200, b"")
    assert [log["kind"] for log in logs] == ["CardAsked"]


def test_an_inline_query_is_answered_in_the_response_with_the_counts_of_now(visitor: Visitor, store: Store) -> None:
    person = {"id": 5550142, "is_bot": False, "first_name": "Ana", "language_code": "es"}
    asked = {"id": "77", "from": person, "query": "", "offset": ""}
    answer = visitor.update({"update_id": 4, "inline_query": asked}).json()
    assert (answer["method"], answer["inline_query_id"], answer["cache_time"]) == ("answerInlineQuery", "77", 60)
    assert [one["title"] for one in answer["results"]] == ["Alto a S-Comm", "Un cruce seguro"]
    assert "5550142" not in json.dumps(answer)
    assert store.read_now(lambda tx: table_sum(tx.connection, contacts)).rows == 0


async def received(*messages: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    for message in messages:
        yield message


async def test_a_body_is_read_whole_up_to_its_limit() -> None:
    def receive(*messages: dict[str, Any]) -> Any:
        return received(*messages).__anext__

    part = {"type": "http.request", "body": b"abc", "more_body": True}
    last = {"type": "http.request", "body": b"de"}
    assert await read_body(receive(part, last), "", 5) == b"abcde"
    with pytest.raises(TooLarge):
        await read_body(receive(part, last), "", 4)
    with pytest.raises(TooLarge):
        await read_body(receive(last), "6", 5)
    with pytest.raises(Gone):
        await read_body(receive(part, {"type": "http.disconnect"}), "", 5)
