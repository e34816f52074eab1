"""The list of frameworks and the page of one framework."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from starlette.requests import Request

from api.explorer.site import Page, Redirect, Site
from api.explorer.views.entries import HOME, SECTIONS, entry
from api.explorer.views.listing import read_listing


async def frameworks(site: Site, request: Request) -> Page:
    """Show all frameworks by name."""
    listing = await read_listing(site, request, "frameworks")
    return Page(
        "frameworks.html",
        "Frameworks",
        "Frameworks and the concepts they express",
        "The tools of AI engineering: what each mainly is, what it needs, and how many durable concepts it expresses.",
        version=listing.data["snapshot"]["version"],
        content={**listing.data, "more": listing.more(), "notices": listing.notices},
        crumbs=(HOME,),
        query=listing.query,
        section="frameworks",
        canonical="/frameworks",
    )


async def framework(site: Site, request: Request) -> Page | Redirect:
    """Show one framework."""
    found = await entry(site, request, "framework")
    if not isinstance(found, tuple):
        return found
    query, data = found
    this = data["framework"]
    mappings = this["mappings"]["nodes"]
    return Page(
        "framework.html",
        this["name"],
        f"{this['name']}: the concepts it expresses, and by which names",
        this["summary"],
        version=data["snapshot"]["version"],
        content={**data, "families": _by_family(mappings), "former": _former(mappings)},
        crumbs=(HOME, SECTIONS["frameworks"]),
        query=query,
        section="frameworks",
        canonical=f"/frameworks/{this['slug']}",
    )


def _by_family(mappings: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Group mappings by the family of their concept; they come family by family."""
    groups = groupby(mappings, key=lambda mapping: mapping["concept"]["family"]["slug"])
    grouped = [list(group) for _, group in groups]
    return [(group[0]["concept"]["family"], group) for group in grouped]


def _former(mappings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the names that are gone, each once, in the order of the mappings."""
    gone = {
        (symbol["package"]["purl"], symbol["ref"]): symbol
        for mapping in mappings
        for symbol in mapping["symbols"]
        if symbol["former"]
    }
    return list(gone.values())
