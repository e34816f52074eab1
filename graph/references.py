"""Every reference from one record to another, so that nothing in a snapshot points to what is not there."""

from collections.abc import Iterable

from graph.identity import NodeKey, mapping_key, symbol_key
from graph.records import Concept, Content, Framework, Goal, Mapping, Package, Relation, Role, Symbol
from graph.vocabulary import NodeKind

Reference = tuple[str, NodeKind, str]
"""Who refers (for a message), and the kind and key of what is referred to."""


def references(content: Content) -> Iterable[Reference]:
    """Return all references of some content, record by record."""
    for concept in content.concepts:
        yield from _of_concept(concept)
    for relation in content.relations:
        yield from _of_relation(relation)
    for framework in content.frameworks:
        yield from _of_framework(framework)
    for package in content.packages:
        yield from _of_package(package)
    for symbol in content.symbols:
        yield from _of_symbol(symbol)
    for mapping in content.mappings:
        yield from _of_mapping(mapping)
    for role in content.roles:
        yield from _of_role(role)
    for goal in content.goals:
        yield from _of_goal(goal)


def _concepts(owner: str, slugs: Iterable[str]) -> Iterable[Reference]:
    return ((owner, NodeKind.CONCEPT, slug) for slug in slugs)


def _of_concept(concept: Concept) -> Iterable[Reference]:
    owner = str(NodeKey(NodeKind.CONCEPT, concept.slug))
    yield owner, NodeKind.FAMILY, concept.family
    yield from _concepts(owner, concept.prerequisites)
    yield from _concepts(owner, concept.faded.replaced_by if concept.faded else ())


def _of_relation(relation: Relation) -> Iterable[Reference]:
    return _concepts(f"relation {relation.type}", (relation.subject, relation.object))


def _of_framework(framework: Framework) -> Iterable[Reference]:
    owner = str(NodeKey(NodeKind.FRAMEWORK, framework.slug))
    yield from ((owner, NodeKind.PACKAGE, purl) for purl in framework.packages)
    if framework.successor is not None:
        yield owner, NodeKind.FRAMEWORK, framework.successor


def _of_package(package: Package) -> Iterable[Reference]:
    yield str(NodeKey(NodeKind.PACKAGE, package.purl)), NodeKind.FRAMEWORK, package.framework


def _of_symbol(symbol: Symbol) -> Iterable[Reference]:
    owner = f"symbol:{symbol.ref}"
    yield owner, NodeKind.PACKAGE, symbol.package
    if symbol.replaced_by is not None:
        yield owner, NodeKind.SYMBOL, symbol_key(symbol.replaced_by)


def _of_mapping(mapping: Mapping) -> Iterable[Reference]:
    owner = str(NodeKey(NodeKind.MAPPING, mapping_key(mapping.framework, mapping.concept)))
    yield owner, NodeKind.FRAMEWORK, mapping.framework
    yield owner, NodeKind.CONCEPT, mapping.concept
    yield from ((owner, NodeKind.SYMBOL, symbol_key(symbol)) for symbol in mapping.symbols)


def _of_role(role: Role) -> Iterable[Reference]:
    owner = str(NodeKey(NodeKind.ROLE, role.slug))
    yield from _concepts(owner, (requirement.concept for requirement in role.requires))
    yield from _concepts(owner, (exclusion.concept for exclusion in role.excludes))


def _of_goal(goal: Goal) -> Iterable[Reference]:
    owner = str(NodeKey(NodeKind.GOAL, goal.slug))
    yield from _concepts(owner, (requirement.concept for requirement in goal.requires))
    yield from _concepts(owner, (slug for step in goal.slices for slug in step.concepts))
    yield from ((owner, NodeKind.FAMILY, waiver.family) for waiver in goal.waives)
