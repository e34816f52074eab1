"""The graph as a network of typed edges: `path`, `neighbourhood` and `similar`."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.identity import NodeKey, from_global_id, parse_id, symbol_key
from graph.questions.errors import BadQuestion, in_message
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, because_of_mapping, concept_key, framework_key
from graph.records import SymbolKey
from graph.vocabulary import NodeKind, RelationType

if TYPE_CHECKING:
    import networkx as nx

MOST_EDGES = 300
MOST_NODES = 100
DEEPEST = 3
MOST_SIMILAR = 20
MOST_SHARED = 8
_LONG_WAY = 3
"""What an edge weighs that says little, such as belonging to one family; an edge that explains weighs 1."""
_BY_A_TOOL = 4
"""What a mapping weighs: that one tool has two ideas hardly tells how the ideas hang together."""
_WORDS = {
    RelationType.PART_OF: "is a part of",
    RelationType.REFINES: "refines",
    RelationType.EVALUATES: "evaluates",
    RelationType.ALTERNATIVE_TO: "is an alternative to",
    RelationType.COMPLEMENTS: "complements",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """How two nodes hang together: the edges from one to the other, each said in its own direction."""

    nodes: tuple[NodeKey, ...]
    edges: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A node and its distance in edges."""

    key: NodeKey
    distance: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The nodes around one, nearest first, and the edges between them; `further` counts nodes that are not shown."""

    nodes: tuple[Neighbour, ...]
    edges: tuple[Reason, ...]
    further: int


@dataclass(frozen=True, slots=True)
class Similar:
    """A node of the same kind, how like it is in percent, and what both have."""

    key: NodeKey
    percent: int
    shared: tuple[NodeKey, ...]
    because: tuple[Reason, ...]


def network(projection: Projection) -> "nx.Graph[NodeKey]":
    """Return the network of a version, built once; each edge holds its reason and its weight."""
    return projection.once(_network, "")


def _network(projection: Projection, _key: str) -> "nx.Graph[NodeKey]":
    import networkx as nx  # noqa: PLC0415  # a fifth of a second, paid by who asks this question first

    graph: nx.Graph[NodeKey] = nx.Graph()
    for kind, keys in (
        (NodeKind.FAMILY, projection.families),
        (NodeKind.CONCEPT, projection.concepts),
        (NodeKind.FRAMEWORK, projection.frameworks),
        (NodeKind.ROLE, projection.roles),
        (NodeKind.GOAL, projection.goals),
    ):
        graph.add_nodes_from(NodeKey(kind, key) for key in sorted(keys))
    for reason, weight in _edges(projection):
        assert reason.subject is not None
        assert reason.object is not None
        if not graph.has_edge(reason.subject, reason.object):
            graph.add_edge(reason.subject, reason.object, reason=reason, weight=weight)
    return graph


def _edges(projection: Projection) -> Iterable[tuple[Reason, int]]:
    concepts, frameworks = projection.concepts, projection.frameworks
    for concept in projection.content.concepts:
        for need in concept.prerequisites:
            text = f"{concept.name} rests on {concepts[need].name}."
            yield Reason(Basis.PREREQUISITE, text, concept_key(concept.slug), concept_key(need)), 1
    for one in projection.content.relations:
        text = f"{concepts[one.subject].name} {_WORDS[one.type]} {concepts[one.object].name}."
        yield Reason(Basis.RELATION, text, concept_key(one.subject), concept_key(one.object)), 1
    for mapping in projection.content.mappings:
        why = because_of_mapping(projection, mapping)
        ends = framework_key(mapping.framework), concept_key(mapping.concept)
        yield Reason(Basis.MAPPING, why.text, *ends, why.checked_on, why.version), _BY_A_TOOL
        for key in mapping.symbols:
            name = NodeKey(NodeKind.SYMBOL, symbol_key(key))
            said = f"{key.ref} expresses {concepts[mapping.concept].name}."
            yield Reason(Basis.SYMBOL, said, name, concept_key(mapping.concept)), 1
    yield from _belongings(projection)
    for framework in projection.content.frameworks:
        if framework.successor is not None:
            text = f"{framework.name} names {frameworks[framework.successor].name} as its successor."
            ends = framework_key(framework.slug), framework_key(framework.successor)
            yield Reason(Basis.SUCCESSOR, text, *ends), 1


def _belongings(projection: Projection) -> Iterable[tuple[Reason, int]]:
    for concept in projection.content.concepts:
        text = f"{concept.name} belongs to {projection.families[concept.family].name}."
        family = NodeKey(NodeKind.FAMILY, concept.family)
        yield Reason(Basis.FAMILY, text, concept_key(concept.slug), family), _LONG_WAY
    for package in projection.content.packages:
        text = f"{package.purl} is a package of {projection.frameworks[package.framework].name}."
        key = NodeKey(NodeKind.PACKAGE, package.purl)
        yield Reason(Basis.PACKAGE, text, key, framework_key(package.framework)), 1
    for symbol in projection.content.symbols:
        name = NodeKey(NodeKind.SYMBOL, symbol_key(SymbolKey(symbol.package, symbol.ref)))
        package_key = NodeKey(NodeKind.PACKAGE, symbol.package)
        yield Reason(Basis.SYMBOL, f"{symbol.ref} is a name of {symbol.package}.", name, package_key), 1
    for kind, owners in ((NodeKind.ROLE, projection.content.roles), (NodeKind.GOAL, projection.content.goals)):
        for owner in owners:
            for one in owner.requires:
                text = f"{owner.name} requires {projection.concepts[one.concept].name}: {one.reason}"
                yield Reason(Basis.REQUIREMENT, text, NodeKey(kind, owner.slug), concept_key(one.concept)), _LONG_WAY


def node_named(projection: Projection, text: str) -> NodeKey:
    """Return the node with an id: ``kind:key``, or the opaque id that GraphQL gives.

    Raises:
        BadQuestion: If there is none.
    """
    key = parse_id(text) or from_global_id(text)
    if key is None or key not in network(projection):
        message = (
            f"There is no node {in_message(text)}. Give an id such as `concept:reranking` or `framework:haystack`."
        )
        raise BadQuestion(message)
    return key


def path(projection: Projection, origin: str, target: str) -> Explanation | None:
    """Return the shortest explanation of how two nodes hang together; null where they don't.

    Edges that say little count more: a common family or role three times, a common tool four times (Dijkstra 1959). Of
    equally short ones the first in the order of the content is given.

    Raises:
        BadQuestion: If an id is not there.

    Cost: the edges, times the logarithm of the nodes.
    """
    import networkx as nx  # noqa: PLC0415  # a fifth of a second, paid by who asks this question first

    graph = network(projection)
    ends = node_named(projection, origin), node_named(projection, target)
    try:
        _, nodes = nx.bidirectional_dijkstra(graph, *ends)
    except nx.NetworkXNoPath:
        return None
    edges = tuple(graph.edges[one, other]["reason"] for one, other in pairwise(nodes))
    return Explanation(tuple(nodes), edges)


def neighbourhood(projection: Projection, of: str, depth: int = 1, first: int = 50) -> Neighbourhood:
    """Return what lies around a node, for drawing: nearest first, then by kind and key.

    Raises:
        BadQuestion: If the id is not there, or `depth` is not from 1 to `DEEPEST`.

    Cost: the edges within the distance.
    """
    if not 1 <= depth <= DEEPEST:
        raise BadQuestion(f"`depth` is {depth}, and must be from 1 to {DEEPEST}.")
    import networkx as nx  # noqa: PLC0415  # a fifth of a second, paid by who asks this question first

    graph = network(projection)
    distances = nx.single_source_shortest_path_length(graph, node_named(projection, of), cutoff=depth)
    ranked = sorted(distances.items(), key=lambda one: (one[1], one[0]))
    shown = ranked[: min(first, MOST_NODES)]
    inside = graph.subgraph(key for key, _ in shown)
    reasons = sorted(
        (edge["reason"] for _, _, edge in inside.edges(data=True)), key=lambda one: (one.subject, one.object)
    )
    nodes = tuple(Neighbour(key, distance) for key, distance in shown)
    return Neighbourhood(nodes, tuple(reasons[:MOST_EDGES]), len(ranked) - len(shown))


def similar(projection: Projection, of: str, first: int = 10) -> tuple[Similar, ...]:
    """Return the nodes of the same kind that share most with one, most alike first.

    The measure is the weighted Jaccard index (Jaccard 1912; Ružička 1958) of the nodes right around both, each weighted
    by the inverse logarithm of how many nodes it touches (Adamic and Adar 2003): what few have says more.

    Raises:
        BadQuestion: If the id is not there.

    Cost: the edges within a distance of two.
    """
    graph = network(projection)
    key = node_named(projection, of)
    around = _telling(graph, key)
    others = {other for one in around for other in graph[one] if other.kind is key.kind and other != key}

    def weight(one: NodeKey) -> float:
        return 1 / math.log(1 + max(2, graph.degree(one)))

    found = []
    for other in sorted(others):
        shared = around & _telling(graph, other)
        index = sum(map(weight, sorted(shared))) / sum(map(weight, sorted(around | _telling(graph, other))))
        found.append((round(index * 100), other, sorted(shared, key=lambda one: (-weight(one), one))))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(
        Similar(other, percent, tuple(shared[:MOST_SHARED]), _why_similar(projection, key, other, shared))
        for percent, other, shared in found[: min(first, MOST_SIMILAR)]
        if percent > 0
    )


def _telling(graph: "nx.Graph[NodeKey]", key: NodeKey) -> set[NodeKey]:
    """Return the nodes around one that another can share: names and packages belong to one framework only."""
    return {one for one in graph[key] if one.kind not in (NodeKind.SYMBOL, NodeKind.PACKAGE)}


def _why_similar(projection: Projection, key: NodeKey, other: NodeKey, shared: Iterable[NodeKey]) -> tuple[Reason, ...]:
    graph = network(projection)
    reasons: list[Reason] = []
    for one in list(shared)[:2]:
        reasons += [graph.edges[key, one]["reason"], graph.edges[other, one]["reason"]]
    return tuple(reasons)
