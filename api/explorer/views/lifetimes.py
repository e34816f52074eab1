"""What the pages show of survival and releases: figures as GraphQL gives them, joined by their pictures."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.explorer.drawing.plots_releases import dated, release_lane, release_scale, timeline_axis
from api.explorer.drawing.plots_survival import said, survival_plot
from api.explorer.markup import package_name
from api.explorer.queries import Query
from api.explorer.site import Site

MOST_RELEASE_PAGES = 12
"""Pages of releases that one page reads beyond the first, over all packages of a framework."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The releases of one package: the picture, and how many of how many it shows."""

    purl: str
    picture: Markup
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The releases of all packages of a framework on one axis."""

    lanes: Sequence[Lane]
    scale: Markup


def life_tables(survivals: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return life tables with their curves, the curve in words, and the day of each point."""
    return [
        {
            **one,
            "plot": survival_plot(one["scope"].lower(), one),
            "said": said(one),
            "points": [{**point, "day": _day(one, point)} for point in one["points"]],
        }
        for one in survivals
    ]


def _day(survival: Mapping[str, Any], point: Mapping[str, Any]) -> datetime.date:
    return datetime.date.fromisoformat(survival["windowStart"]) + datetime.timedelta(days=point["days"])


async def timeline(site: Site, packages: Sequence[Mapping[str, Any]], until: str | None) -> Timeline | None:
    """Return the releases of packages as lanes, read on where the first page is not all; null where none has a date.

    Args:
        site: Reads what is missing.
        packages: Each with the first page of its releases.
        until: The day of the last check, at which the axis ends.
    """
    left = MOST_RELEASE_PAGES
    releases = []
    for package in packages:
        nodes, info = list(package["releases"]["nodes"]), package["releases"]["pageInfo"]
        while info["hasNextPage"] and left > 0:
            left -= 1
            more = await site.read(Query("releases", {"purl": package["purl"], "after": info["endCursor"]}))
            nodes += more["package"]["releases"]["nodes"]
            info = more["package"]["releases"]["pageInfo"]
        releases.append(dated(nodes))
    end = datetime.date.fromisoformat(until) if until else datetime.date.min
    axis = timeline_axis((release for lane in releases for release in lane), end)
    if axis is None:
        return None
    lanes = [
        Lane(
            package["purl"],
            release_lane(f"lane-{number}", package_name(package["purl"]), lane, axis),
            len(lane),
            package["releases"]["totalCount"],
        )
        for number, (package, lane) in enumerate(zip(packages, releases, strict=True), 1)
        if lane
    ]
    return Timeline(lanes, release_scale(axis))
