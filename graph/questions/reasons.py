"""Reasons: every answer names the edges, and the evidence with its date, that it rests on."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from graph.identity import NodeKey, mapping_key
from graph.questions.projection import Projection
from graph.records import Evidence, Mapping, SymbolKey
from graph.vocabulary import NodeKind


class Basis(StrEnum):
    """What a reason rests on: an edge of the graph, or a record of evidence."""

    PREREQUISITE = "prerequisite"
    REQUIREMENT = "requirement"
    EXCLUSION = "exclusion"
    KNOWN = "known"
    MAPPING = "mapping"
    RELATION = "relation"
    FAMILY = "family"
    PACKAGE = "package"
    SYMBOL = "symbol"
    REPLACEMENT = "replacement"
    SUCCESSOR = "successor"
    RELEASE = "release"
    SURVIVAL = "survival"
    TEXT = "text"
    MANIFEST = "manifest"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: an edge from `subject` to `object` (null where only one node is concerned), said in a sentence.

    A reason that rests on a line of somebody's file has no `subject` where that line names nothing of the graph.
    `checked_on` is the day of the evidence, null where the reason is curated and not measured; `version` is the
    release that the evidence is about.
    """

    basis: Basis
    text: str
    subject: NodeKey | None
    object: NodeKey | None = None
    checked_on: datetime.date | None = None
    version: str | None = None


def concept_key(slug: str) -> NodeKey:
    """Return the key of a concept."""
    return NodeKey(NodeKind.CONCEPT, slug)


def framework_key(slug: str) -> NodeKey:
    """Return the key of a framework."""
    return NodeKey(NodeKind.FRAMEWORK, slug)


def because_of_mapping(projection: Projection, mapping: Mapping) -> Reason:
    """Return the reason that a mapping is: what is claimed, and what reading the packages said, and when."""
    found = [one for key in mapping.symbols if (one := projection.evidence.get(key)) is not None]
    newest = max(found, key=lambda one: one.checked_on, default=None)
    names = f"{projection.frameworks[mapping.framework].name} expresses {projection.concepts[mapping.concept].name}"
    state = projection.state(mapping)
    seen = f"names {state.value}" if newest is None else f"names {state.value} in {newest.version}"
    return Reason(
        Basis.MAPPING,
        f"{names} ({mapping.coverage.value}; {seen}).",
        NodeKey(NodeKind.MAPPING, mapping_key(mapping.framework, mapping.concept)),
        concept_key(mapping.concept),
        newest.checked_on if newest else None,
        newest.version if newest else None,
    )


def because_of_symbol(key: SymbolKey, node: NodeKey, evidence: Evidence | None) -> Reason:
    """Return the reason that a name is, told of `node`: what the newest release read says of it, and when."""
    if evidence is None:
        return Reason(Basis.SYMBOL, f"Nobody has looked for {key.ref} yet.", node)
    text = f"{key.ref} is {evidence.finding.value} in {evidence.version}."
    return Reason(Basis.SYMBOL, text, node, checked_on=evidence.checked_on, version=evidence.version)
