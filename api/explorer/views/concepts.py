"""The list of concepts and the page of one concept."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from api.explorer.drawing.layered import Box, layered
from api.explorer.markup import counted
from api.explorer.names import clean
from api.explorer.site import Crumb, Page, Redirect, Site
from api.explorer.views.entries import HOME, SECTIONS, Entry, listed_entry
from api.explorer.views.listing import Listing, read_listing

_MAX_PAGES = 50
_MOST_DRAWN = 14
"""Concepts before one that are drawn with all that they need; with more, only the direct ones are."""


async def concepts(site: Site, request: Request) -> Page:
    """Show the concepts by family, those of one family (``family=``), or those that a name finds (``q=``)."""
    wanted = clean(request.query_params.get("q", ""))
    asked_family = clean(request.query_params.get("family", ""))
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
    found = await listed_entry(site, request, "concept")
    if not isinstance(found, Entry):
        return found
    this = found.data["concept"]
    family = this["family"]
    picture, is_part = _before(this)
    return Page(
        "concept.html",
        this["name"],
        f"{this['name']}: what lasts, and how {counted(this['mappings']['totalCount'], 'tool')} express it"
        if this["mappings"]["totalCount"]
        else f"{this['name']}: a practice that needs no tool"
        if this["kind"] == "PRACTICE"
        else f"{this['name']}: what lasts",
        this["definition"],
        version=found.data["snapshot"]["version"],
        content={
            **found.data,
            "notices": found.notices,
            "more": found.more("concept", "mappings"),
            "picture": picture,
            "picture_is_part": is_part,
            "next": _next(this),
            "relations": _by_role(this["relations"]["nodes"]),
            "roles": list(_levels(this["roles"]["nodes"], this["slug"])),
            "goals": list(_levels(this["goals"]["nodes"], this["slug"])),
        },
        crumbs=(HOME, SECTIONS["concepts"], Crumb(family["name"], f"/concepts?family={family['slug']}")),
        query=found.query,
        section="concepts",
        canonical=f"/concepts/{this['slug']}",
    )


def _before(concept: Mapping[str, Any]) -> tuple[Markup, bool]:
    """Return the picture of what a concept needs, and whether it leaves out what is needed indirectly."""
    nodes = concept["allPrerequisites"]["nodes"]
    is_part = concept["allPrerequisites"]["totalCount"] > _MOST_DRAWN
    direct = [one["slug"] for one in concept["prerequisites"]["nodes"]]
    drawn = [one for one in nodes if not is_part or one["slug"] in direct]
    if not drawn:
        return Markup(), False
    boxes = [Box(one["slug"], one["name"], f"/concepts/{one['slug']}") for one in drawn]
    boxes.append(Box(concept["slug"], concept["name"], f"/concepts/{concept['slug']}", "here"))
    edges = [(before["slug"], one["slug"]) for one in drawn for before in one["prerequisites"]["nodes"]]
    edges += [(slug, concept["slug"]) for slug in direct]
    return layered(boxes, edges, title=f"What comes before {concept['name']}"), is_part


def _next(concept: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Return what rests on a concept, each with what else it needs; first what needs nothing else."""
    known = {concept["slug"], *(one["slug"] for one in concept["allPrerequisites"]["nodes"])}
    found = [
        (one, [other for other in one["prerequisites"]["nodes"] if other["slug"] not in known])
        for one in concept["dependents"]["nodes"]
    ]
    return sorted(found, key=lambda pair: len(pair[1]))


def _by_role(relations: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    groups = groupby(relations, key=lambda relation: relation["role"])
    return [(role, [relation["concept"] for relation in group]) for role, group in groups]


def _levels(owners: Iterable[Mapping[str, Any]], slug: str) -> Iterable[tuple[Mapping[str, Any], str]]:
    """Return each role or goal with the level at which it requires a concept."""
    for owner in owners:
        yield owner, next(need["level"] for need in owner["requires"] if need["concept"]["slug"] == slug)
