"""A graph too large to be read as a whole: pages and audits that need all of it say so, and nothing else fails."""

from collections.abc import Iterator

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from graph.errors import ContentTooLarge
from graph.memory import MemoryPinned, MemoryStore
from graph.questions import projection
from graph.records import Content
from graph.snapshot import Snapshot
from graph.store import Pinned
from tests.explorer.catalogue import catalogue
from tests.explorer.serving import PATIENT, serving

SIZE, LIMIT = 3_000, 2_000
AUDIT = {"manifests": [{"name": "requirements.txt", "text": "langchain"}]}


class _Large(MemoryStore):
    async def pin(self) -> Pinned:
        found = MemoryPinned(self.snapshot)
        found.content = self._refuse  # type: ignore[method-assign]
        return found

    async def _refuse(self) -> Content:
        raise ContentTooLarge(SIZE, LIMIT)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve a graph that is too large."""
    monkeypatch.setattr(projection.PROJECTIONS, "_kept", type(projection.PROJECTIONS._kept)())
    with serving(create_app(_Large(Snapshot.of(catalogue())), Settings(limits=PATIENT))) as address:
        yield address


def test_a_question_names_both_sizes_and_the_setting(large: str) -> None:
    query = '{ search(query: "search") { totalCount } }'
    (error,) = httpx.post(f"{large}/graphql", json={"query": query}, timeout=60).json()["errors"]
    assert error["extensions"] == {"code": "GRAPH_TOO_LARGE", "size": SIZE, "limit": LIMIT}
    assert "DURAMEN_NEO4J_CONTENT_BYTES" in error["message"]


def test_an_audit_is_refused_and_nobody_is_told_to_try_again(large: str) -> None:
    response = httpx.post(f"{large}/audit", json=AUDIT, headers={"Accept": "application/json"}, timeout=60)
    assert response.status_code == 503
    assert "retry-after" not in response.headers
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "GRAPH_TOO_LARGE"
    assert f"{SIZE} bytes" in error["message"]


def test_a_page_about_the_whole_says_what_is_too_large_and_lists_are_answered(large: str) -> None:
    page = httpx.get(f"{large}/paths/chatbot", timeout=60)
    assert page.status_code == 503
    assert "too large for this page" in page.text
    listed = httpx.post(f"{large}/graphql", json={"query": "{ concepts(first: 1) { totalCount } }"}, timeout=60).json()
    assert "errors" not in listed
