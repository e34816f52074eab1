"""What all plots share: an axis of time, shares in percent, and the frame with its text alternative.

Plots are SVG drawn here: the same figures give the same bytes. Colours and sizes of text are the style sheet's work, so
that a plot follows the theme and stays readable on a phone; no attribute holds style.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from api.explorer.drawing.measures import number

WIDTH = 480
"""Width of every plot in its own units; the page scales it."""
_MOST_TICKS = 6

Point = tuple[float, float]


def percent(share: float) -> str:
    """Return a share from 0 to 1 in whole percent, where some but not all never reads as none or all."""
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return "< 1 %"
    if whole == 100 and share < 1:  # noqa: PLR2004 - a hundred in a hundred
        return "> 99 %"
    return f"{whole} %"


def polyline(points: Iterable[Point]) -> str:
    """Return the path through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def stairs(points: Sequence[Point]) -> list[Point]:
    """Return the points of a step function that keeps each value until the next point."""
    steps = list(points[:1])
    for (_, before), (x, y) in pairwise(points):
        steps += [(x, before), (x, y)]
    return steps


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return places for labels near those wanted, `apart` at least and within bounds where they fit at all.

    The order of the labels is that of the places wanted; equal ones keep the order in which they come.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed: list[float] = []
    for index in order:
        placed.append(max([wanted[index], low, *(place + apart for place in placed[-1:])]))
    ceiling: float = high
    for index, place in reversed(list(enumerate(placed))):
        placed[index] = min(place, ceiling)
        ceiling = placed[index] - apart
    found = [0.0] * len(wanted)
    for place, index in zip(placed, order, strict=True):
        found[index] = place
    return found


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days on a line from `left` to `right`."""

    start: datetime.date
    end: datetime.date
    left: float
    right: float

    def x(self, day: datetime.date) -> float:
        """Return where a day is."""
        span = max((self.end - self.start).days, 1)
        return self.left + (self.right - self.left) * (day - self.start).days / span

    def ticks(self) -> list[tuple[float, str]]:
        """Return the beginnings of years, or of quarters in a short time, with their labels; six at most."""
        years = [datetime.date(year, 1, 1) for year in range(self.start.year, self.end.year + 1)]
        within = [day for day in years if self.start <= day <= self.end]
        if len(within) < 2:  # noqa: PLR2004 - one mark is no scale
            quarters = [
                datetime.date(year, month, 1)
                for year in range(self.start.year, self.end.year + 1)
                for month in (1, 4, 7, 10)
            ]
            within = [day for day in quarters if self.start <= day <= self.end]
            return [(self.x(day), f"{day:%Y-%m}") for day in within[:: -(-len(within) // 4) or 1]]
        every = -(-len(within) // _MOST_TICKS)
        return [(self.x(day), str(day.year)) for day in within if (day.year - within[-1].year) % every == 0]


def time_scale(axis: TimeAxis, y: float) -> Markup:
    """Return the line of an axis of time at the height `y`, with its marks and their labels below."""
    marks = "".join(f"M{number(x)} {number(y)}v5" for x, _ in axis.ticks())
    line = Markup('<path class="plot-axis" d="M{} {}H{}{}"/>').format(
        number(axis.left), number(y), number(axis.right), marks
    )
    return line + Markup().join(
        Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            number(x), number(y + 19), "start" if x < axis.left + 1 else "middle", label
        )
        for x, label in axis.ticks()
    )


def picture(name: str, height: float, title: str, description: str, body: Markup, width: float = WIDTH) -> Markup:
    """Return a plot as an image with a title and a description for those who can't see it.

    Args:
        name: Tells the plot apart from others on its page; made of letters, digits and hyphens.
        height: In the plot's own units.
        title: What is shown.
        description: What it says, in words.
        body: The drawing.
        width: In the plot's own units.
    """
    return Markup(
        '<svg class="plot" role="img" viewBox="0 0 {} {}" '
        'aria-labelledby="plot-{}-title" aria-describedby="plot-{}-desc">'
        '<title id="plot-{}-title">{}</title><desc id="plot-{}-desc">{}</desc>{}</svg>'
    ).format(number(width), number(height), name, name, name, title, name, description, body)
