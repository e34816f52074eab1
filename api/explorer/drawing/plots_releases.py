"""The timeline of releases: one lane a package, all lanes on one axis of time."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.explorer.drawing.measures import number
from api.explorer.drawing.plots import WIDTH, TimeAxis, picture, time_scale

_LANE, _LOW_LANE = 38, 20
"""Height of a lane with the numbers of major versions above it, and of one without."""
_LEFT, _RIGHT = 2, WIDTH - 2
_LABEL_ROOM = 46
_MAJOR = re.compile(r"v?(\d+)")


@dataclass(frozen=True, slots=True)
class Release:
    """A release with a date."""

    version: str
    date: datetime.date
    yanked: bool


def dated(releases: Iterable[Mapping[str, Any]]) -> list[Release]:
    """Return those releases whose date is known, oldest first."""
    known = [
        Release(release["version"], datetime.date.fromisoformat(release["date"]), release["yanked"])
        for release in releases
        if release["date"] is not None
    ]
    return sorted(known, key=lambda release: (release.date, release.version))


def timeline_axis(releases: Iterable[Release], end: datetime.date) -> TimeAxis | None:
    """Return the axis from the first release to `end`; null without releases."""
    first = min((release.date for release in releases), default=None)
    return None if first is None else TimeAxis(first, max(end, first), _LEFT, _RIGHT)


def release_lane(name: str, package: str, releases: Sequence[Release], axis: TimeAxis) -> Markup:
    """Return the lane of one package: a stroke a release, a tall one with its number where a major version begins.

    Args:
        name: Tells the lane apart from others on its page.
        package: The package as its index writes it.
        releases: Its releases, oldest first.
        axis: The axis that all lanes share.
    """
    majors = _majors(releases)
    tall = {axis.x(release.date) for release in majors}
    height = _LANE if majors else _LOW_LANE
    base = height - 2
    lasting = {axis.x(r.date) for r in releases if not r.yanked} - tall
    withdrawn = {axis.x(r.date) for r in releases if r.yanked}
    body = Markup('<path class="plot-axis" d="M{} {}H{}"/>').format(_LEFT, base, _RIGHT)
    for kind, places, length in (("release", lasting, 14), ("yanked", withdrawn, 7), ("major", tall, 22)):
        if places:
            strokes = dict.fromkeys(f"M{number(x)} {base}v-{length}" for x in sorted(places))
            body += Markup('<path class="plot-{}" d="{}"/>').format(kind, "".join(strokes))
    return picture(
        name, height, f"Releases of {package}", releases_said(package, releases), body + _labels(majors, axis)
    )


def releases_said(package: str, releases: Sequence[Release]) -> str:
    """Return in words what a lane shows."""
    if not releases:
        return f"No release of {package} has a known date."
    years = Counter(release.date.year for release in releases)
    by_year = ", ".join(f"{count:,} in {year}" for year, count in sorted(years.items()))
    withdrawn = sum(release.yanked for release in releases)
    more = f" {withdrawn} of them were withdrawn." if withdrawn else ""
    return f"{package}: {by_year}. The last is {releases[-1].version} of {releases[-1].date}.{more}"


def release_scale(axis: TimeAxis) -> Markup:
    """Return the axis below the lanes; each lane says its own times in words, so that it is decoration."""
    return Markup('<svg class="plot" viewBox="0 0 {} 26" aria-hidden="true" focusable="false">{}</svg>').format(
        WIDTH, time_scale(axis, 1)
    )


def _majors(releases: Sequence[Release]) -> list[Release]:
    """Return the first release of each new major version after the first one seen."""
    highest: int | None = None
    found = []
    for release in releases:
        match = _MAJOR.match(release.version)
        if match is None or release.yanked:
            continue
        major = int(match[1])
        if highest is not None and major > highest:
            found.append(release)
        highest = major if highest is None else max(highest, major)
    return found


def _labels(majors: Sequence[Release], axis: TimeAxis) -> Markup:
    """Return the numbers of major versions, newest first, as far as they have room."""
    shown = Markup()
    limit = float(_RIGHT)
    for release in reversed(majors):
        x = axis.x(release.date)
        right = min(x + _LABEL_ROOM / 2, limit)
        if x > right or right - _LABEL_ROOM < _LEFT:
            continue
        match = _MAJOR.match(release.version)
        assert match is not None
        shown += Markup('<text x="{}" y="13" text-anchor="middle">{}</text>').format(
            number(right - _LABEL_ROOM / 2), f"{match[1]}.x"
        )
        limit = right - _LABEL_ROOM
    return shown
