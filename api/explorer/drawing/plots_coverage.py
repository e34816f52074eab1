"""The coverage plot: families by frameworks, how many concepts each cell holds, and the worst state among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.explorer.drawing.measures import number

_CELL = 18
_LABELS = 160
_HEAD = 150
MOST_COLUMNS = 60
"""Frameworks in one picture; more go into further pictures."""


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


def coverage_plots(
    families: Sequence[Heading], frameworks: Sequence[Heading], cells: Mapping[tuple[str, str], Cell]
) -> list[Markup]:
    """Return the pictures, left to right; `cells` are by the slugs of family and framework."""
    parts = [frameworks[first : first + MOST_COLUMNS] for first in range(0, len(frameworks), MOST_COLUMNS)]
    return [_part(index, families, part, cells) for index, part in enumerate(parts, 1)]


def _part(
    index: int, families: Sequence[Heading], frameworks: Sequence[Heading], cells: Mapping[tuple[str, str], Cell]
) -> Markup:
    width, height = _LABELS + _CELL * len(frameworks) + 70, _HEAD + _CELL * len(families) + 2
    columns = Markup().join(_column(place, one) for place, one in enumerate(frameworks))
    rows = Markup().join(_row(place, family, frameworks, cells) for place, family in enumerate(families))
    filled = sum((family.slug, one.slug) in cells for family in families for one in frameworks)
    title = f"Concepts of {len(families)} families in {len(frameworks)} frameworks"
    description = (
        f"{filled} of {len(families) * len(frameworks)} cells hold mappings. "
        "The table below has the figures by family, the matrix has every single mapping."
    )
    return Markup(
        '<svg class="plot coverage-plot" role="group" viewBox="0 0 {} {}" '
        'aria-labelledby="coverage-{}-title" aria-describedby="coverage-{}-desc">'
        '<title id="coverage-{}-title">{}</title><desc id="coverage-{}-desc">{}</desc>{}{}</svg>'
    ).format(width, height, index, index, index, title, index, description, columns, rows)


def _column(place: int, framework: Heading) -> Markup:
    x, y = _LABELS + _CELL * place + _CELL / 2 + 4, _HEAD - 6
    return Markup('<a href="{}"><text transform="translate({} {}) rotate(-60)">{}</text></a>').format(
        framework.path, number(x), number(y), framework.name
    )


def _row(place: int, family: Heading, frameworks: Sequence[Heading], cells: Mapping[tuple[str, str], Cell]) -> Markup:
    top = _HEAD + _CELL * place
    label = Markup('<a href="{}"><text x="{}" y="{}" text-anchor="end">{}</text></a>').format(
        family.path, _LABELS - 8, top + 13, family.name
    )
    drawn, empty = [label], ""
    for column, framework in enumerate(frameworks):
        cell = cells.get((family.slug, framework.slug))
        left = _LABELS + _CELL * column
        if cell is None:
            empty += f"M{left + 8} {top + 9}h2"
            continue
        drawn.append(
            Markup(
                '<g class="plot-cell state-{}"><rect x="{}" y="{}" width="16" height="16" rx="2"/>'
                '<text x="{}" y="{}" text-anchor="middle">{}</text></g>'
            ).format(cell.state, left + 1, top + 1, left + 9, top + 13, cell.count)
        )
    return Markup().join(drawn) + Markup('<path class="plot-none" d="{}"/>').format(empty or "M0 0")
