"""The public pages: the petitions, one petition in full with how to sign it, its picture, and the same as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from api.kept_responses import NO_CHANGES, Changes, KeptResponses, has_it
from api.page_words import LANGUAGES
from api.petition_view import Line, PetitionView
from api.pictures import Picture, Pictures
from api.public_petitions import PublicPetitions, Shown
from api.sourced_links import SourcedLinks, changes_of_list
from api.whole_words import whole_words
from api.wording import Wording, language_for
from conversations.petition import Petition, Standing

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
#: Changes with the style sheet, so that browsers may keep each version for good.
_STYLE = hashlib.sha256((_STATIC / "page.css").read_bytes()).hexdigest()[:12]
_FOR_A_DAY = "public, max-age=86400"

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["whole_words"] = whole_words


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages need to know of the installation.

    Args:
        petitions: What is public, and the counts.
        line: Where people sign.
        pictures: The petitions' pictures.
        organization: `ORGANIZATION`, "" when unset.
        default_language: `DEFAULT_LANGUAGE`.
        kept: The pages that were drawn.
        sourced: The links of those who came with a source.
    """

    petitions: PublicPetitions
    line: Line
    pictures: Pictures
    organization: str
    default_language: str
    kept: KeptResponses = field(default_factory=KeptResponses)
    sourced: SourcedLinks = field(default_factory=SourcedLinks)

    async def listing(self, request: Request) -> Response:
        """`GET /`: the petitions that can be signed, then those that are over. `?s=` names a source."""
        shown = await self.petitions.shown()
        languages = _languages(*shown.petitions)
        wording = self._wording(request, languages)
        views = [self._view(one, shown, wording) for one in shown.petitions]
        return await self._page(
            request,
            "petitions.html",
            wording,
            changes=changes_of_list((one.slug for one in shown.petitions), request.query_params.get("s", "")),
            languages=languages,
            organization=self.organization,
            open=[view for view in views if view.standing is not Standing.CLOSED],
            finished=[view for view in views if view.standing is Standing.CLOSED],
        )

    async def petition(self, request: Request) -> Response:
        """`GET /p/{slug}`: one petition; 404 for what is unknown or still a draft. `?s=` names a source."""
        shown = await self.petitions.shown()
        found = shown.find(request.path_params["slug"])
        if found is None:
            return await self.missing(request)
        languages = _languages(found)
        wording = self._wording(request, languages)
        view = self._view(found, shown, wording)
        closed_by_date = view.standing is Standing.CLOSED and found.state != "closed"
        changes = await self.sourced.changes(view, request.query_params.get("s", ""))
        facts: dict[str, Any] = {"view": view, "closed_by_date": closed_by_date, "languages": languages}
        return await self._page(request, "petition.html", wording, found.slug, changes=changes, **facts)

    async def petition_json(self, request: Request) -> Response:
        """`GET /api/petitions/{slug}`: state and count for programs; its shape is fixed."""
        shown = await self.petitions.shown()
        found = shown.find(request.path_params["slug"])
        if found is None:
            return JSONResponse({"error": "unknown petition"}, 404)
        wording = self._wording(request, _languages(found))
        facts = self._view(found, shown, wording).as_json()
        headers = {"content-type": "application/json", "vary": "accept-language"}
        key = ("json", wording.language, found.slug)
        return await self.kept.answer(request, key, facts, lambda: _compact(facts), headers)

    async def picture(self, request: Request) -> Response:
        """`GET /pictures/{name}`: a public petition's picture."""
        name = request.path_params["name"]
        shown = await self.petitions.shown()
        # A look at the disk for the one petition that the name can belong to, not for all of them.
        for petition in (one for one in shown.petitions if name.startswith(f"{one.slug}-")):
            kept = self.pictures.kept_for(petition)
            if kept is not None and kept.path.name == name:
                return await self._picture(request, kept)
        return await self.missing(request)

    async def missing(self, request: Request) -> Response:
        """The page that says that there is no such page."""
        languages = _languages(*(await self.petitions.shown()).petitions)
        wording = self._wording(request, languages)
        return await self._page(request, "missing.html", wording, status=404, languages=languages)

    async def _picture(self, request: Request, picture: Picture) -> Response:
        """A picture, or 304 where the visitor has it already."""
        try:
            state = picture.path.stat()
            headers = {"cache-control": _FOR_A_DAY, "etag": f'"{state.st_mtime_ns:x}-{state.st_size:x}"'}
            if has_it(request, headers["etag"]):
                return Response(status_code=304, headers=headers)
            content = await self.pictures.contents.of(picture, state)
        except FileNotFoundError:
            raise HTTPException(404) from None
        headers["content-length"] = str(len(content.whole))
        return StreamingResponse(content.pieces(), media_type=picture.media_type, headers=headers)

    async def _page(
        self,
        request: Request,
        template: str,
        wording: Wording,
        slug: str = "",
        *,
        status: int = 200,
        changes: Changes = NO_CHANGES,
        **facts: Any,
    ) -> Response:
        headers = {
            "content-type": "text/html; charset=utf-8",
            "content-language": wording.language,
            "vary": "accept-language",
        }
        key = (template, wording.language, slug)
        draw = partial(drawn, template, wording, **facts)
        return await self.kept.answer(request, key, facts, draw, headers, status, changes)

    def _wording(self, request: Request, languages: Sequence[Wording]) -> Wording:
        accepted = request.headers.get("accept-language", "")
        codes = [one.language for one in languages]
        return Wording(language_for(request.query_params.get("lang"), accepted, self.default_language, codes))

    def _view(self, petition: Petition, shown: Shown, wording: Wording) -> PetitionView:
        kept = self.pictures.kept_for(petition)
        standing = petition.standing(self.petitions.now())
        address = f"/pictures/{kept.path.name}" if kept else ""
        signed, aside = shown.counts[petition.slug], shown.set_aside.get(petition.slug, 0)
        same_phone = shown.same_phone.get(petition.slug, 0)
        return PetitionView(petition, signed, standing, wording, self.line, address, aside, same_phone)


def drawn(template: str, wording: Wording, **facts: Any) -> str:
    """A page as HTML.

    Args:
        template: Its file's name.
        wording: The language that it is in.
        facts: What its template asks for; `languages` are the wordings that it is offered in.
    """
    return _templates.get_template(template).render(words=wording, style=_STYLE, **facts)


def page_routes(pages: Pages) -> list[BaseRoute]:
    """All routes that show something to the public."""
    return [
        Route("/", pages.listing),
        Route("/p/{slug}", pages.petition),
        Route("/api/petitions/{slug}", pages.petition_json),
        Route("/pictures/{name}", pages.picture),
        Mount("/static", _Static(directory=_STATIC)),
    ]


def _languages(*petitions: Petition) -> tuple[Wording, ...]:
    """What a page about these is offered in: where they can be read and signed; all languages where there are none."""
    found = {language for petition in petitions for language in petition.texts}
    return tuple(Wording(language) for language in LANGUAGES if language in found or not found)


class _Static(StaticFiles):
    """The style sheet, whose address changes with it, and the mark, which does not change."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = _FOR_A_DAY
        return response


def _compact(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
