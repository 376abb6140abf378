"""(d) What a competent handler looks like without this design: framework form, library validator, async ORM.

The same conversation, tables and encryption; one transaction for each message, each durable (synchronous=FULL).
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry
from starlette.exceptions import HTTPException
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from bench.forms import NUMBER, PATH, PUBLIC_URL, TOKEN
from conversations import Channel, Contact, Heard, Moment, Petitions, Signature, State, reply_to
from storage import MasterKey, Store
from storage import tables as t
from storage.codes import new_codes
from storage.hours import day_of, hour_of
from storage.sealing import place_of


class Answer: ...


class ContactRow: ...


class SignatureRow: ...


class ConsentRow: ...


class CountRow: ...


mapping = registry()
for cls, table in (
    (Answer, t.answers),
    (ContactRow, t.contacts),
    (SignatureRow, t.signatures),
    (ConsentRow, t.consents),
    (CountRow, t.counts),
):
    mapping.map_imperatively(cls, table)

URL = os.environ["DATABASE_URL"]
store = Store.open(URL, MasterKey.find(None, None, URL))
shelf, keys = store.read_now(lambda tx: (tx.shelf, tx.keys))
engine = create_async_engine(URL.replace("sqlite:", "sqlite+aiosqlite:"), connect_args={"timeout": 30})


@event.listens_for(engine.sync_engine, "connect")
def _set_up(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


sessions = async_sessionmaker(engine, expire_on_commit=False)
validator = RequestValidator(TOKEN)
app = FastAPI(docs_url=None, openapi_url=None)


def _row(cls: type, **values: Any) -> Any:
    row = cls()
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _signature(row: Any) -> Signature:
    field = keys.petitions[row.petition].fields
    d = json.loads(field.open(row.details, place_of(b"signatures.details", row.id)))
    slug = shelf.slugs[row.petition]
    return Signature(slug, d["code"], day_of(row.hour), d["name"], d["postcode"], d["show_name"])


@app.post(PATH)
async def messages(request: Request) -> Response:
    """Hear one text."""
    form = await request.form()
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(PUBLIC_URL + PATH, form, signature):
        raise HTTPException(403)
    fields = {name: str(value) for name, value in form.items()}
    now = datetime.now(UTC)
    heard = Heard(fields["MessageSid"], Channel.SMS, fields["From"], text=fields["Body"])
    async with sessions() as session, session.begin():
        text = await _turn(session, heard, now)
    answer = MessagingResponse()
    if text:
        answer.message(text)
    return Response(str(answer), media_type="text/xml")


async def _turn(session: Any, heard: Heard, now: datetime) -> str:
    message = keys.message("sms", heard.id)
    kept = await session.get(Answer, message)
    if kept is not None:
        return keys.field.open(kept.answer, place_of(b"answers.answer", message)).decode()
    contact_key = keys.contact("sms", heard.address)
    contact = await session.get(ContactRow, contact_key)
    state = State()
    if contact is not None:
        state = State.from_json(json.loads(keys.field.open(contact.state, place_of(b"contacts.state", contact_key))))
    persons = {slug: keys.petitions[number].person("sms", heard.address) for slug, number in shelf.ids.items()}
    found = (await session.scalars(select(SignatureRow).where(t.signatures.c.person.in_(persons.values())))).all()
    own = {shelf.slugs[row.petition]: _signature(row) for row in found}
    sums = await session.execute(select(t.counts.c.petition, func.sum(t.counts.c.signed)).group_by(t.counts.c.petition))
    counts = {shelf.slugs[number]: total for number, total in sums}
    petitions = Petitions(shelf.petitions, counts, "Undersigned", number=NUMBER, public_url=PUBLIC_URL)
    turn = reply_to(petitions, Contact(state, own), heard, Moment(now, new_codes(1)[0]))
    if contact is None:
        address = keys.field.seal(f"sms\0{heard.address}".encode(), place_of(b"contacts.address", contact_key))
        contact = _row(ContactRow, key=contact_key, id=os.urandom(16), address=address)
        session.add(contact)
    sealed = json.dumps(turn.state.to_json()).encode()
    contact.state = keys.field.seal(sealed, place_of(b"contacts.state", contact_key))
    contact.expires = hour_of(now) + 168
    text = turn.replies[0].text if turn.replies else ""
    answer = keys.field.seal(text.encode(), place_of(b"answers.answer", message))
    session.add(_row(Answer, message=message, answer=answer, expires=hour_of(now) + 48))
    for fact in turn.facts:
        if fact.name == "signed":
            await _sign(session, persons, dict(fact.details), hour_of(now))
    return text


async def _sign(session: Any, persons: dict[str, bytes], details: dict[str, Any], hour: int) -> None:
    slug, row_id = details["petition"], os.urandom(16)
    number = shelf.ids[slug]
    names = ("name", "postcode", "show_name", "code")
    plain = json.dumps({**{name: details[name] for name in names}, "nonce": os.urandom(16).hex()}).encode()
    session.add(
        _row(
            SignatureRow,
            id=row_id,
            petition=number,
            person=persons[slug],
            place=1,
            version=shelf.versions[slug],
            hour=hour,
            details=keys.petitions[number].fields.seal(plain, place_of(b"signatures.details", row_id)),
            channel="sms",
            language=details["language"],
            source=details["source"],
        )
    )
    count = await session.get(CountRow, (number, 0), with_for_update=True)
    count.signed = t.counts.c.signed + 1
