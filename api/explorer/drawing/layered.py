"""Prerequisites as a picture: what to learn first stands on the left, lines lead from a concept to what rests on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from api.explorer.drawing.layers import Layering, Place, settled
from api.explorer.drawing.layers import layered as layering_of
from api.explorer.drawing.measures import number, width_of, wrapped

_TEXT = 13.0
_LINE = 17.0
_WIDEST = 128.0
"""Width at which the text of a box is broken into lines."""
_PADDING = 10.0
_BETWEEN_LAYERS = 46.0
_BETWEEN_BOXES = 14.0
_WAYPOINT = 6.0
"""Height that is kept free for a line that passes through a layer."""
_MARGIN = 4.0
_PASSES = 6
_TOO_WIDE_FOR_A_PHONE = 360.0


@dataclass(frozen=True, slots=True)
class Box:
    """A node of the picture.

    `key` tells it apart from all others, such as ``concept:reranking``; `mark` is a class of the style sheet for one
    that stands out: ``here`` for the page's own concept, ``known`` for what the reader knows, or empty.
    """

    key: str
    label: str
    path: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Sized:
    lines: Sequence[str]
    width: float
    height: float


def layered(nodes: Sequence[Box], edges: Iterable[tuple[str, str]], *, title: str) -> Markup:
    """Draw concepts in layers.

    Args:
        nodes: The concepts, each once, in the order that breaks ties.
        edges: Pairs of keys, first what is needed, then what rests on it. Pairs with a key that is not among the nodes
            are left out.
        title: What the picture shows, for those who do not see it. A list beside it must say the same.

    Returns:
        An ``svg`` element; empty markup where there are no nodes.

    Raises:
        graphlib.CycleError: If the edges form a cycle.
    """
    if not nodes:
        return Markup()
    index = {node.key: place for place, node in enumerate(nodes)}
    kept = sorted({(index[a], index[b]) for a, b in edges if a in index and b in index and a != b})
    layering = layering_of(len(nodes), kept)
    sizes = [_sized(node.label) for node in nodes]
    lefts, width = _columns(layering, sizes)
    middles, height = _rows(layering, sizes)
    lines = Markup().join(_edge(route, layering, sizes, lefts, middles) for route in layering.routes)
    boxes = Markup().join(
        _box(node, sizes[place], _left_of(place, layering, lefts), middles[place]) for place, node in enumerate(nodes)
    )
    wide = " wide" if width > _TOO_WIDE_FOR_A_PHONE else ""
    return Markup(
        '<svg class="layered{}" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">{}{}</svg>'
    ).format(wide, number(width), number(height), number(width), number(height), title, lines, boxes)


def _sized(label: str) -> _Sized:
    lines = wrapped(label, _WIDEST, _TEXT)
    width = max((width_of(line, _TEXT) for line in lines), default=0.0)
    return _Sized(lines, width + 2 * _PADDING, len(lines) * _LINE + _PADDING)


def _columns(layering: Layering, sizes: Sequence[_Sized]) -> tuple[Sequence[float], float]:
    """Return the left edge of each layer, and the width of the picture."""
    lefts, left = [], _MARGIN
    for layer in layering.layers:
        lefts.append(left)
        left += max(sizes[place].width for place in layer if isinstance(place, int)) + _BETWEEN_LAYERS
    return lefts, left - _BETWEEN_LAYERS + _MARGIN


def _rows(layering: Layering, sizes: Sequence[_Sized]) -> tuple[Mapping[Place, float], float]:
    """Return the middle of each place, near the middles of its neighbours, and the height of the picture."""

    def height(place: Place) -> float:
        return sizes[place].height if isinstance(place, int) else _WAYPOINT

    near: dict[Place, list[Place]] = {}
    for route in layering.routes:
        for one, other in pairwise(route):
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    middles: dict[Place, float] = {place: 0.0 for layer in layering.layers for place in layer}
    for _ in range(_PASSES):
        for layer in layering.layers:
            wanted = [_mean([middles[other] for other in near.get(place, ())], middles[place]) for place in layer]
            gaps = [(height(one) + height(other)) / 2 + _BETWEEN_BOXES for one, other in pairwise(layer)]
            middles.update(zip(layer, settled(wanted, gaps), strict=True))
    top = min(middles[place] - height(place) / 2 for place in middles) - _MARGIN
    bottom = max(middles[place] + height(place) / 2 for place in middles) + _MARGIN
    return {place: middle - top for place, middle in middles.items()}, bottom - top


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _left_of(place: Place, layering: Layering, lefts: Sequence[float]) -> float:
    return next(left for layer, left in zip(layering.layers, lefts, strict=True) if place in layer)


def _edge(
    route: Sequence[Place],
    layering: Layering,
    sizes: Sequence[_Sized],
    lefts: Sequence[float],
    middles: Mapping[Place, float],
) -> Markup:
    """Draw one edge as a smooth line with a tip."""
    points: list[tuple[float, float]] = []
    for place in route:
        left = _left_of(place, layering, lefts)
        if isinstance(place, int):
            width = sizes[place].width
            points += [(left + width if place == route[0] else left, middles[place])]
        else:
            column = max(sizes[one].width for one in layering.layers[place.layer] if isinstance(one, int))
            points += [(left, middles[place]), (left + column, middles[place])]
    path = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        half = number((x + to_x) / 2)
        path.append(f"C{half} {number(y)} {half} {number(to_y)} {number(to_x)} {number(to_y)}")
    path.append("m-7 -4l7 4l-7 4")
    return Markup('<path class="needs" d="{}"/>').format("".join(path))


def _box(node: Box, size: _Sized, left: float, middle: float) -> Markup:
    top = middle - size.height / 2
    first = middle - (len(size.lines) - 1) * _LINE / 2 + _TEXT * 0.36
    spans = Markup().join(
        Markup('<tspan x="{}" y="{}">{}</tspan>').format(
            number(left + _PADDING), number(first + place * _LINE), line if place == len(size.lines) - 1 else line + " "
        )
        for place, line in enumerate(size.lines)
    )
    return Markup(
        '<a class="box{}" href="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="6"/><text>{}</text></a>'
    ).format(
        f" {node.mark}" if node.mark else "",
        node.path,
        number(left),
        number(top),
        number(size.width),
        number(size.height),
        spans,
    )
