"""The requests of each query: bodies of ``POST /graphql``, the same for all servers."""

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

QUERIES = Path(__file__).parents[1] / "queries"
NAMES = {
    "Q1": "one concept",
    "Q2": "concept page",
    "Q3": "list of concepts",
    "Q4": "heavy",
    "Q5": "page by variable",
    "Q6": "never-seen text",
    "Q7": "connection",
    "Q8": "never-seen shape",
}
MOST_DIFFERENT = 2000
"""How many concepts, or pages, are asked for; the fewer of a small graph come round again."""
_RUNS = 1_000_000
_OPTIONAL = re.compile(r"^ +(?!slug)[a-zA-Z]+$")
"""A line of Q8 with a field that a request may leave out."""


def bodies(query: str, graph: dict[str, Any], count: int, run: int) -> list[bytes]:
    """Return `count` bodies for a query, alike for the same `run`; Q6 and Q8 never repeat one, within a run or between.

    Args:
        query: Its key in `NAMES`.
        graph: The graph as it is in the file of `graph_data`.
        count: How many.
        run: Tells one measurement from all others, so that what must not be known is not.
    """
    (file,) = QUERIES.glob(f"{query.lower()}-*.graphql")
    text = file.read_text(encoding="utf-8").partition("\n")[2]
    slugs, cursors = different_slugs(graph), different_cursors(graph)
    chosen = random.Random(f"{query} {run}")
    return [_body(query, text, number, run, slugs, cursors, chosen) for number in range(count)]


def different_slugs(graph: dict[str, Any]) -> list[str]:
    """Return the concepts that are asked for one by one, from all over the graph."""
    return _spread([concept["slug"] for concept in graph["concepts"] if len(concept["mappings"]) > 1])


def different_cursors(graph: dict[str, Any]) -> list[str]:
    """Return the places from which pages are asked for, from all over the graph."""
    return _spread([concept["cursor"] for concept in graph["concepts"]])


def _spread(found: Sequence[str]) -> list[str]:
    return list(found[:: max(len(found) // MOST_DIFFERENT, 1)][:MOST_DIFFERENT])


def _body(
    query: str, text: str, number: int, run: int, slugs: Sequence[str], cursors: Sequence[str], chosen: random.Random
) -> bytes:
    slug = slugs[number % len(slugs)]
    if query == "Q5":
        return orjson.dumps({"query": text, "variables": {"slug": slug}})
    if query == "Q7":
        return orjson.dumps({"query": text, "variables": {"after": cursors[number % len(cursors)]}})
    text = text.replace('"reranking"', f'"{slug}"')
    if query == "Q6":
        text = text.replace("NAME", f"a{run % _RUNS}x{number}")
    if query == "Q8":
        lines = text.split("\n")
        kept = [line for line in lines if not (_OPTIONAL.match(line) and chosen.random() < 0.4)]  # noqa: PLR2004
        text = "\n".join(kept).replace("concept(", f"b{run % _RUNS}x{number}: concept(", 1)
    return orjson.dumps({"query": text})
