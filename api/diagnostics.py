"""What the programs print about themselves: one JSON object a line, from which nobody can be recognised.

Two rules, and no field escapes both. A field that is not listed in `PLAIN` shows a tag instead of its text. Text in a
listed field, and the sentence itself, lose everything that looks like a number, an address, a token or a ZIP code. A
tag is eight hexadecimal digits under a key that lives as long as the process: equal values stay equal within one run,
and nothing can be tried against a kept line.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from types import TracebackType
from typing import Any, ClassVar, TextIO

import structlog

#: Loggers of libraries whose chatter holds tokens (httpx writes whole addresses), numbers or bodies.
QUIET_LOGGERS = ("httpx", "httpcore", "telegram", "twilio", "twilio.http_client", "aiohttp", "sqlalchemy", "alembic")

#: Fields whose text may be shown, once cleaned: words that we chose ourselves, places in the code, and the short
#: sentence in which a database's driver says why it can't (see `storage.unavailable`).
PLAIN = frozenset(
    {
        *("event", "channel", "command", "error", "kind", "method", "outcome", "petition", "path", "shape", "why"),
        *("at", "logger"),
    }
)
#: Fields that are written by this module or hold counts, shown as they are as long as they hold what is said here.
NUMBERS = frozenset({"count", "status", "waiting", "tasks", "line", "seconds", "bytes", "limit"})
UNTOUCHED = frozenset({"level", "timestamp"})

_PERSONAL = re.compile(
    r"""
    [\w.+'-]+@[\w-]+(?:\.[\w-]+)*                     # e-mail address, or a name before an @
    | @\w{3,}                                          # Telegram user name
    | \d{3,}:[A-Za-z0-9_-]{16,}                        # Telegram bot token
    | \b(?:AC|SM|MM|MG|SK|IM|PN)[0-9a-fA-F]{32}\b      # Twilio ids
    | \b(?=[A-Za-z0-9_+/=-]*\d)[A-Za-z0-9_+/=-]{20,}   # any other token, key or hash
    | \+?\(?\d(?:[\s().\-\u2010-\u2015\u00a0/]*\d){6,} # phone numbers and user ids, however they are grouped
    | \+\d+
    | (?<!\d)\d{5}(?:-\d{4})?(?!\d)                    # ZIP codes
    """,
    re.VERBOSE,
)

#: Where a sentence goes over into what a program was dealing with.
_VALUES = re.compile(r"[\n'\"`<({\[=]")

_KEY = secrets.token_bytes(32)


def tag(value: object) -> str:
    """Eight hexadecimal digits in the place of `value`, for as long as this process lives."""
    return hmac.new(_KEY, str(value).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:8]


def cleaned(text: str) -> str:
    """`text` with a tag in the place of everything that looks like it belongs to a person or opens a door."""
    return _PERSONAL.sub(lambda found: f"<{tag(found[0])}>", text)


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The last step before a line is written: the two rules of this module, for every field."""
    return {_field(name): _shown(name, value) for name, value in event.items()}


def _field(name: str) -> str:
    known = name in PLAIN or name in NUMBERS or name in UNTOUCHED
    return name if known or re.fullmatch(r"[A-Za-z_]{1,30}", name) else f"<{tag(name)}>"


def _shown(name: str, value: Any) -> Any:
    if name in UNTOUCHED or value is None or isinstance(value, bool):
        return value
    if name in NUMBERS and isinstance(value, int | float):
        return value
    if name in PLAIN:
        if isinstance(value, list | tuple):
            return [cleaned(str(item)) for item in value]
        return cleaned(str(value))
    return f"<{tag(value)}>"


def without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace a traceback by the error's type and the places it came through: its message and values stay out."""
    raised = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        event["at"] = places(error.__traceback__)
    return event


def places(trace: TracebackType | None, most: int = 8) -> list[str]:
    """The last `most` places of a traceback, as `file.py:line function`."""
    frames = traceback.extract_tb(trace)[-most:]
    return [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno} {frame.name}" for frame in frames]


def _only_template(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For other people's loggers: the sentence without its values, save of uvicorn, which says where it listens."""
    record = event.get("_record")
    if record is not None and not record.name.startswith("uvicorn"):
        # Some put the values in before they log: asyncio shows tasks, their arguments, and what an exception said.
        event["event"] = _VALUES.split(str(record.msg), maxsplit=1)[0].strip() or "no words of its own"
        event.pop("positional_args", None)
    event.pop("color_message", None)
    return event


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every program's and library's lines through `redact`, to `stream` (standard error when None).

    Calling it again replaces what was configured before.
    """
    shared: list[Callable[..., Any]] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
        without_values,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_only_template, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: f"<{tag(value)}>"),
        ],
    )
    # When a line can't be written, the library would print the present exception, unredacted.
    logging.raiseExceptions = False
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    _tame_uvicorn()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


class _AnybodysDoing(logging.Filter):
    """Says at most once a second, in our words, what the server's loggers would say for every single connection."""

    _WORDS: ClassVar[Mapping[str, str]] = {
        "socket.accept() out of system resource": "no connection can be taken, too many files are open",
        "Exceeded concurrency limit.": "a request was refused, too many connections are open",
        "Invalid HTTP request received.": "a request was refused, it is no HTTP",
        "Unsupported upgrade request.": "a request was answered without the upgrade that it asked for",
    }

    def __init__(self) -> None:
        super().__init__()
        self._sparingly = Sparingly()

    def filter(self, record: logging.LogRecord) -> bool:
        words = self._WORDS.get(str(record.msg).partition("\n")[0])
        if words is not None:
            self._sparingly.note(words)
        return words is None


def _tame_uvicorn() -> None:
    """uvicorn's own lines go the same way; its access log would write paths and addresses, so it is off."""
    for name in ("asyncio", "uvicorn.error"):
        logging.getLogger(name).filters[:] = [_AnybodysDoing()]
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True


def catch_strays() -> None:
    """Tell what nobody caught, in threads and destructors too, and Python's warnings, in lines as all others.

    For a whole process: Python would print all that an exception says, and quote the lines that it came through.
    """

    def stray(problem: BaseException | None) -> None:
        warn("a fault that nobody caught", problem)

    sys.excepthook = lambda _kind, problem, _trace: stray(problem)
    threading.excepthook = lambda caught: stray(caught.exc_value)
    sys.unraisablehook = lambda caught: stray(caught.exc_value)
    logging.captureWarnings(True)


def note(event: str, /, **fields: Any) -> None:
    """Write one line about something that happened; `event` is a sentence of ours without values in it."""
    structlog.stdlib.get_logger("undersigned").info(event, **fields)


class Sparingly:
    """Notes that anybody can cause: each kind at most once a second, with the number of those since the last one."""

    def __init__(self) -> None:
        self._since: dict[tuple[str, object], tuple[float, int]] = {}

    def note(self, event: str, /, **fields: str | int) -> None:
        """As `note`; a kind is the sentence together with its fields, which must be few in all."""
        kind = (event, tuple(fields.items()))
        last, unsaid = self._since.get(kind, (float("-inf"), 0))
        now = time.monotonic()
        if now - last < 1.0:
            self._since[kind] = (last, unsaid + 1)
            return
        self._since[kind] = (now, 0)
        note(event, count=unsaid + 1, **fields)


def warn(event: str, /, error: BaseException | None = None, **fields: Any) -> None:
    """Write one line about something that went wrong, with the places the error came through and not its message."""
    if error is not None:
        # Taken apart here, so that no other way of printing can show what the error carries.
        fields |= {"error": type(error).__qualname__, "at": places(error.__traceback__)}
    structlog.stdlib.get_logger("undersigned").warning(event, **fields)
