"""The coverage plot: families by frameworks, how many concepts each cell holds, and the worst state among them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.explorer.drawing.measures import number, width_of

_CELL = 18
_TEXT = 11.0
_GAP = 8
_SLANT = math.radians(60)
MOST_COLUMNS = 60
"""Frameworks in one picture; more go into further pictures of the same size."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A family or a framework: its name, and the address that has the rows behind it."""

    slug: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a framework has of a family: how many concepts, and the worst state as the style sheet calls it."""

    count: int
    state: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the cells begin, and how large each picture is, so that all of them are drawn to one scale."""

    left: float
    top: float
    width: float
    height: float


def coverage_plots(
    families: Sequence[Heading], frameworks: Sequence[Heading], cells: Mapping[tuple[str, str], Cell]
) -> list[Markup]:
    """Return the pictures, left to right; `cells` are by the slugs of family and framework."""
    if not frameworks:
        return []
    columns = math.ceil(len(frameworks) / math.ceil(len(frameworks) / MOST_COLUMNS))
    parts = [frameworks[first : first + columns] for first in range(0, len(frameworks), columns)]
    frame = _frame(families, frameworks, columns)
    return [_part(index, frame, families, part, cells) for index, part in enumerate(parts, 1)]


def _frame(families: Sequence[Heading], frameworks: Sequence[Heading], columns: int) -> _Frame:
    left = max((width_of(family.name, _TEXT) for family in families), default=0) + _GAP
    longest = max(width_of(framework.name, _TEXT) for framework in frameworks)
    top = longest * math.sin(_SLANT) + _TEXT + _GAP
    width = left + _CELL * columns + longest * math.cos(_SLANT)
    return _Frame(left, top, width, top + _CELL * len(families) + 2)


def _part(
    index: int,
    frame: _Frame,
    families: Sequence[Heading],
    frameworks: Sequence[Heading],
    cells: Mapping[tuple[str, str], Cell],
) -> Markup:
    columns = Markup().join(_column(frame, place, one) for place, one in enumerate(frameworks))
    rows = Markup().join(_row(frame, place, family, frameworks, cells) for place, family in enumerate(families))
    filled = sum((family.slug, one.slug) in cells for family in families for one in frameworks)
    title = f"Concepts of {len(families)} families in {len(frameworks)} frameworks, {index}"
    description = (
        f"{filled} of {len(families) * len(frameworks)} cells hold mappings. "
        "The table below has the figures by family, the matrix has every single mapping."
    )
    return Markup(
        '<svg class="plot coverage-plot" role="group" viewBox="0 0 {} {}" '
        'aria-labelledby="coverage-{}-title" aria-describedby="coverage-{}-desc">'
        '<title id="coverage-{}-title">{}</title><desc id="coverage-{}-desc">{}</desc>{}{}</svg>'
    ).format(number(frame.width), number(frame.height), index, index, index, title, index, description, columns, rows)


def _column(frame: _Frame, place: int, framework: Heading) -> Markup:
    x = frame.left + _CELL * place + _CELL / 2 + 4
    return Markup('<a href="{}"><text transform="translate({} {}) rotate(-60)">{}</text></a>').format(
        framework.path, number(x), number(frame.top - 6), framework.name
    )


def _row(
    frame: _Frame,
    place: int,
    family: Heading,
    frameworks: Sequence[Heading],
    cells: Mapping[tuple[str, str], Cell],
) -> Markup:
    top = frame.top + _CELL * place
    label = Markup('<a href="{}"><text x="{}" y="{}" text-anchor="end">{}</text></a>').format(
        family.path, number(frame.left - _GAP), number(top + 13), family.name
    )
    drawn, empty = [label], ""
    for column, framework in enumerate(frameworks):
        cell = cells.get((family.slug, framework.slug))
        left = frame.left + _CELL * column
        if cell is None:
            empty += f"M{number(left + 8)} {number(top + 9)}h2"
            continue
        drawn.append(
            Markup(
                '<g class="plot-cell state-{}"><rect x="{}" y="{}" width="16" height="16" rx="2"/>'
                '<text x="{}" y="{}" text-anchor="middle">{}</text></g>'
            ).format(cell.state, number(left + 1), number(top + 1), number(left + 9), number(top + 13), cell.count)
        )
    dots = Markup('<path class="plot-none" d="{}"/>').format(empty) if empty else Markup()
    return Markup().join(drawn) + dots
