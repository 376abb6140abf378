"""The public pages: the petitions, one petition in full with how to sign it, its picture, and the same as JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from api.page_words import LANGUAGES
from api.petition_view import Line, PetitionView
from api.pictures import Pictures
from api.public_petitions import PublicPetitions
from api.whole_words import whole_words
from api.wording import Wording, language_for
from conversations.petition import Petition, Standing

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
#: Changes with the style sheet, so that browsers may keep each version for good.
_STYLE = hashlib.sha256((_STATIC / "page.css").read_bytes()).hexdigest()[:12]

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["whole_words"] = whole_words
_ALL_WORDINGS = tuple(Wording(language) for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages need to know of the installation.

    Args:
        petitions: What is public, and the counts.
        line: Where people sign.
        pictures: The petitions' pictures.
        organization: `ORGANIZATION`, "" when unset.
        default_language: `DEFAULT_LANGUAGE`.
    """

    petitions: PublicPetitions
    line: Line
    pictures: Pictures
    organization: str
    default_language: str

    async def listing(self, request: Request) -> Response:
        """`GET /`: the petitions that can be signed, then those that are over."""
        wording = self._wording(request)
        shown = await self.petitions.shown()
        views = [self._view(one, shown.counts[one.slug], wording) for one in shown.petitions]
        return _page(
            "petitions.html",
            wording,
            organization=self.organization,
            open=[view for view in views if view.standing is not Standing.CLOSED],
            finished=[view for view in views if view.standing is Standing.CLOSED],
        )

    async def petition(self, request: Request) -> Response:
        """`GET /p/{slug}`: one petition; 404 for what is unknown or still a draft."""
        wording = self._wording(request)
        shown = await self.petitions.shown()
        found = shown.find(request.path_params["slug"])
        if found is None:
            return self.missing(request)
        view = self._view(found, shown.counts[found.slug], wording)
        closed_by_date = view.standing is Standing.CLOSED and found.state != "closed"
        return _page("petition.html", wording, view=view, closed_by_date=closed_by_date)

    async def petition_json(self, request: Request) -> Response:
        """`GET /api/petitions/{slug}`: state and count for programs; its shape is fixed."""
        shown = await self.petitions.shown()
        found = shown.find(request.path_params["slug"])
        if found is None:
            return JSONResponse({"error": "unknown petition"}, 404)
        return JSONResponse(self._view(found, shown.counts[found.slug], self._wording(request)).as_json())

    async def picture(self, request: Request) -> Response:
        """`GET /pictures/{name}`: a public petition's picture."""
        shown = await self.petitions.shown()
        for petition in shown.petitions:
            kept = self.pictures.kept_for(petition)
            if kept is not None and kept.path.name == request.path_params["name"]:
                return FileResponse(kept.path, media_type=kept.media_type, headers={"cache-control": "max-age=86400"})
        return self.missing(request)

    def missing(self, request: Request) -> Response:
        """The page that says that there is no such page."""
        return _page("missing.html", self._wording(request), status=404)

    def _wording(self, request: Request) -> Wording:
        accepted = request.headers.get("accept-language", "")
        return Wording(language_for(request.query_params.get("lang"), accepted, self.default_language))

    def _view(self, petition: Petition, signatures: int, wording: Wording) -> PetitionView:
        kept = self.pictures.kept_for(petition)
        standing = petition.standing(self.petitions.now())
        address = f"/pictures/{kept.path.name}" if kept else ""
        return PetitionView(petition, signatures, standing, wording, self.line, address)


def page_routes(pages: Pages) -> list[BaseRoute]:
    """All routes that show something to the public."""
    return [
        Route("/", pages.listing),
        Route("/p/{slug}", pages.petition),
        Route("/api/petitions/{slug}", pages.petition_json),
        Route("/pictures/{name}", pages.picture),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]


def _page(template: str, wording: Wording, *, status: int = 200, **facts: Any) -> HTMLResponse:
    html = _templates.get_template(template).render(words=wording, languages=_ALL_WORDINGS, style=_STYLE, **facts)
    headers = {"content-language": wording.language, "vary": "accept-language", "cache-control": "no-cache"}
    return HTMLResponse(html, status, headers)
