"""Roles and goals: what somebody wants to become or to build, and the concepts that this requires."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request

from api.explorer.site import Page, Redirect, Site
from api.explorer.views.entries import HOME, SECTIONS, entry
from api.explorer.views.listing import read_listing

_LEVELS = ("DESIGN", "APPLY", "AWARE")


async def roles(site: Site, request: Request) -> Page:
    """Show all roles."""
    return await _list(
        site,
        request,
        "roles",
        "Roles: what to master, and what not",
        "Jobs around AI systems, with the concepts that each requires, and those that it can leave to others.",
    )


async def goals(site: Site, request: Request) -> Page:
    """Show all goals."""
    return await _list(
        site,
        request,
        "goals",
        "Goals: things to build, step by step",
        "Things worth building, in slices that each end in something that runs, with the concepts behind each slice.",
    )


async def _list(site: Site, request: Request, name: str, title: str, description: str) -> Page:
    listing = await read_listing(site, request, name)
    return Page(
        f"{name}.html",
        SECTIONS[name].name,
        title,
        description,
        version=listing.data["snapshot"]["version"],
        content={**listing.data, "more": listing.more(), "notices": listing.notices},
        crumbs=(HOME,),
        query=listing.query,
        section=name,
        canonical=f"/{name}",
    )


async def role(site: Site, request: Request) -> Page | Redirect:
    """Show one role."""
    return await _one(site, request, "role", "roles", "{}: what to master, and what not")


async def goal(site: Site, request: Request) -> Page | Redirect:
    """Show one goal."""
    return await _one(site, request, "goal", "goals", "{}: the steps and the concepts behind them")


async def _one(site: Site, request: Request, kind: str, section: str, title: str) -> Page | Redirect:
    found = await entry(site, request, kind)
    if not isinstance(found, tuple):
        return found
    query, data = found
    this = data[kind]
    return Page(
        f"{kind}.html",
        this["name"],
        title.format(this["name"]),
        this["summary"],
        version=data["snapshot"]["version"],
        content={**data, "levels": _by_level(this["requires"])},
        crumbs=(HOME, SECTIONS[section]),
        query=query,
        section=section,
        canonical=f"/{section}/{this['slug']}",
    )


def _by_level(requirements: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Group requirements by level, deepest first, and leave out levels that nothing needs."""
    needs = list(requirements)
    grouped = [(level, [need for need in needs if need["level"] == level]) for level in _LEVELS]
    return [(level, group) for level, group in grouped if group]
