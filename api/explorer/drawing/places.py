"""Where everything stands in the picture of rings: a pure function of the graph, the same for every day and filter.

Families are sectors. A concept's distance from the heart is the longest chain of prerequisites below it, and it has an
angle of its own, so that names which run outwards from it never meet. Frameworks stand on the bark in the order of the
circular mean of what they express, so that links stay short.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.explorer.drawing.measures import width_of, wrapped
from api.explorer.scene import Ring, Scene

TEXT = 11.0
LINE = 12.5
"""Distance between two lines of a name, and the room that a line needs."""
FAMILY_TEXT = 11.5
DOT = 4.0
TO_TEXT = 9.0
"""From the middle of a concept's dot or a leaf's stalk to where its name begins."""
LEAF = 15.0
"""Length of a leaf."""
_HEART = 66.0
_FIRST_RING = 84.0
_RING_STEP = 27.0
_WIDEST_CONCEPT = 96.0
_WIDEST_LEAF = 84.0
_GAP = 0.45
"""Free angle between two families, in slots."""
_LEAST_RIM = 300.0
_BAND = 21.0
"""Width of the ring outside the bark in which a line of a family's name stands."""
_STALK = 12.0
_MARGIN = 6.0
_FULL = 2 * math.pi


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in polar coordinates around the heart, in radians clockwise from the top, and the lines of a name."""

    angle: float
    radius: float
    lines: Sequence[str]

    @property
    def point(self) -> tuple[float, float]:
        """The place in coordinates of the picture, whose origin is the heart."""
        return at(self.angle, self.radius)


@dataclass(frozen=True, slots=True)
class Sector:
    """A family: its angles, and the lines of its name."""

    slug: str
    begin: float
    end: float
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Places:
    """The whole layout. `frame` is the left, top, right and bottom of what holds it, names included."""

    concepts: Mapping[str, Spot]
    leaves: Mapping[str, Spot]
    sectors: Sequence[Sector]
    ring_radii: Sequence[float]
    heart: float
    rim: float
    frame: tuple[float, float, float, float]


def at(angle: float, radius: float) -> tuple[float, float]:
    """Return the point at an angle clockwise from the top."""
    return radius * math.sin(angle), -radius * math.cos(angle)


def places_of(scene: Scene) -> Places:
    """Return the place of everything in a scene. Cost: n log n in concepts and frameworks, and the links."""
    families = _families(scene)
    slot = _slot(families)
    widest = max((ring.depth for _, _, rings in families for ring in rings), default=0)
    radii = _radii(families, slot, widest)
    concepts, sectors = _sectors(families, radii, slot)
    rim = max([_LEAST_RIM, *(_reach(spot) for spot in concepts.values())])
    band = _BAND + LINE * (max((len(sector.lines) for sector in sectors), default=1) - 1)
    leaves = _leaves(scene, concepts, rim + band + _STALK)
    frame = _frame([*leaves.values()], rim + band + _STALK)
    return Places(concepts, leaves, sectors, radii, min(_HEART, radii[0] - 12), rim, frame)


def _families(scene: Scene) -> Sequence[tuple[str, str, Sequence[Ring]]]:
    """Return the families that have concepts, each with its concepts so that neighbours stand in different rings."""
    grouped = [(slug, name, [ring for ring in scene.rings if ring.family == slug]) for slug, name in scene.families]
    return [(slug, name, _alternating(rings)) for slug, name, rings in grouped if rings]


def _alternating(rings: Sequence[Ring]) -> Sequence[Ring]:
    """Order concepts so that the inner half alternates with the outer half."""
    ordered = sorted(rings, key=lambda ring: (ring.depth, ring.slug))
    half = (len(ordered) + 1) // 2
    inner, outer = ordered[:half], ordered[half:]
    return [ring for place in range(half) for ring in (inner[place : place + 1] + outer[place : place + 1])]


def _room(name: str, count: int, slot: float) -> float:
    """Return the angle that a family needs: that of its concepts, or of its name on the bark where that is longer."""
    lines = _family_lines(name)
    text = max(width_of(line, FAMILY_TEXT, bold=True) for line in lines) + 6
    return max(count * slot, text / (_LEAST_RIM + 6))


def _family_lines(name: str) -> Sequence[str]:
    """Break a name in two at the space nearest to its middle."""
    words = name.split()
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    if not cuts:
        return (name,)
    return min(cuts, key=lambda cut: (max(map(len, cut)), len(cut[0])))


def _slot(families: Sequence[tuple[str, str, Sequence[Ring]]]) -> float:
    """Return the angle of one concept, the widest with which all families fit around."""
    low, high = 0.0, _FULL
    for _ in range(40):
        slot = (low + high) / 2
        needed = sum(_room(name, len(rings), slot) + _GAP * slot for _, name, rings in families)
        low, high = (slot, high) if needed <= _FULL else (low, slot)
    return low


def _radii(families: Sequence[tuple[str, str, Sequence[Ring]]], slot: float, deepest: int) -> Sequence[float]:
    """Return the radius of each ring, the innermost one far enough out that names which begin there stay apart."""
    offset = 0.0
    around = [ring for _, _, rings in families for ring in rings]
    for steps in (1, 2, 3):
        for place, ring in enumerate(around):
            other = around[(place + steps) % len(around)]
            needed = LINE / (2 * math.tan(min(steps * slot, math.pi / 2) / 2)) - TO_TEXT
            offset = max(offset, needed - _FIRST_RING - max(ring.depth, other.depth) * _RING_STEP)
    return [_FIRST_RING + offset + depth * _RING_STEP for depth in range(deepest + 1)]


def _sectors(
    families: Sequence[tuple[str, str, Sequence[Ring]]], radii: Sequence[float], slot: float
) -> tuple[Mapping[str, Spot], Sequence[Sector]]:
    rooms = [_room(name, len(rings), slot) for _, name, rings in families]
    gap = (_FULL - sum(rooms)) / max(len(rooms), 1)
    concepts: dict[str, Spot] = {}
    sectors = []
    angle = gap / 2
    for (slug, name, rings), room in zip(families, rooms, strict=True):
        width = room / len(rings)
        for place, ring in enumerate(rings):
            radius = radii[ring.depth]
            concepts[ring.slug] = Spot(angle + (place + 0.5) * width, radius, _concept_lines(ring.name, radius, width))
        sectors.append(Sector(slug, angle, angle + room, _family_lines(name)))
        angle += room + gap
    return concepts, sectors


def _concept_lines(name: str, radius: float, width: float) -> Sequence[str]:
    """Return a name in as many lines as its slot has room for."""
    room = 2 * (radius + TO_TEXT) * math.tan(min(width, math.pi / 2) / 2)
    lines = wrapped(name, _WIDEST_CONCEPT, TEXT)
    return lines if len(lines) * LINE <= room else (name,)


def _reach(spot: Spot, before: float = 0.0) -> float:
    longest = max((width_of(line, TEXT) for line in spot.lines), default=0.0)
    height = len(spot.lines) * LINE / 2
    return math.hypot(spot.radius + before + TO_TEXT + longest, height) + 4


def _frame(leaves: Sequence[Spot], least: float) -> tuple[float, float, float, float]:
    """Return the box around a circle of radius `least` and the names of all leaves."""
    xs, ys = [-least, least], [-least, least]
    for spot in leaves:
        x, y = at(spot.angle, _reach(spot, LEAF))
        aside = len(spot.lines) * LINE / 2
        xs += [x - aside, x + aside]
        ys += [y - aside, y + aside]
    return min(xs) - _MARGIN, min(ys) - _MARGIN, max(xs) + _MARGIN, max(ys) + _MARGIN


def _leaves(scene: Scene, concepts: Mapping[str, Spot], radius: float) -> Mapping[str, Spot]:
    """Put frameworks around the bark at equal angles, in the order of what they express and turned next to it."""
    sums = {leaf.slug: [0.0, 0.0] for leaf in scene.leaves}
    for link in scene.links:
        if link.concept in concepts and link.framework in sums:
            angle = concepts[link.concept].angle
            sums[link.framework][0] += math.sin(angle)
            sums[link.framework][1] += math.cos(angle)
    # rounded: two sums in another order must not tell two leaves apart
    mean = {slug: round(math.atan2(x, y) % _FULL, 6) for slug, (x, y) in sums.items()}
    ordered = sorted(scene.leaves, key=lambda leaf: (mean[leaf.slug], leaf.slug))
    step = _FULL / max(len(ordered), 1)
    off = [mean[leaf.slug] - place * step for place, leaf in enumerate(ordered)]
    turn = math.atan2(sum(map(math.sin, off)), sum(map(math.cos, off)))
    return {
        leaf.slug: Spot((place * step + turn) % _FULL, radius, wrapped(leaf.name, _WIDEST_LEAF, TEXT))
        for place, leaf in enumerate(ordered)
    }
