"""Layers of a graph without cycles: each node as far from the start as its longest chain, few crossings, short edges.

The steps are those of Sugiyama, Tagawa and Toda (1981), doi:10.1109/TSMC.1981.4308636: layers by longest path,
long edges cut by waypoints, orders by barycentre sweeps, then places. Nothing is random, and ties are broken by the
order in which nodes are given.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import TypeVar

_SWEEPS = 8
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Waypoint:
    """Where an edge that spans several layers passes through one of them."""

    source: int
    target: int
    layer: int


Place = int | Waypoint
"""A node by its index, or a waypoint."""


@dataclass(frozen=True, slots=True)
class Layering:
    """The places of each layer in their order, and the route of each edge from layer to layer."""

    layers: Sequence[Sequence[Place]]
    routes: Sequence[Sequence[Place]]


def depths(nodes: Sequence[_Key], edges: Iterable[tuple[_Key, _Key]]) -> Mapping[_Key, int]:
    """Return the length of the longest chain of edges that leads to each node.

    Raises:
        graphlib.CycleError: If the edges form a cycle.
    """
    before: dict[_Key, list[_Key]] = {node: [] for node in nodes}
    for source, target in edges:
        before[target].append(source)
    found: dict[_Key, int] = {}
    for node in TopologicalSorter(before).static_order():
        found[node] = max((found[source] + 1 for source in before[node]), default=0)
    return found


def layered(count: int, edges: Sequence[tuple[int, int]]) -> Layering:
    """Return the layers of `count` nodes under `edges`, each from a node to one that rests on it.

    Cost: eight sweeps over the waypoints, of which a long edge has one a layer.
    """
    deep = depths(range(count), edges)
    routes = [_route(source, target, deep) for source, target in edges]
    layers: list[list[Place]] = [[] for _ in range(max(deep.values(), default=-1) + 1)]
    for node in range(count):
        layers[deep[node]].append(node)
    for route in routes:
        for place in route[1:-1]:
            if isinstance(place, Waypoint):
                layers[place.layer].append(place)
    return Layering(_untangled(layers, routes), routes)


def _route(source: int, target: int, deep: Mapping[int, int]) -> Sequence[Place]:
    between = (Waypoint(source, target, layer) for layer in range(deep[source] + 1, deep[target]))
    return (source, *between, target)


def _untangled(layers: list[list[Place]], routes: Iterable[Sequence[Place]]) -> Sequence[Sequence[Place]]:
    """Order each layer by the mean place of its neighbours, down and up; keep the order with the fewest crossings."""
    above: dict[Place, list[Place]] = {}
    below: dict[Place, list[Place]] = {}
    for route in routes:
        for one, other in pairwise(route):
            above.setdefault(other, []).append(one)
            below.setdefault(one, []).append(other)
    best, least = layers, _crossings(layers, below)
    current = layers
    for sweep in range(_SWEEPS):
        neighbours, order = (above, range(len(layers))) if sweep % 2 == 0 else (below, reversed(range(len(layers))))
        current = [list(layer) for layer in current]
        rank = {place: index for layer in current for index, place in enumerate(layer)}
        for number in order:
            current[number] = _sorted(current[number], neighbours, rank)
            rank.update({place: index for index, place in enumerate(current[number])})
        crossings = _crossings(current, below)
        if crossings < least:
            best, least = current, crossings
    return best


def _sorted(
    layer: Sequence[Place], neighbours: Mapping[Place, Sequence[Place]], rank: Mapping[Place, int]
) -> list[Place]:
    def mean(place: Place) -> float:
        near = neighbours.get(place, ())
        return sum(rank[other] for other in near) / len(near) if near else rank[place]

    return sorted(layer, key=lambda place: (mean(place), rank[place]))


def _crossings(layers: Sequence[Sequence[Place]], below: Mapping[Place, Sequence[Place]]) -> int:
    rank = {place: index for layer in layers for index, place in enumerate(layer)}
    total = 0
    for layer in layers:
        ends = [(rank[place], rank[other]) for place in layer for other in below.get(place, ())]
        total += sum(
            (one[0] - other[0]) * (one[1] - other[1]) < 0 for index, one in enumerate(ends) for other in ends[:index]
        )
    return total


def settled(wanted: Sequence[float], gaps: Sequence[float]) -> Sequence[float]:
    """Return places in order, nearest to those wanted by least squares, with gaps of at least `gaps` between them.

    Pools adjacent violators (Ayer and others 1955, doi:10.1214/aoms/1177728423) after the gaps are taken off.
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=False):
        mean, size = place - offset, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean = (mean * size + other * count) / (size + count)
            size += count
        pools.append((mean, size))
    flat = [mean for mean, size in pools for _ in range(size)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=False)]
