"""The facets of items: what lists are filtered by, as sets of values; equal sets are one object."""

import functools
from collections.abc import Iterable, Mapping

from graph.changes import Change
from graph.edges import Facet
from graph.identity import ecosystem_of
from graph.records import Framework, Goal, Package, Role, SymbolKey


def facet_values(values: Mapping[Facet, Iterable[str]]) -> dict[Facet, frozenset[str]]:
    """Return facets with their values as sets."""
    return {facet: _pooled(frozenset(str(value) for value in given)) for facet, given in values.items()}


@functools.lru_cache(maxsize=10_000)
def _pooled(values: frozenset[str]) -> frozenset[str]:
    """Return the one set that stands for all equal ones: there are a hundred thousand, and few that differ."""
    return values


YANKED = facet_values({Facet.YANKED: ["true"]})
KEPT = facet_values({Facet.YANKED: ["false"]})
"""The facets of releases."""


def facets_of_changes(
    changes: Mapping[str, Change],
    naming: Mapping[SymbolKey | None, set[str]],
    new_since: Mapping[str, tuple[str, ...]],
) -> dict[str, dict[Facet, frozenset[str]]]:
    """Return the facets of changes; those of one package that concern no name share theirs, kind by kind."""
    shared: dict[tuple[str, ...], dict[Facet, frozenset[str]]] = {}
    found = {}
    for key, change in changes.items():
        concepts = naming.get(change.symbol, ())
        alike = (change.kind, change.framework, change.package, str(len(new_since[key])), *sorted(concepts))
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
