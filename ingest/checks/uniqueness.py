"""Uniqueness: names that people search by mean one thing, and no list says the same thing twice."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from graph.vocabulary import NodeKind
from ingest import nodes
from ingest.diagnostics import Diagnostic, Place, Rule, displayed, quoted
from ingest.nodes import Node
from ingest.sources import Catalogue, Reading, Source

CONCEPT_NAME_TAKEN = Rule(
    "DUR311",
    "Two concepts share a name or an alias",
    "Names, aliases and terms of concepts are unique without regard to case, so that a search has one answer.",
    "aliases: [retrieval]   # the name of another concept",
    "Choose another name; if both mean the same, they are one concept.",
)
NAME_TAKEN = Rule(
    "DUR312",
    "Two records of a kind share a name",
    "Names of families, frameworks, roles and goals are unique within their kind, without regard to case.",
    "name: Haystack   # in frameworks/haystack-2.yaml",
    "Choose another name.",
)
ORDER_TAKEN = Rule(
    "DUR313",
    "Two families stand at the same place",
    "The order of families is total.",
    "order: 3   # and another family has 3 too",
    "Choose a free number.",
)
REPEATED = Rule(
    "DUR314",
    "A list says the same thing twice",
    "Each item of a list stands in it once; lists of concepts, packages or symbols name each once.",
    "prerequisites: [embedding, embedding]",
    "Delete the second one.",
)

# which keys make an item of a list of mappings what it is; other lists of mappings may repeat
_IDENTITY: dict[str, tuple[str, ...]] = {
    "mappings": ("concept",),
    "symbols": ("package", "ref"),
    "requires": ("concept",),
    "excludes": ("concept",),
    "waives": ("family",),
    "slices": ("name",),
    "sources": ("title",),
}


def folded(text: str) -> str:
    """Return what two equal names have in common."""
    return unicodedata.normalize("NFC", text).casefold()


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report taken names, taken places and repeated items."""
    yield from _taken(CONCEPT_NAME_TAKEN, _concept_names(catalogue))
    for kind in (NodeKind.FAMILY, NodeKind.FRAMEWORK, NodeKind.ROLE, NodeKind.GOAL):
        named = sorted(catalogue.of(kind).items(), key=_rightful_first)
        names = ((_name_of(source), source.value("name"), slug) for slug, source in named)
        yield from _taken(NAME_TAKEN, names)
    orders = (
        (str(family.document.order), family.value("order"), slug) for slug, family in sorted(catalogue.families.items())
    )
    yield from _taken(ORDER_TAKEN, orders)
    for reading in catalogue.readings:
        yield from _repeated(reading, reading.root, "")


Naming = tuple[str, Place, str]
"""A name, where it stands, and the slug of what it names."""


def _name_of(source: Source[Any]) -> str:
    name: str = source.document.name
    return name


def _rightful_first(named: tuple[str, Source[Any]]) -> tuple[bool, str]:
    """Order records so that a name belongs to the one whose slug says the same, and another one has taken it."""
    slug, source = named
    return folded(_name_of(source)).replace(" ", "-") != slug, slug


def _concept_names(catalogue: Catalogue) -> Iterator[Naming]:
    concepts = sorted(catalogue.concepts.items(), key=_rightful_first)
    for slug, concept in concepts:
        yield concept.document.name, concept.value("name"), slug
    for slug, concept in concepts:
        for index, alias in enumerate(concept.document.aliases):
            yield alias, concept.value("aliases", index), slug
    for slug, concept in concepts:
        for index, term in enumerate(concept.document.terms):
            yield term, concept.value("terms", index), slug


def _taken(rule: Rule, names: Iterable[Naming]) -> Iterator[Diagnostic]:
    first: dict[str, tuple[Place, str]] = {}
    for name, place, slug in names:
        known = first.setdefault(folded(name), (place, slug))
        if known[0] != place:
            where = f"{displayed(known[0].path)}:{known[0].line}"
            owner = "this concept itself" if known[1] == slug else quoted(known[1])
            yield rule.at(place, f"{quoted(name)} is taken by {owner} ({where})", rule.fix)


def _repeated(reading: Reading, node: Node, field: str) -> Iterator[Diagnostic]:
    match node:
        case nodes.Mapping():
            for key, value in node.entries:
                yield from _repeated(reading, value, key.text)
        case nodes.Sequence():
            yield from _repeated_items(reading, node, field)
            for item in node.items:
                yield from _repeated(reading, item, field)
        case _:
            return


def _repeated_items(reading: Reading, sequence: nodes.Sequence, field: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for item in sequence.items:
        identity = _identity(item, field)
        if identity is None:
            continue
        if identity in seen:
            message = f"{quoted(identity)} is there twice in {quoted(field)}"
            yield REPEATED.at(reading.at(item.start), message, REPEATED.fix)
        seen.add(identity)


def _identity(item: Node, field: str) -> str | None:
    """Return what an item of a list is; null where that may repeat, or where a part of it is missing."""
    if isinstance(item, nodes.Scalar):
        return item.text or None
    keys = _IDENTITY.get(field)
    if keys is None or not isinstance(item, nodes.Mapping):
        return None
    values = [nodes.child(item, key) for key in keys]
    texts = [one.text for one in values if isinstance(one, nodes.Scalar) and one.text]
    return " ".join(texts) if len(texts) == len(keys) else None
