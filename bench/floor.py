"""(a) The floor: a bare Starlette route that verifies the same signature and answers a constant."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.forms import PATH, PUBLIC_URL, TOKEN
from bots.sms_form import read_form
from bots.sms_signature import SignatureCheck

_check = SignatureCheck([TOKEN])
_ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><Response><Message>Constant</Message></Response>'


async def messages(request: Request) -> Response:
    """Verify, answer."""
    body = await request.body()
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
    if not _check.passes(headers, body, read_form(body), PUBLIC_URL + request.scope["path"]):
        return Response(status_code=403)
    return Response(_ANSWER, media_type="text/xml")


app = Starlette(routes=[Route(PATH, messages, methods=["POST"])])
