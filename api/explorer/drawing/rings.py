"""The picture of the graph as SVG: rings of heartwood with concepts, leaves with frameworks, lines by state.

Every node is a link with a name, so the picture can be read and walked through without seeing it, and without script.
Colours and dashes are the style sheet's work; no attribute holds style.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from api.explorer.drawing.measures import number
from api.explorer.drawing.places import DOT, LEAF, LINE, TEXT, TO_TEXT, Places, Sector, Spot, at
from api.explorer.scene import Leaf, Link, Ring, Scene

STATES = ("VERIFIED", "DEPRECATED", "DOCUMENTED", "UNVERIFIED", "BROKEN", "NOT_RECORDED")
"""In the order in which lines lie on each other, the last on top."""
_LEAF_OUT = "M0 0h4c2-6 8-6 11 0c-3 6-9 6-11 0"
_LEAF_BACK = "M0 0h-4c-2-6-8-6-11 0c3 6 9 6 11 0"
_PULL = 0.62
"""How far links bend towards the heart: the share of the way that their middle keeps."""
_HALF_ARC = 1.2
"""Half the angle of the arc of a family name: of half a circle, rounded ends would move the middle."""
_INNER_GRAIN = (0.82, 0.6, 0.4, 0.22)


def rings(places: Places, scene: Scene, shown: Scene, lives: Mapping[str, str], *, title: str, text: str) -> Markup:
    """Draw the picture.

    Args:
        places: Where everything stands, for the whole graph.
        scene: The whole graph; concepts of it that are not shown are faint dots.
        shown: What to show of it. Frameworks that were not there yet are in the markup, and not displayed.
        lives: How each framework fared at the positions of the time slider, one letter a position; may be empty.
        title: The name of the picture.
        text: What it says, for those who do not see it.
    """
    left, top, right, bottom = places.frame
    box = " ".join(map(number, (left, top, right - left, bottom - top)))
    here = {ring.slug for ring in shown.rings}
    parts = [
        _wood(places),
        *(_sector_name(sector, places.rim) for sector in places.sectors),
        _threads(places, shown.links),
        Markup('<g class="lit" aria-hidden="true"></g>'),
        _heart(places.heart, len(scene.rings)),
        *(_faint(places.concepts[ring.slug]) for ring in scene.rings if ring.slug not in here),
        *(_concept(ring, places.concepts[ring.slug], here) for ring in _around(shown.rings, places)),
        *(
            _leaf(leaf, places.leaves[leaf.slug], shown.links, lives.get(leaf.slug, ""))
            for leaf in sorted(shown.leaves, key=lambda leaf: places.leaves[leaf.slug].angle)
        ),
    ]
    return Markup(
        '<svg class="wood" viewBox="{}" role="group" aria-labelledby="wood-title wood-text">'
        '<title id="wood-title">{}</title><desc id="wood-text">{}</desc>{}</svg>'
    ).format(box, title, text, Markup("\n").join(parts))


def _around(concepts: Iterable[Ring], places: Places) -> Sequence[Ring]:
    return sorted(concepts, key=lambda ring: places.concepts[ring.slug].angle)


def _wood(places: Places) -> Markup:
    """Draw the wood: sectors, a line for each distance from the heart, and the bark."""
    wedges = Markup().join(
        Markup('<path class="{}" d="{}"/>').format(
            "sapwood" if place % 2 else "sapwood odd", _wedge(sector, places.heart, places.rim)
        )
        for place, sector in enumerate(places.sectors)
    )
    circles = Markup().join(
        Markup('<circle class="year" r="{}"/>').format(number(radius)) for radius in places.ring_radii
    )
    return Markup('<g aria-hidden="true">{}{}<circle class="bark" r="{}"/></g>').format(
        wedges, circles, number(places.rim)
    )


def _heart(radius: float, count: int) -> Markup:
    """Draw the heart over the lines that cross it, with the number of concepts."""
    grain = Markup().join(
        Markup('<circle class="grain" r="{}"/>').format(number(radius * share)) for share in _INNER_GRAIN
    )
    return Markup(
        '<g aria-hidden="true"><circle class="heart" r="{}"/>{}'
        '<text class="count" y="4">{}</text><text class="counted" y="20">{}</text></g>'
    ).format(number(radius), grain, count, "concept" if count == 1 else "concepts")


def _wedge(sector: Sector, inner: float, outer: float) -> str:
    corners = [(sector.begin, inner), (sector.begin, outer), (sector.end, outer), (sector.end, inner)]
    (a, b, c, d) = (f"{number(x)} {number(y)}" for x, y in (at(*corner) for corner in corners))
    large = int(sector.end - sector.begin > math.pi)
    far, near = number(outer), number(inner)
    return f"M{a}L{b}A{far} {far} 0 {large} 1 {c}L{d}A{near} {near} 0 {large} 0 {a}Z"


def _sector_name(sector: Sector, rim: float) -> Markup:
    """Write a family's name along the bark, so that it is never upside down."""
    middle = (sector.begin + sector.end) / 2
    below = math.pi / 2 < middle < 3 * math.pi / 2
    lines = []
    for place, line in enumerate(sector.lines):
        steps = place if below else len(sector.lines) - 1 - place
        radius = rim + (17.0 if below else 7.5) + steps * LINE
        begin, end = middle - _HALF_ARC, middle + _HALF_ARC
        (x, y), (to_x, to_y) = at(end if below else begin, radius), at(begin if below else end, radius)
        name = f"arc-{sector.slug}-{place}"
        lines.append(
            Markup(
                '<path id="{0}" class="arc" d="M{1} {2}A{3} {3} 0 0 {4} {5} {6}"/>'
                '<text class="family-name"><textPath href="#{0}" startOffset="50%">{7}</textPath></text>'
            ).format(name, number(x), number(y), number(radius), int(not below), number(to_x), number(to_y), f"{line} ")
        )
    return Markup('<a class="sector" href="/concepts?family={}">{}</a>').format(sector.slug, Markup().join(lines))


