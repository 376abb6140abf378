"""Public pages: what a visitor, a carrier's reviewer and a program see, in both languages and every state."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.kept_responses import NO_CHANGES
from api.page_words import WORDS
from api.pages import drawn
from api.petition_view import Line, PetitionView
from api.public_petitions import PublicPetitions
from api.settings import Settings
from api.sign_links import qr
from api.sourced_links import NEW_A_SECOND, SourcedLinks
from api.wording import Wording, language_for, preferences
from conversations import Petition, Standing
from conversations.petition import Image
from conversations.petition_file import read_petition
from storage import Store, import_petition, set_state
from tests.api.conftest import EXAMPLES, NOW, Visitor, example, visiting

SLUG = "put-s-comm-on-ice"
#: A petition in all five languages.
SHELTER = read_petition((EXAMPLES.parent / "tests" / "languages" / "warm-shelter.toml").read_text(encoding="utf-8"))
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def words(page: str) -> str:
    """A page's text, as it is read."""
    whole = re.sub(r'<span class="whole">(.*?)</span>', r"\1", page)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", whole)))


def add(store: Store, petition: Petition) -> None:
    store.write_now(lambda tx: import_petition(tx, petition, NOW))


def other(**changes: object) -> Petition:
    """A third petition beside the two that are there."""
    base = example("put-s-comm-on-ice", slug="third-one", opens=None, **changes)
    texts = {
        language: replace(text, keyword=f"THIRD{language.upper()}", outcome="It was won.")
        for language, text in base.texts.items()
    }
    return replace(base, texts=texts)


def test_the_page_says_who_asks_whom_for_what_and_how_many_signed(visitor: Visitor) -> None:
    petition = example(SLUG)
    page = visitor.get(f"/p/{SLUG}?lang=en")
    said = words(page.text)
    assert page.status_code == 200
    assert '<h1 lang="en" dir="ltr">Put <span class="whole">S-Comm</span> on ICE!</h1>' in page.text
    for expected in (
        petition.organization,
        petition.texts["en"].title,
        *petition.targets,
        petition.texts["en"].ask,
        "Open for signatures",
        "0 signatures given here",
        "and 6,212 carried over from an earlier web petition (June 1, 2011)",
        "6,212 of 7,500",
        f"Join {petition.organization} and 6,212 other people.",
    ):
        assert expected in said
    for paragraph in petition.texts["en"].body.split("\n\n"):
        assert re.sub(r"\s+", " ", paragraph).strip() in said


def test_it_is_an_opt_in_page_that_a_carrier_can_approve(visitor: Visitor) -> None:
    said = words(visitor.get(f"/p/{SLUG}?lang=en").text)
    for expected in (
        "Text SCOMM to (312) 555-0100",
        "at most 4 messages a month",
        "Message and data rates may apply",
        "HELP for help",
        "STOP to stop",
        "Your privacy",
        "Up to 4 people can sign from one phone number or Telegram account.",
        "If you use both, send LINK on one of them.",
        "totals by area, not names",
        "never sold or passed on for marketing",
        "help@example.org",
    ):
        assert expected in said


