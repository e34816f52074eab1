"""The survival curve: what share of names stood at the same path, was elsewhere, or was gone, as time went on.

Source: Kaplan and Meier (1958) for the curve of what stays; the parts that moved and went are those of the life table.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from api.explorer.drawing.plots import WIDTH, Point, TimeAxis, percent, picture, polyline, spread, stairs, time_scale

_HEIGHT = 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, WIDTH - 158, 12, 216
"""Where the curves are; the room beside them holds the labels in the size that a phone needs."""
_APART = 18
FIGURES = (("samePath", "same", "same path"), ("moved", "moved", "moved"), ("gone", "gone", "gone"))
"""The three figures that stand together: field, class, word."""


def survival_plot(name: str, survival: Mapping[str, Any]) -> Markup:
    """Return the curve of a life table.

    Each figure keeps its value until the next day of the table: nothing is estimated between. A band shows the bounds
    with 95 % confidence where the table has them.

    Args:
        name: Tells the plot apart from others on its page.
        survival: ``windowStart``, ``windowEnd`` and ``points`` as GraphQL gives them.
    """
    start = datetime.date.fromisoformat(survival["windowStart"])
    end = datetime.date.fromisoformat(survival["windowEnd"])
    axis = TimeAxis(start, end, _LEFT, _RIGHT)
    points: Sequence[Mapping[str, Any]] = survival["points"]
    days = [axis.x(start), *(axis.x(start + datetime.timedelta(days=point["days"])) for point in points)]
    body = _grid() + time_scale(axis, _BOTTOM) + _band(days, points) + _curves(days, points)
    return picture(name, _HEIGHT, f"What became of names, {start} to {end}", said(survival), body)


def said(survival: Mapping[str, Any]) -> str:
    """Return in a sentence what the curve shows."""
    if not survival["points"]:
        return "No day of the window has enough names to say anything."
    last = survival["points"][-1]
    day = datetime.date.fromisoformat(survival["windowStart"]) + datetime.timedelta(days=last["days"])
    shares = ", ".join(f"{percent(last[field])} {word}" for field, _, word in FIGURES)
    return f"After {last['days']:,} days, on {day}: {shares}."


def _y(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * min(max(share, 0.0), 1.0)


def _grid() -> Markup:
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    lines = "".join(f"M{_LEFT} {_y(share):g}H{_RIGHT}" for share in shares[1:])
    labels = (
        Markup('<text x="{}" y="{}" text-anchor="end">{} %</text>').format(
            _LEFT - 6, f"{_y(share) + 4:g}", round(share * 100)
        )
        for share in shares[::2]
    )
    return Markup('<path class="plot-grid" d="{}"/>').format(lines) + Markup().join(labels)


def _band(days: Sequence[float], points: Sequence[Mapping[str, Any]]) -> Markup:
    bounded = [(x, point) for x, point in zip(days[1:], points, strict=True) if point["lower"] is not None]
    if len(bounded) != len(points) or not points:
        return Markup()
    upper = stairs([(days[0], _y(1.0)), *((x, _y(point["upper"])) for x, point in bounded)])
    lower = stairs([(days[0], _y(1.0)), *((x, _y(point["lower"])) for x, point in bounded)])
    return Markup('<path class="plot-band" d="{}Z"/>').format(polyline([*upper, *reversed(lower)]))


def _curves(days: Sequence[float], points: Sequence[Mapping[str, Any]]) -> Markup:
    if not points:
        return Markup()
    curves: list[list[Point]] = [
        [(days[0], _y(float(field == "samePath"))), *((x, _y(p[field])) for x, p in zip(days[1:], points, strict=True))]
        for field, _, _ in FIGURES
    ]
    ends = spread([curve[-1][1] + 4 for curve in curves], _APART, _TOP + 4, _BOTTOM + 2)
    drawn = []
    for (field, kind, word), curve, end in zip(FIGURES, curves, ends, strict=True):
        dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in curve[1:])
        drawn.append(
            Markup(
                '<g class="plot-{}"><path class="plot-line" d="{}"/><path class="plot-dots" d="{}"/>'
                '<text x="{}" y="{:.1f}">{} {}</text></g>'
            ).format(kind, polyline(stairs(curve)), dots, _RIGHT + 8, end, word, percent(points[-1][field]))
        )
    return Markup().join(drawn)
