"""The log: one short line a request that tells an operator all and gives away nothing."""

import json
import logging
import os
import select
from collections.abc import Iterator

import pytest
import structlog

from api.logs import PatientStream, RequestRecord, configure, escaped
from tests.api.running import Running, get_bytes, running, wait_for


def line_of(server: Running, request_id: str) -> dict[str, object]:
    found: list[dict[str, object]] = wait_for(
        lambda: [line for line in server.log() if line.get("request_id") == request_id], what="the log line"
    )
    assert len(found) == 1
    return found[0]


def test_a_request_is_one_line_with_what_an_operator_needs(server: Running) -> None:
    secret = "very-secret-value"
    query = "query Find($slug: String!) { concept(slug: $slug) { name } a: __typename # very-secret-comment\n }"
    response = server.post({"query": query, "variables": {"slug": secret}, "operationName": "Find"})
    line = line_of(server, response.headers["x-request-id"])
    assert line["event"] == "request"
    assert line["level"] == "info"
    assert (line["operation"], line["status"], line["route"]) == ("Find", 200, "/graphql")
    assert line["bytes"] == len(response.content)
    assert line["snapshot"] == response.headers["duramen-version"]
    assert line.keys() >= {"time", "document", "ms", "cost"}
    assert "secret" not in json.dumps(line)
    assert "127.0.0.1" not in json.dumps(line)


def test_a_refusal_is_logged_with_its_code(server: Running) -> None:
    response = server.post(b"nonsense")
    line = line_of(server, response.headers["x-request-id"])
    assert (line["status"], line["code"]) == (400, "BAD_REQUEST")


def test_what_is_no_http_is_logged_too(server: Running) -> None:
    found = server.send(b"nonsense\r\n\r\n")[0]
    line = line_of(server, found.headers["x-request-id"])
    assert (line["method"], line["status"], line["code"]) == ("-", 400, "BAD_REQUEST")


def test_names_are_cut_and_cannot_break_a_line(server: Running) -> None:
    assert escaped("a\nb\u202e\x1b[31m") == "a\\nb\\u202e\\x1b[31m"
    assert len(escaped("é" * 100)) <= 64
    name = "N" * 500
    response = server.post({"query": f"query {name} {{ __typename }}", "operationName": name})
    assert line_of(server, response.headers["x-request-id"])["operation"] == "N" * 64


def test_a_request_writes_at_most_2_kb(server: Running) -> None:
    document = "query " + "Q" * 5000 + " { " + " ".join(f"nope{n}" for n in range(300)) + " }"
    response = server.post({"query": document})
    line = line_of(server, response.headers["x-request-id"])
    assert len(json.dumps(line)) < 2000
    target = b"/" + b"x" * 8000
    found = server.send(get_bytes(target))[0]
    assert len(json.dumps(line_of(server, found.headers["x-request-id"]))) < 2000


def test_a_log_that_nobody_reads_stops_nothing() -> None:
    reader, writer = os.pipe()
    stream = PatientStream(writer)
    for number in range(5000):
        stream.write(f"line {number} " + "x" * 100)
    assert stream.dropped > 0
    assert all(len(line) > 100 for line in os.read(reader, 1 << 20).splitlines())
    dropped = stream.dropped
    stream.write("after")
    after = os.read(reader, 65536).splitlines()
    assert json.loads(after[0])["count"] == dropped
    assert after[1] == b"after"
    os.close(reader)
    stream.write("nobody is there any more")
    os.close(writer)


@pytest.fixture
def restored() -> Iterator[None]:
    """Leave the logs of this process as they were."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_that_a_pipe_would_not_take_in_one_piece_is_cut() -> None:
    reader, writer = os.pipe()
    PatientStream(writer).write("é" * 5000)
    written = os.read(reader, 1 << 16)
    assert (len(written), written[-1:]) == (select.PIPE_BUF, b"\n")
    os.close(reader)
    os.close(writer)


@pytest.mark.usefixtures("restored")
def test_an_exception_is_logged_short_and_with_the_id_of_its_request(capfd: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    try:
        _fail(400)
    except RecursionError:
        structlog.get_logger().exception("failed", request_id="abc")
    line = capfd.readouterr().err.strip()
    assert len(line) <= 2000
    assert json.loads(line)["request_id"] == "abc"
    assert "RecursionError" in json.loads(line)["traceback"]


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("letter", ["x", "é", '"', "\u2028"])
def test_a_line_that_is_too_long_stays_json_and_fits_into_a_pipe(
    capfd: pytest.CaptureFixture[str], letter: str
) -> None:
    configure("json", "info")
    structlog.get_logger().error(letter * 5000, request_id="abc", traceback=letter * 1400)
    line = capfd.readouterr().err.strip()
    assert len(line.encode()) <= 2000
    found = json.loads(line)
    assert (found["request_id"], found["level"]) == ("abc", "error")
    assert set(found["event"]) == set(found["traceback"]) == {letter}


def _fail(depth: int) -> None:
    if depth == 0:
        raise RecursionError("x" * 100)
    _fail(depth - 1)


def test_nothing_is_said_about_what_was_not_found_out() -> None:
    assert RequestRecord("id", "GET").fields(1.234) == {
        "request_id": "id",
        "method": "GET",
        "route": "other",
        "status": 0,
        "ms": 1.23,
        "bytes": 0,
    }


def test_the_log_can_be_text_and_quiet() -> None:
    with running(log_format="text") as server:
        server.post(b"{}")
        wait_for(lambda: "info    request request_id=" in server.text(), what="a line of text")
    with running(log_level="error") as server:
        server.post(b"{}")
        assert not server.log()