def test_the_same_in_spanish(visitor: Visitor) -> None:
    page = visitor.get(f"/p/{SLUG}", headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"})
    said = words(page.text)
    assert '<html lang="es" dir="ltr">' in page.text
    assert page.headers["content-language"] == "es"
    for expected in (
        "Manda CARTA al (312) 555-0100",
        "hasta 4 mensajes al mes",
        "y 6,212 que vienen de antes",
        "AYUDA",
        "Presidente Barack Obama · Secretaria de Seguridad Nacional Janet Napolitano",
    ):
        assert expected in said
    assert "President Barack Obama" not in said
    assert 'href="?lang=en" lang="en" hreflang="en"' in page.text


def test_links_and_codes_start_the_message_or_the_bot(visitor: Visitor) -> None:
    page = visitor.get(f"/p/{SLUG}?lang=es").text
    assert 'href="sms:+13125550100?body=CARTA"' in page
    assert 'href="https://t.me/neighbours_bot?start=carta"' in page
    assert page.count('class="qr"') == 2
    assert "WhatsApp" not in page


@pytest.mark.parametrize("language", list(WORDS))
def test_a_call_is_offered_where_calls_are_answered_and_names_what_is_heard(
    language: str, settings: Settings, store: Store
) -> None:
    told = ("call_number", "open_call", "call_note", "privacy_call")
    answering = settings.model_copy(update={"twilio_voice": "answer"})
    view = PetitionView(SHELTER, 0, Standing.OPEN, Wording(language), Line(calls="+13125550100"))
    page = drawn("petition.html", view.wording, view=view, languages=(), closed_by_date=False)
    assert 'href="tel:+13125550100"' in page
    facts = {"number": "(312)\u00a0555-0100", "languages": "English, Español, Français, Português"}
    for key in told:
        assert WORDS[language][key].format(**facts) in html.unescape(page)
    with visiting(answering) as visitor:
        offered = visitor.get(f"/p/{SLUG}?lang={language}").text
        assert 'href="tel:+13125550100"' in offered
        assert "English, Español" in offered
    for mode in ("off", "missed-call"):
        with visiting(settings.model_copy(update={"twilio_voice": mode})) as visitor:
            assert "tel:" not in visitor.get(f"/p/{SLUG}?lang={language}").text


def test_a_call_is_not_offered_where_no_voice_reads_the_petition() -> None:
    creole = replace(SHELTER, texts={"ht": SHELTER.texts["ht"]})
    assert PetitionView(creole, 0, Standing.OPEN, Wording("ht"), Line(calls="+13125550100")).call is None


def test_whatsapp_is_offered_where_it_is_on(settings: Settings, store: Store) -> None:
    with visiting(settings.model_copy(update={"twilio_whatsapp_from": "+13125550177"})) as visitor:
        page = visitor.get(f"/p/{SLUG}?lang=es").text
        assert 'href="https://wa.me/13125550177?text=CARTA"' in page
        assert page.count('class="qr"') == 3
        assert "por WhatsApp, BORRAR quita tu firma" in page
    with visiting(settings.model_copy(update={"twilio_whatsapp_from": "+13125550177", "twilio_from": None})) as visitor:
        page = visitor.get(f"/p/{SLUG}").text
        assert "On WhatsApp" in page
        assert "sms:" not in page


def test_links_and_codes_carry_the_source_that_a_visitor_came_with(settings: Settings, store: Store) -> None:
    with visiting(settings.model_copy(update={"twilio_whatsapp_from": "+13125550177"})) as visitor:
        plain, page = visitor.get(f"/p/{SLUG}?lang=es"), visitor.get(f"/p/{SLUG}?lang=es&s=Flyer-7")
        again = visitor.get(f"/p/{SLUG}?lang=es&s=flyer-7", headers={"if-none-match": page.headers["etag"]})
    for link in (
        "sms:+13125550100?body=CARTA_FLYER-7",
        "https://wa.me/13125550177?text=CARTA_FLYER-7",
        "https://t.me/neighbours_bot?start=carta_flyer-7",
        "?s=flyer-7&amp;lang=en",
    ):
        assert f'href="{link}"' in page.text
    codes = [set(re.findall(r'<svg[^>]*class="qr".*?</svg>', one.text)) for one in (plain, page)]
    assert len(codes[0]) == len(codes[1]) == 3
    assert codes[0].isdisjoint(codes[1])
    assert words(page.text) == words(plain.text), "people who type are asked for the bare keyword"
    assert (again.status_code, plain.headers["etag"] == page.headers["etag"]) == (304, False)


def test_the_source_stays_with_who_goes_from_page_to_page(visitor: Visitor) -> None:
    home, way = visitor.get("/?lang=es&s=flyer7").text, f"/p/{SLUG}?s=flyer7&lang=es"
    for link in (way, "?s=flyer7&lang=en", "/?s=flyer7&lang=es"):
        assert f'href="{html.escape(link)}"' in home
    page = visitor.get(way).text
    assert 'href="/?s=flyer7&amp;lang=es"' in page
    assert f'<link rel="canonical" href="https://sign.example.org/p/{SLUG}?lang=es">' in page


@pytest.mark.parametrize("source", ["", "a b", "%3Cscript%3E", "x" * 21, "13125550142", "%F0%9F%99%82"])
def test_what_is_no_source_changes_nothing(visitor: Visitor, source: str) -> None:
    plain, page = visitor.get(f"/p/{SLUG}?lang=en"), visitor.get(f"/p/{SLUG}?lang=en&s={source}")
    assert (page.content, page.headers["etag"]) == (plain.content, plain.headers["etag"])


async def test_sources_that_visitors_make_up_fill_nothing_and_cost_little() -> None:
    now, most = 1.0, 2 * NEW_A_SECOND
    links = SourcedLinks(lambda: now, most)
    view = PetitionView(example(SLUG), 0, Standing.OPEN, Wording("en"), Line("+13125550100"))
    qr.cache_clear()
    made_up = [await links.changes(view, f"made-up-{number}") for number in range(3 * NEW_A_SECOND)]
    assert sum(one is not NO_CHANGES for one in made_up) == NEW_A_SECOND
    assert (await links.changes(view, "made-up-0")).name == "made-up-0", "one that is known is no new one"
    for now in (2.0, 3.0):
        for number in range(NEW_A_SECOND):
            await links.changes(view, f"more-{now:.0f}-{number}")
    assert (len(links._kept), qr.cache_info().currsize) == (most, 1)


def test_a_channel_that_is_off_is_not_offered(settings: Settings, store: Store) -> None:
    with visiting(settings.model_copy(update={"twilio_from": None})) as visitor:
        page = visitor.get(f"/p/{SLUG}").text
        assert "sms:" not in page
        assert "t.me/neighbours_bot" in page
    with visiting(settings.model_copy(update={"twilio_from": None, "telegram_bot_token": None})) as visitor:
        assert "not set up on this site yet" in visitor.get(f"/p/{SLUG}").text


def test_a_closed_petition_shows_its_outcome_and_offers_no_signing(visitor: Visitor, store: Store) -> None:
    add(store, other(state="closed"))
    page = visitor.get("/p/third-one?lang=en").text
    assert "It was won." in page
    assert "no longer takes signatures" in page
    assert 'id="sign"' not in page


@pytest.mark.parametrize(
    ("changes", "expected", "state"),
    [
        ({"state": "paused"}, "No signatures are taken at the moment", "paused"),
        ({"opens": NOW + timedelta(days=2)}, "opens for signatures on May 5, 2026", "not-yet-open"),
        ({"closes": NOW - timedelta(days=2)}, "closed on May 1, 2026 and no longer", "closed"),
        ({"closes": NOW + timedelta(days=2)}, "taken until May 5, 2026", "open"),
    ],
)
def test_each_state_says_so(
    changes: dict[str, object], expected: str, state: str, visitor: Visitor, store: Store
) -> None:
    add(store, replace(other(), **changes))
    page = visitor.get("/p/third-one?lang=en").text
    assert expected in words(page)
    assert ('id="sign"' in page) is (state == "open")
    assert visitor.get("/api/petitions/third-one").json()["state"] == state


def test_dates_act_by_themselves(settings: Settings, store: Store) -> None:
    add(store, replace(other(), opens=NOW + timedelta(days=2), closes=NOW + timedelta(days=4)))
    now = [NOW]
    with visiting(settings, clock=lambda: now[0]) as visitor:
        seen = []
        for days in (1, 3, 5):
            now[0] = NOW + timedelta(days=days)
            seen.append(visitor.get("/api/petitions/third-one").json()["state"])
    assert seen == ["not-yet-open", "open", "closed"]


def test_a_draft_is_nobodys_business(visitor: Visitor, store: Store) -> None:
    add(store, other(state="draft"))
    assert visitor.get("/p/third-one").status_code == 404
    assert visitor.get("/api/petitions/third-one").status_code == 404
    assert "third-one" not in visitor.get("/").text


def test_the_json_has_its_fixed_shape(visitor: Visitor) -> None:
    assert visitor.get(f"/api/petitions/{SLUG}").json() == {
        "slug": SLUG,
        "title": "Put S-Comm on ICE!",
        "state": "open",
        "signatures": 0,
        "same_phone": 0,
        "carried_over": 6212,
        "goal": 7500,
        "keywords": {"en": "SCOMM", "es": "CARTA"},
        "languages": ["en", "es"],
    }


def test_the_list_shows_what_can_be_signed_and_what_is_over(visitor: Visitor, store: Store) -> None:
    store.write_now(lambda tx: set_state(tx, "safe-crossing", "closed"))
    page = visitor.get("/?lang=en").text
    open_part, finished = page.split("Finished petitions")
    assert f"/p/{SLUG}?lang=en" in open_part
    assert "/p/safe-crossing" in finished


def test_a_page_that_is_not_there_says_so_in_the_visitors_language(visitor: Visitor) -> None:
    for path in ("/p/nothing", "/nothing", "/p/nothing/at/all"):
        page = visitor.get(f"{path}?lang=es")
        assert page.status_code == 404
        assert "Esta página no existe" in page.text


def test_every_page_keeps_to_itself(visitor: Visitor) -> None:
    for path in ("/", f"/p/{SLUG}", "/nothing", f"/api/petitions/{SLUG}", "/static/page.css", "/healthz"):
        answer = visitor.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"]
        assert "set-cookie" not in answer.headers


def test_no_page_loads_anything_from_elsewhere_or_runs_anything(visitor: Visitor) -> None:
    for path in ("/", f"/p/{SLUG}", f"/p/{SLUG}?lang=es", "/nothing"):
        page = visitor.get(path).text
        assert not re.search(r"<script|\son\w+=|\sstyle=|javascript:", page)
        loaded = re.findall(r'(?:src|<link rel="(?:stylesheet|icon)" href)="([^"]+)"', page)
        assert loaded
        assert all(address.startswith("/static/") for address in loaded)
    assert "url(" not in visitor.get("/static/page.css").text


def test_there_is_no_generated_documentation(visitor: Visitor) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert visitor.get(path).status_code == 404


def test_what_a_petition_file_says_is_never_markup(visitor: Visitor, store: Store) -> None:
    petition = other(state="open", organization='<b>Org</b> & "co"')
    texts = {
        name: replace(text, title="<i>x</i>", body="<script>alert(1)</script>") for name, text in petition.texts.items()
    }
    add(store, replace(petition, texts=texts))
    page = visitor.get("/p/third-one").text + visitor.get("/").text
    assert "<i>x" not in page
    assert "<script" not in page
    assert "<b>Org" not in page


def test_a_picture_is_shown_with_its_words_and_credit(settings: Settings, store: Store) -> None:
    folder = Path(settings.database_url.removeprefix("sqlite:///")).parent
    image = Image("march.png", "People with banners", "R. Diaz")
    add(store, other(state="open", image=image))
    with visiting(settings) as visitor:
        assert "<img" not in visitor.get("/p/third-one").text
        from api.pictures import Pictures

        (folder / "march.png").write_bytes(PICTURE)
        Pictures.beside(settings.database_file).take(other(image=image), folder)
        page = visitor.get("/p/third-one?lang=en").text
        source = re.search(r'<img src="(/pictures/[^"]+)" alt="People with banners">', page)
        assert source
        assert "Picture: R. Diaz" in page
        picture = visitor.get(source[1])
        assert (picture.status_code, picture.headers["content-type"], picture.content) == (200, "image/png", PICTURE)
        assert visitor.get("/pictures/..%2Fundersigned.db").status_code == 404


def test_a_signature_is_on_the_page(settings: Settings, store: Store) -> None:
    with visiting(settings) as visitor:
        visitor.text("SCOMM Ana Lopez 60608", "SM1")
        visitor.text("1", "SM2")
        page = words(visitor.get(f"/p/{SLUG}?lang=en").text)
    assert "1 signature given here" in page
    assert "6,213 of 7,500" in page


async def test_a_visitor_sees_a_signature_within_a_second_however_many_look(settings: Settings, store: Store) -> None:
    seconds = 1000.0
    public = PublicPetitions(lambda: store, lambda: NOW, lambda: seconds)
    assert (await public.shown()).counts[SLUG] == 0
    with visiting(settings) as visitor:
        visitor.text("SCOMM Ana Lopez 60608", "SM1")
        visitor.text("1", "SM2")
    seconds = 1000.9
    assert (await public.shown()).counts[SLUG] == 0
    seconds = 1001.0
    assert (await public.shown()).counts[SLUG] == 1


def test_every_language_has_the_same_words_and_facts() -> None:
    facts = {
        name: {key: set(re.findall(r"{(\w+)}", text)) for key, text in table.items()} for name, table in WORDS.items()
    }
    assert all(of == facts["en"] for of in facts.values())


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("es", "en", "es"),
        ("xx", "es", "es"),
        (None, "it, es-US;q=0.8, en;q=0.4", "es"),
        (None, "pt-BR, en;q=0.4", "pt"),
        (None, "en;q=0.1, es;q=0.2", "es"),
        (None, "es;q=0, en", "en"),
        (None, "", "en"),
        (None, ";;;q=9,,\x00", "en"),
    ],
)
def test_the_language_is_the_chosen_one_then_the_browsers_then_the_sites(
    chosen: str | None, accepted: str, language: str
) -> None:
    assert language_for(chosen, accepted, "en") == language


def test_numbers_and_dates_are_written_as_each_language_does() -> None:
    day = datetime(2011, 6, 1, tzinfo=UTC).date()
    assert (Wording("en").number(6212), Wording("en").day(day)) == ("6,212", "June 1, 2011")
    assert (Wording("es").number(6212), Wording("es").day(day)) == ("6,212", "1 de junio de 2011")
    assert Wording("es").say_count("signatures", 1) == "firma dada aquí"
    assert preferences("de") == ["de"]
