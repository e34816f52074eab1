"""The facets of items: what lists are filtered by, as sets of values; equal sets are one object."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from graph.changes import Change
from graph.edges import Facet
from graph.identity import ecosystem_of, symbol_key
from graph.lazily import Lazily
from graph.publications import new_since
from graph.records import Framework, Goal, Package, Role, Symbol, SymbolKey
from graph.records import Mapping as MappingRecord

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

Facets = Mapping[Facet, frozenset[str]]


def facet_values(values: Mapping[Facet, Iterable[str]]) -> dict[Facet, frozenset[str]]:
    """Return facets with their values as sets."""
    return {
        facet: _only(given[0]) if type(given) is list and len(given) == 1 else _pooled(frozenset(map(str, given)))
        for facet, given in values.items()
    }


@functools.lru_cache(maxsize=10_000)
def _only(value: str) -> frozenset[str]:
    """Return the set of one value, which most are."""
    return _pooled(frozenset([str(value)]))


@functools.lru_cache(maxsize=10_000)
def _pooled(values: frozenset[str]) -> frozenset[str]:
    """Return the one set that stands for all equal ones: there are a hundred thousand, and few that differ."""
    return values


YANKED = facet_values({Facet.YANKED: ["true"]})
KEPT = facet_values({Facet.YANKED: ["false"]})
"""The facets of releases that were withdrawn, and of the others."""


def facets_of(snapshot: "Snapshot") -> Mapping[str, Mapping[str, Facets]]:
    """Return the facets of all items, by the name of their type and by key."""
    content = snapshot.content
    return Lazily.of(
        {
            "family": lambda: {one.slug: facet_values({Facet.SLUG: [one.slug]}) for one in content.families},
            "concept": lambda: {
                one.slug: facet_values(
                    {
                        Facet.SLUG: [one.slug],
                        Facet.FAMILY: [one.family],
                        Facet.KIND: [one.kind],
                        Facet.STATUS: [one.status],
                    }
                )
                for one in content.concepts
            },
            "framework": lambda: {one.slug: framework_facets(one) for one in content.frameworks},
            "mapping": lambda: {key: _of_mapping(snapshot, key, one) for key, one in snapshot.mappings.items()},
            "symbol": lambda: _of_symbols(snapshot),
            "package": lambda: {one.purl: package_facets(one) for one in content.packages},
            "role": lambda: {one.slug: requirement_facets(one) for one in content.roles},
            "goal": lambda: {one.slug: requirement_facets(one) for one in content.goals},
            "relation": lambda: {
                key: facet_values({Facet.ROLE: [end.role], Facet.FAMILY: [snapshot.concepts[end.other].family]})
                for key, end in snapshot.relation_ends.items()
            },
            "release": lambda: {key: YANKED if one.yanked else KEPT for key, one in snapshot.releases.items()},
            "change": lambda: facets_of_changes(
                snapshot.changes, _naming(content.mappings), new_since(snapshot.changes, content.published)
            ),
        }
    )


def _naming(mappings: Iterable[MappingRecord]) -> Mapping[SymbolKey | None, set[str]]:
    """Return the concepts of the mappings that name a symbol."""
    naming: dict[SymbolKey | None, set[str]] = defaultdict(set)
    for mapping in mappings:
        for key in mapping.symbols:
            naming[key].add(mapping.concept)
    return naming


def _of_mapping(snapshot: "Snapshot", key: str, mapping: MappingRecord) -> Facets:
    framework = snapshot.facets["framework"][mapping.framework]
    return {
        Facet.FAMILY: _only(snapshot.concepts[mapping.concept].family),
        Facet.CONCEPT: _only(mapping.concept),
        Facet.FRAMEWORK: _only(mapping.framework),
        Facet.COVERAGE: _only(mapping.coverage),
        Facet.STATE: _only(snapshot.states[key]),
        Facet.ECOSYSTEM: _pooled(frozenset({str(ecosystem_of(symbol.package)) for symbol in mapping.symbols})),
        Facet.LICENCE: framework[Facet.LICENCE],
        Facet.NEEDS: framework[Facet.NEEDS],
    }


def _of_symbols(snapshot: "Snapshot") -> dict[str, Facets]:
    """Return the facets of symbols; symbols that have the same ones share them."""
    naming = _naming(snapshot.content.mappings)
    shared: dict[tuple[object, ...], Facets] = {}
    found = {}
    for symbol in snapshot.content.symbols:
        concepts = naming.get(SymbolKey(symbol.package, symbol.ref), set())
        alike = (symbol.kind, symbol.former, symbol.package, *sorted(concepts))
        if alike not in shared:
            shared[alike] = _of_symbol(symbol, snapshot.owner_of[symbol.package], concepts)
        found[symbol_key(symbol)] = shared[alike]
    return found


def _of_symbol(symbol: Symbol, framework: str, concepts: Iterable[str]) -> Facets:
    return facet_values(
        {
            Facet.KIND: [symbol.kind],
            Facet.FORMER: ["true" if symbol.former else "false"],
            Facet.PACKAGE: [symbol.package],
            Facet.FRAMEWORK: [framework],
            Facet.CONCEPT: concepts,
            Facet.ECOSYSTEM: [ecosystem_of(symbol.package)],
        }
    )


def facets_of_changes(
    changes: Mapping[str, Change],
    naming: Mapping[SymbolKey | None, set[str]],
    new_since: Mapping[str, tuple[str, ...]],
) -> dict[str, dict[Facet, frozenset[str]]]:
    """Return the facets of changes; those of one package that concern no name share theirs, kind by kind."""
    shared: dict[tuple[object, ...], dict[Facet, frozenset[str]]] = {}
    found = {}
    for key, change in changes.items():
        concepts = () if change.ref is None else naming.get(change.symbol, ())
        alike = (change.kind, change.framework, change.package, len(new_since[key]), *sorted(concepts))
        if alike not in shared:
            shared[alike] = facet_values(
                {
                    Facet.KIND: [change.kind],
                    Facet.FRAMEWORK: [change.framework],
                    Facet.PACKAGE: [change.package],
                    Facet.CONCEPT: concepts,
                    Facet.NEW_SINCE: new_since[key],
                }
            )
        found[key] = shared[alike]
    return found


def framework_facets(framework: Framework) -> dict[Facet, frozenset[str]]:
    """Return what a framework is filtered by."""
    return facet_values(
        {
            Facet.SLUG: [framework.slug],
            Facet.KIND: [framework.kind],
            Facet.ECOSYSTEM: {ecosystem_of(purl) for purl in framework.packages},
            Facet.LICENCE: [framework.licence],
            Facet.NEEDS: framework.needs,
        }
    )


def requirement_facets(owner: Role | Goal) -> dict[Facet, frozenset[str]]:
    """Return what a role or goal is filtered by."""
    concepts = [requirement.concept for requirement in owner.requires]
    return facet_values({Facet.SLUG: [owner.slug], Facet.CONCEPT: concepts})


def package_facets(package: Package) -> dict[Facet, frozenset[str]]:
    """Return what a package is filtered by."""
    return facet_values({Facet.ECOSYSTEM: [ecosystem_of(package.purl)], Facet.FRAMEWORK: [package.framework]})
