"""Learning paths: the order holds, what one knows is in the address, and what does not fit is told and ignored."""

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.explorer.conftest import Soup, words


def _steps(page: BeautifulSoup) -> list[str]:
    return [tick["id"] for tick in page.select(".tick")]


def test_a_path_keeps_its_order_and_says_what_runs(soup: Soup) -> None:
    page = soup("/paths/chatbot")
    assert words(page.h1) == "Chatbot: the path"
    steps = _steps(page)
    assert steps.index("chunking") < steps.index("retrieval") < steps.index("rag")
    assert "One question is answered." in words(page.select_one(".runs"))
    assert [box["value"] for box in page.select(".tick input[name=known]")] == steps


def test_a_role_has_a_path_too(soup: Soup) -> None:
    page = soup("/paths/builder")
    assert _steps(page)[-1] == "retrieval"
    assert "Somebody else reads the errors." in words(page.select_one("main"))
    assert page.select_one("a[href='/roles/builder']")


def test_what_one_knows_is_left_out_with_all_it_rests_on(soup: Soup) -> None:
    page = soup("/paths/chatbot?known=retrieval")
    assert not {"chunking", "retrieval"} & set(_steps(page))
    known = page.select_one("section[aria-labelledby=known]")
    assert "Retrieval" in words(known)
    assert known.select_one(".remove")["href"] == "/paths/chatbot"
    assert page.select_one("input[type=hidden][name=known]")["value"] == "retrieval"


def test_knowing_everything_leaves_a_way_on(soup: Soup) -> None:
    page = soup("/paths/chatbot?known=rag,reranking")
    assert _steps(page) == []
    assert "Nothing is left to learn" in words(page.select_one(".empty"))


@pytest.mark.parametrize(
    ("asked", "tidy"),
    [
        ("known=retrieval&known=chunking", "?known=chunking,retrieval"),
        ("known=retrieval,chunking,retrieval", "?known=chunking,retrieval"),
        ("known=retrieval,&known=", "?known=retrieval"),
        ("known=", ""),
    ],
)
def test_what_a_form_sends_gets_one_address(client: httpx.Client, asked: str, tidy: str) -> None:
    for path in ("/paths/chatbot", "/paths"):
        response = client.get(f"{path}?{asked}")
        assert response.status_code == 301
        assert response.headers["location"] == path + tidy
        assert client.get(response.headers["location"]).status_code == 200


def test_names_that_are_no_concepts_are_ignored_and_counted(client: httpx.Client) -> None:
    response = client.get("/paths/chatbot", params={"known": "nothing,<script>,chunking"})
    assert response.status_code == 200
    page = BeautifulSoup(response.text, "html.parser")
    assert words(page.select_one(".notice")).startswith("2 of the names")
    assert "chunking" not in _steps(page)


def test_very_many_names_are_bounded(client: httpx.Client) -> None:
    known = ",".join(f"concept-{number}" for number in range(400))
    assert client.get("/paths/chatbot", params={"known": known}).status_code == 200


def test_an_unknown_path_names_the_nearest(client: httpx.Client) -> None:
    response = client.get("/paths/chatbto")
    assert response.status_code == 404
    assert "/goals/chatbot" in response.text
    assert client.get("/paths/%3Cscript%3E").status_code == 404


def test_the_list_shows_goals_roles_and_where_to_start(soup: Soup) -> None:
    page = soup("/paths")
    assert [card["href"] for card in page.select(".card a")] == ["/paths/chatbot", "/paths/builder"]
    ready = page.select_one("section[aria-labelledby=ready]")
    assert ready.select_one("a[href='/concepts/chunking']")
    later = soup("/paths?known=chunking")
    assert later.select_one(".card a")["href"] == "/paths/chatbot?known=chunking"
    assert later.select_one("section[aria-labelledby=ready] a[href='/concepts/retrieval']")


def test_goals_and_roles_lead_to_their_paths(soup: Soup) -> None:
    assert soup("/goals/chatbot").select_one("a.button")["href"] == "/paths/chatbot"
    assert soup("/roles/builder").select_one("a.button")["href"] == "/paths/builder"


def test_the_page_shows_its_query_with_what_one_knows(soup: Soup) -> None:
    assert "retrieval" in words(soup("/paths/chatbot?known=retrieval").select(".as-graphql pre")[1])
