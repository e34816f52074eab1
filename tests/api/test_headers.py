"""Headers of every answer, CORS, conditional requests and the paths beside ``/graphql``."""

import gzip
import hashlib
import json
import re

import httpx
import pytest

from tests.api.running import TYPENAME, Running, get_bytes, running

QUERY = "/graphql?query={__typename}"
PATHS = [QUERY, "/graphql", "/graphql/x", "/data/x.json", "/schema.graphql", "/healthz", "/readyz"]


def get(server: Running, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.request(method, f"{server.address}{path}", headers=sent, timeout=60)


def version_of(server: Running) -> str:
    return server.post(TYPENAME).headers["duramen-version"]


@pytest.mark.parametrize("path", [*PATHS, "/", "/concepts/nothing-like-this", "/static/x"])
def test_every_answer_has_an_id_and_the_version_and_names_no_server(server: Running, path: str) -> None:
    first, second = get(server, path), get(server, path)
    assert re.fullmatch("[0-9a-f]{16}", first.headers["x-request-id"])
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert re.fullmatch(r"\d+-[0-9a-f]{64}", first.headers["duramen-version"])
    assert "server" not in first.headers
    assert "set-cookie" not in first.headers
    assert first.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in first.headers["content-security-policy"]


@pytest.mark.parametrize("path", PATHS)
def test_answers_for_programs_can_run_nothing(server: Running, path: str) -> None:
    headers = get(server, path).headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("path", [QUERY, "/graphql", "/data/x.json", "/schema.graphql", "/api/x"])
def test_any_origin_may_read_answers_and_refusals_without_credentials(server: Running, path: str) -> None:
    headers = get(server, path, origin="https://elsewhere.example").headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert "Duramen-Version" in headers["access-control-expose-headers"]


def test_a_preflight_is_answered_for_a_day(server: Running) -> None:
    response = get(
        server,
        "/graphql",
        "OPTIONS",
        origin="https://elsewhere.example",
        access_control_request_method="POST",
        access_control_request_headers="content-type",
    )
    assert response.status_code == 204
    assert response.content == b""
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "content-type" in response.headers["access-control-allow-headers"].lower()
    assert response.headers["access-control-max-age"] == "86400"
    assert "access-control-allow-credentials" not in response.headers


def test_options_without_an_origin_tell_the_methods(server: Running) -> None:
    response = get(server, "/graphql", "OPTIONS")
    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_what_cross_site_forms_can_send_is_refused_and_never_run(server: Running) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        response = server.post(TYPENAME, content_type=kind, origin="https://evil.example")
        assert response.status_code == 415
        assert "data" not in response.json()


def test_a_conditional_get_saves_the_body(server: Running) -> None:
    first = get(server, QUERY)
    assert first.headers["cache-control"].startswith("public, max-age=")
    assert first.headers["vary"] == "Accept, Accept-Encoding, Origin"
    again = get(server, QUERY, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    other = get(server, "/graphql?query={a:__typename}")
    assert other.headers["etag"] != first.headers["etag"]


def test_head_tells_the_length_and_sends_nothing(server: Running) -> None:
    full = get(server, QUERY)
    with server.connect() as connection:
        connection.sendall(get_bytes(more=b"Connection: close\r\n").replace(b"GET", b"HEAD"))
        raw = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"content-length: %d\r\n" % len(full.content) in raw
    assert raw.endswith(b"\r\n\r\n")


def test_a_person_who_opens_the_endpoint_is_sent_to_the_editor(server: Running) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    response = get(server, "/graphql", accept=browser)
    assert (response.status_code, response.headers["location"]) == (303, "/graphiql")
    assert get(server, QUERY, accept=browser).json() == {"data": {"__typename": "Query"}}
    assert get(server, "/graphql", accept="*/*").status_code == 400


def test_the_schema_is_served_as_text(server: Running) -> None:
    response = get(server, "/schema.graphql")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "type Query" in response.text
    assert get(server, "/schema.graphql", if_none_match=response.headers["etag"]).status_code == 304
    assert get(server, "/schema.graphql", "POST").status_code == 405


def test_the_data_of_the_version_is_whole_licensed_and_immutable(server: Running) -> None:
    version = version_of(server)
    response = get(server, f"/data/{version}.json")
    found = response.json()
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found["version"] == version
    assert found["licence"] == "CC-BY-4.0"
    assert found["attribution"]
    assert {"concepts", "frameworks", "mappings", "evidence"} <= found["content"].keys()
    content = response.content.partition(b'"content":')[2].rstrip()[:-1]
    assert hashlib.sha256(content).hexdigest() == version.partition("-")[2]
    assert get(server, f"/data/{version}.json", if_none_match=response.headers["etag"]).status_code == 304


def test_data_is_compressed_where_the_client_takes_it(server: Running) -> None:
    path = f"/data/{version_of(server)}.json"
    with server.connect() as connection:
        connection.sendall(get_bytes(path.encode(), more=b"Accept-Encoding: gzip\r\nConnection: close\r\n"))
        raw = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b"content-encoding: gzip" in head
    assert json.loads(gzip.decompress(body))["version"] in path
    plain = get(server, path, accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]


def test_ranges_are_not_served(server: Running) -> None:
    response = get(server, "/schema.graphql", range="bytes=" + ",".join(f"{n}-{n}" for n in range(900)))
    assert response.status_code == 200
    assert "accept-ranges" not in response.headers


@pytest.mark.parametrize(
    ("path", "body"), [("/healthz", {"status": "ok"}), ("/readyz", {"ready": True, "stale": False})]
)
def test_health_is_never_stored(server: Running, path: str, body: object) -> None:
    response = get(server, path)
    assert (response.status_code, response.json()) == (200, body)
    assert response.headers["cache-control"] == "no-store"
    assert get(server, path, "POST").status_code == 405
    assert get(server, path, "HEAD").status_code == 200


def test_no_answer_redirects_to_a_host_that_the_client_named(server: Running) -> None:
    for target in (b"/concepts/", b"//evil.example/", b"/graphql/", b"/%2f%2fevil.example/"):
        raw = get_bytes(target).replace(b"127.0.0.1", b"evil.example")
        location = server.send(raw)[0].headers.get("location", "/")
        assert location.startswith("/")
        assert not location.startswith("//")


def test_only_listed_hosts_are_served() -> None:
    with running(hosts="example.org, API.example.org") as server:
        for host, status in (
            ("example.org", 200),
            ("api.EXAMPLE.org:8000", 200),
            ("evil.example", 400),
            ("127.0.0.1", 400),
        ):
            raw = get_bytes().replace(b"127.0.0.1", host.encode())
            assert server.send(raw)[0].status == status
