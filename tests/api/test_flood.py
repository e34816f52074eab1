"""Floods of what never comes twice: memory stays bounded, caches say what they let go, and the service answers on."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.api.metrics.test_metrics import value
from tests.api.running import Running, read_responses, running

SMALL = {
    "answer_cache_bytes": 1_000_000,
    "encoded_bytes": 200_000,
    "request_cache_bytes": 500_000,
    "persisted_bytes": 200_000,
    "limits__cached_bytes": 1_000_000,
    "limits__plan_bytes": 8_000_000,
    "log_level": "error",
}
ROUND = 250
GROWTH_BYTES = 9_000_000
"""What a second and third flood may add: half of what the documents of one of them take when all are kept."""
FIELDS = " ".join(f"a{number}:definition" for number in range(20))
SEARCH = "query S($q:String!){search(query:$q){nodes{__typename}}}"
ONE = "query One($slug:String!){concept(slug:$slug){slug name definition}}"


def post(body: dict[str, object], more: str = "") -> bytes:
    raw = json.dumps(body, separators=(",", ":")).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{more}"
    return f"{head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw


FLOODS: dict[str, Callable[[int], bytes]] = {
    "plain documents": lambda n: post({"query": f'{{a{n}:concept(slug:"reranking"){{b{n}:name slug definition}}}}'}),
    "documents with fragments": lambda n: post(
        {"query": f"query Q{n}{{concepts(first:3){{nodes{{...F{n}}}}}}}fragment F{n} on Concept{{n{n}:name {FIELDS}}}"}
    ),
    "refused documents": lambda n: post({"query": f"{{ nothing{n} {'x' * 400} }}"}),
    "bodies": lambda n: post({"query": ONE, "variables": {"slug": "reranking"}, "extensions": {"n": f"{n}" * 50}}),
    "variables": lambda n: post({"query": ONE, "variables": {"slug": f"slug-{n}"}}),
    "variables of a question": lambda n: post({"query": SEARCH, "variables": {"q": f"retrieval {n}"}}),
    "heads": lambda n: post({"query": "{__typename}"}, f"Referer: https://a.example/{n}{'r' * 600}\r\n"),
    "traces": lambda n: post({"query": "{__typename}"}, f"Traceparent: 00-{n:032x}-{n:016x}-01\r\n"),
    "compressed answers": lambda n: post(
        {"query": f"{{c{n}:concepts(first:20){{nodes{{slug name definition}}}}}}"}, "Accept-Encoding: gzip\r\n"
    ),
}


@pytest.fixture(scope="module")
def small() -> Iterator[Running]:
    with running("--metrics", "0", **SMALL) as server:
        for unique in FLOODS.values():  # what is made when it is first needed is there
            send(server, [unique(number) for number in range(90_000, 90_020) for _ in range(2)])
        value(server, "duramen_cache_bytes")
        yield server


def send(server: Running, requests: list[bytes]) -> None:
    """Send requests one after another on a connection, and see that each is answered."""
    with server.connect() as connection:
        for raw in requests:
            connection.sendall(raw)
            assert read_responses(connection)[0].status == 200


def resident(server: Running) -> int:
    return int(Path(f"/proc/{server.pid}/statm").read_text().split()[1]) * 4096


@pytest.mark.slow
@pytest.mark.parametrize("kind", FLOODS)
def test_a_flood_is_forgotten(small: Running, kind: str) -> None:
    unique = FLOODS[kind]
    # each twice: what comes once only is not kept at all
    send(small, [unique(number) for number in range(ROUND) for _ in range(2)])
    before = resident(small)
    send(small, [unique(number) for number in range(ROUND, 3 * ROUND) for _ in range(2)])
    assert resident(small) - before < GROWTH_BYTES
    for cache in ("answers", "encoded", "requests", "persisted", "documents", "plans"):
        held = value(small, "duramen_cache_bytes", cache=cache)
        assert held <= value(small, "duramen_cache_limit_bytes", cache=cache)
    assert value(small, "duramen_plan_memory_bytes") <= value(small, "duramen_plan_memory_limit_bytes")


@pytest.mark.slow
def test_after_the_floods_the_caches_tell_what_they_let_go(small: Running) -> None:
    for unique in FLOODS.values():
        send(small, [unique(number) for number in range(10_000, 10_000 + ROUND) for _ in range(2)])
    for cache in ("answers", "encoded", "documents", "plans"):
        assert value(small, "duramen_cache_evictions_total", cache=cache) > 0, cache
    answer = small.post({"query": ONE, "variables": {"slug": "reranking"}})
    assert answer.json()["data"]["concept"]["slug"] == "reranking"
