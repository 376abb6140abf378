"""A petition in Arabic and its page, for tests of writing from right to left; nobody is offered that language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from api.page_words import read_words
from api.pages import drawn
from api.petition_view import Line, PetitionView
from api.wording import Wording
from conversations import Petition, PetitionText, Standing
from tests.petitions_for_stories import SCOMM

ARABIC = Path(__file__).parent / "arabic"
STYLE = Path(__file__).parents[2] / "api" / "static" / "page.css"
WORDS = read_words(ARABIC / "ar.pages.toml")
TEXT = PetitionText(
    "MAWQIF",
    "مظلة في الموقف",
    "المظلة",
    "اطلبوا من Fairbrook بناء مظلة في موقف الحافلات بشارع Juniper.",
    "ينتظر الناس الحافلة تحت المطر والثلج. نطلب من هيئة النقل بناء مظلة هناك هذا العام، بمقعد ومصباح.",
    "إلى هيئة النقل: ينتظر الناس كل صباح الحافلة رقم 9 في شارع Juniper تحت المطر والثلج.\n\n"
    "نرجو بناء مظلة هناك في عام 2026.",
)
PETITION = replace(SCOMM, texts={"ar": TEXT, "en": SCOMM.texts["en"]})
EVERYTHING = Line(number="+13125550100", bot="UndersignedBot", whatsapp="+13125550177", calls="+13125550100")


def page(language: str, words: Mapping[str, str], petition: Petition = PETITION) -> str:
    """The petition's page in a language that the site does not have, with its style within."""
    wording = Wording(language, words)
    view = PetitionView(petition, 6213, Standing.OPEN, wording, EVERYTHING)
    asked = replace(petition, closes=datetime(2026, 9, 30, tzinfo=UTC))
    view = replace(view, petition=asked)
    html = drawn("petition.html", wording, languages=(wording,), view=view, closed_by_date=False)
    head, _, rest = html.partition('<link rel="stylesheet"')
    return f"{head}<style>{STYLE.read_text(encoding='utf-8')}</style>{rest.partition('>')[2]}"
