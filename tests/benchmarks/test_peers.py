"""What is sent to the peers, and what their answers are taken for; the measuring itself is `scripts/bench`."""

import asyncio
import json
import os
import threading
from pathlib import Path

import orjson
import pytest
from graphql import build_schema, parse, validate

from benchmarks.peers.graph_data import write_graph
from benchmarks.peers.growth import objects_in
from benchmarks.peers.load import processor_ns, request_of, whole_body
from benchmarks.peers.report import as_markdown
from benchmarks.peers.requests import NAMES, bodies, different_cursors, different_slugs
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.engine import Engine, GraphQLRequest, Outcome
from tests.contents import small_content

PEERS = Path(__file__).parents[2] / "benchmarks" / "peers"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    file = tmp_path_factory.mktemp("peers") / "graph.json"
    write_graph(Snapshot.of(small_content()), file)
    found: dict[str, list[dict[str, object]]] = orjson.loads(file.read_bytes())
    for concept in found["concepts"]:  # so that the small content has some to ask for
        concept["mappings"] = [*concept["mappings"], 0, 0]  # type: ignore[misc]
    return found


@pytest.mark.parametrize("query", NAMES)
def test_each_query_is_good_for_duramen_and_for_its_peers(query: str, graph: dict[str, object]) -> None:
    peers = build_schema((PEERS / "schema.graphql").read_text(encoding="utf-8"))
    engine = Engine(MemoryStore(Snapshot.of(small_content())))
    for body in [*bodies(query, graph, 30, 1), *bodies(query, graph, 2, -1)]:
        request = json.loads(body)
        assert validate(peers, parse(request["query"])) == []
        answer = asyncio.run(engine.answer(GraphQLRequest(request["query"], request.get("variables"))))
        assert (answer.outcome, answer.codes) == (Outcome.ANSWERED, ())


def test_what_must_not_be_known_is_never_repeated(graph: dict[str, object]) -> None:
    for query in ("Q6", "Q8"):
        sent = [*bodies(query, graph, 300, 1), *bodies(query, graph, 300, 2)]
        assert len(set(sent)) == 600
    assert bodies("Q8", graph, 50, 3) == bodies("Q8", graph, 50, 3)


def test_a_response_is_whole_when_its_last_byte_is_there() -> None:
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{  }"
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{  }\r\n0\r\n\r\n"
    for response, body in ((plain, b"{  }"), (chunked, chunked.partition(b"\r\n\r\n")[2])):
        assert all(whole_body(bytearray(response[:end])) is None for end in range(len(response)))
        assert whole_body(bytearray(response)) == body
    with pytest.raises(ValueError, match="503"):
        whole_body(bytearray(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"))


def test_a_request_tells_its_length() -> None:
    assert request_of(b"{}", "POST", "/graphql").endswith(b"Content-Length: 2\r\n\r\n{}")
    assert request_of(b"{}", "GET", "/body.json").endswith(b"\r\n\r\n")


def test_the_report_holds_each_goal_against_the_slowest_fair_figure() -> None:
    def row(target: str, mode: str, cpu: float) -> dict[str, object]:
        return {"target": target, "query": "Q2", "mode": mode, "scale": 1, "cpu_us": cpu}

    report = {
        "machine": "two cores",
        "versions": {"Python": "3.11"},
        "rows": [
            row("Duramen", "plan", 50),
            row("Mercurius JIT", "plain", 100),
            row("async-graphql", "plain", 55),
        ],
        "resident_mb": {"1": {"Duramen (plan)": 80}},
        "not_run": {"Ariadne": "it was not set up"},
    }
    text = as_markdown(report)
    assert "| Q2, no memo, against the better of both: the better peer ÷ Duramen | 1.10 | ≥ 1.2 | missed |" in text
    assert "- not run: Ariadne: it was not set up" in text
    assert "Q1" not in text


def test_growth_is_told_for_an_object_of_an_answer_cold_and_warm_apart() -> None:
    def row(scale: int, cold: float | None, warm: float, items: float) -> dict[str, object]:
        measured = {"cold_us": cold, "warm_us": warm, "items": items, "different": 40}
        return {"target": "Duramen", "query": "Q1" if cold else "Q3", "mode": "memo", "scale": scale, **measured}

    found = [row(1, 100, 10, 10), row(300, 220, 24, 20), row(1, None, 10, 10), row(300, None, 16, 10)]
    report = {"machine": "", "versions": {}, "rows": [], "resident_mb": {}, "not_run": {}, "growth": found}
    text = as_markdown(report)
    assert "| Duramen, memo | Q1 | 1.10 | 1.20 | ≤ 1.5 | met |" in text
    assert "| Duramen, memo | Q3 | - | 1.60 | ≤ 1.5 | missed |" in text
    assert "growth" not in as_markdown({**report, "growth": found[:1]})


def test_the_objects_of_an_answer_are_counted_without_the_one_around_them() -> None:
    assert objects_in(b'{"data":{"concept":{"slug":"a"}}}') == 1
    assert objects_in(b'{"data":{"concepts":{"nodes":[{"a":1,"family":{"b":2}},{"a":1,"family":null}]}}}') == 4


def test_what_is_asked_for_is_spread_over_a_large_graph() -> None:
    concepts = [{"slug": f"s{number}", "cursor": f"c{number}", "mappings": [1, 2]} for number in range(9_000)]
    slugs, cursors = (of({"concepts": concepts}) for of in (different_slugs, different_cursors))
    assert (len(slugs), len(set(slugs)), slugs[-1]) == (2000, 2000, "s7996")
    assert (len(cursors), cursors[:2]) == (2000, ["c0", "c4"])
    assert len(different_slugs({"concepts": concepts[:60]})) == 60


def test_the_time_of_threads_that_have_ended_counts() -> None:
    before = processor_ns(os.getpid())
    thread = threading.Thread(target=lambda: sum(range(2_000_000)))
    thread.start()
    thread.join()
    assert before < before + 1_000_000 < processor_ns(os.getpid())
