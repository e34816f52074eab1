"""Loading: readers see the old build or the new one, whatever happens to the loader."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph import edges
from graph.canonical import encode_content, version_of
from graph.neo4j_store.model import Group
from graph.neo4j_store.writing import Transaction, Writer
from graph.records import Content
from graph.snapshot import Snapshot
from graph.store import Filter, Order, Page
from graph.vocabulary import NodeKind
from ingest.loading import loader
from ingest.loading.builds import status
from ingest.loading.errors import LeaseHeld, LeaseLost, NotAsWritten
from ingest.loading.lease import Lease
from ingest.loading.loader import Action, LoadOptions, load
from ingest.loading.readable import Column
from ingest.loading.rows import NodeRows
from ingest.loading.verification import _MIX, _mix, read_back
from tests.contents import concept, small_content
from tests.neo4j.servers import Server

ROOT = Path(__file__).parents[2]
BEFORE = small_content()
AFTER = replace(BEFORE, concepts=(*BEFORE.concepts, concept("tracing", family="evaluation")))
EVERYTHING_GOES = LoadOptions(keep=0, grace_seconds=0)
LEASE_SECONDS = 3.0
"""Of a lease that is to be kept: a beat a second, and two seconds for a machine that does other things as well."""


def served(server: Server) -> Content:
    """Return the content that readers see."""

    async def read() -> Content:
        return await (await server.store.pin()).content()

    return server.run(read())


def builds(server: Server) -> list[tuple[str, bool]]:
    return [(build.state, build.current) for build in server.run(status(server.writer)).builds]


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours runs after it."""


class Mortal(Writer):
    """A writer whose process dies when it begins its n-th transaction."""

    def __init__(self, server: Server, lives: int) -> None:
        super().__init__(server.settings)
        self.lives = lives

    async def transaction(self, work: Callable[[Transaction], Awaitable[Any]]) -> Any:
        self.lives -= 1
        if self.lives < 0:
            raise Killed
        return await super().transaction(work)


async def quietly(_writer: Writer, _snapshot: Snapshot, _options: LoadOptions) -> Any:
    return await load(_writer, _snapshot, _options, lambda _done, _total: None)