def _threads(places: Places, links: Sequence[Link]) -> Markup:
    """Draw all links, one path a state."""
    paths = []
    for state in STATES:
        drawn = "".join(
            _curve(places.leaves[link.framework], places.concepts[link.concept])
            for link in links
            if link.state == state
        )
        if drawn:
            paths.append(Markup('<path class="edge edge-{}" d="{}"/>').format(state.lower(), drawn))
    return Markup('<g class="threads" aria-hidden="true">{}</g>').format(Markup().join(paths))


def _curve(leaf: Spot, concept: Spot) -> str:
    (x, y), (to_x, to_y) = leaf.point, concept.point
    bend_x, bend_y = (x + to_x) / 2 * _PULL, (y + to_y) / 2 * _PULL
    return f"M{x:.0f} {y:.0f}Q{bend_x:.0f} {bend_y:.0f} {to_x:.0f} {to_y:.0f}"


def _faint(spot: Spot) -> Markup:
    x, y = spot.point
    return Markup('<circle class="faint" cx="{}" cy="{}" r="2"/>').format(number(x), number(y))


def _concept(ring: Ring, spot: Spot, here: set[str]) -> Markup:
    needs = " ".join(slug for slug in ring.needs if slug in here)
    if ring.kind == "PRACTICE":
        sign = Markup('<path d="M{0} 0L0 {1}L-{0} 0L0 -{1}Z"/>').format(number(DOT + 1), number(DOT + 1))
    else:
        sign = Markup('<circle r="{}"/>').format(number(DOT))
    return Markup('<a id="concept:{0}" class="concept {1}" href="/concepts/{0}"{2} transform="{3}">{4}{5}</a>').format(
        ring.slug,
        ring.kind.lower(),
        Markup(' data-needs="{}"').format(needs) if needs else "",
        _turned(spot),
        sign,
        _name(spot, TO_TEXT),
    )


def _leaf(leaf: Leaf, spot: Spot, links: Sequence[Link], life: str) -> Markup:
    own = " ".join(f"{link.state}:{link.concept}" for link in links if link.framework == leaf.slug)
    since = f", {leaf_note(leaf)}" if leaf_note(leaf) else ""
    return Markup(
        '<a id="framework:{0}" class="{1}" href="/frameworks/{0}"{2}{3}{4}{5} transform="{6}"><path d="{7}"/>{8}</a>'
    ).format(
        leaf.slug,
        "leaf withered" if leaf.withered else "leaf" if leaf.last else "leaf unread",
        Markup(' aria-label="{}{}"').format(leaf.name, since) if since else "",
        Markup(' data-links="{}"').format(own) if own else "",
        Markup(' data-life="{}"').format(life) if life else "",
        Markup(' display="none"') if not leaf.there else "",
        _turned(spot),
        _LEAF_BACK if _backwards(spot) else _LEAF_OUT,
        _name(spot, LEAF + 5),
    )


def leaf_note(leaf: Leaf) -> str:
    """Return what there is to say of a leaf that is not green; empty for one that is."""
    if leaf.successor:
        return f"{leaf.successor} took over"
    if leaf.last is None:
        return "no release on record"
    return f"last release {leaf.last}" if leaf.withered else ""


def _backwards(spot: Spot) -> bool:
    return math.pi < spot.angle % (2 * math.pi) < 2 * math.pi


def _turned(spot: Spot) -> str:
    """Return the transformation that lets a name run outwards from its place, never upside down."""
    x, y = spot.point
    degrees = math.degrees(spot.angle) - (270 if _backwards(spot) else 90)
    return f"translate({number(x)} {number(y)})rotate({number(degrees)})"


def _name(spot: Spot, distance: float) -> Markup:
    back = _backwards(spot)
    x = number(-distance if back else distance)
    anchor = Markup(' text-anchor="end"') if back else ""
    first = TEXT * 0.35 - (len(spot.lines) - 1) * LINE / 2
    if len(spot.lines) == 1:
        return Markup('<text x="{}" y="{}"{}>{}</text>').format(x, number(first), anchor, spot.lines[0])
    spans = Markup(" ").join(
        Markup('<tspan x="{}" y="{}">{}</tspan>').format(x, number(first + place * LINE), line)
        for place, line in enumerate(spot.lines)
    )
    return Markup("<text{}>{}</text>").format(anchor, spans)
