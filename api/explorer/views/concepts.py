"""The list of concepts and the page of one concept."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.requests import Request

from api.explorer.names import clean
from api.explorer.site import Crumb, Page, Redirect, Site
from api.explorer.views.entries import HOME, SECTIONS, entry
from api.explorer.views.listing import Listing, read_listing

_MAX_PAGES = 50


async def concepts(site: Site, request: Request) -> Page:
    """Show the concepts by family, those of one family (``family=``), or those that a name finds (``q=``)."""
    wanted = clean(request.query_params.get("q", ""))
    asked_family = request.query_params.get("family", "")
    listing = await _list(site, request, asked_family, everything=bool(wanted))
    families = {family["slug"]: family for family in listing.data["families"]["nodes"]}
    family = families.get(asked_family)
    notices = listing.notices
    if asked_family and family is None:
        listing = await _list(site, request, "", everything=bool(wanted))
        notices = (*notices, "There is no such family, so all families are shown.")
    nodes = listing.nodes
    if wanted:
        names = await site.names()
        found = {hit.named.slug for hit in names.search(wanted) if hit.named.kind == "concepts"}
        nodes = [node for node in nodes if node["slug"] in found]
    title = f"Concepts: {family['name']}" if family else "Concepts"
    return Page(
        "concepts.html",
        family["name"] if family else "Concepts",
        f"{title} matching “{wanted}”" if wanted else title,
        family["summary"] if family else "The durable concepts of AI engineering, family by family.",
        version=listing.data["snapshot"]["version"],
        content={
            **listing.data,
            "family": family,
            "wanted": wanted,
            "groups": _by_family(nodes, families),
            "found": len(nodes) if wanted else listing.total,
            "more": listing.more(family=family["slug"] if family else ""),
            "notices": notices,
        },
        crumbs=(HOME, SECTIONS["concepts"]) if family else (HOME,),
        query=listing.query,
        section="concepts",
        canonical=f"/concepts?family={family['slug']}" if family else "/concepts",
        index=not wanted,
    )


async def _list(site: Site, request: Request, family: str, *, everything: bool) -> Listing:
    variables = {"families": [family[:64]]} if family else {}
    return await read_listing(site, request, "concepts", variables, pages=_MAX_PAGES if everything else 1)


def _by_family(
    nodes: Sequence[Mapping[str, Any]], families: Mapping[str, Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    groups = groupby(nodes, key=lambda node: node["family"]["slug"])
    return [(families[slug], list(group)) for slug, group in groups]


async def concept(site: Site, request: Request) -> Page | Redirect:
    """Show one concept."""
    found = await entry(site, request, "concept")
    if not isinstance(found, tuple):
        return found
    query, data = found
    this = data["concept"]
    family = this["family"]
    return Page(
        "concept.html",
        this["name"],
        f"{this['name']}: what lasts, and how {len(this['mappings']['nodes'])} tools express it"
        if this["mappings"]["nodes"]
        else f"{this['name']}: a practice that needs no tool",
        this["definition"],
        version=data["snapshot"]["version"],
        content={
            **data,
            "relations": _by_role(this["relations"]["nodes"]),
            "roles": list(_levels(this["roles"]["nodes"], this["slug"])),
            "goals": list(_levels(this["goals"]["nodes"], this["slug"])),
        },
        crumbs=(HOME, SECTIONS["concepts"], Crumb(family["name"], f"/concepts?family={family['slug']}")),
        query=query,
        section="concepts",
        canonical=f"/concepts/{this['slug']}",
    )


def _by_role(relations: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    groups = groupby(relations, key=lambda relation: relation["role"])
    return [(role, [relation["concept"] for relation in group]) for role, group in groups]


def _levels(owners: Iterable[Mapping[str, Any]], slug: str) -> Iterable[tuple[Mapping[str, Any], str]]:
    """Return each role or goal with the level at which it requires a concept."""
    for owner in owners:
        yield owner, next(need["level"] for need in owner["requires"] if need["concept"]["slug"] == slug)
