"""Automatic persisted queries: a hash instead of a document, on both ways and by GET."""

import hashlib
import json
from typing import Any

import httpx
import pytest

from api.persisted import PersistedQueries
from api.refusals import Refusal
from tests.api.running import Running, post_bytes

DOCUMENT = "query Persisted($slug: String!) { concept(slug: $slug) { slug definition } }"
NOT_FOUND = {"errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]}


def hash_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def persisted(document: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hash_of(document)}}


def test_a_document_is_sent_once_and_then_known_by_its_hash(either: Running) -> None:
    variables = {"slug": "reranking"}
    short = {"variables": variables, "extensions": persisted(DOCUMENT)}
    first = either.post(short)
    assert (first.status_code, first.json(), first.headers["cache-control"]) == (200, NOT_FOUND, "no-store")
    expected = either.post({"query": DOCUMENT, "variables": variables})
    assert expected.json()["data"]["concept"]["slug"] == "reranking"
    either.post({"query": DOCUMENT, **short})
    for _ in range(3):
        assert either.post(short).content == expected.content
        raw = post_bytes(json.dumps(short, separators=(",", ":")).encode())
        assert either.send(raw)[0].body == expected.content


def test_by_get_an_answer_can_be_kept_by_caches(server: Running) -> None:
    document = "{ snapshot { version } }"
    server.post({"query": document, "extensions": persisted(document)})
    asked = {"extensions": json.dumps(persisted(document))}
    found = httpx.get(f"{server.address}/graphql", params=asked, timeout=60)
    assert found.status_code == 200
    assert "max-age" in found.headers["cache-control"]
    again = httpx.get(
        f"{server.address}/graphql", params=asked, headers={"if-none-match": found.headers["etag"]}, timeout=60
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "extension",
    [
        None,
        [],
        {},
        {"version": 2, "sha256Hash": hash_of(DOCUMENT)},
        {"version": True, "sha256Hash": hash_of(DOCUMENT)},
        {"version": 1},
        {"version": 1, "sha256Hash": 7},
        {"version": 1, "sha256Hash": "0" * 63},
        {"version": 1, "sha256Hash": hash_of(DOCUMENT).upper()},
        {"version": 1, "sha256Hash": hash_of(DOCUMENT + " ")},
    ],
)
def test_what_is_no_hash_of_the_document_is_refused(either: Running, extension: Any) -> None:
    found = either.post({"query": DOCUMENT, "extensions": {"persistedQuery": extension}})
    assert (found.status_code, found.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


def test_their_bytes_are_bounded_and_the_last_used_stay() -> None:
    kept = PersistedQueries(10_000)
    for number in range(1000):
        document = f"{{ a{number} }}"
        assert kept.document(document, persisted(document)) == document
        assert kept.document(None, persisted(document)) == document
    assert kept._bytes <= 10_000
    with pytest.raises(Refusal):
        kept.document(None, persisted("{ a1 }"))


def test_a_document_that_is_larger_than_all_that_may_be_kept_is_answered() -> None:
    kept = PersistedQueries(0)
    assert kept.document(DOCUMENT, persisted(DOCUMENT)) == DOCUMENT
    with pytest.raises(Refusal):
        kept.document(None, persisted(DOCUMENT))
