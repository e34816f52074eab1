"""Strawberry as it comes: its ASGI application on uvicorn. ``python strawberry_server.py PORT GRAPH``."""

import sys
from pathlib import Path

import linked
import strawberry
import uvicorn
from strawberry.asgi import GraphQL

GRAPH = linked.Graph(Path(sys.argv[2]))


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Family:
    slug: str
    name: str
    summary: str


@strawberry.type
class Symbol:
    ref: str
    kind: str


@strawberry.type
class Mapping:
    summary: str
    coverage: str
    state: str
    symbols: list[Symbol]
    concept: "Concept"
    framework: "Framework"


@strawberry.type
class MappingConnection:
    total_count: int
    nodes: list[Mapping]


@strawberry.type
class Relation:
    role: str
    concept: "Concept"


@strawberry.type
class RelationConnection:
    total_count: int
    nodes: list[Relation]


@strawberry.type
class ConceptEdge:
    cursor: str
    node: "Concept"


@strawberry.type
class ConceptConnection:
    total_count: int
    nodes: list["Concept"]
    edges: list[ConceptEdge]
    page_info: PageInfo


def _concepts(found: list[linked.Concept], start: int, first: int) -> ConceptConnection:
    page = found[start : start + first]
    ends = (page[0].cursor, page[-1].cursor) if page else (None, None)
    return ConceptConnection(
        total_count=len(found),
        nodes=page,
        edges=[ConceptEdge(cursor=one.cursor, node=one) for one in page],
        page_info=PageInfo(
            has_next_page=start + first < len(found),
            has_previous_page=start > 0,
            start_cursor=ends[0],
            end_cursor=ends[1],
        ),
    )


@strawberry.type
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

    @strawberry.field
    def prerequisites(self, first: int = 20) -> ConceptConnection:
        return _concepts(self.prerequisites, 0, first)

    @strawberry.field
    def relations(self, first: int = 20) -> RelationConnection:
        return RelationConnection(total_count=len(self.relations), nodes=self.relations[:first])

    @strawberry.field
    def mappings(self, first: int = 20) -> MappingConnection:
        return MappingConnection(total_count=len(self.mappings), nodes=self.mappings[:first])


@strawberry.type
class Framework:
    slug: str
    name: str
    summary: str
    licence: str

    @strawberry.field
    def mappings(self, first: int = 20) -> MappingConnection:
        return MappingConnection(total_count=len(self.mappings), nodes=self.mappings[:first])


@strawberry.type
class FrameworkConnection:
    total_count: int
    nodes: list[Framework]


@strawberry.type
class Query:
    @strawberry.field
    def concept(self, slug: str) -> Concept | None:
        return GRAPH.by_slug.get(slug)

    @strawberry.field
    def concepts(self, first: int = 20, after: str | None = None) -> ConceptConnection:
        return _concepts(GRAPH.concepts, GRAPH.after[after] if after else 0, first)

    @strawberry.field
    def frameworks(self, first: int = 20) -> FrameworkConnection:
        return FrameworkConnection(total_count=len(GRAPH.frameworks), nodes=GRAPH.frameworks[:first])


if __name__ == "__main__":
    application = GraphQL(strawberry.Schema(Query), graphql_ide=None)
    uvicorn.run(application, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="critical")
