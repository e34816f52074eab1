"""Content as the checks see it: validated documents, each with the file and the positions it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from graph.vocabulary import NodeKind
from ingest import nodes
from ingest.diagnostics import Place
from ingest.documents import (
    ConceptDocument,
    Document,
    FamilyDocument,
    FrameworkDocument,
    GoalDocument,
    MappingDocument,
    RoleDocument,
    SymbolDocument,
)
from ingest.ids import PublishedId

DOCUMENT_OF: dict[NodeKind, type[Document]] = {
    NodeKind.FAMILY: FamilyDocument,
    NodeKind.CONCEPT: ConceptDocument,
    NodeKind.FRAMEWORK: FrameworkDocument,
    NodeKind.ROLE: RoleDocument,
    NodeKind.GOAL: GoalDocument,
}

D_co = TypeVar("D_co", bound=Document, covariant=True)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that could be read as YAML: its kind, its slug and its tree, whether or not the shape is right."""

    path: Path
    kind: NodeKind
    slug: str
    root: nodes.Mapping

    def value(self, *route: nodes.Key) -> Place:
        """Return where a value stands, or the nearest thing above it that is there."""
        return self.at(nodes.mark_of(self.root, route))

    def key(self, *route: nodes.Key) -> Place:
        """Return where the key of a value stands."""
        return self.at(nodes.key_mark(self.root, route))

    def at(self, mark: nodes.Mark) -> Place:
        """Return a position of this file as a place."""
        return Place(self.path, mark.line, mark.column)

    @property
    def top(self) -> Place:
        """Where the document begins."""
        return self.at(self.root.start)


@dataclass(frozen=True, slots=True)
class Source(Reading, Generic[D_co]):
    """A file of the right shape, with its document."""

    document: D_co


@dataclass(slots=True)
class Catalogue:
    """All documents by kind and slug, and what else could be read.

    A record whose file is broken is in `broken` and in no table: it can be referred to, and nothing is said of what it
    may lack. `readings` are all files that are YAML, in the order of their paths.
    """

    root: Path
    readings: list[Reading] = field(default_factory=list)
    families: dict[str, Source[FamilyDocument]] = field(default_factory=dict)
    concepts: dict[str, Source[ConceptDocument]] = field(default_factory=dict)
    frameworks: dict[str, Source[FrameworkDocument]] = field(default_factory=dict)
    roles: dict[str, Source[RoleDocument]] = field(default_factory=dict)
    goals: dict[str, Source[GoalDocument]] = field(default_factory=dict)
    broken: set[tuple[NodeKind, str]] = field(default_factory=set)
    published: dict[str, PublishedId] = field(default_factory=dict)

    def of(self, kind: NodeKind) -> dict[str, Source[Document]]:
        """Return the sources of one kind by slug."""
        table: dict[NodeKind, dict[str, Source[Document]]] = {
            NodeKind.FAMILY: self.families,  # type: ignore[dict-item]  # read only: a source of a family is one of a document
            NodeKind.CONCEPT: self.concepts,  # type: ignore[dict-item]
            NodeKind.FRAMEWORK: self.frameworks,  # type: ignore[dict-item]
            NodeKind.ROLE: self.roles,  # type: ignore[dict-item]
            NodeKind.GOAL: self.goals,  # type: ignore[dict-item]
        }
        return table[kind]

    def slugs(self, kind: NodeKind) -> set[str]:
        """Return the slugs of one kind, of broken files too."""
        return set(self.of(kind)) | {slug for broken, slug in self.broken if broken is kind}

    def ids(self) -> set[str]:
        """Return ``kind:slug`` of everything in the catalogue."""
        return {f"{kind}:{slug}" for kind in DOCUMENT_OF for slug in self.slugs(kind)}

    def has_broken(self, kind: NodeKind) -> bool:
        """Tell whether a file of this kind is broken, so that what seems to be missing may stand in it."""
        return any(broken is kind for broken, _ in self.broken)

    def mappings(self) -> Iterator[tuple[Source[FrameworkDocument], int, MappingDocument]]:
        """Walk over all mappings with the framework and their place in its list."""
        for source in self.frameworks.values():
            for index, mapping in enumerate(source.document.mappings):
                yield source, index, mapping

    def symbols(self) -> Iterator[tuple[Source[FrameworkDocument], nodes.Route, SymbolDocument]]:
        """Walk over every place that describes a symbol, with the way to it."""
        for source, at, mapping in self.mappings():
            for index, symbol in enumerate(mapping.symbols):
                yield source, ("mappings", at, "symbols", index), symbol
