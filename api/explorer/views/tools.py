"""The list of frameworks: by name, or by what became of their public names."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME
from api.explorer.views.listing import read_listing

_MAX_PAGES = 50
_LEAST_AT_RISK = 10
"""Names that must have been followed for a figure; with fewer it would say little."""
ORDERS = {
    "name": ("By name", "what each mainly is, what it needs, and how many durable concepts it expresses"),
    "churn": ("By how many names left their path", "first those of whose public names most moved or went"),
    "release": ("By last release", "the newest release first, those without a release for long last"),
}


async def frameworks(site: Site, request: Request) -> Page:
    """Show all frameworks by name, by churn (``sort=churn``) or by their last release (``sort=release``)."""
    asked = request.query_params.get("sort", "name")
    order = asked if asked in ORDERS else "name"
    listing = await read_listing(site, request, "frameworks", pages=1 if order == "name" else _MAX_PAGES)
    notices = listing.notices
    if asked != order:
        notices = (*notices, "There is no such order, so frameworks come by name.")
    rows = [(node, lasted(node)) for node in listing.nodes]
    return Page(
        "frameworks.html",
        "Frameworks",
        "Frameworks and the concepts they express" if order == "name" else f"Frameworks, {ORDERS[order][0].lower()}",
        f"The tools of AI engineering: {ORDERS[order][1]}.",
        version=listing.data["snapshot"]["version"],
        content={
            **listing.data,
            "rows": _sorted(rows, order),
            "order": order,
            "orders": ORDERS,
            "measured": next((found for _, found in rows if found is not None), None),
            "more": listing.more() if order == "name" else None,
            "notices": notices,
        },
        crumbs=(HOME,),
        query=listing.query,
        section="frameworks",
        canonical="/frameworks" if order == "name" else f"/frameworks?sort={order}",
    )


def lasted(framework: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the last point of the life table of all public names; null where too few names were followed."""
    for survival in framework["survival"]:
        points = [point for point in survival["points"] if point["atRisk"] >= _LEAST_AT_RISK]
        if survival["scope"] == "PUBLIC" and points:
            return {**survival, **points[-1]}
    return None


def lasted_when_compared(one: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the life table of a framework's public names with the point of its `lasting`; null where there is none.

    Frameworks are compared at one age, in rankings and by the commands too; `lasted` is as old as each happens to be.
    """
    lasting = one["lasting"]
    measured = ("PUBLIC", lasting["windowStart"], lasting["windowEnd"]) if lasting else None
    for survival in one["framework"]["survival"]:
        if (survival["scope"], survival["windowStart"], survival["windowEnd"]) == measured:
            return {**survival, **next(point for point in survival["points"] if point["days"] == lasting["days"])}
    return None


Row = tuple[Mapping[str, Any], dict[str, Any] | None]


def _sorted(rows: Sequence[Row], order: str) -> Sequence[Row]:
    """Return rows in an order; what has no figure comes last, equals stay by name."""
    if order == "churn":
        return sorted(rows, key=lambda row: (row[1] is None, 0.0 if row[1] is None else row[1]["samePath"]))
    if order == "release":
        return sorted(rows, key=lambda row: _released(row[0]), reverse=True)
    return rows


def _released(framework: Mapping[str, Any]) -> str:
    last = framework["lastRelease"]
    return (last["date"] or "") if last else ""
