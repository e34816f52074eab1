"""Draws a report of ``scripts/bench --json`` as SVG: ``python plot.py REPORT.json PICTURE.svg``."""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "duramen"
matplotlib.rcParams["svg.fonttype"] = "none"
matplotlib.rcParams["font.family"] = "sans-serif"
import matplotlib.pyplot as plt  # noqa: E402  # after the backend was chosen

SHOWN = {
    ("Duramen", "cached"): ("Duramen, answers kept", "#7a3e0c", "o"),
    ("Duramen", "memo"): ("Duramen, memo", "#c0762e", "o"),
    ("Duramen", "plan"): ("Duramen, no memo", "#e0b080", "o"),
    ("async-graphql", "plain"): ("async-graphql (Rust)", "#005f73", "s"),
    ("Mercurius JIT", "plain"): ("Mercurius with JIT (Node)", "#5e35b1", "^"),
    ("Ariadne", "plain"): ("Ariadne", "#9b1c31", "D"),
    ("Strawberry", "plain"): ("Strawberry", "#8a6d00", "v"),
}


def main(report: Path, picture: Path) -> None:
    """Write one row of marks a query, the fewer microseconds the further left."""
    rows = [row for row in json.loads(report.read_bytes())["rows"] if row["scale"] == 1]
    queries = sorted({row["query"] for row in rows}, reverse=True)
    figure, axes = plt.subplots(figsize=(8.4, 4.6), layout="constrained")
    for (target, mode), (label, colour, marker) in SHOWN.items():
        found = [row for row in rows if (row["target"], row["mode"]) == (target, mode)]
        places = [queries.index(row["query"]) for row in found]
        axes.plot([row["cpu_us"] for row in found], places, marker, color=colour, label=label, markersize=7)
    axes.set_xscale("log")
    axes.set_yticks(range(len(queries)), queries)
    axes.set_xlabel("processor time per request, microseconds (logarithmic)")
    axes.grid(axis="both", color="#e6ddd2", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    figure.savefig(picture, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
