"""Learning paths: in which order to learn what a goal or a role needs, for somebody who knows this and that.

What a reader knows stands in the address (``?known=a,b``), so that a path can be shared. What they tick while they
learn stays in their browser; the server is never told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request

from api.explorer.drawing.layered import Box, layered
from api.explorer.markup import counted
from api.explorer.names import Names
from api.explorer.queries import Query
from api.explorer.site import Crumb, Page, Redirect, Site
from api.explorer.views.entries import HOME, missing
from graph.identity import is_slug

PATHS = Crumb("Paths", "/paths")
_MOST_KNOWN = 100
_SHOWN_READY = 12


@dataclass(frozen=True, slots=True)
class _Known:
    """What the address says that a reader knows: slugs that are there, in order, and what was ignored."""

    slugs: tuple[str, ...]
    ignored: int

    def address(self, path: str, without: str | None = None) -> str:
        """Return the address of a path for somebody who knows all this, but not `without`."""
        kept = [slug for slug in self.slugs if slug != without]
        return f"{path}?known={','.join(kept)}" if kept else path

    @property
    def suffix(self) -> str:
        """What a title says more, so that it tells this page from the one for whoever knows nothing."""
        return f" after {counted(len(self.slugs), 'known concept')}" if self.slugs else ""

    @property
    def prefix(self) -> str:
        """What a description says more."""
        return f"Without {counted(len(self.slugs), 'concept')} that you know. " if self.slugs else ""

    def notices(self) -> tuple[str, ...]:
        """Return what the reader is told about the address."""
        if not self.ignored:
            return ()
        return (f"{self.ignored} of the names after “known=” are no concepts here, so they are left out.",)


async def paths(site: Site, request: Request) -> Page | Redirect:
    """Show what paths there are, and what one is ready to learn."""
    known = _known(request, await site.names())
    if (tidy := _tidy(request, known)) is not None:
        return tidy
    query = Query("paths", {"known": list(known.slugs)} if known.slugs else {})
    data = await site.read(query)
    return Page(
        "paths.html",
        "Paths",
        f"Learning paths: what to learn next{known.suffix}",
        f"{known.prefix}Say where you want to be, and get an order in which nothing comes before what it needs.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "known": known,
            "ready": data["fringe"][:_SHOWN_READY],
            "notices": known.notices(),
        },
        crumbs=(HOME,),
        query=query,
        section="paths",
        canonical="/paths",
        index=not known.slugs,
    )


async def path(site: Site, request: Request) -> Page | Redirect:
    """Show the path to one goal or role; a goal comes first where both have the slug."""
    slug = request.path_params["slug"]
    if not is_slug(slug):
        return await missing(site, slug, "paths")
    aim = await site.read(Query("aim", {"slug": slug, "goal": f"goal:{slug}", "role": f"role:{slug}"}))
    kind = next((kind for kind in ("goal", "role") if aim[kind] is not None), None)
    if kind is None:
        return _successor(aim) or await missing(site, slug, "paths")
    names = await site.names()
    known = _known(request, names)
    if (tidy := _tidy(request, known)) is not None:
        return tidy
    return await _path(site, kind, slug, known, names)


async def _path(site: Site, kind: str, slug: str, known: _Known, names: Names) -> Page:
    query = Query("path", {kind: slug, **({"known": list(known.slugs)} if known.slugs else {})})
    data = await site.read(query)
    found = data["learningPath"]
    this = found[kind]
    steps = [step for part in found["slices"] for step in part["steps"]]
    return Page(
        "path.html",
        this["name"],
        f"{this['name']}: the learning path{known.suffix}",
        f"{known.prefix}To learn for “{this['name']}”: {counted(len(found['slices']), 'part')} that end in what runs.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "this": this,
            "kind": kind,
            "path": found,
            "steps": steps,
            "known": known,
            "known_names": {one.slug: one.name for one in names.entries if one.kind == "concepts"},
            "picture": _picture(this["name"], steps),
            "notices": known.notices(),
        },
        crumbs=(HOME, PATHS),
        query=query,
        section="paths",
        canonical=f"/paths/{slug}",
        index=not known.slugs,
    )


def _picture(name: str, steps: Sequence[Mapping[str, Any]]) -> Markup:
    """Draw what rests on what among the concepts of a path."""
    concepts = [step["concept"] for step in steps]
    boxes = [Box(f"concept:{one['slug']}", one["name"], f"/concepts/{one['slug']}") for one in concepts]
    edges = [
        (f"concept:{below['slug']}", f"concept:{one['slug']}")
        for one in concepts
        for below in one["prerequisites"]["nodes"]
    ]
    return layered(boxes, edges, title=f"What rests on what on the path to {name}")


def _known(request: Request, names: Names) -> _Known:
    """Read ``known=a,b&known=c``: forms repeat the name, links put commas between."""
    given = [slug.strip() for text in request.query_params.getlist("known") for slug in text.split(",")]
    wanted = list(dict.fromkeys(slug for slug in given if slug))
    concepts = {one.slug for one in names.entries if one.kind == "concepts"}
    there = sorted(slug for slug in wanted if slug in concepts)[:_MOST_KNOWN]
    return _Known(tuple(there), len(wanted) - len(there))


def _tidy(request: Request, known: _Known) -> Redirect | None:
    """Return the one address that says the same as a form's long one; null where the address is that one."""
    given = request.query_params.getlist("known")
    if not given or known.ignored or (known.slugs and given == [",".join(known.slugs)]):
        return None
    return Redirect(known.address(quote(request.scope["path"])))


def _successor(aim: Mapping[str, Any]) -> Redirect | None:
    """Return where the path of a goal or role that has ended leads now, where that is one place."""
    heirs: Iterable[str] = [
        heir.partition(":")[2]
        for retired in (aim["retiredGoal"], aim["retiredRole"])
        if retired is not None
        for heir in retired["successors"]
    ]
    found = list(dict.fromkeys(heirs))
    return Redirect(f"/paths/{found[0]}") if len(found) == 1 and is_slug(found[0]) else None
