"""Ariadne as it comes: its ASGI application on uvicorn. ``python ariadne_server.py PORT GRAPH``."""

import sys
from pathlib import Path
from typing import Any

import uvicorn
from ariadne import ObjectType, QueryType, make_executable_schema
from ariadne.asgi import GraphQL
from linked import Graph

GRAPH = Graph(Path(sys.argv[2]))
SDL = (Path(__file__).parents[1] / "schema.graphql").read_text(encoding="utf-8")
query, concept, framework = QueryType(), ObjectType("Concept"), ObjectType("Framework")


def _concepts(found: list[Any], start: int, first: int) -> dict[str, Any]:
    page = found[start : start + first]
    return {
        "total_count": len(found),
        "nodes": page,
        "edges": [{"cursor": one.cursor, "node": one} for one in page],
        "page_info": {
            "has_next_page": start + first < len(found),
            "has_previous_page": start > 0,
            "start_cursor": page[0].cursor if page else None,
            "end_cursor": page[-1].cursor if page else None,
        },
    }


@query.field("concept")
def one_concept(_root: Any, _info: Any, slug: str) -> Any:
    return GRAPH.by_slug.get(slug)


@query.field("concepts")
def all_concepts(_root: Any, _info: Any, first: int = 20, after: str | None = None) -> Any:
    return _concepts(GRAPH.concepts, GRAPH.after[after] if after else 0, first)


@query.field("frameworks")
def all_frameworks(_root: Any, _info: Any, first: int = 20) -> Any:
    return {"total_count": len(GRAPH.frameworks), "nodes": GRAPH.frameworks[:first]}


@concept.field("prerequisites")
def prerequisites(owner: Any, _info: Any, first: int = 20) -> Any:
    return _concepts(owner.prerequisites, 0, first)


@concept.field("relations")
def relations(owner: Any, _info: Any, first: int = 20) -> Any:
    return {"total_count": len(owner.relations), "nodes": owner.relations[:first]}


@concept.field("mappings")
@framework.field("mappings")
def mappings(owner: Any, _info: Any, first: int = 20) -> Any:
    return {"total_count": len(owner.mappings), "nodes": owner.mappings[:first]}


if __name__ == "__main__":
    schema = make_executable_schema(SDL, query, concept, framework, convert_names_case=True)
    application = GraphQL(schema, explorer=None)
    uvicorn.run(application, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="critical")
