"""The pages' queries keep to the limits that everybody has, on the curated content as on any other."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.audits.reading import ManifestReading
from api.explorer.queries import DOCUMENTS, Query
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from graph.vocabulary import NodeKind
from ingest.building import load_tree
from schema.engine import Engine, GraphQLRequest, Outcome
from schema.limits import Limits
from schema.services import Services

SEEDS = Path(__file__).parents[2] / "seeds"
KINDS = {
    "concept": NodeKind.CONCEPT,
    "framework": NodeKind.FRAMEWORK,
    "role": NodeKind.ROLE,
    "goal": NodeKind.GOAL,
}
FIXED: dict[str, dict[str, Any]] = {
    "aim": {"slug": "x", "goal": "goal:x", "role": "role:x"},
    "audit": {
        "manifests": [{"name": "requirements.txt", "text": "langchain==1.0.0\nchromadb\n"}],
        "sources": [{"name": "code.py", "text": "import chromadb\n"}],
        "goal": "company-docs-chatbot",
    },
    "card": {"slug": "reranking", "id": "concept:reranking"},
    "contribute": {"framework": "haystack", "concept": "reranking"},
    "explain": {"text": "from langchain.chains import RetrievalQA\nimport os", "asOf": "2023-06-01"},
    "module": {"slug": "reranking"},
    "names": {"concepts": None, "frameworks": None, "withConcepts": True, "withFrameworks": True, "withAims": True},
    "prerequisites": {"family": "retrieval"},
    "search": {"query": "retrieval", "first": 50},
    "releases": {"purl": "pkg:pypi/langchain-core"},
}
"""Variables of documents that are asked with any value of a kind."""

MANY = ("langchain", "llama-index", "haystack")
"""The frameworks with most mappings."""
PAIRS: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "compare": lambda one, other: {"frameworks": [one, other]},
    "migrate": lambda one, other: {"from": one, "to": other},
    "substitutes": lambda one, _: {"framework": one},
}


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    content = load_tree(SEEDS).content
    assert content is not None
    return Snapshot.of(content)


def _variables(name: str, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the variables with which a document is asked: each slug for a page of one thing."""
    if name in KINDS:
        return [{"slug": slug, "id": f"{name}:{slug}"} for slug in snapshot.nodes[KINDS[name]]]
    if name in PAIRS:
        return [PAIRS[name](one, other) for one in MANY for other in MANY if one != other]
    if name == "path":
        goals, roles = snapshot.nodes[NodeKind.GOAL], snapshot.nodes[NodeKind.ROLE]
        return [*({"goal": slug} for slug in goals), *({"role": slug} for slug in roles)]
    return [FIXED.get(name, {})]


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_queries_of_pages_pass_the_public_limits(name: str, snapshot: Snapshot) -> None:
    # of the limits, time is one that a loaded machine would pass
    engine = Engine(MemoryStore(snapshot), Limits(seconds=60), Services(ManifestReading(1, 60)))

    async def ask() -> None:
        for variables in _variables(name, snapshot):
            answer = await engine.answer(GraphQLRequest(Query(name).document, variables))
            assert answer.outcome is Outcome.ANSWERED
            assert "errors" not in orjson.loads(answer.body)
            assert answer.cost <= Limits().cost / 2, "content may double before a page breaks"

    asyncio.run(ask())


def test_the_module_for_other_sites_asks_the_query_that_is_trusted_as_ours() -> None:
    module = (Path(__file__).parents[2] / "api/explorer/static/duramen-concept.js").read_text(encoding="utf-8")
    most = re.search(r"const MOST_TOOLS = (\d+);", module)
    document = re.search(r"const DOCUMENT = `([^`]*)`;", module)
    assert most is not None
    assert document is not None
    assert document[1].replace("${MOST_TOOLS}", most[1]) == DOCUMENTS["module"].removesuffix("\n")


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_query_fits_into_an_address(name: str) -> None:
    link = Query(name, {"slug": "x" * 64, "id": f"framework:{'x' * 64}"}).link
    assert len(link) < 8_000
