"""References: what a document names by its slug must be in the catalogue."""

from collections.abc import Iterable, Iterator
from typing import Any

from graph.vocabulary import NodeKind
from ingest.diagnostics import Diagnostic, Rule, quoted
from ingest.nodes import Route
from ingest.sources import Catalogue, Source
from ingest.suggestions import did_you_mean

UNKNOWN_CONCEPT = Rule(
    "DUR301",
    "A concept that is not in the catalogue",
    "Prerequisites, relations, mappings, roles and goals name concepts by slug, and each has a file in concepts/.",
    "prerequisites: [retreival]",
    "Correct the slug, or add the concept first.",
)
UNKNOWN_FAMILY = Rule(
    "DUR302",
    "A family that is not in the catalogue",
    "Each concept belongs to one family, and each family has a file in families/.",
    "family: retreival",
    "Correct the slug.",
)
UNKNOWN_FRAMEWORK = Rule(
    "DUR303",
    "A framework that is not in the catalogue",
    "A successor is a framework with a file of its own in frameworks/.",
    "successor: haystak",
    "Correct the slug, or add the framework first.",
)

_RULES = {
    NodeKind.CONCEPT: UNKNOWN_CONCEPT,
    NodeKind.FAMILY: UNKNOWN_FAMILY,
    NodeKind.FRAMEWORK: UNKNOWN_FRAMEWORK,
}
Named = tuple[Source[Any], Route, NodeKind, str]
"""A document, the way to a slug inside it, and what the slug names."""


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report each slug that names nothing."""
    known = {kind: catalogue.slugs(kind) for kind in _RULES}
    for source, route, kind, slug in _named(catalogue):
        if slug not in known[kind]:
            message = f"there is no {kind} {quoted(slug)}"
            yield _RULES[kind].at(source.value(*route), message, _help(catalogue, kind, slug, known[kind]))


def _help(catalogue: Catalogue, kind: NodeKind, slug: str, known: Iterable[str]) -> str:
    published = catalogue.published.get(f"{kind}:{slug}")
    if published is not None and published.retired is not None:
        end = published.retired
        heirs = ", ".join(quoted(heir.partition(":")[2]) for heir in end.successors)
        return f"it was {end.ending} on {end.date}" + (f"; use {heirs}" if heirs else "")
    return did_you_mean(slug, known, _RULES[kind].fix)


def _named(catalogue: Catalogue) -> Iterator[Named]:
    for concept in catalogue.concepts.values():
        document = concept.document
        yield concept, ("family",), NodeKind.FAMILY, document.family
        yield from _concepts(concept, ("prerequisites",), document.prerequisites)
        for index, relation in enumerate(document.relations):
            yield concept, ("relations", index, "concept"), NodeKind.CONCEPT, relation.concept
        yield from _concepts(concept, ("faded", "replaced_by"), document.faded.replaced_by if document.faded else ())
    for framework in catalogue.frameworks.values():
        if framework.document.successor is not None:
            yield framework, ("successor",), NodeKind.FRAMEWORK, framework.document.successor
    for framework, index, mapping in catalogue.mappings():
        yield framework, ("mappings", index, "concept"), NodeKind.CONCEPT, mapping.concept
    yield from _of_roles(catalogue)
    yield from _of_goals(catalogue)


def _of_roles(catalogue: Catalogue) -> Iterator[Named]:
    for role in catalogue.roles.values():
        for index, requirement in enumerate(role.document.requires):
            yield role, ("requires", index, "concept"), NodeKind.CONCEPT, requirement.concept
        for index, exclusion in enumerate(role.document.excludes):
            yield role, ("excludes", index, "concept"), NodeKind.CONCEPT, exclusion.concept


def _of_goals(catalogue: Catalogue) -> Iterator[Named]:
    for goal in catalogue.goals.values():
        for index, requirement in enumerate(goal.document.requires):
            yield goal, ("requires", index, "concept"), NodeKind.CONCEPT, requirement.concept
        for index, step in enumerate(goal.document.slices):
            yield from _concepts(goal, ("slices", index, "concepts"), step.concepts)
        for index, waiver in enumerate(goal.document.waives):
            yield goal, ("waives", index, "family"), NodeKind.FAMILY, waiver.family


def _concepts(source: Source[Any], route: Route, slugs: Iterable[str]) -> Iterator[Named]:
    for index, slug in enumerate(slugs):
        yield source, (*route, index), NodeKind.CONCEPT, slug
