"""How Duramen comes to say what it says, what it measured, and what none of it means."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from api.explorer.markup import package_name
from api.explorer.names import Names
from api.explorer.queries import Query
from api.explorer.site import Page, Redirect, Site
from api.explorer.views.entries import HOME
from api.explorer.views.evidence import STALE_DAYS
from api.explorer.views.lifetimes import life_tables


async def method(site: Site, _request: Request) -> Page:
    """Show the method, with the figures over all packages together."""
    query = Query("method")
    data = await site.read(query)
    names = await site.names()
    return Page(
        "method.html",
        "The method",
        "The method: how a claim here is shown to be true",
        "What Duramen maps, how every name is checked against published packages, and what a state does not mean.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "survival": life_tables(data["survival"]),
            "persistence": [_named(one, names) for one in data["persistence"]],
            "stale_days": STALE_DAYS,
        },
        crumbs=(HOME,),
        query=query,
        section="method",
        canonical="/method",
    )


def _named(idea: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Return an idea with the packages that took it up or dropped it as people call them."""
    by_slug = {named.slug: named.name for named in names.entries if named.kind == "frameworks"}
    return {
        **idea,
        "gained": [_called(one, by_slug) for one in idea["gained"]],
        "lost": [_called(one, by_slug) for one in idea["lost"]],
    }


def _called(package: str, by_slug: Mapping[str, str]) -> str:
    return package_name(package) if package.startswith("pkg:") else by_slug.get(package, package)


async def about(_site: Site, _request: Request) -> Redirect:
    """Lead from the address that the method had before."""
    return Redirect("/method")
