"""A petition as rows: its definition as JSON, its words as versions."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from conversations.petition import CarriedOver, Image, Petition, PetitionText


def definition_of(petition: Petition) -> str:
    """All of a petition but its slug, state, version and words, as canonical JSON."""
    plain: dict[str, Any] = {
        "organization": petition.organization,
        "short_name": petition.short_name,
        "contact": petition.contact,
        "targets": list(petition.targets),
        "goal": petition.goal,
        "opens": petition.opens.isoformat() if petition.opens else None,
        "closes": petition.closes.isoformat() if petition.closes else None,
        "privacy": petition.privacy,
        "anonymise_after_days": petition.anonymise_after_days,
        "postcode": petition.postcode,
        "people_per_phone": petition.people_per_phone,
        "image": asdict(petition.image) if petition.image else None,
        "carried_over": None,
    }
    if carried := petition.carried_over:
        plain["carried_over"] = {"count": carried.count, "source": carried.source, "on": carried.on.isoformat()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def texts_of(petition: Petition) -> str:
    """The words of a petition, as JSON that keeps the order of its languages (the first is the one to fall back on)."""
    texts = {language: asdict(text) for language, text in petition.texts.items()}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def _text_from(plain: dict[str, Any]) -> PetitionText:
    # Texts that were kept by a version without targets of their own have none.
    return PetitionText(**plain | {"targets": tuple(plain.get("targets", ()))})


def petition_from(slug: str, state: str, definition: str, version: str, texts: str) -> Petition:
    """The reverse of `definition_of` and `texts_of`."""
    plain = json.loads(definition)
    carried, image = plain.pop("carried_over"), plain.pop("image")
    opens, closes = plain.pop("opens"), plain.pop("closes")
    return Petition(
        slug=slug,
        state=state,  # type: ignore[arg-type]
        version=version,
        texts={language: _text_from(text) for language, text in json.loads(texts).items()},
        targets=tuple(plain.pop("targets")),
        carried_over=CarriedOver(carried["count"], carried["source"], date.fromisoformat(carried["on"]))
        if carried
        else None,
        image=Image(**image) if image else None,
        opens=datetime.fromisoformat(opens) if opens else None,
        closes=datetime.fromisoformat(closes) if closes else None,
        **plain,
    )
