"""Where every public name stands when all of them are drawn: in rows beyond the leaf of its framework."""

import math
from collections.abc import Iterable, Mapping, Sequence

from api.explorer.drawing.places import LEAF, Places, at

_FIRST = 14.0
"""From the end of a leaf to the first row of names."""
_ROW = 9.0
_APART = 8.0


def crown(places: Places, names: Mapping[str, Sequence[str]]) -> Mapping[tuple[str, str], tuple[float, float]]:
    """Return the point of each name of each framework; the room of a leaf is shared by its names, row by row outwards.

    Args:
        places: Where the frameworks stand.
        names: The names of each framework, by slug, in the order in which they are placed.

    Cost: the names.
    """
    step = 2 * math.pi / max(len(places.leaves), 1)
    points = {}
    for slug, own in names.items():
        spot = places.leaves[slug]
        for name, (angle, radius) in zip(own, _seats(spot.angle, spot.radius + LEAF + _FIRST, step), strict=False):
            points[slug, name] = at(angle, radius)
    return points


def _seats(middle: float, radius: float, room: float) -> Iterable[tuple[float, float]]:
    """Yield seats row by row, each row centred on the leaf."""
    while True:
        count = max(1, int(room * 0.9 * radius / _APART))
        for place in range(count):
            yield middle + (place - (count - 1) / 2) * _APART / radius, radius
        radius += _ROW
