"""The graph that all servers answer from: what the queries need of a snapshot, as one JSON file with links as numbers.

It is asked for by GraphQL, so that order, enumerations and cursors are those that Duramen answers with.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.engine import Engine, GraphQLRequest
from schema.limits import Limits

_UNLIMITED = Limits(cost=10**9, seconds=3600, answer_bytes=10**10)
_FAMILIES = "{ families(first: 100) { nodes { slug name summary } } }"
_CONCEPTS = """query ($after: String) { items: concepts(first: 100, after: $after) {
  edges { cursor node { slug name definition invariant status kind aliases tradeOffs failureModes family { slug }
    prerequisites(first: 100) { nodes { slug } } relations(first: 100) { nodes { role concept { slug } } }
    mappings(first: 100) { nodes { id } } } }
  pageInfo { hasNextPage endCursor } } }"""
_FRAMEWORKS = """query ($after: String) { items: frameworks(first: 100, after: $after) {
  edges { node { slug name summary licence
    mappings(first: 100) { nodes { id summary coverage state concept { slug } symbols { ref kind } } } } }
  pageInfo { hasNextPage endCursor } } }"""


def write_graph(snapshot: Snapshot, file: Path) -> None:
    """Write what the peers read; each list is in the order in which Duramen gives it."""
    engine = Engine(MemoryStore(snapshot), _UNLIMITED)
    families = _ask(engine, _FAMILIES, {})["families"]["nodes"]
    concepts = [{**edge["node"], "cursor": edge["cursor"]} for edge in _pages(engine, _CONCEPTS)]
    frameworks = [edge["node"] for edge in _pages(engine, _FRAMEWORKS)]
    family_at = {family["slug"]: number for number, family in enumerate(families)}
    concept_at = {concept["slug"]: number for number, concept in enumerate(concepts)}
    mappings: list[dict[str, Any]] = []
    mapping_at: dict[str, int] = {}
    for number, framework in enumerate(frameworks):
        own = framework["mappings"]["nodes"]
        framework["mappings"] = list(range(len(mappings), len(mappings) + len(own)))
        for mapping in own:
            mapping_at[mapping.pop("id")] = len(mappings)
            mappings.append({**mapping, "framework": number, "concept": concept_at[mapping["concept"]["slug"]]})
    for concept in concepts:
        concept["family"] = family_at[concept["family"]["slug"]]
        concept["prerequisites"] = [concept_at[one["slug"]] for one in concept["prerequisites"]["nodes"]]
        concept["relations"] = [
            {"role": one["role"], "concept": concept_at[one["concept"]["slug"]]}
            for one in concept["relations"]["nodes"]
        ]
        concept["mappings"] = [mapping_at[one["id"]] for one in concept["mappings"]["nodes"]]
    graph = {"families": families, "concepts": concepts, "frameworks": frameworks, "mappings": mappings}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(orjson.dumps(graph))


def _pages(engine: Engine, document: str) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = _ask(engine, document, {"after": after})["items"]
        yield from page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return


def _ask(engine: Engine, document: str, variables: dict[str, Any]) -> dict[str, Any]:
    answer = orjson.loads(asyncio.run(engine.answer(GraphQLRequest(document, variables))).body)
    if "errors" in answer:
        raise ValueError(answer["errors"][0]["message"])
    found: dict[str, Any] = answer["data"]
    return found
