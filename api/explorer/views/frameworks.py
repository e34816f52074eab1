"""The page of one framework."""

import datetime
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from starlette.requests import Request

from api.explorer.queries import Query
from api.explorer.site import Page, Redirect, Site
from api.explorer.views.entries import HOME, SECTIONS, Entry, listed_entry
from api.explorer.views.lifetimes import life_tables, timeline
from graph.questions.upkeep import MAINTAINED_DAYS

_NEAREST = 3


async def framework(site: Site, request: Request) -> Page | Redirect:
    """Show one framework."""
    found = await listed_entry(site, request, "framework")
    if not isinstance(found, Entry):
        return found
    this = found.data["framework"]
    checked, version = found.data["snapshot"]["evidenceNewest"], found.data["snapshot"]["version"]
    mappings = this["mappings"]["nodes"]
    substitutes = Query("substitutes", {"framework": this["slug"]})
    nearest = await site.read(substitutes)
    return Page(
        "framework.html",
        this["name"],
        f"{this['name']}: the concepts it expresses, and by which names",
        this["summary"],
        version=version,
        content={
            **found.data,
            "notices": found.notices,
            "more": found.more("framework", "mappings"),
            "families": _by_family(mappings),
            "former": _former(mappings),
            "survival": life_tables(this["survival"]),
            "timeline": await site.kept.get(
                version, ("timeline", this["slug"]), lambda: timeline(site, this["packages"], checked)
            ),
            "silent_since": _silent_since(this["lastRelease"], checked),
            "nearest": nearest["swap"][:_NEAREST],
        },
        crumbs=(HOME, SECTIONS["frameworks"]),
        query=found.query,
        also=(substitutes,),
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


def _silent_since(last: Mapping[str, Any] | None, checked: str | None) -> str | None:
    """Return the day of the last release if there was none in the year before packages were last read."""
    if last is None or last["date"] is None or checked is None:
        return None
    silence = datetime.date.fromisoformat(checked) - datetime.date.fromisoformat(last["date"])
    return str(last["date"]) if silence.days > MAINTAINED_DAYS else None
