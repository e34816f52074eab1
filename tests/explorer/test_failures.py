"""When something fails, a reader gets a page that says so, and nothing of the inside."""

import asyncio
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.app import create_app
from api.explorer.site import Site
from api.settings import Settings
from graph.errors import StoreUnavailable
from graph.memory import MemoryPinned, MemoryStore
from graph.snapshot import Snapshot
from graph.store import Pinned
from tests.explorer.addresses import PAGES
from tests.explorer.catalogue import catalogue
from tests.explorer.serving import PATIENT, serving


class _Gone(MemoryStore):
    async def pin(self) -> Pinned:
        raise StoreUnavailable("bolt://secret-host:7687 refused")


class _Broken(MemoryStore):
    async def pin(self) -> Pinned:
        found = MemoryPinned(self.snapshot)
        found.summary = self._fail  # type: ignore[method-assign]
        return found

    async def _fail(self) -> None:
        raise ZeroDivisionError("secret detail")


@pytest.fixture(scope="module")
def away() -> Iterator[str]:
    """Serve a store that cannot be reached."""
    with serving(create_app(_Gone(Snapshot.of(catalogue())), Settings(limits=PATIENT))) as address:
        yield address


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_a_store_that_is_away_is_a_503_page(away: str, path: str) -> None:
    response = httpx.get(f"{away}{path}", timeout=60)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"
    assert response.headers["cache-control"] == "no-store"
    assert "cannot be read right now" in response.text
    assert "secret" not in response.text


@pytest.mark.parametrize(("path", "form"), [("/explain", {"code": "import os"}), ("/audit/result", {"text0": "a==1"})])
def test_no_reader_is_blamed_for_what_took_too_long(
    monkeypatch: pytest.MonkeyPatch, path: str, form: dict[str, str]
) -> None:
    late = {"errors": [{"message": "The operation took longer.", "extensions": {"code": "TIMEOUT"}}]}

    async def answer(*_: object) -> object:
        return late

    monkeypatch.setattr(Site, "answer", answer)
    with serving(create_app(MemoryStore(Snapshot.of(catalogue())), Settings(limits=PATIENT))) as address:
        response = httpx.post(f"{address}{path}", data=form, timeout=60)
        assert httpx.get(f"{address}/search", params={"q": "rag"}, timeout=60).status_code == 503
    assert response.status_code == 503
    assert "cannot be read right now" in response.text


def test_a_fault_is_a_500_page_with_the_request_id() -> None:
    with serving(create_app(_Broken(Snapshot.of(catalogue())), Settings(limits=PATIENT))) as address:
        response = httpx.get(f"{address}/method", timeout=60)
    assert response.status_code == 500
    assert response.headers["content-type"].startswith("text/html")
    named = re.search(r"the request ([0-9a-f]+)\.", response.text)
    assert named is not None
    assert named[1] == response.headers["x-request-id"]
    assert response.headers["cache-control"] == "no-store"
    for leak in ("secret", "Traceback", "ZeroDivision", ".py", "schema.engine"):
        assert leak not in response.text


def test_files_are_there_while_the_store_is_away(away: str) -> None:
    style = re.search(r'href="(/static/site-[^"]+)"', httpx.get(f"{away}/", timeout=60).text)
    assert style is not None
    assert httpx.get(f"{away}{style[1]}", timeout=60).status_code == 200


def test_a_service_that_is_full_is_a_503_page() -> None:
    full = Settings(limits=PATIENT, max_operations=1, max_waiting=0)

    class _Slow(MemoryStore):
        entered = threading.Event()
        leave = threading.Event()

        async def pin(self) -> Pinned:
            self.entered.set()
            await asyncio.to_thread(self.leave.wait, 30)
            return await super().pin()

    store = _Slow(Snapshot.of(catalogue()))
    with serving(create_app(store, full)) as address, ThreadPoolExecutor(1) as pool:
        first = pool.submit(httpx.get, f"{address}/method", timeout=60)
        assert store.entered.wait(30)
        refused = httpx.get(f"{address}/method", timeout=60)
        store.leave.set()
        assert first.result().status_code == 200
    assert refused.status_code == 503
    assert refused.headers["content-type"].startswith("text/html")
    assert refused.headers["retry-after"] == "1"
    assert "busy" in refused.text
