"""What other sites may show: a concept on a card, as a page for a frame and as the module of an element."""

from starlette.requests import Request
from starlette.responses import Response

from api.conditional import entity_tag, matches
from api.explorer.assets import STATIC_PATH
from api.explorer.headers import EMBED_HEADERS, EMBED_SCRIPT_HEADERS, takes_gzip
from api.explorer.names import clean
from api.explorer.queries import Query
from api.explorer.site import Page, Redirect, Site
from api.explorer.views.entries import HOME
from graph.identity import is_slug

MODULE = "duramen-concept.js"
_SHOWN = "reranking"


async def embed(site: Site, request: Request) -> Page:
    """Show how to put the card into a page, with a concept of the reader's choice."""
    names = await site.names()
    concepts = [one for one in names.entries if one.kind == "concepts"]
    asked = request.query_params.get("concept", "")
    chosen = next((one for one in concepts if one.slug == asked), None)
    notices = ("There is no such concept, so another one is shown.",) if asked and chosen is None else ()
    query = Query("frame")
    data = await site.read(query)
    first = next((one for one in concepts if one.slug == _SHOWN), concepts[0] if concepts else None)
    return Page(
        "embed.html",
        "Embed",
        "Embed a concept in your own page",
        "A card that shows a concept of the catalogue on any page: two lines of HTML, or a frame.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "concepts": concepts,
            "chosen": chosen or first,
            "origin": site.assets.public_url or f"{request.url.scheme}://{request.headers.get('host', '')}",
            "notices": notices,
        },
        crumbs=(HOME,),
        section="embed",
        canonical="/embed",
        index=not asked,
    )


async def card(site: Site, request: Request) -> Page | Redirect:
    """Show one concept on a card, without the frame of the site."""
    slug = request.path_params["slug"]
    query = Query("card", {"slug": slug, "id": f"concept:{slug}"})
    data = await site.read(query if is_slug(slug) else Query("card", {"slug": "-", "id": "concept:-"}))
    heirs = data["retired"]["successors"] if data["retired"] else []
    if data["concept"] is None and len(heirs) == 1:
        return Redirect(f"/embed/concepts/{heirs[0].partition(':')[2]}")
    found = data["concept"]
    name = found["name"] if found else "No such concept"
    return Page(
        "card.html",
        name,
        f"{name} on a card",
        found["definition"] if found else "The catalogue has no concept at this address.",
        version=data["snapshot"]["version"],
        content={**data, "wanted": clean(slug)},
        query=query if found else None,
        status=200 if found else 404,
        canonical=f"/concepts/{slug}" if found else None,
        index=False,
        headers=EMBED_HEADERS,
    )


async def module(site: Site, request: Request) -> Response:
    """Return the module of the card under an address that never changes."""
    file = site.assets.files[site.assets.url(MODULE).removeprefix(STATIC_PATH)]
    zipped = takes_gzip(request.headers.get("accept-encoding"))
    body = file.compressed if zipped else file.plain()
    headers = {**EMBED_SCRIPT_HEADERS, "ETag": entity_tag(body), "Vary": "Accept-Encoding"}
    if matches(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type=file.media_type)
