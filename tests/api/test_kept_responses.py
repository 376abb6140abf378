"""A surge of visitors: each page and each code is drawn once for all of them, and stays as true as the count."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request

from api.kept_responses import MAX_AGE, KeptResponses
from api.pictures import Contents, Picture, Pictures
from api.public_petitions import PublicPetitions
from api.settings import Settings
from api.sign_links import qr
from conversations.petition import Image
from storage import Store, StoreUnavailable, import_petition
from tests.api.conftest import NOW, Visitor, example, visiting

SLUG = "put-s-comm-on-ice"
PAGES = ("/", f"/p/{SLUG}", f"/api/petitions/{SLUG}")


def asking(**headers: str) -> Request:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": told})


def test_each_code_is_worked_out_once_and_asked_for_once_by_a_page(visitor: Visitor) -> None:
    qr.cache_clear()
    visitor.get(f"/p/{SLUG}?lang=en")
    visitor.get(f"/p/{SLUG}?lang=en")
    assert (qr.cache_info().misses, qr.cache_info().hits) == (2, 0)


async def test_many_visitors_at_once_cost_one_drawing_for_each_change() -> None:
    kept, drawn = KeptResponses(), 0

    def draw() -> str:
        nonlocal drawn
        drawn += 1
        return f"drawn {drawn}"

    async def visit(count: int) -> bytes:
        return bytes((await kept.answer(asking(), "page", {"count": count}, draw, {})).body)

    assert set(await asyncio.gather(*(visit(1) for _ in range(500)))) == {b"drawn 1"}
    assert set(await asyncio.gather(*(visit(2) for _ in range(500)))) == {b"drawn 2"}
    assert drawn == 2


async def test_a_visitor_who_has_the_page_gets_no_second_copy() -> None:
    kept = KeptResponses()
    tag = (await kept.answer(asking(), "page", {}, lambda: "words", {})).headers["etag"]
    for held, status in ((tag, 304), (f"W/{tag}", 304), (f'"another", {tag}', 304), ("*", 304), ('"another"', 200)):
        answer = await kept.answer(asking(if_none_match=held), "page", {}, lambda: "words", {"vary": "x"})
        assert (answer.status_code, bool(answer.body)) == (status, status == 200)
        assert (answer.headers["etag"], answer.headers["vary"]) == (tag, "x")


async def test_what_is_not_there_is_never_said_to_be_unchanged() -> None:
    answer = await KeptResponses().answer(asking(if_none_match="*"), "missing", {}, lambda: "no such page", {}, 404)
    assert answer.status_code == 404


def test_browsers_and_proxies_may_keep_a_page_for_moments_only(visitor: Visitor) -> None:
    assert MAX_AGE <= 3
    for path in PAGES:
        answer = visitor.get(path)
        assert answer.headers["cache-control"] == f"public, max-age={MAX_AGE}"
        assert answer.headers["vary"] == "accept-language"
        again = visitor.get(path, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_languages_are_kept_apart(visitor: Visitor) -> None:
    for path in PAGES:
        seen = [visitor.get(path, headers={"accept-language": language}).text for language in ("en", "es", "en")]
        assert seen[0] == seen[2] != seen[1]


def test_a_signature_changes_the_page_and_its_mark(settings: Settings, store: Store) -> None:
    for path in PAGES:
        with visiting(settings) as visitor:
            before = visitor.get(path).headers["etag"]
            visitor.text("SCOMM Ana Lopez 60608", f"SM1{path}", sender=f"+1312555014{PAGES.index(path)}")
            visitor.text("1", f"SM2{path}", sender=f"+1312555014{PAGES.index(path)}")
        with visiting(settings) as visitor:
            assert visitor.get(path, headers={"if-none-match": before}).status_code == 200


def test_a_picture_that_the_visitor_has_is_not_sent_again(settings: Settings, store: Store) -> None:
    folder = Path(settings.database_url.removeprefix("sqlite:///")).parent
    (folder / "march.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 20)
    petition = replace(example(SLUG, opens=None, state="open"), image=Image("march.png", "People", ""))
    store.write_now(lambda tx: import_petition(tx, petition, NOW))
    Pictures.beside(settings.database_file).take(petition, folder)
    with visiting(settings) as visitor:
        (picture,) = (f"/pictures/{one.name}" for one in (folder / "pictures").iterdir())
        first = visitor.get(picture)
        assert (first.status_code, first.headers["cache-control"]) == (200, "public, max-age=86400")
        again = visitor.get(picture, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert visitor.get("/static/page.css").headers["cache-control"] == "public, max-age=86400"


async def test_a_picture_that_is_being_sent_is_one_copy_in_memory_for_all(tmp_path: Path) -> None:
    picture = Picture(tmp_path / "march.png", "image/png")
    picture.path.write_bytes(bytes(200_000))
    state, contents = picture.path.stat(), Contents()
    sent = await asyncio.gather(*(contents.of(picture, state) for _ in range(50)))
    copies, pieces = len(set(map(id, sent))), sent[0].pieces()
    begun = await anext(pieces)
    picture.path.unlink()
    whole = begun + b"".join([piece async for piece in pieces])
    assert (copies, whole) == (1, bytes(200_000))
    del sent, pieces
    await asyncio.sleep(0)  # the loop lets go of what it handed over last
    assert not contents._held, "nobody reads it any more"


async def test_all_who_wait_for_a_store_that_refuses_share_one_try(settings: Settings, store: Store) -> None:
    tries = 0

    def tried() -> Store:
        nonlocal tries
        tries += 1
        return store

    public = PublicPetitions(tried, lambda: NOW)
    with closing(sqlite3.connect(Path(settings.database_file or ""))) as another_program, another_program:
        another_program.execute("ALTER TABLE petitions RENAME TO away")
        another_program.commit()
        refused = await asyncio.gather(*(public.shown() for _ in range(20)), return_exceptions=True)
        assert ({type(one) for one in refused}, tries) == ({StoreUnavailable}, 1)
        with pytest.raises(StoreUnavailable):
            await public.shown()
        another_program.execute("ALTER TABLE away RENAME TO petitions")
        another_program.commit()
    assert (await public.shown()).find(SLUG)
    assert tries == 3, "who comes later tries anew"
