"""Malformed requests: each gets the 4xx that fits, as GraphQL-shaped JSON, and the next client is served."""

import json

import pytest

from tests.api.running import HOST, TYPENAME, Running, get_bytes, post_bytes

CHUNKED = b"Transfer-Encoding: chunked\r\n"
JSON_TYPE = b"Content-Type: application/json\r\n"
POST = b"POST /graphql HTTP/1.1\r\n" + HOST + JSON_TYPE

# what llhttp or the protocol refuses
FRAMING = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
    "an unknown method": b"FOO /graphql HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method in lower case": b"get /graphql HTTP/1.1\r\n" + HOST + b"\r\n",
    "HTTP/0.9": b"GET /graphql\r\n\r\n",
    "HTTP/2.0": b"GET /graphql HTTP/2.0\r\n" + HOST + b"\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a space in the target": b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n",
    "a byte over 127 in the target": "GET /é HTTP/1.1\r\n".encode() + HOST + b"\r\n",
    "a fragment in the target": b"GET /graphql#x HTTP/1.1\r\n" + HOST + b"\r\n",
    "a fragment in a whole address": b"GET http://127.0.0.1/graphql?query={__typename}#x HTTP/1.1\r\n" + HOST + b"\r\n",
    "a target that is no address": b"GET :x HTTP/1.1\r\n" + HOST + b"\r\n",
    "line ends without CR": b"GET /graphql HTTP/1.1\nHost: a\n\n",
    "a header line without CR": b"GET /graphql HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
    "a space before the colon": b"GET /graphql HTTP/1.1\r\nHost : a\r\n\r\n",
    "a folded header": b"GET /graphql HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
    "a NUL in a header": b"GET /graphql HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
    "a CR in a header": b"GET /graphql HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
    "a header without a name": b"GET /graphql HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
    "no Host": b"GET /graphql HTTP/1.1\r\n\r\n",
    "two Hosts": b"GET /graphql HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
    "an empty Host": b"GET /graphql HTTP/1.1\r\nHost:\r\n\r\n",
    "a Host with a path": b"GET /graphql HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "a Host with user information": b"GET /graphql HTTP/1.1\r\nHost: a@b\r\n\r\n",
    "a Host with a bad port": b"GET /graphql HTTP/1.1\r\nHost: a:b\r\n\r\n",
    "two equal lengths": POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "two different lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a list of lengths": POST + b"Content-Length: 2, 2\r\n\r\n{}",
    "a negative length": POST + b"Content-Length: -2\r\n\r\n{}",
    "a length with a sign": POST + b"Content-Length: +2\r\n\r\n{}",
    "a length in hexadecimal": POST + b"Content-Length: 0x2\r\n\r\n{}",
    "an empty length": POST + b"Content-Length:\r\n\r\n",
    "a length beyond 64 bits": POST + b"Content-Length: 99999999999999999999999\r\n\r\n",
    "length and chunks": POST + b"Content-Length: 2\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "chunks and length": POST + CHUNKED + b"Content-Length: 2\r\n\r\n0\r\n\r\n",
    "chunks twice": POST + CHUNKED + CHUNKED + b"\r\n0\r\n\r\n",
    "chunked, chunked": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "gzip, chunked": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "another transfer coding": POST + b"Transfer-Encoding: identity\r\n\r\n",
    "chunks in HTTP/1.0": POST.replace(b"1.1", b"1.0") + CHUNKED + b"\r\n0\r\n\r\n",
    "a chunk size that is no number": POST + CHUNKED + b"\r\nzz\r\n",
    "a chunk longer than it says": POST + CHUNKED + b"\r\n2\r\nabc\r\n0\r\n\r\n",
    "a chunk size beyond 64 bits": POST + CHUNKED + b"\r\n" + b"f" * 17 + b"\r\n",
}


def with_type(value: bytes) -> bytes:
    head = b"POST /graphql HTTP/1.1\r\n" + HOST + b"Content-Type: " + value + b"\r\n"
    return head + b"Content-Length: %d\r\n\r\n" % len(TYPENAME) + TYPENAME


def with_body(body: bytes | object) -> bytes:
    return post_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())


