"""Pages of single things: finding them by slug, following ids that have ended, and the page for what is not there."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.explorer.names import clean
from api.explorer.queries import Query
from api.explorer.site import Crumb, Page, Redirect, Site
from graph.identity import is_slug

MAX_CURSOR_LENGTH = 2048
LOST_PLACE = "The place in the list was not understood, so it is shown from its start."
HOME = Crumb("Duramen", "/")
SECTIONS = {
    "concepts": Crumb("Concepts", "/concepts"),
    "frameworks": Crumb("Frameworks", "/frameworks"),
    "roles": Crumb("Roles", "/roles"),
    "goals": Crumb("Goals", "/goals"),
    "paths": Crumb("Paths", "/paths"),
}
_SECTION_OF_KIND = {"concept": "concepts", "framework": "frameworks", "role": "roles", "goal": "goals"}


async def entry(site: Site, request: Request, kind: str) -> tuple[Query, dict[str, Any]] | Page | Redirect:
    """Return the content of the thing of a `kind` that the path names, or the answer that there is none."""
    slug = request.path_params["slug"]
    if not is_slug(slug):
        return await missing(site, slug, _SECTION_OF_KIND[kind])
    query = Query(kind, {"slug": slug, "id": f"{kind}:{slug}"})
    data = await site.read(query)
    if data[kind] is not None:
        return query, data
    if data["retired"] is not None:
        return _ended(data, slug)
    return await missing(site, slug, _SECTION_OF_KIND[kind])


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with a list in it that may be longer than a page: its query, its content, and what to tell."""

    path: str
    query: Query
    data: dict[str, Any]
    notices: tuple[str, ...]

    def more(self, kind: str, connection: str) -> str | None:
        """Return the address of the next part of the list `connection` of the thing; null at its end."""
        info = self.data[kind][connection]["pageInfo"]
        return f"{self.path}?{urlencode({'after': info['endCursor']})}" if info["hasNextPage"] else None


async def listed_entry(site: Site, request: Request, kind: str) -> Entry | Page | Redirect:
    """Return the thing of a `kind` that the path names, its list from the cursor that the request gives as ``after``.

    A cursor that does not fit is ignored, and the reader is told so.
    """
    found = await entry(site, request, kind)
    if not isinstance(found, tuple):
        return found
    query, data = found
    path = f"/{_SECTION_OF_KIND[kind]}/{data[kind]['slug']}"
    after = request.query_params.get("after")
    if not after:
        return Entry(path, query, data, ())
    further = Query(kind, {**query.variables, "after": after})
    answer = await site.try_read(further) if len(after) <= MAX_CURSOR_LENGTH else None
    if answer is None or answer[kind] is None:
        return Entry(path, query, data, (LOST_PLACE,))
    return Entry(path, further, answer, ())


async def missing(site: Site, wanted: str, section: str | None = None) -> Page:
    """Return the page that says that an address leads nowhere, with the nearest ones that do."""
    query = Query("frame")
    data = await site.read(query)
    names = await site.names()
    wanted = clean(wanted.replace("-", " ").replace("/", " "))
    return Page(
        "missing.html",
        "Not found",
        "Nothing is at this address",
        "The address leads nowhere; the nearest pages are listed.",
        version=data["snapshot"]["version"],
        content={**data, "wanted": wanted, "nearest": names.nearest(wanted, section, count=3)},
        crumbs=(HOME, SECTIONS[section]) if section else (HOME,),
        status=404,
        section=section,
        index=False,
    )


def _ended(data: dict[str, Any], slug: str) -> Page | Redirect:
    """Follow an id that has ended: to its one successor, or to a page that says what became of it."""
    retired = data["retired"]
    links = [link for link in map(_link, retired["successors"]) if link is not None]
    if len(links) == 1:
        return Redirect(links[0].path)
    return Page(
        "ended.html",
        slug,
        f"{slug} has ended",
        "What became of an entry that the catalogue had.",
        version=data["snapshot"]["version"],
        content={**data, "slug": slug, "successors": links},
        crumbs=(HOME,),
        status=410,
        index=False,
    )


def _link(identity: str) -> Crumb | None:
    kind, _, slug = identity.partition(":")
    section = _SECTION_OF_KIND.get(kind)
    return Crumb(slug, f"/{section}/{slug}") if section and is_slug(slug) else None
