"""The table that people read: processor time per request, ratios against the peers, and where the goals stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.growth import ratios
from benchmarks.peers.requests import NAMES

_Figures = Mapping[tuple[str, str, str], float]
_PEERS = ("Mercurius JIT", "async-graphql")
_PAGES = ("Q2", "Q3", "Q4", "Q5", "Q7")


@dataclass(frozen=True, slots=True)
class Goal:
    """A peer's processor time over ours, and how large it should be."""

    text: str
    query: str
    mode: str
    peers: tuple[str, ...]
    ratio: float


MOST_GROWTH = 1.5
"""What an object of an answer may cost at the largest scale, over the smallest."""
GOALS = (
    Goal("answer cache off", "Q1", "memo", ("Mercurius JIT",), 2.5),
    Goal("answer cache off", "Q1", "memo", ("async-graphql",), 2.0),
    *(Goal("memo", query, "memo", (peer,), 6.0) for query in _PAGES for peer in _PEERS),
    *(Goal("no memo, against the better of both", query, "plan", _PEERS, 1.2) for query in _PAGES),
    *(Goal("never seen", query, "memo", ("Mercurius JIT",), 4.0) for query in ("Q6", "Q8")),
    *(Goal("never seen", query, "memo", ("async-graphql",), 0.9) for query in ("Q6", "Q8")),
    *(
        Goal("repeated answers", query, "cached", ("fixed bytes, uvloop + httptools",), 0.9)
        for query in ("Q1", "Q2", "Q3")
    ),
    Goal("cached, over plain Strawberry", "Q1", "cached", ("Strawberry",), 30.0),
    Goal("cached, over plain Strawberry", "Q2", "cached", ("Strawberry",), 100.0),
)


def as_markdown(report: Mapping[str, Any]) -> str:
    """Return a report as Markdown."""
    lines = [
        f"{report['machine']}; " + ", ".join(f"{name} {number}" for name, number in report["versions"].items()),
        "",
    ]
    for scale in sorted({row["scale"] for row in report["rows"]}):
        rows = [row for row in report["rows"] if row["scale"] == scale]
        lines += [f"## At {scale} times the curated graph: processor time per request, µs", "", *_table(rows), ""]
        lines += ["| resident memory after the run, MB | |", "|---|---|"]
        lines += [f"| {name} | {size} |" for name, size in report["resident_mb"].get(str(scale), {}).items()]
        lines += ["", "| goal | ratio | wanted | |", "|---|---|---|---|", *_goals(rows), ""]
    lines += _growth(report.get("growth", []))
    lines += [f"- not run: {name}: {reason}" for name, reason in report["not_run"].items()]
    return "\n".join(lines).rstrip() + "\n"


def _growth(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what an item costs at the largest scale over what it costs at the smallest."""
    scales = sorted({row["scale"] for row in found})
    if len(scales) < 2:  # noqa: PLR2004  # to compare
        return []
    small, large = scales[0], scales[-1]
    lines = [
        f"## An object of an answer at {large} times the graph, against {small}: processor time",
        "",
        "Cold is the first request for each item once the shape of the question is known, warm the same request again.",
        "",
        "| server | query | cold | warm | wanted | |",
        "|---|---|---|---|---|---|",
    ]
    for row, cold, warm in ratios(found, small, large):
        ours = row["target"] == "Duramen" and row["mode"] != "generic"
        met = "met" if max(cold or 0, warm) <= MOST_GROWTH else "missed"
        server = row["target"] if row["mode"] == "plain" else f"{row['target']}, {row['mode']}"
        shown = ["-" if ratio is None else f"{ratio:.2f}" for ratio in (cold, warm)]
        goal = [f"≤ {MOST_GROWTH}", met] if ours else ["", ""]
        lines.append("| " + " | ".join([server, row["query"], *shown, *goal]) + " |")
    return [*lines, ""]


def _table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    queries = [query for query in NAMES if any(row["query"] == query for row in rows)]
    yield "| server | " + " | ".join(f"{query} {NAMES[query]}" for query in queries) + " |"
    yield "|---|" + "---|" * len(queries)
    figures = {(row["target"], row["mode"], row["query"]): row for row in rows}
    for target, mode in dict.fromkeys((row["target"], row["mode"]) for row in rows):
        cells = [figures.get((target, mode, query)) for query in queries]
        shown = ["-" if cell is None else f"{cell['cpu_us']:.3g}" for cell in cells]
        yield f"| {target}{'' if mode in {'plain', 'fixed'} else f', {mode}'} | " + " | ".join(shown) + " |"


def _goals(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    figures: _Figures = {(row["target"], row["mode"], row["query"]): row["cpu_us"] for row in rows}
    for goal in GOALS:
        ours = figures.get(("Duramen", goal.mode, goal.query))
        theirs = [cpu for (target, _, query), cpu in figures.items() if target in goal.peers and query == goal.query]
        if ours is None or len(theirs) < len(goal.peers):
            continue
        ratio = min(theirs) / ours
        peer = goal.peers[0] if len(goal.peers) == 1 else "the better peer"
        met = "met" if ratio >= goal.ratio else "missed"
        yield f"| {goal.query}, {goal.text}: {peer} ÷ Duramen | {ratio:.2f} | ≥ {goal.ratio} | {met} |"
