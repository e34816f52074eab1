"""How the cost of a request grows with the graph: the same questions at every scale, on servers of their own.

Cold is the first request for each item once the shape of the question is known; warm is the same request again, when
each has been sent so often that nothing is made for it any more. Both are divided by the objects that the answers hold,
since a larger graph has other averages. At every scale the same number of items is asked for, from all over the graph:
what is compared is the graph around them, not how many answers a cache holds.
"""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.peers.load import answer, measure, request_of, settle
from benchmarks.peers.requests import bodies, different_cursors, different_slugs
from benchmarks.peers.targets import Target, running

QUERIES = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q7")
"""What is never seen twice (Q6, Q8) cannot be warm."""
_ONE_REQUEST = ("Q3", "Q4")
_SHAPE = 5
"""Requests that are sent before anything is measured, so that what is compiled once is not counted."""
_DIFFERENT = 45
"""Items that are asked for; the curated graph has hardly more."""
_SETTLING = 9
"""How often each request is sent before the warm ones: some servers prepare a text that was seen several times."""
_LEAST_WARM = 1000


@dataclass(frozen=True, slots=True)
class Growth:
    """What a request costs a server at one scale: medians over the rounds, in microseconds.

    `cold_us` is null where a query asks for the same always. `items` are the objects of an answer on average,
    `different` the different requests that were sent.
    """

    target: str
    query: str
    mode: str
    scale: int
    cold_us: float | None
    warm_us: float
    items: float
    different: int


def growth(
    target: Target,
    queries: Sequence[str],
    scale: int,
    files: tuple[Path, Path],
    rounds: int,
    advance: Callable[[], object],
) -> list[Growth]:
    """Measure one server on the graph in `files`, started anew for each query, so that it has seen nothing.

    Raises:
        RuntimeError: If it does not start.
        ValueError: If an answer is not 200.
    """
    file, cache = files
    graph = orjson.loads(file.read_bytes())
    asked = {query: _requests(query, graph, target) for query in queries if query in QUERIES}
    cold: dict[str, list[float]] = {query: [] for query in asked}
    warm: dict[str, list[float]] = {query: [] for query in asked}
    items: dict[str, float] = {}
    for _ in range(rounds):
        for query, requests in asked.items():
            with running(target, file, cache) as (port, process):
                measure(port, process, requests[:_SHAPE])
                settle(process)
                rest = requests[_SHAPE:]
                if rest:
                    cold[query].append(measure(port, process, rest).cpu_us)
                measure(port, process, requests * _SETTLING)
                again = requests * math.ceil(_least_warm(query) / len(requests))
                warm[query].append(measure(port, process, again).cpu_us)
                if query not in items:
                    items[query] = statistics.mean(objects_in(answer(port, one)) for one in requests)
        advance()
    return [
        Growth(
            target.name,
            query,
            target.mode,
            scale,
            round(statistics.median(cold[query]), 2) if cold[query] else None,
            round(statistics.median(warm[query]), 2),
            round(items[query], 2),
            len(requests),
        )
        for query, requests in asked.items()
    ]


def _least_warm(query: str) -> int:
    return _LEAST_WARM // 20 if query in _ONE_REQUEST else _LEAST_WARM


def ratios(
    found: Sequence[Mapping[str, Any]], small: int, large: int
) -> list[tuple[Mapping[str, Any], float | None, float]]:
    """Return for each server, mode and query how much more an item costs at the larger scale, cold and warm."""
    at = {(row["target"], row["mode"], row["query"], row["scale"]): row for row in found}
    compared = []
    for (target, mode, query, scale), row in at.items():
        before = at.get((target, mode, query, small))
        if scale != large or before is None:
            continue
        warm = _an_item(row, "warm_us") / _an_item(before, "warm_us")
        both_cold = row["cold_us"] is not None and before["cold_us"] is not None
        cold = _an_item(row, "cold_us") / _an_item(before, "cold_us") if both_cold else None
        compared.append((row, cold, warm))
    return compared


def objects_in(body: bytes) -> int:
    """Return how many objects an answer holds, the one around all of them not counted."""
    found, waiting = -1, [orjson.loads(body)["data"]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found += 1
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return max(found, 1)


def _an_item(row: Mapping[str, Any], name: str) -> float:
    cost: float = row[name] / row["items"]
    return cost


def _requests(query: str, graph: dict[str, Any], target: Target) -> list[bytes]:
    """Return the different requests of a query; of one that asks for the same always, a few."""
    if query in _ONE_REQUEST:
        return [request_of(body, target.method, target.path) for body in bodies(query, graph, _SHAPE, 0)]
    every = bodies(query, graph, len(different_cursors(graph) if query == "Q7" else different_slugs(graph)), 0)
    return [request_of(body, target.method, target.path) for body in _spread(every, _DIFFERENT)]


def _spread(found: Sequence[bytes], most: int) -> Sequence[bytes]:
    """Return so many of the requests, from all over the graph."""
    return [found[at * len(found) // most] for at in range(most)]
