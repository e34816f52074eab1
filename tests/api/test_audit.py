"""`POST /audit`: the boundary rules of `/graphql`, with room for lock files, and nothing kept or logged."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psutil
import pytest

from api.app import create_app
from api.settings import Settings
from graph.dependencies import Manifests
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from tests.api.running import Running, running
from tests.api.test_logs import line_of
from tests.contents import small_content
from tests.explorer.serving import serving

MANIFEST = {"name": "requirements.txt", "text": "chromadb\nlangchian\n"}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(log_format="json") as found:
        yield found


def post(server: Running, body: bytes | dict[str, Any], **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"content-type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return httpx.post(f"{server.address}/audit", content=content, headers=sent, timeout=60)


def test_manifests_are_audited_and_the_answer_is_kept_by_nobody(server: Running) -> None:
    source = {"name": "app.py", "text": "from chromadb import PersistentClient\n"}
    answer = post(server, {"manifests": [MANIFEST], "sources": [source], "goal": "semantic-search-service"})
    found = answer.json()
    assert answer.status_code == 200
    assert list(found) == ["packages", "frameworks", "concepts", "findings", "progress"]
    assert found["packages"][0] == {
        "name": "chromadb",
        "ecosystem": "pypi",
        "specifier": "",
        "file": "requirements.txt",
        "line": 1,
        "framework": "chroma",
    }
    assert found["packages"][1]["framework"] is None
    assert "vector-index" in found["progress"]["used"]
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert answer.headers["access-control-allow-origin"] == "*"
    assert line_of(server, answer.headers["x-request-id"])["snapshot"] == answer.headers["duramen-version"]


def test_of_what_was_sent_nothing_is_logged(server: Running) -> None:
    secret = "a-name-that-nobody-else-uses"
    body = {"manifests": [{"name": f"{secret}.txt", "text": f"{secret}==1\n-r /etc/{secret}\n\0"}], "goal": secret}
    assert post(server, body).status_code == 400
    document = "query A($m: [ManifestInput!]!) { auditStack(manifests: $m) { packages { name } } }"
    variables = {"m": [{"name": f"{secret}.txt", "text": secret}]}
    answer = server.post({"query": document, "variables": variables})
    assert answer.json()["data"]["auditStack"]["packages"] == [{"name": secret}]
    assert secret not in server.text()


def test_a_get_that_holds_a_manifest_is_not_cached(server: Running) -> None:
    document = "query A($m: [ManifestInput!]!) { auditStack(manifests: $m) { packages { name } } }"
    given = {"query": document, "variables": json.dumps({"m": [MANIFEST]})}
    answer = httpx.get(f"{server.address}/graphql", params=given, timeout=60)
    assert len(answer.json()["data"]["auditStack"]["packages"]) == 2
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "send a JSON object with 'manifests'"),
        (b"[1]", "is not a JSON object"),
        (b'{"manifest": []}', "unknown parameter 'manifest'"),
        (b'{"manifests": []}', "Give at least one"),
        (b'{"manifests": {}, "goal": "x"}', "Give at least one"),
        (b'{"manifests": 3}', "'manifests' is not a list"),
        (b'{"manifests": [{"name": "a"}]}', "'manifests[0]' has not a 'name' and a 'text'"),
        (b'{"manifests": [{"name": "a", "text": "", "path": "/etc"}]}', "unknown parameter 'path'"),
        (b'{"manifests": [{"name": "a\\u001b", "text": ""}]}', "has a control character"),
        (b'{"manifests": [{"name": "", "text": ""}]}', "is empty"),
        (b'{"manifests": [{"name": "a.txt", "text": "x"}], "goal": 4}', "'goal' is not a string"),
        (b'{"manifests": [{"name": "a.txt", "text": "x"}], "goal": "semantic-search"}', "There is no goal"),
        (b'{"manifests": [{"name": "a.txt", "text": "\xff"}]}', "not UTF-8"),
    ],
)
def test_what_is_no_audit_is_refused_by_what_is_wrong(server: Running, body: bytes, says: str) -> None:
    answer = post(server, body)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")
    assert says in answer.json()["errors"][0]["message"]
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"content_type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"content_type": "application/x-www-form-urlencoded"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"content_encoding": "gzip"}, 415, "UNSUPPORTED_ENCODING"),
        ({"accept": "text/html"}, 406, "NOT_ACCEPTABLE"),
    ],
)
def test_the_boundary_is_that_of_graphql(server: Running, headers: dict[str, str], status: int, code: str) -> None:
    answer = post(server, {"manifests": [MANIFEST]}, **headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)


def test_other_methods_are_named(server: Running) -> None:
    answer = httpx.put(f"{server.address}/audit", timeout=60)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, OPTIONS")
    asked = {"origin": "https://example.org", "access-control-request-method": "POST"}
    allowed = httpx.options(f"{server.address}/audit", headers=asked, timeout=60)
    assert (allowed.status_code, allowed.headers["access-control-allow-methods"]) == (204, "POST, OPTIONS")


def test_four_mebibytes_are_taken_and_one_byte_more_is_not(server: Running) -> None:
    head, tail = b'{"manifests": [{"name": "requirements.txt", "text": "chromadb\\n', b'"}]}'
    room = 4 * 1024 * 1024 - len(head) - len(tail)
    line = b"# " + b"x" * 1021 + b"\\n"
    filled = (line * (room // len(line))).ljust(room, b" ")
    taken = post(server, head + filled + tail)
    assert taken.status_code == 200
    assert [one["name"] for one in taken.json()["packages"]] == ["chromadb"]
    refused = post(server, head + filled + b" " + tail)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["a\n" * 400_000, "[" * 200_000, "-r a.txt\n" * 50_000, "a" * 1_000_000, "\0", "\x1b]0;x\x07==1\n"],
    ids=["many", "deep", "includes", "long", "binary", "escapes"],
)
@pytest.mark.parametrize("name", ["requirements.txt", "package.json", "pyproject.toml", "nothing-known"])
def test_hostile_manifests_get_an_answer_and_the_service_goes_on(server: Running, name: str, text: str) -> None:
    answer = post(server, {"manifests": [{"name": name, "text": text}]})
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert answer.json()["findings"] or answer.json()["packages"] is not None
        assert all(one["line"] >= 1 and one["file"] == name for one in answer.json()["findings"])
    assert "/" + "usr" not in answer.text
    assert "Traceback" not in answer.text
    assert b"\x1b" not in answer.content


def test_more_names_than_a_project_has_are_refused(server: Running) -> None:
    parts = [range(part * 7_000, (part + 1) * 7_000) for part in range(3)]
    texts = ["".join(f"from langchain import x{number}\n" for number in part) for part in parts]
    sources = [{"name": f"{number}.py", "text": text} for number, text in enumerate(texts)]
    answer = post(server, {"manifests": [MANIFEST], "sources": sources})
    assert (answer.status_code, "more than 20000" in answer.text) == (400, True)


def test_no_child_is_left_behind(server: Running) -> None:
    post(server, {"manifests": [MANIFEST]})
    assert psutil.Process(server.pid).children(recursive=True) == []


class Held:
    """A reader of manifests that goes on when it is told to."""

    entered = threading.Event()
    leave = threading.Event()

    def __init__(self, _at_once: int, _seconds: float) -> None:
        pass

    async def __call__(self, *_: object) -> Manifests:
        self.entered.set()
        await asyncio.to_thread(self.leave.wait, 60)
        return Manifests()


def test_manifests_that_take_long_to_read_hold_up_no_query_and_one_more_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.app.ManifestReading", Held)
    settings = Settings(max_operations=1, max_waiting=0, audit_readers=1)
    store = MemoryStore(Snapshot.of(small_content()))
    with serving(create_app(store, settings)) as address, ThreadPoolExecutor(1) as pool:

        def audit() -> httpx.Response:
            return httpx.post(f"{address}/audit", json={"manifests": [MANIFEST]}, timeout=60)

        first = pool.submit(audit)
        try:
            assert Held.entered.wait(60)
            assert httpx.post(f"{address}/graphql", json={"query": "{ __typename }"}, timeout=60).status_code == 200
            refused = audit()
        finally:
            Held.leave.set()
        assert first.result().status_code == 200
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "OVERLOADED")
    assert refused.headers["retry-after"] == "1"