# what GraphQL over HTTP refuses, with status and code
REQUESTS: dict[str, tuple[bytes, int, str]] = {
    "no body": (with_body(b""), 400, "BAD_REQUEST"),
    "no JSON": (with_body(b"nonsense"), 400, "BAD_REQUEST"),
    "half of a JSON text": (with_body(b'{"query":'), 400, "BAD_REQUEST"),
    "two JSON texts": (with_body(TYPENAME + TYPENAME), 400, "BAD_REQUEST"),
    "a byte order mark": (with_body(b"\xef\xbb\xbf" + TYPENAME), 400, "BAD_REQUEST"),
    "UTF-16": (with_body(TYPENAME.decode().encode("utf-16")), 400, "BAD_REQUEST"),
    "a byte that is not UTF-8": (with_body(b'{"query":"{__typename} #\xff"}'), 400, "BAD_REQUEST"),
    "an overlong sequence": (with_body(b'{"query":"{__typename} #\xc0\xaf"}'), 400, "BAD_REQUEST"),
    "half of a surrogate pair": (with_body(b'{"query":"{__typename} #\\ud800"}'), 400, "BAD_REQUEST"),
    "NaN": (with_body(b'{"query":"{__typename}","variables":{"a":NaN}}'), 400, "BAD_REQUEST"),
    "Infinity": (with_body(b'{"query":"{__typename}","variables":{"a":-Infinity}}'), 400, "BAD_REQUEST"),
    "a duplicate name": (with_body(b'{"query":"{__typename}","query":"{a}"}'), 400, "BAD_REQUEST"),
    "a duplicate variable": (with_body(b'{"query":"{__typename}","variables":{"a":1,"a":2}}'), 400, "BAD_REQUEST"),
    "a number of 5,000 digits": (
        with_body(b'{"query":"x","variables":{"a":%s}}' % (b"1" * 5000)),
        400,
        "BAD_REQUEST",
    ),
    "nesting of 10,000 levels": (with_body(b'{"query":' + b"[" * 10_000), 400, "BAD_REQUEST"),
    "a batch": (with_body([{"query": "{__typename}"}]), 400, "BATCHING_DISABLED"),
    "an empty batch": (with_body([]), 400, "BATCHING_DISABLED"),
    "a string": (with_body("{__typename}"), 400, "BAD_REQUEST"),
    "null": (with_body(None), 400, "BAD_REQUEST"),
    "no query": (with_body({}), 400, "BAD_REQUEST"),
    "a query that is null": (with_body({"query": None}), 400, "BAD_REQUEST"),
    "a query that is an object": (with_body({"query": {}}), 400, "BAD_REQUEST"),
    "a query in a list": (with_body({"query": ["{__typename}"]}), 400, "BAD_REQUEST"),
    "variables that are a list": (with_body({"query": "{__typename}", "variables": []}), 400, "BAD_REQUEST"),
    "variables that are a string": (with_body({"query": "{__typename}", "variables": "{}"}), 400, "BAD_REQUEST"),
    "a name that is a number": (with_body({"query": "{__typename}", "operationName": 1}), 400, "BAD_REQUEST"),
    "extensions that are a list": (with_body({"query": "{__typename}", "extensions": []}), 400, "BAD_REQUEST"),
    "an unknown parameter": (with_body({"query": "{__typename}", "qeury": 1}), 400, "BAD_REQUEST"),
    "no type": (with_type(b"").replace(b"Content-Type: \r\n", b""), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "an empty type": (with_type(b""), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "plain text": (with_type(b"text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "a form": (with_type(b"application/x-www-form-urlencoded"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "a multipart form": (with_type(b"multipart/form-data; boundary=x"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "application/graphql": (with_type(b"application/graphql"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "a type like JSON": (with_type(b"application/jsonp"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "JSON in Latin-1": (with_type(b"application/json; charset=iso-8859-1"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "JSON in UTF-16": (with_type(b"application/json; charset=utf-16"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "two types": (post_bytes(more=JSON_TYPE), 400, "BAD_REQUEST"),
    "gzip": (post_bytes(more=b"Content-Encoding: gzip\r\n"), 415, "UNSUPPORTED_ENCODING"),
    "br and identity": (post_bytes(more=b"Content-Encoding: br, identity\r\n"), 415, "UNSUPPORTED_ENCODING"),
    "an answer as HTML": (post_bytes(more=b"Accept: text/html\r\n"), 406, "NOT_ACCEPTABLE"),
    "JSON not wanted": (post_bytes(more=b"Accept: application/json;q=0\r\n"), 406, "NOT_ACCEPTABLE"),
    "an unmet expectation": (post_bytes(more=b"Expect: miracles\r\n"), 417, "BAD_REQUEST"),
    "PUT": (post_bytes().replace(b"POST", b"PUT"), 405, "METHOD_NOT_ALLOWED"),
    "DELETE": (b"DELETE /graphql HTTP/1.1\r\n" + HOST + b"\r\n", 405, "METHOD_NOT_ALLOWED"),
    "PATCH": (b"PATCH /graphql HTTP/1.1\r\n" + HOST + b"\r\n", 405, "METHOD_NOT_ALLOWED"),
    "TRACE": (b"TRACE /graphql HTTP/1.1\r\n" + HOST + b"\r\n", 405, "METHOD_NOT_ALLOWED"),
    "CONNECT": (b"CONNECT a:443 HTTP/1.1\r\n" + HOST + b"\r\n", 405, "METHOD_NOT_ALLOWED"),
    "GET without a query": (get_bytes(b"/graphql"), 400, "BAD_REQUEST"),
    "GET with an empty string": (get_bytes(b"/graphql?"), 400, "BAD_REQUEST"),
    "GET with a query twice": (get_bytes(b"/graphql?query={a}&query={a}"), 400, "BAD_REQUEST"),
    "GET with a bad escape": (get_bytes(b"/graphql?query=%zz"), 400, "BAD_REQUEST"),
    "GET with half an escape": (get_bytes(b"/graphql?query={a}%2"), 400, "BAD_REQUEST"),
    "GET in Latin-1": (get_bytes(b"/graphql?query=%e9"), 400, "BAD_REQUEST"),
    "GET with variables that are no JSON": (get_bytes(b"/graphql?query={a}&variables=x"), 400, "BAD_REQUEST"),
    "GET with variables in a list": (get_bytes(b"/graphql?query={a}&variables=[]"), 400, "BAD_REQUEST"),
    "GET with a duplicate variable": (
        get_bytes(b"/graphql?query={a}&variables=%7B%22a%22:1,%22a%22:2%7D"),
        400,
        "BAD_REQUEST",
    ),
    "GET with a thousand parameters": (get_bytes(b"/graphql?" + b"a=1&" * 1000), 400, "BAD_REQUEST"),
    "GET with a body": (get_bytes(more=b"Content-Length: 2\r\n") + b"{}", 400, "BAD_REQUEST"),
    "a mutation by GET": (get_bytes(b"/graphql?query=mutation{__typename}"), 405, "METHOD_NOT_ALLOWED"),
    "a WebSocket": (
        get_bytes(b"/graphql", more=b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"),
        400,
        "BAD_REQUEST",
    ),
    "an unknown path of the API": (post_bytes().replace(b"/graphql", b"/graphql/x"), 404, "NOT_FOUND"),
    "an unknown version": (get_bytes(b"/data/1-abc.json"), 404, "NOT_FOUND"),
    "a way out of the tree": (get_bytes(b"/data/../../etc/passwd"), 404, "NOT_FOUND"),
    "an escaped way out": (get_bytes(b"/data/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), 404, "NOT_FOUND"),
}


@pytest.mark.parametrize("raw", FRAMING.values(), ids=FRAMING)
def test_what_is_not_clear_http_is_400_and_ends_the_connection(either: Running, raw: bytes) -> None:
    found = either.send(raw, 5)
    assert [response.status for response in found] == [400]
    check_refusal(found[0].headers, found[0].body, "BAD_REQUEST")


@pytest.mark.parametrize(("raw", "status", "code"), REQUESTS.values(), ids=REQUESTS)
def test_what_is_not_a_graphql_request_is_refused_by_status_and_code(
    either: Running, raw: bytes, status: int, code: str
) -> None:
    found = either.send(raw)[0]
    assert found.status == status
    check_refusal(found.headers, found.body, code)
    if status == 405:
        assert found.headers["allow"]


def test_of_several_unknown_parameters_the_first_is_named(either: Running) -> None:
    body = {"query": "{__typename}", **{f"unknown{number}": 1 for number in range(40)}}
    assert "the unknown parameter 'unknown0'" in either.post(body).json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "raw",
    [
        with_type(b"application/json; charset=utf-8"),
        with_type(b'Application/Json;Charset="UTF-8"'),
        post_bytes(more=b"Content-Encoding: identity\r\n"),
        post_bytes(more=b"Expect: 100-continue\r\n"),
        post_bytes(b' \r\n\t{"query":"{__typename}"} '),
        with_body({"query": "{__typename}", "variables": None, "operationName": None, "extensions": None}),
        with_body({"query": "{__typename}", "operationName": "", "extensions": {"a": [1]}}),
        get_bytes(b"/graphql?query=%7B__typename%7D&operationName=&variables=&extensions={}&utm=x"),
        get_bytes(b"/graphql?query={+__typename+}", more=b"Content-Length: 0\r\n"),
        get_bytes().replace(b"Host: 127.0.0.1", b"Host: [::1]:8000"),
        get_bytes(b"http://127.0.0.1/graphql?query={__typename}"),
        b"\r\n\r\n" + get_bytes(),
        b"GET /graphql?query={__typename} HTTP/1.0\r\n\r\n",
        POST + CHUNKED + b"\r\n%x;x=y\r\n" % len(TYPENAME) + TYPENAME + b"\r\n0\r\nX-Trailer: 1\r\n\r\n",
    ],
)
def test_what_is_unusual_but_right_is_answered(either: Running, raw: bytes) -> None:
    found = [response for response in either.send(raw, 2 if b"100-continue" in raw else 1) if response.status != 100]
    assert [json.loads(response.body) for response in found] == [{"data": {"__typename": "Query"}}]


def test_the_server_serves_on_after_all_of_these(either: Running) -> None:
    assert either.post(TYPENAME).status_code == 200
    events = {line["event"] for line in either.log() if line["level"] == "error"}
    assert not events


def check_refusal(headers: dict[str, str], body: bytes, code: str) -> None:
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-request-id"]
    found = json.loads(body)
    assert list(found) == ["errors"]
    assert [error["extensions"]["code"] for error in found["errors"]] == [code]
    assert found["errors"][0]["message"]
