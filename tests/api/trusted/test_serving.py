"""A service with a list runs what is on it, however a request names it, and refuses everything else on every way."""

import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.running import Running, post_bytes, running
from tests.api.test_logs import line_of

ONE = "query One($slug: String!) { concept(slug: $slug) { slug name } }"
FIRST = "query First($slug: String!) { concept(slug: $slug) { slug name definition } }"
"""A document that one test asks for and no other."""
LISTED = {"one": ONE, "0a1b": "{ snapshot { version } }", "first": FIRST}
SLUG = {"slug": "reranking"}


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def by_hash(digest: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    path = tmp_path_factory.mktemp("documents") / "list.json"
    path.write_text(json.dumps(LISTED), encoding="utf-8")
    with running("--documents", str(path)) as server:
        yield server


def test_the_first_request_for_a_listed_document_finds_its_plan(listed: Running) -> None:
    body = json.dumps({"documentId": "first", "variables": SLUG}).encode()
    answer = listed.send(post_bytes(body))[0]
    assert json.loads(answer.body)["data"]["concept"]["slug"] == "reranking"
    assert line_of(listed, answer.headers["x-request-id"])["at_once"] is True


@pytest.mark.parametrize(
    "named",
    [
        {"documentId": "one"},
        {"documentId": f"sha256:{hash_of(ONE)}"},
        {"extensions": by_hash(hash_of(ONE))},
        {"extensions": by_hash("one")},
        {"query": ONE},
        {"query": ONE, "extensions": by_hash(hash_of(ONE))},
        {"query": ONE, "operationName": "One"},
    ],
)
@pytest.mark.parametrize("more", [b"", b"X-Anything: 1\r\n"], ids=["plain", "unusual head"])
def test_a_listed_document_runs_however_it_is_named(listed: Running, named: dict[str, Any], more: bytes) -> None:
    for _ in range(2):
        found = listed.send(post_bytes(json.dumps({**named, "variables": SLUG}).encode(), more=more))[0]
        assert (found.status, json.loads(found.body)["data"]["concept"]["slug"]) == (200, "reranking")


@pytest.mark.parametrize(
    "asked",
    [
        {"query": "{ __typename }"},
        {"query": f"{ONE} "},
        {"query": "{ __schema { queryType { name } } }"},
        {"query": "not GraphQL"},
        {"documentId": "two"},
        {"documentId": ""},
        {"documentId": hash_of(ONE + " ")},
        {"extensions": by_hash(hash_of("{ __typename }"))},
        {"query": "{ __typename }", "extensions": by_hash(hash_of("{ __typename }"))},
    ],
)
@pytest.mark.parametrize("more", [b"", b"X-Anything: 1\r\n"], ids=["plain", "unusual head"])
def test_everything_else_is_refused(listed: Running, asked: dict[str, Any], more: bytes) -> None:
    for _ in range(2):
        found = listed.send(post_bytes(json.dumps(asked).encode(), more=more))[0]
        assert (found.status, found.code) == (403, "DOCUMENT_NOT_TRUSTED")
        assert "data" not in json.loads(found.body)


def test_a_document_that_is_not_the_one_it_is_called_is_refused(listed: Running) -> None:
    for asked in (
        {"query": ONE, "extensions": by_hash(hash_of(LISTED["0a1b"]))},
        {"query": ONE, "documentId": "one"},
        {"documentId": 7},
    ):
        found = listed.send(post_bytes(json.dumps(asked).encode()))[0]
        assert (found.status, found.code) == (400, "BAD_REQUEST")


def test_by_get_the_identifier_stands_in_the_address(listed: Running) -> None:
    asked = {"documentId": "one", "variables": json.dumps(SLUG)}
    found = httpx.get(
        f"{listed.address}/graphql", params=asked, headers={"accept": "text/html,application/json;q=0.9"}, timeout=60
    )
    assert found.json()["data"]["concept"]["slug"] == "reranking"
    again = httpx.get(
        f"{listed.address}/graphql", params=asked, headers={"if-none-match": found.headers["etag"]}, timeout=60
    )
    assert again.status_code == 304
    assert httpx.get(f"{listed.address}/graphql", params={"query": "{ __typename }"}, timeout=60).status_code == 403


def test_the_pages_go_on_and_their_form_takes_listed_documents_only(listed: Running) -> None:
    same_site = {"origin": listed.address, "sec-fetch-site": "same-origin"}
    with httpx.Client(base_url=listed.address, headers=same_site, timeout=60) as client:
        for path in ("/", "/concepts/reranking", "/everything", "/compare"):
            assert client.get(path).status_code == 200
        page = client.get("/graphiql").text
        assert "documents of its list only" in page
        assert "data-endpoint" not in page
        shown = re.search(r'<textarea name="query"[^>]*>([^<]*)</textarea>', page)
        assert shown is not None
        assert client.post("/graphiql", data={"query": html.unescape(shown[1])}).status_code == 200
        good = client.post("/graphiql", data={"query": LISTED["0a1b"]})
        assert (good.status_code, "version" in good.text) == (200, True)
        bad = client.post("/graphiql", data={"query": "{ __typename }"})
        assert (bad.status_code, "not one of them" in bad.text) == (403, True)


def test_the_card_for_other_sites_goes_on(listed: Running) -> None:
    module = httpx.get(f"{listed.address}/embed/duramen-concept.js", timeout=60).text
    document = module.partition("const DOCUMENT = `")[2].partition("`")[0].replace("${MOST_TOOLS}", "6")
    asked = {"query": document, "variables": json.dumps(SLUG)}
    assert (
        httpx.get(f"{listed.address}/graphql", params=asked, timeout=60).json()["data"]["concept"]["slug"]
        == "reranking"
    )


def test_a_list_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps({"one": "{\n  nothing }"}), encoding="utf-8")
    told = (
        rf"{path}: document 'one':2:3: GRAPHQL_VALIDATION_FAILED: [^\n]*\nerror: the list of documents cannot be used"
    )
    with pytest.raises(AssertionError, match=told), running(documents=path):
        pass


@pytest.mark.slow
def test_a_service_on_a_database_has_lists_too(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps(LISTED), encoding="utf-8")
    with running("--store", "neo4j", "--documents", str(path), neo4j_uri="bolt://127.0.0.1:1") as server:
        assert server.post({"documentId": "0a1b"}).json()["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"
        assert server.post({"query": "{ __typename }"}).status_code == 403


def test_without_a_list_an_identifier_is_the_hash_of_a_document_sent_before(either: Running) -> None:
    text = "query ByIdentifier { snapshot { version } }"
    named = {"documentId": f"sha256:{hash_of(text)}"}
    unknown = either.post(named)
    assert (unknown.status_code, unknown.json()["errors"][0]["message"]) == (200, "PersistedQueryNotFound")
    either.post({"query": text, "extensions": by_hash(hash_of(text))})
    assert "version" in either.post(named).json()["data"]["snapshot"]
    assert either.post({"documentId": "one"}).status_code == 400
