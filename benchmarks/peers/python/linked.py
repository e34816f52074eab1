"""The graph of the benchmark as plain objects that are linked once, when a server starts."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Family:
    slug: str
    name: str
    summary: str


@dataclass(slots=True)
class Symbol:
    ref: str
    kind: str


@dataclass(slots=True)
class Relation:
    role: str
    concept: "Concept"


@dataclass(slots=True)
class Mapping:
    summary: str
    coverage: str
    state: str
    symbols: list[Symbol]
    concept: "Concept"
    framework: "Framework"


@dataclass(slots=True)
class Concept:
    slug: str
    name: str
    definition: str
    invariant: str
    status: str
    kind: str
    aliases: list[str]
    trade_offs: list[str]
    failure_modes: list[str]
    family: Family
    cursor: str
    prerequisites: list["Concept"] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    mappings: list[Mapping] = field(default_factory=list)


@dataclass(slots=True)
class Framework:
    slug: str
    name: str
    summary: str
    licence: str
    mappings: list[Mapping] = field(default_factory=list)


class Graph:
    """All concepts and frameworks in order, and where they are by slug and cursor."""

    def __init__(self, file: Path) -> None:
        """Read the file that `graph_data` wrote."""
        raw: dict[str, list[dict[str, Any]]] = json.loads(file.read_bytes())
        families = [Family(**one) for one in raw["families"]]
        self.concepts = [
            Concept(
                one["slug"],
                one["name"],
                one["definition"],
                one["invariant"],
                one["status"],
                one["kind"],
                one["aliases"],
                one["tradeOffs"],
                one["failureModes"],
                families[one["family"]],
                one["cursor"],
            )
            for one in raw["concepts"]
        ]
        self.frameworks = [
            Framework(one["slug"], one["name"], one["summary"], one["licence"]) for one in raw["frameworks"]
        ]
        mappings = [
            Mapping(
                one["summary"],
                one["coverage"],
                one["state"],
                [Symbol(**symbol) for symbol in one["symbols"]],
                self.concepts[one["concept"]],
                self.frameworks[one["framework"]],
            )
            for one in raw["mappings"]
        ]
        for concept, one in zip(self.concepts, raw["concepts"], strict=True):
            concept.prerequisites = [self.concepts[number] for number in one["prerequisites"]]
            concept.relations = [Relation(link["role"], self.concepts[link["concept"]]) for link in one["relations"]]
            concept.mappings = [mappings[number] for number in one["mappings"]]
        for framework, one in zip(self.frameworks, raw["frameworks"], strict=True):
            framework.mappings = [mappings[number] for number in one["mappings"]]
        self.by_slug = {concept.slug: concept for concept in self.concepts}
        self.after = {concept.cursor: number + 1 for number, concept in enumerate(self.concepts)}