class TestOneLoad:
    def test_the_content_comes_back_and_its_digest_is_that_of_the_content(self, server: Server) -> None:
        outcome = server.load(BEFORE)
        assert served(server) == BEFORE
        assert server.run(read_back(server.writer, outcome.build)) == (
            version_of(BEFORE).digest,
            len(encode_content(BEFORE)),
        )

    def test_the_curated_content_has_the_digest_that_the_command_prints(
        self, server: Server, curated: Snapshot, seeds: Path
    ) -> None:
        outcome = server.load(curated.content)
        command = [sys.executable, "-P", "-m", "api.cli", "digest", "--seeds", str(seeds)]
        printed = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
        )
        digest = server.run(read_back(server.writer, outcome.build)).digest
        assert digest == curated.version.digest
        assert digest in printed.stdout

    def test_loading_the_same_version_again_changes_nothing(self, server: Server) -> None:
        server.load(BEFORE)
        there = builds(server)
        assert server.load(BEFORE).action is Action.UNCHANGED
        assert builds(server) == there

    def test_a_kept_build_is_shown_again_without_loading(self, server: Server) -> None:
        first = server.load(BEFORE)
        server.load(AFTER)
        again = server.load(BEFORE)
        assert (again.action, again.build) == (Action.SWITCHED, first.build)
        assert served(server) == BEFORE

    def test_content_that_is_not_read_back_as_written_is_never_shown(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.load(BEFORE)
        whole = NodeRows.__iter__

        def torn(rows: NodeRows) -> Iterator[Any]:
            return ([row[0], row[1].replace("tracing", "tracking"), *row[2:]] for row in whole(rows))

        monkeypatch.setattr(NodeRows, "__iter__", torn)
        changed = replace(AFTER, roles=())
        with pytest.raises(NotAsWritten, match="digest"):
            server.load(changed)
        assert served(server) == BEFORE

    def test_a_lost_relationship_is_noticed(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        server.load(BEFORE)
        whole = loader._link_text
        monkeypatch.setattr(
            loader, "_link_text", lambda link: whole(link).replace("AS row MATCH", "AS row WITH row LIMIT 1 MATCH")
        )
        with pytest.raises(NotAsWritten, match="relationships"):
            server.load(replace(AFTER, goals=()))
        assert served(server) == BEFORE

    def test_relationships_that_join_other_nodes_are_noticed(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.load(BEFORE)
        whole = loader._node_text

        def confused(
            group: Group, columns: Sequence[Column]
        ) -> str:  # each symbol is said to be where the one before is
            shift = "collect([(n.at + 1) % size($rows), " if group.label == "Symbol" else "collect([n.at, "
            return whole(group, columns).replace("collect([row[0], ", shift)

        monkeypatch.setattr(loader, "_node_text", confused)
        with pytest.raises(NotAsWritten, match="other nodes"):
            server.load(replace(AFTER, goals=()))
        assert served(server) == BEFORE

    @pytest.mark.parametrize("ends", [(0, 0), (1, 2), (2, 1), (300_000, 900_000), (10**9, 10**9)])
    def test_the_database_mixes_positions_of_any_size_as_we_do(self, server: Server, ends: tuple[int, int]) -> None:
        text = f"WITH {{at: $a}} AS a, {{at: $b}} AS b RETURN {_MIX}"
        assert server.cypher(text, a=ends[0], b=ends[1]) == [[_mix(*ends)]]


class TestOldBuilds:
    def test_as_many_old_builds_stay_as_are_to_be_kept(self, server: Server) -> None:
        server.wipe()
        versions = [replace(BEFORE, concepts=(*BEFORE.concepts, concept(f"more-{n}"))) for n in range(4)]
        for content in versions:
            server.load(content, LoadOptions(keep=2, grace_seconds=0))
        assert builds(server) == [("complete", False), ("complete", False), ("complete", True)]
        assert server.load(versions[2]).action is Action.SWITCHED

    def test_an_old_build_stays_while_its_grace_lasts(self, server: Server) -> None:
        server.wipe()
        server.load(BEFORE)
        server.load(AFTER, LoadOptions(keep=0, grace_seconds=3600))
        assert builds(server) == [("complete", False), ("complete", True)]
        server.load(AFTER, EVERYTHING_GOES)
        assert builds(server) == [("complete", True)]

    def test_sweeping_leaves_nothing_of_a_build_and_all_of_other_nodes(self, server: Server) -> None:
        server.wipe()
        server.cypher("CREATE (:Concept {slug: 'of somebody else'})")
        server.load(BEFORE)
        server.load(AFTER, EVERYTHING_GOES)
        rows = server.cypher("MATCH (n) WHERE n.build IS NOT NULL AND n:!DuramenPointer RETURN DISTINCT n.build")
        assert len(rows) == 1
        assert server.cypher("MATCH (n:Concept {slug: 'of somebody else'}) RETURN count(n)") == [[1]]
        assert served(server) == AFTER


class TestLease:
    def test_a_second_loader_is_refused_with_the_name_of_the_first(self, server: Server) -> None:
        async def both() -> None:
            first = Lease(server.writer, 30)
            async with first.held():
                with pytest.raises(LeaseHeld, match=first.owner):
                    await quietly(server.writer, Snapshot.of(AFTER), LoadOptions())

        server.run(both())

    def test_a_loader_that_lost_its_lease_writes_nothing_more(self, server: Server) -> None:
        server.load(BEFORE)
        server.cypher(
            "MATCH (b:DuramenBuild) WHERE b.digest = $digest DETACH DELETE b", digest=version_of(AFTER).digest
        )

        async def work() -> None:
            slow = Lease(server.writer, 30)
            await server.writer.transaction(slow._take)
            await server.writer.transaction(
                lambda t: t.run("MATCH (l:DuramenLease) SET l.beat = l.beat - 60000 RETURN 1", {})
            )
            await quietly(server.writer, Snapshot.of(AFTER), LoadOptions(keep=100_000))
            with pytest.raises(LeaseLost):
                await server.writer.transaction(slow.hold)

        server.run(work())
        assert served(server) == AFTER

    def test_a_living_loader_keeps_its_lease_for_as_long_as_it_takes(self, server: Server) -> None:
        async def work() -> None:
            lease = Lease(server.writer, LEASE_SECONDS)
            async with lease.held():
                begun = time.monotonic()
                while time.monotonic() - begun < 1.5 * LEASE_SECONDS:
                    with pytest.raises(LeaseHeld):
                        await server.writer.transaction(Lease(server.writer, LEASE_SECONDS)._take)
                    await asyncio.sleep(0.05)

        server.run(work())


class TestDeath:
    def test_a_loader_killed_at_any_transaction_leaves_the_old_build_and_no_obstacle(self, server: Server) -> None:
        server.wipe()
        server.load(BEFORE)
        snapshot = Snapshot.of(AFTER)
        options = LoadOptions(keep=0, grace_seconds=3600, batch=25)
        for lives in range(100):
            server.cypher("MATCH (l:DuramenLease) SET l.beat = 0 RETURN 1")  # who died has been silent for long
            mortal = Mortal(server, lives)
            try:
                server.run(quietly(mortal, snapshot, options))
            except Killed:
                assert served(server) in (BEFORE, AFTER)
            else:
                break
            finally:
                server.run(mortal.close())
        assert lives > 8
        assert served(server) == AFTER
        assert [state for state, _ in builds(server)] == ["complete", "complete"]
        numbers = server.cypher("MATCH (n:Concept) RETURN n.build, count(*) ORDER BY n.build")
        assert [count for _, count in numbers] == [len(BEFORE.concepts), len(AFTER.concepts)]

    def test_a_process_killed_in_the_middle_is_cleaned_up_by_the_next_load(
        self, server: Server, curated: Snapshot, seeds: Path, tmp_path: Path
    ) -> None:
        server.wipe()
        server.load(BEFORE)
        password = tmp_path / "password"
        password.write_text(server.settings.password or "")
        command = [sys.executable, "-P", "-m", "api.cli", "load", "--to", server.settings.uri, "--seeds", str(seeds)]
        command += ["--password-file", str(password)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DURAMEN_CACHE": str(tmp_path)}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            while not server.cypher(
                "MATCH (b:DuramenBuild {state: 'loading'}) MATCH (n:Concept {build: b.number}) RETURN n.slug LIMIT 1"
            ):
                assert process.poll() is None, "the load ended before it could be killed"
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
        finally:
            process.wait()
        assert served(server) == BEFORE
        assert ("loading", False) in builds(server)
        with pytest.raises(LeaseHeld):
            server.load(curated.content)
        outcome = server.load(curated.content, LoadOptions(keep=1, lease_seconds=0.01))
        assert outcome.action is Action.LOADED
        assert builds(server) == [("complete", False), ("complete", True)]
        assert served(server) == curated.content


class TestReaders:
    def test_requests_under_way_see_one_version_while_builds_come_and_go(self, server: Server) -> None:
        server.wipe()
        server.load(BEFORE)
        known = {version_of(content): content for content in (BEFORE, AFTER)}
        shown = {version: asyncio.Event() for version in known}

        async def reader(stop: asyncio.Event) -> None:
            while not stop.is_set():
                pinned = await server.store.pin()
                expected = known[pinned.version]
                (page,) = await pinned.slices(edges.CONCEPTS, [""], Page(first=100), Filter(), Order(), None)
                slugs = [one.slug for one in expected.concepts]
                nodes = await pinned.nodes(NodeKind.CONCEPT, slugs)
                assert list(nodes) == list(expected.concepts)
                assert page.total == len(slugs)
                shown[pinned.version].set()

        async def work() -> None:
            stop = asyncio.Event()
            readers = [asyncio.create_task(reader(stop)) for _ in range(4)]
            for content in (AFTER, BEFORE, AFTER, BEFORE):
                await quietly(server.writer, Snapshot.of(content), LoadOptions(keep=1))
                seen = shown[version_of(content)] = asyncio.Event()
                await asyncio.wait([asyncio.create_task(seen.wait()), *readers], return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            await asyncio.gather(*readers)

        server.run(work())
