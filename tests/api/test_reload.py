"""Newer content without a restart: a good change is served, a broken one is reported and changes nothing."""

import asyncio
import json
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import structlog

from api import reload
from api.reload import Refresher
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from tests.api.running import Running, running, wait_for
from tests.contents import small_content
from tests.ingest.small_content import good_files, write

pytestmark = pytest.mark.slow

QUERY = b'{"query":"{ concept(slug: \\"reranking\\") { name definition invariant } snapshot { version } }"}'


class Content:
    """A small content whose concept `reranking` is edited."""

    def __init__(self, folder: Path) -> None:
        self.seeds = folder / "seeds"
        self.cache = folder / "cache"
        write(self.seeds, good_files())
        self.file = self.seeds / "concepts" / "reranking.yaml"
        self.original = self.file.read_text(encoding="utf-8")

    def edit(self, number: int) -> str:
        """Give the concept another name, and return it."""
        name = f"Reranking number {number}"
        changed = [f"name: {name}" if line.startswith("name: ") else line for line in self.original.split("\n")]
        self.write("\n".join(changed))
        return name

    def write(self, text: str) -> None:
        unfinished = self.file.with_name(".unfinished")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(self.file)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return Content(tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="module")
def server(content: Content) -> Iterator[Running]:
    with running("--seeds", str(content.seeds), "--reload", cache=content.cache) as found:
        yield found


def name_of(server: Running) -> str:
    found: str = server.post({"query": '{ concept(slug: "reranking") { name } }'}).json()["data"]["concept"]["name"]
    return found


def is_stale(server: Running) -> bool:
    response = httpx.get(f"{server.address}/readyz", timeout=60)
    assert response.status_code == 200
    stale: bool = response.json()["stale"]
    return stale


def test_a_change_is_served_soon(server: Running, content: Content) -> None:
    before = server.post(QUERY).headers["duramen-version"]
    name = content.edit(1)
    wait_for(lambda: name_of(server) == name, what="the change")
    assert server.post(QUERY).headers["duramen-version"] != before


def test_broken_content_is_reported_in_place_and_not_served(server: Running, content: Content) -> None:
    name = content.edit(2)
    wait_for(lambda: name_of(server) == name, what="the change")
    content.write(content.original.replace("family: ", "family: no-such-", 1))
    wait_for(lambda: is_stale(server), what="being stale")
    assert name_of(server) == name
    line = 1 + content.original.split("\n").index(next(x for x in content.original.split("\n") if "family: " in x))
    reported = [entry["event"] for entry in server.log() if entry["level"] == "error"]
    assert any(f"concepts/reranking.yaml:{line}:" in event and "error[" in event for event in reported)
    content.edit(2)  # the same as is served: nothing to swap, but no longer stale
    wait_for(lambda: not is_stale(server), what="being fresh")
    assert name_of(server) == name


def test_content_is_swapped_under_load_without_a_failed_request(server: Running, content: Content) -> None:
    ended = threading.Event()
    answers: list[tuple[str, str, str]] = []
    failed: list[object] = []

    def ask() -> None:
        with httpx.Client(timeout=60) as client:
            while not ended.is_set():
                response = client.post(
                    f"{server.address}/graphql", content=QUERY, headers={"content-type": "application/json"}
                )
                if response.status_code != 200 or "errors" in response.json():
                    failed.append(response.text)
                    return
                data = response.json()["data"]
                answers.append((response.headers["duramen-version"], data["snapshot"]["version"], json.dumps(data)))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(10, 13):
            name = content.edit(number)
            wait_for(lambda name=name: any(name in data for _, _, data in answers) or failed, what="the change")
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert not failed
    assert len({header for header, _, _ in answers}) >= 3
    assert all(header == body for header, body, _ in answers)
    by_version: dict[str, set[str]] = {}
    for header, _, data in answers:
        by_version.setdefault(header, set()).add(data)
    assert all(len(found) == 1 for found in by_version.values())


def test_a_signal_refreshes_without_watching(tmp_path: Path) -> None:
    content = Content(tmp_path)
    with running("--seeds", str(content.seeds), cache=content.cache) as server:
        name = content.edit(20)
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: name_of(server) == name, what="the change")
        content.write("broken: [")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: is_stale(server), what="being stale")
        assert name_of(server) == name
        assert server.stop() == 0


def test_a_folder_that_is_replaced_is_watched_on(tmp_path: Path) -> None:
    content = Content(tmp_path)
    with running("--seeds", str(content.seeds), "--reload", cache=content.cache) as server:
        content.seeds.rename(tmp_path / "old")
        wait_for(lambda: is_stale(server), what="being stale")
        write(content.seeds, good_files())
        wait_for(lambda: not is_stale(server), what="being fresh")
        name = content.edit(1)
        wait_for(lambda: name_of(server) == name, what="the change")


def test_watching_begins_anew_when_the_system_fails_to_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        begun, again = [], asyncio.Event()

        async def awatch(*_: object, **__: object) -> AsyncIterator[set[object]]:
            begun.append(1)
            if len(begun) == 1:
                raise RuntimeError("no watches are left")
            again.set()
            await asyncio.Event().wait()
            yield set()

        monkeypatch.setattr(reload.watchfiles, "awatch", awatch)
        monkeypatch.setattr(reload, "_RETRY_SECONDS", 0)
        store = MemoryStore(Snapshot.of(small_content()))
        watching = asyncio.create_task(Refresher(store, tmp_path, tmp_path).watch())
        await asyncio.wait({watching, asyncio.create_task(again.wait())}, return_when=asyncio.FIRST_COMPLETED)
        assert not watching.done()
        assert store.is_stale
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    with structlog.testing.capture_logs() as logged:
        asyncio.run(scenario())
    assert {"event": "watching begins anew", "reason": "no watches are left", "log_level": "warning"} in logged
