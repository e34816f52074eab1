"""How many frameworks had leaves at the end of each quarter: a strip above the time slider."""

from markupsafe import Markup

from api.explorer.drawing.measures import number
from api.explorer.scene import ALIVE, WITHERED, Seasons

_WIDTH = 1000.0
_HEIGHT = 60.0


def crowns(seasons: Seasons) -> Markup:
    """Draw the strip: frameworks with a release within a year below, those without one on top; empty without days."""
    alive, withered = seasons.count(ALIVE), seasons.count(WITHERED)
    if not seasons.days:
        return Markup()
    most = max(1, *(a + b for a, b in zip(alive, withered, strict=True)))
    step, unit = _WIDTH / len(alive), _HEIGHT / most
    return Markup(
        '<svg class="crowns" viewBox="0 0 1000 60" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path class="alive" d="{}"/><path class="without" d="{}"/></svg>'
    ).format(
        f"Frameworks with a release within a year: {alive[0]} at {seasons.days[0]}, {alive[-1]} at {seasons.days[-1]}. "
        f"Without one: {withered[0]} and {withered[-1]}.",
        "".join(_bar(place * step, step, 0, count, unit) for place, count in enumerate(alive)),
        "".join(
            _bar(place * step, step, count, more, unit)
            for place, (count, more) in enumerate(zip(alive, withered, strict=True))
        ),
    )


def _bar(left: float, step: float, below: int, count: int, unit: float) -> str:
    top, width = _HEIGHT - (below + count) * unit, step * 0.82
    return f"M{number(left)} {number(top)}h{number(width)}v{number(count * unit)}h-{number(width)}z" if count else ""
