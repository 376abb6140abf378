"""A petition file (TOML) read into a `Petition`, with everything that is wrong in it said at once, in plain words."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Literal, cast

from conversations.other_languages import language_words
from conversations.petition import CarriedOver, Image, Petition, PetitionText
from conversations.petition_keywords import keyword_problem
from conversations.petition_reading import Reading
from conversations.phrase_checks import worst_case
from conversations.phrases import BASE, LANGUAGES, PHRASES
from conversations.segments import fold, segments

_KEYS = (
    *("slug", "organization", "short_name", "contact", "targets", "goal", "carried_over", "opens", "closes", "privacy"),
    *("anonymise_after_days", "postcode", "people_per_phone", "image", "text"),
)
_TEXT_KEYS = ("keyword", "title", "short", "ask", "summary", "body", "outcome", "targets")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")
_PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.(?:jpe?g|png|webp)", re.IGNORECASE)


class PetitionFileError(Exception):
    """A petition file can't be used; `problems` says why, each with its line and place."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_petition(toml: str, /) -> Petition:
    """The petition that `toml` describes, with its version hash.

    Limits are those of the petition file's reference. The state is "draft": dates or the organizer open it.

    Raises:
        PetitionFileError: with every problem, such as "line 21: text.es.ask: 97 characters, at most 90".
    """
    try:
        file = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise PetitionFileError((f"this is not TOML: {error}",)) from None
    reading = Reading(toml)
    petition = _petition(reading, file)
    if reading.problems:
        raise PetitionFileError(tuple(reading.problems))
    return replace(petition, version=version_of(petition))


def canonical_text(petition: Petition) -> str:
    """The petition's texts as canonical JSON (RFC 8785: sorted keys, no spaces): what its version is a hash of.

    Targets are in it only where a text has its own, so that one without keeps the version under which it was signed.
    """
    texts = {language: asdict(text) for language, text in petition.texts.items()}
    for text in texts.values():
        if not text["targets"]:
            del text["targets"]
    return json.dumps(texts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def version_of(petition: Petition) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(petition).encode()).hexdigest()


def _petition(reading: Reading, file: Mapping[str, Any]) -> Petition:
    reading.only(file, _KEYS)
    slug = reading.text(file, "slug", 40, least=3)
    if slug and not _SLUG.fullmatch(slug):
        reading.note("slug", "must be 3 to 40 small letters, digits and hyphens, with no hyphen at its ends")
    opens, closes = reading.moment(file, "opens"), reading.moment(file, "closes")
    if opens and closes and closes <= opens:
        reading.note("closes", "must be after opens")
    short_name = reading.text(file, "short_name", 15, by_sms=True)
    return Petition(
        slug=slug,
        organization=reading.text(file, "organization", 80),
        short_name=short_name,
        contact=reading.text(file, "contact", 24, by_sms=True),
        targets=reading.names(file, "targets", most=20, longest=120),
        goal=reading.number(file, "goal", 1, 9_999_999),
        texts=_texts(reading, file, short_name),
        carried_over=_carried_over(reading, file),
        opens=opens,
        closes=closes,
        privacy=cast(Literal["totals", "initials"], reading.one_of(file, "privacy", ("totals", "initials"), "totals")),
        anonymise_after_days=reading.number(file, "anonymise_after_days", 0, 3650, default=90),
        postcode=cast(
            Literal["no", "optional", "required"],
            reading.one_of(file, "postcode", ("no", "optional", "required"), "optional"),
        ),
        people_per_phone=reading.number(file, "people_per_phone", 1, 20, default=4),
        image=_image(reading, file),
    )


def _texts(reading: Reading, file: Mapping[str, Any], short_name: str) -> dict[str, PetitionText]:
    tables = reading.table(file, "text")
    if not tables:
        reading.note("text", f"is missing; at least one of {', '.join(f'[text.{known}]' for known in LANGUAGES)}")
        return {}
    reading.only(tables, LANGUAGES, "text.")
    texts: dict[str, PetitionText] = {}
    has = tuple(language for language in LANGUAGES if language in tables)
    for language in LANGUAGES:
        table = reading.table(tables, f"text.{language}")
        if table is not None:
            texts[language] = _text(reading, table, language, short_name, has)
    keywords: dict[str, str] = {}
    for language, text in texts.items():
        twin = keywords.setdefault(text.keyword, language)
        if twin != language and text.keyword:
            reading.note(f"text.{language}.keyword", f"is also the keyword of text.{twin}; each language needs its own")
    return texts


def _text(
    reading: Reading, table: Mapping[str, Any], language: str, short_name: str, languages: tuple[str, ...]
) -> PetitionText:
    place = f"text.{language}."
    reading.only(table, _TEXT_KEYS, place)
    keyword = reading.text(table, place + "keyword", 10, least=2).upper()
    if keyword and (problem := keyword_problem(keyword)):
        reading.note(place + "keyword", problem)
    text = PetitionText(
        keyword=keyword,
        title=reading.text(table, place + "title", 24, by_sms=True),
        short=reading.text(table, place + "short", 16, by_sms=True),
        ask=reading.text(table, place + "ask", 90, by_sms=True),
        summary=reading.text(table, place + "summary", 600),
        body=reading.paragraphs(table, place + "body", 12_000),
        outcome=reading.text(table, place + "outcome", 300, least=0, by_sms=True),
        targets=reading.names(table, place + "targets", most=20, longest=120, required=False),
    )
    _ask_fits(reading, place, text, language, short_name, languages)
    return text


def _ask_fits(
    reading: Reading, place: str, text: PetitionText, language: str, short_name: str, languages: tuple[str, ...]
) -> None:
    """The first text that people get must be one segment with this ask in it."""
    facts = {"org": fold(short_name), "ask": fold(text.ask)}
    facts |= dict(zip(("other", "word"), map(fold, language_words(languages, language)), strict=True))
    entries = [key for key in ("sms.entry", "sms.entry_tight") if key in PHRASES[BASE]]
    costs = [segments(worst_case(PHRASES[language][key], PHRASES[BASE][key], **facts)) for key in entries]
    if costs and all(cost.parts > 1 for cost in costs):
        units = min(cost.units for cost in costs)
        reading.note(place + "ask", f"makes the first text message {units} characters long, at most 160")


def _carried_over(reading: Reading, file: Mapping[str, Any]) -> CarriedOver | None:
    table = reading.table(file, "carried_over")
    if table is None:
        return None
    reading.only(table, ("count", "from", "on"), "carried_over.")
    return CarriedOver(
        count=reading.number(table, "carried_over.count", 1, 9_999_999),
        source=reading.text(table, "carried_over.from", 80),
        on=reading.day(table, "carried_over.on"),
    )


def _image(reading: Reading, file: Mapping[str, Any]) -> Image | None:
    table = reading.table(file, "image")
    if table is None:
        return None
    reading.only(table, ("file", "alt", "credit"), "image.")
    name = reading.text(table, "image.file", 80)
    if name and not _PICTURE.fullmatch(name):
        reading.note("image.file", "must be the plain name of a .jpg, .png or .webp file, without a folder")
    alt, credit = reading.text(table, "image.alt", 300), reading.text(table, "image.credit", 120, least=0)
    return Image(name, alt, credit)
