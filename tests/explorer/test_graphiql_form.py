"""The plain query form: it answers without script, and takes forms of this site only, within its bounds."""

import json
from urllib.parse import urlencode

import httpx
import pytest
from bs4 import BeautifulSoup

from api.app import create_app
from api.settings import Settings
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from tests.explorer.catalogue import catalogue
from tests.explorer.serving import serving

QUERY = '{ concept(slug: "reranking") { name } }'


def _send(client: httpx.Client, fields: dict[str, str], **headers: str) -> httpx.Response:
    sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    return client.post("/graphiql", content=urlencode(fields).encode(), headers=sent)


def _answer(response: httpx.Response) -> dict[str, object]:
    page = BeautifulSoup(response.text, "html.parser")
    found: dict[str, object] = json.loads(page.select_one("#answer ~ .code pre").get_text())
    return found


def test_the_form_shows_the_answer(client: httpx.Client) -> None:
    response = _send(client, {"query": QUERY, "variables": ""})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert _answer(response) == {"data": {"concept": {"name": "Reranking"}}}
    assert BeautifulSoup(response.text, "html.parser").find("textarea", attrs={"name": "query"}).get_text() == QUERY


def test_the_form_takes_variables(client: httpx.Client) -> None:
    query = "query Q($slug: String!) { concept(slug: $slug) { slug } }"
    response = _send(client, {"query": query, "variables": '{"slug": "retrieval"}'})
    assert _answer(response) == {"data": {"concept": {"slug": "retrieval"}}}


@pytest.mark.parametrize("query", ["", "{", "{ nothing }", "mutation { x }", "{ __typename }" * 40])
def test_a_wrong_query_shows_its_errors(client: httpx.Client, query: str) -> None:
    response = _send(client, {"query": query})
    assert response.status_code == 200
    assert "errors" in _answer(response)


@pytest.mark.parametrize("variables", ["[1]", "{", "null", "1", "{" * 5000, '{"a": NaN}', '{"a": 1, "a": 2}'])
def test_wrong_variables_are_named(client: httpx.Client, variables: str) -> None:
    response = _send(client, {"query": QUERY, "variables": variables})
    assert response.status_code == 400
    assert "variables" in BeautifulSoup(response.text, "html.parser").select_one(".notice").get_text()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"}, 403),
    ],
)
def test_only_this_site_may_send_the_form(client: httpx.Client, headers: dict[str, str], status: int) -> None:
    assert _send(client, {"query": QUERY}, **headers).status_code == status


def test_our_own_origin_may_send_the_form(client: httpx.Client, address: str) -> None:
    assert _send(client, {"query": QUERY}, Origin=address).status_code == 200


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_other_media_types_are_refused(client: httpx.Client, media_type: str) -> None:
    assert _send(client, {"query": QUERY}, **{"Content-Type": media_type}).status_code == 415


def test_the_form_has_a_bound(client: httpx.Client) -> None:
    room = 65_536 - len("query=")
    assert client.post("/graphiql", content=b"query=" + b"x" * room, headers=FORM).status_code == 200
    assert client.post("/graphiql", content=b"query=" + b"x" * (room + 1), headers=FORM).status_code == 413


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("body", [b"query=%ff", b"query=\xff", b"&".join([b"a=b"] * 20)])
def test_a_form_that_cannot_be_read_is_refused(client: httpx.Client, body: bytes) -> None:
    assert client.post("/graphiql", content=body, headers=FORM).status_code == 400


def test_a_query_in_the_address_fills_the_form(client: httpx.Client) -> None:
    page = BeautifulSoup(client.get("/graphiql", params={"query": QUERY, "variables": '{"a": 1}'}).text, "html.parser")
    assert page.find("textarea", attrs={"name": "query"}).get_text() == QUERY
    assert page.find("textarea", attrs={"name": "variables"}).get_text() == '{"a": 1}'


def test_a_long_answer_is_cut_on_the_page(client: httpx.Client) -> None:
    query = "{" + " ".join(f"a{i}: concepts(first: 100) {{ nodes {{ definition }} }}" for i in range(20)) + "}"
    assert _send(client, {"query": query}).status_code == 200


def test_a_form_is_no_way_around_the_rate_of_a_client() -> None:
    settings = Settings(rate_per_second=0.001, rate_burst=1)
    with serving(create_app(MemoryStore(Snapshot.of(catalogue())), settings)) as address:
        first, second = (
            httpx.post(f"{address}/graphiql", data={"query": "{ __typename }"}, timeout=60) for _ in range(2)
        )
        assert httpx.get(f"{address}/graphiql", timeout=60).status_code == 200
    assert (first.status_code, second.status_code) == (200, 429)
    assert int(second.headers["retry-after"]) > 1
    assert "Too many requests from here." in second.text
