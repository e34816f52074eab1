"""Cycles: what comes before what must have a beginning. A cycle is shown whole."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from graph.vocabulary import SYMMETRIC_RELATIONS, RelationType
from ingest.diagnostics import Diagnostic, Place, Rule
from ingest.sources import Catalogue

MAX_CYCLES_SHOWN = 20

PREREQUISITE_CYCLE = Rule(
    "DUR401",
    "Prerequisites form a cycle",
    "Nobody could begin to learn: each concept of the cycle would have to be learnt before itself.",
    "prerequisites: [reranking]   # in reranking.yaml",
    "Delete the prerequisite that is least needed.",
)
RELATION_CYCLE = Rule(
    "DUR402",
    "A directed relation forms a cycle",
    "Nothing is part of itself, refines itself or evaluates itself, directly or through others.",
    "relations:\n  - type: part-of\n    concept: reranking   # in reranking.yaml",
    "Delete or turn around one relation of the cycle.",
)
SUCCESSOR_CYCLE = Rule(
    "DUR403",
    "Successors form a cycle",
    "A framework whose time has passed is followed by one that did not pass before it.",
    "successor: haystack   # in haystack.yaml",
    "Delete the successor that is wrong.",
)
REPLACEMENT_CYCLE = Rule(
    "DUR404",
    "Faded concepts replace each other",
    "What took the place of a faded concept must not have been replaced by it.",
    "faded:\n  replaced_by: [prompt-chaining]   # in prompt-chaining.yaml",
    "Delete the replacement that is wrong.",
)

Arrows = Mapping[str, Mapping[str, Place]]
"""For each node the nodes that it points to, and where it says so."""


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report the cycles of prerequisites, of each directed relation, of successors and of replacements."""
    yield from _cycles(PREREQUISITE_CYCLE, "prerequisites", _prerequisites(catalogue))
    for type_ in RelationType:
        if type_ not in SYMMETRIC_RELATIONS:
            yield from _cycles(RELATION_CYCLE, f"{type_} relations", _relations(catalogue, type_))
    yield from _cycles(SUCCESSOR_CYCLE, "successors", _successors(catalogue))
    yield from _cycles(REPLACEMENT_CYCLE, "replacements", _replacements(catalogue))


def _cycles(rule: Rule, what: str, arrows: Arrows) -> Iterator[Diagnostic]:
    """Report one cycle, cut it open, look for the next; a tree with more than a few shows the first ones.

    Each of its arrows is a place, because whoever drew the last one should find the report in the file they changed.
    """
    remaining = {node: set(arrows[node]) for node in sorted(arrows)}
    for _ in range(MAX_CYCLES_SHOWN):
        cycle = _first_cycle(remaining)
        if cycle is None:
            return
        message = f"{what} form a cycle: {' → '.join(cycle)}"
        for start, end in pairwise(cycle):
            yield rule.at(arrows[start][end], message, rule.fix)
        remaining[cycle[0]].discard(cycle[1])


def _first_cycle(arrows: Mapping[str, set[str]]) -> list[str] | None:
    """Return a cycle along the arrows, its alphabetically first node first and again last; null when there is none."""
    sorter = TopologicalSorter({node: sorted(targets) for node, targets in arrows.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))[:-1]
        start = ring.index(min(ring))
        return [*ring[start:], *ring[:start], ring[start]]
    return None


def _prerequisites(catalogue: Catalogue) -> Arrows:
    return {
        slug: {name: source.value("prerequisites", at) for at, name in enumerate(source.document.prerequisites)}
        for slug, source in catalogue.concepts.items()
    }


def _relations(catalogue: Catalogue, type_: RelationType) -> Arrows:
    return {
        slug: {
            relation.concept: source.value("relations", at)
            for at, relation in enumerate(source.document.relations)
            if relation.type is type_
        }
        for slug, source in catalogue.concepts.items()
    }


def _successors(catalogue: Catalogue) -> Arrows:
    return {
        slug: {source.document.successor: source.value("successor")}
        for slug, source in catalogue.frameworks.items()
        if source.document.successor is not None
    }


def _replacements(catalogue: Catalogue) -> Arrows:
    return {
        slug: {
            name: source.value("faded", "replaced_by", at) for at, name in enumerate(source.document.faded.replaced_by)
        }
        for slug, source in catalogue.concepts.items()
        if source.document.faded is not None
    }
