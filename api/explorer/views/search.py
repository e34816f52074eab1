"""Search by name and alias over concepts and frameworks."""

from starlette.requests import Request

from api.explorer.names import clean
from api.explorer.queries import Query
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME

_MAX_HITS = 60


async def search(site: Site, request: Request) -> Page:
    """Show what a text finds, concepts before frameworks; the nearest names where it finds nothing."""
    wanted = clean(request.query_params.get("q", ""))
    query = Query("frame")
    data = await site.read(query)
    names = await site.names()
    hits = names.search(wanted)
    shown = {kind: [hit for hit in hits if hit.named.kind == kind][:_MAX_HITS] for kind in ("concepts", "frameworks")}
    return Page(
        "search.html",
        "Search",
        f"Search for “{wanted}”" if wanted else "Search",
        "Find concepts and frameworks by name or alias.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "wanted": wanted,
            "concepts": shown["concepts"],
            "frameworks": shown["frameworks"],
            "total": len(hits),
            "nearest": () if hits else names.nearest(wanted),
        },
        crumbs=(HOME,),
        section="search",
        index=False,
    )
