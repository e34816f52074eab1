"""Compressed answers: the same data on both ways and in every coding, each compressed once, within bounds."""

import asyncio
import gzip
import json
import zlib

import brotli
import httpx
import pytest

from api.encodings import WORTH_BYTES, EncodedAnswers, compressed
from tests.api.running import Running, get_bytes, post_bytes, running, wait_for
from tests.api.test_fast_path import ids, whole

LONG = b'{"query":"{concepts(first:20){nodes{slug name definition}}}"}'
SHORT = b'{"query":"{snapshot{version}}"}'
LONG_GET = "/graphql?query={concepts(first:20){nodes{slug,name,definition}}}"
OPENED = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}


def asking(coding: str) -> bytes:
    return b"Accept-Encoding: " + coding.encode() + b"\r\n"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("gzip;q=0", None), ("identity", None), ("*", "br")],
)
def test_an_answer_has_the_coding_that_its_client_prefers(either: Running, accepted: str, coding: str | None) -> None:
    plain = either.send(post_bytes(LONG))[0]
    assert "content-encoding" not in plain.headers
    for _ in range(4):
        found = either.send(post_bytes(LONG, more=asking(accepted)))[0]
        assert found.headers.get("content-encoding") == coding
        assert OPENED[coding](found.body) == plain.body
        assert found.headers["vary"] == "Accept, Accept-Encoding, Origin"
        if coding is not None:
            assert len(found.body) < len(plain.body) / 2


def test_short_answers_are_sent_as_they_are_unless_that_is_refused(either: Running) -> None:
    for _ in range(3):
        assert "content-encoding" not in either.send(post_bytes(SHORT, more=asking("gzip")))[0].headers
        found = either.send(post_bytes(SHORT, more=asking("gzip, identity;q=0")))[0]
        assert found.headers["content-encoding"] == "gzip"
        assert "version" in json.loads(gzip.decompress(found.body))["data"]["snapshot"]


def test_a_client_that_takes_no_coding_and_not_the_plain_answer_gets_none(either: Running) -> None:
    found = either.send(post_bytes(LONG, more=asking("identity;q=0")))[0]
    assert (found.status, found.code) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, identity;q=0"])
@pytest.mark.parametrize("body", [LONG, SHORT])
def test_both_ways_give_the_same_compressed_bytes(
    server: Running, slow_only: Running, body: bytes, coding: str
) -> None:
    more = asking(coding)
    for _ in range(3):
        server.send(post_bytes(body, more=more))
    fast = whole(server, post_bytes(body, more=more))
    assert fast == whole(server, post_bytes(body, more=more + b"X-Anything: 1\r\n"))
    assert fast == whole(slow_only, post_bytes(body, more=more))


def test_each_coding_has_a_strong_tag_of_its_own(server: Running) -> None:
    tags = {}
    for coding in ("identity", "gzip", "br"):
        found = server.send(get_bytes(LONG_GET.encode(), more=asking(coding)))[0]
        tags[coding] = found.headers["etag"]
        assert found.headers["vary"] == "Accept, Accept-Encoding, Origin"
    assert len(set(tags.values())) == 3
    assert not any(tag.startswith("W/") for tag in tags.values())
    for asked, held, status in [
        ("gzip", "gzip", 304),
        ("br", "br", 304),
        ("identity", "identity", 304),
        ("gzip", "identity", 304),  # a plain copy is good for whoever takes both
        ("gzip", "br", 200),
        ("identity", "gzip", 200),
        ("gzip, identity;q=0", "identity", 200),
    ]:
        more = asking(asked) + b"If-None-Match: " + tags[held].encode() + b"\r\n"
        found = server.send(get_bytes(LONG_GET.encode(), more=more))[0]
        assert (asked, held, found.status) == (asked, held, status)
        if status == 304:
            assert found.headers["etag"] == tags[held]


def test_errors_and_refusals_are_sent_as_they_are(either: Running) -> None:
    for body in (b'{"query":"{ nothing }"}', b"[]"):
        found = either.send(post_bytes(body, more=asking("gzip")))[0]
        assert "content-encoding" not in found.headers
        assert found.code in {"GRAPHQL_VALIDATION_FAILED", "BATCHING_DISABLED"}


def test_what_holds_the_text_of_its_sender_is_sent_as_it_is(either: Running) -> None:
    code = "\\n".join(f"from module{number} import name" for number in range(60))
    query = b'{"query":"query($text:String!){explainCode(text:$text){imports{line name knowledge}}}"'
    body = query + b',"variables":{"text":"%b"}}' % code.encode()
    found = either.send(post_bytes(body, more=asking("gzip")))[0]
    assert len(json.loads(found.body)["data"]["explainCode"]["imports"]) == 60
    assert len(found.body) > WORTH_BYTES
    assert "content-encoding" not in found.headers


def test_a_compressed_answer_is_given_on_the_fast_path(server: Running) -> None:
    raw = post_bytes(LONG, more=asking("br"))
    wait_for(lambda: ids(server, raw, raw) == [True, True], what="the fast path, twice in a row")


def test_a_setting_switches_compression_off() -> None:
    with running(encoded_bytes=0) as server:
        for _ in range(3):
            assert "content-encoding" not in server.send(post_bytes(LONG, more=asking("gzip")))[0].headers
        assert server.send(post_bytes(LONG, more=asking("gzip, identity;q=0")))[0].status == 406


def test_long_answers_are_compressed_too(server: Running) -> None:
    query = (
        "{frameworks(first:100){nodes{slug name summary mappings(first:100){nodes{summary concept{slug definition}}}}}}"
    )
    body = json.dumps({"query": query}, separators=(",", ":")).encode()
    plain = server.send(post_bytes(body))[0].body
    assert len(plain) > 100_000
    for _ in range(3):
        found = server.send(post_bytes(body, more=asking("gzip")))[0]
        assert gzip.decompress(found.body) == plain


def test_a_client_library_reads_them(server: Running) -> None:
    found = httpx.get(f"{server.address}{LONG_GET}", headers={"accept-encoding": "gzip"}, timeout=60)
    assert found.headers["content-encoding"] == "gzip"
    assert len(found.json()["data"]["concepts"]["nodes"]) == 20


def test_each_is_compressed_once_within_bounds_and_gone_with_its_version() -> None:
    kept = EncodedAnswers(40_000)

    async def flood() -> None:
        for number in range(500):
            body = json.dumps([f"{number} {place}" for place in range(300)]).encode()
            first = await kept.made("gzip", body, "1")
            assert zlib.decompress(first, wbits=31) == body
            assert await kept.made("gzip", body, "1") is first
            assert kept.kept.held_bytes <= 40_000
        assert kept.kept.evicted > 400
        assert kept.kept.hits == 500
        assert kept.known("gzip", body, "2") is None
        assert (len(kept.kept), kept.kept.held_bytes) == (0, 0)

    asyncio.run(flood())


def test_the_same_answer_is_compressed_to_the_same_bytes() -> None:
    body = b"some text " * 500
    assert compressed("gzip", body) == compressed("gzip", body)
    assert brotli.decompress(compressed("br", body)) == body
