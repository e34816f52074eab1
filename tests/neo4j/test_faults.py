"""What can go wrong with a database, on a real one: every request ends in time, and no part is shown as a whole."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph import edges
from graph.errors import StoreMisconfigured, StoreUnavailable, VersionGone
from graph.neo4j_store import statements
from graph.neo4j_store.connection import Connection
from graph.neo4j_store.settings import Neo4jSettings
from graph.neo4j_store.store import Neo4jStore
from graph.store import Filter, Order, Page
from graph.vocabulary import NodeKind
from ingest.loading.loader import LoadOptions
from schema.engine import Engine, GraphQLRequest, Outcome
from schema.limits import Limits
from tests.api.running import Running, running, wait_for
from tests.contents import concept, small_content
from tests.neo4j.fragile import Fragile
from tests.neo4j.servers import EVERY_SERVER, Server, runner, settings_of

CONTENT = small_content()
QUESTION = {"query": '{ concept(slug: "rag") { name allPrerequisites { totalCount nodes { slug } } } }'}
ANSWER = {
    "data": {
        "concept": {
            "name": "Retrieval-augmented generation",
            "allPrerequisites": {"totalCount": 2, "nodes": [{"slug": "chunking"}, {"slug": "retrieval"}]},
        }
    }
}
TIME_LIMIT = 5.0
MARGIN = 20.0
"""For a machine that does other things as well; left alone, the driver tries to connect for 30 seconds and more."""
SLOW = "UNWIND range(1, 2000000000) AS x WITH sum(x % 7) AS s WITH [] AS rows WHERE s >= 0 RETURN rows, true AS whole"


@pytest.fixture(params=EVERY_SERVER, scope="module")
def fragile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fragile]:
    settings_of(request.param)
    fragile = Fragile(request.param, tmp_path_factory.mktemp("fragile") / "instance")
    loop, run = runner()
    try:
        fragile.start()
        with loop:
            server = Server(fragile.settings(), run)
            server.load(CONTENT)
            server.close()
        yield fragile
    finally:
        fragile.wipe()


def serving(settings: Neo4jSettings) -> Any:
    return running(
        "--store",
        "neo4j",
        neo4j_uri=settings.uri,
        neo4j_password=settings.password,
        neo4j_database=settings.database,
        limits__seconds=Limits().seconds,
    )


def ready(service: Running) -> tuple[int, dict[str, Any]]:
    answer = httpx.get(f"{service.address}/readyz", timeout=30)
    return answer.status_code, answer.json()


def ask(service: Running) -> httpx.Response:
    """Ask one question; any answer is the whole one, or says that there is none.

    A database that has just come back may be too slow for the time limit: this media type tells so by its status.
    """
    begun = time.monotonic()
    accept = {"accept": "application/graphql-response+json"}
    answer = httpx.post(f"{service.address}/graphql", json=QUESTION, headers=accept, timeout=60)
    assert time.monotonic() - begun < TIME_LIMIT + MARGIN
    if answer.status_code == 200:
        assert answer.json() == ANSWER
    else:
        assert answer.status_code == 503
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] in {"STORE_UNAVAILABLE", "TIMEOUT"}
        assert answer.json().get("data") is None
        hidden = ("bolt", "neo4j", "127.0.0.1", "refused", "Cypher", "driver")
        assert not [word for word in hidden if word.lower() in answer.text.lower()]
    return answer


def is_ready(service: Running) -> bool:
    return ready(service)[0] == 200


class TestServer:
    def test_down_at_start_the_service_waits_for_it_and_gets_ready_by_itself(self, fragile: Fragile) -> None:
        fragile.kill()
        with serving(fragile.settings()) as service:
            assert httpx.get(f"{service.address}/healthz", timeout=60).status_code == 200
            status, body = ready(service)
            assert (status, body["ready"], body["reason"]) == (503, False, "store")
            refused = ask(service)
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "1"
            fragile.start()
            wait_for(lambda: is_ready(service), 90, "getting ready")
            wait_for(lambda: ask(service).status_code == 200, what="an answer")  # at first it may take too long

    def test_killed_under_load_nobody_waits_long_or_gets_a_part_and_it_comes_back(self, fragile: Fragile) -> None:
        seen: list[tuple[int, float]] = []
        stop = threading.Event()
        broken: list[BaseException] = []

        def client(service: Running) -> None:
            try:
                while not stop.is_set():
                    begun = time.monotonic()
                    seen.append((ask(service).status_code, time.monotonic() - begun))
            except BaseException as error:  # noqa: BLE001 - shown by the test
                broken.append(error)

        with serving(fragile.settings()) as service:
            wait_for(lambda: is_ready(service), 90, "getting ready")
            clients = [threading.Thread(target=client, args=(service,)) for _ in range(4)]
            for one in clients:
                one.start()
            wait_for(lambda: len(seen) > 20, 60, "load")
            fragile.kill()
            wait_for(lambda: sum(status == 503 for status, _ in seen) > 20, 60, "refusals")
            assert ready(service)[0] == 503
            assert httpx.get(f"{service.address}/healthz", timeout=60).status_code == 200
            fragile.start()
            before = len(seen)
            wait_for(lambda: broken or 200 in [status for status, _ in seen[before:]], 90, "answers")
            wait_for(lambda: broken or is_ready(service), 90, "getting ready again")
            stop.set()
            for one in clients:
                one.join()
        assert broken == []
        refused = sorted(seconds for status, seconds in seen if status == 503)
        print(f"{len(seen)} requests, {len(refused)} refused, longest {max(s for _, s in seen):.2f} s")
        # the circuit is open for most of them, and then nobody waits
        assert refused[len(refused) // 2] < TIME_LIMIT / 2

    def test_frozen_it_costs_a_request_its_time_and_the_next_ones_nothing(self, fragile: Fragile) -> None:
        loop, run = runner()
        settings = fragile.settings(call_seconds=0.5, query_seconds=0.4)
        with loop:
            store = Neo4jStore(Connection(settings))
            _get_in_time(run, store)
            breaker, stopped = store.connection.breaker, time.monotonic()
            breaker.clock = lambda: stopped  # no pause ends here, and no probe is due, however busy the machine is
            fragile.freeze()
            try:
                for _ in range(3):
                    with pytest.raises(StoreUnavailable):
                        run(store.pin())
                asked = store.connection.trips
                with pytest.raises(StoreUnavailable):
                    run(store.pin())
                assert store.connection.trips == asked
                assert not run(store.ready()).ready
            finally:
                fragile.thaw()
                breaker.clock = time.monotonic
            _get_in_time(run, store)
            run(store.close())


def _get_in_time(run: Any, store: Neo4jStore) -> None:
    """Pin as soon as the store can: a machine under load may need some attempts."""

    def pinned() -> bool:
        try:
            run(store.pin())
        except StoreUnavailable:
            return False
        return True

    wait_for(pinned, 60, "an answer")


class TestRefusals:
    @pytest.mark.parametrize(
        "wrong", [{"password": "not-the-password"}, {"database": "nowhere"}], ids=["password", "database"]
    )
    def test_wrong_settings_are_reported_and_not_tried_again_and_again(
        self, server: Server, wrong: dict[str, str]
    ) -> None:
        server.serving(CONTENT)
        with serving(replace(server.settings, **wrong)) as service:
            status, body = ready(service)
            assert (status, body["reason"]) == (503, "store")
            assert {ask(service).status_code for _ in range(12)} == {503}
            assert "not-the-password" not in service.text()
        # the server has not locked anybody out
        assert server.run(server.store.pin()).version

    def test_a_crowd_tries_a_wrong_password_once(self, server: Server) -> None:
        async def crowd() -> tuple[int, list[Any]]:
            connection = Connection(replace(server.settings, password="not-the-password"))
            store = Neo4jStore(connection)
            found = await asyncio.gather(*(store.pin() for _ in range(20)), return_exceptions=True)
            await store.close()
            return connection.trips, found

        trips, found = server.run(crowd())
        assert trips == 1
        assert {type(error) for error in found} == {StoreMisconfigured}

    def test_an_address_that_is_none_is_refused_at_once(self) -> None:
        with pytest.raises(StoreMisconfigured):
            Connection(Neo4jSettings("nonsense://host"))

    def test_an_empty_database_is_unavailable_not_empty(self, server: Server) -> None:
        server.wipe()
        with pytest.raises(StoreUnavailable):
            server.run(server.store.pin())
        assert server.run(server.store.ready()).reason == "store"

    def test_a_build_of_another_format_is_not_read(self, server: Server) -> None:
        server.load(CONTENT)
        server.cypher("MATCH (b:DuramenBuild) SET b.format = 999")
        with pytest.raises(StoreMisconfigured):
            server.run(server.store.pin())
        server.wipe()


class TestRequests:
    def test_a_build_swept_while_a_request_reads_it_is_gone_not_short(self, server: Server) -> None:
        server.wipe()
        server.load(CONTENT)
        pinned = server.run(server.store.pin())
        other = replace(CONTENT, concepts=(*CONTENT.concepts, concept("tracing")))
        server.load(other, LoadOptions(keep=0, grace_seconds=0))
        everything = Page(first=100)
        for call in (
            lambda: pinned.nodes(NodeKind.CONCEPT, ["rag"]),
            lambda: pinned.slices(edges.CONCEPTS, [""], everything, Filter(), Order(), None),
            lambda: pinned.slices(edges.CONCEPT_RELATIONS, ["rag"], everything, Filter(), Order(), None),
            lambda: pinned.states(["haystack/reranking"], None),
            lambda: pinned.releases(["pkg:pypi/haystack-ai"]),
            pinned.content,
        ):
            with pytest.raises(VersionGone):
                server.run(call())
        assert server.run(server.store.pin()).version != pinned.version

    def test_while_a_build_is_being_swept_it_is_gone_already(self, server: Server) -> None:
        server.serving(CONTENT)
        pinned = server.run(server.store.pin())
        server.cypher("MATCH (b:DuramenBuild {number: $build}) SET b.state = 'sweeping'", build=pinned._build)
        with pytest.raises(VersionGone):
            server.run(pinned.nodes(NodeKind.CONCEPT, ["rag"]))
        server.wipe()

    def test_a_slow_question_ends_in_time_with_a_code_and_others_go_on(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.serving(CONTENT)

        async def work() -> None:
            settings = replace(server.settings, query_seconds=1.0, call_seconds=10.0)
            store = Neo4jStore(Connection(settings))
            engine = Engine(store, Limits(seconds=60))
            await store.warm_up()
            monkeypatch.setitem(statements.LISTS, edges.CONCEPT_MAPPINGS.name, SLOW)
            slow = GraphQLRequest('{ concept(slug: "rag") { name mappings { totalCount } } }')
            waiting = [asyncio.create_task(engine.answer(slow)) for _ in range(4)]
            fast = [await engine.answer(GraphQLRequest(QUESTION["query"])) for _ in range(5)]
            assert [json.loads(answer.body) for answer in fast] == [ANSWER] * 5
            for answer in await asyncio.gather(*waiting):
                assert (answer.outcome, answer.codes) == (Outcome.UNAVAILABLE, ("STORE_UNAVAILABLE",))
                assert not json.loads(answer.body).get("data")
            # being slow opens no circuit
            assert (await engine.answer(GraphQLRequest(QUESTION["query"]))).outcome is Outcome.ANSWERED
            await store.close()

        server.run(work())

    def test_an_exhausted_pool_is_said_at_once_and_heals(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        server.serving(CONTENT)
        monkeypatch.setattr(statements, "DEPTHS", SLOW)

        async def work() -> None:
            settings = replace(server.settings, pool_size=1, acquire_seconds=0.3, query_seconds=2.0)
            store = Neo4jStore(Connection(settings))
            pinned = await store.pin()
            calls = (pinned.depths(["rag"]), pinned.nodes(NodeKind.CONCEPT, ["rag"]))
            slow, waiting = await asyncio.gather(*calls, return_exceptions=True)
            assert isinstance(slow, StoreUnavailable)
            assert "TransactionTimedOut" in slow.reason
            assert isinstance(waiting, StoreUnavailable)
            assert "Acquisition" in waiting.reason
            assert (await pinned.nodes(NodeKind.CONCEPT, ["rag"]))[0] is not None
            await store.close()

        server.run(work())


def test_settings_never_show_a_password(tmp_path: Path) -> None:
    assert "secret" not in repr(Neo4jSettings("bolt://host", "user", "secret"))
