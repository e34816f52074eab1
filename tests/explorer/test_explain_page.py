"""Explaining a tutorial's code: what is said of each import; hostile code is bounded, not kept, and shown as text."""

from urllib.parse import urlencode

import httpx
import pytest
from bs4 import BeautifulSoup

from graph.questions.code import MOST_BYTES
from tests.explorer.catalogue import HOSTILE
from tests.explorer.conftest import words

CODE = "import os\nfrom old.chains import QA\nfrom haystack.rankers import Ranker\nfrom haystack.nothing import X"


def _send(client: httpx.Client, code: str, day: str = "", **headers: str) -> tuple[httpx.Response, BeautifulSoup]:
    sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    response = client.post("/explain", content=urlencode({"code": code, "day": day}).encode(), headers=sent)
    return response, BeautifulSoup(response.text, "html.parser")


def _names(page: BeautifulSoup, group: str) -> list[str]:
    section = page.select_one(f"section[aria-labelledby=group-{group}]")
    return [] if section is None else [words(one) for one in section.select(".what code")]


def test_each_import_is_sorted_by_what_is_to_be_done(client: httpx.Client) -> None:
    response, page = _send(client, CODE)
    assert response.status_code == 200
    assert _names(page, "act") == ["old.chains.QA"]
    assert _names(page, "fine") == ["haystack.rankers.Ranker"]
    assert _names(page, "unknown") == ["os", "haystack.nothing.X"]


def test_a_name_that_is_gone_shows_what_to_write_instead(client: httpx.Client) -> None:
    _, page = _send(client, CODE)
    gone = page.select_one("section[aria-labelledby=group-act] .finding")
    assert "A former name: it was in old-chain" in words(gone)
    assert words(gone.select_one("pre")) == "from haystack.retrievers import Retriever"
    assert "pip install haystack-ai" in words(gone)
    assert {link["href"] for link in gone.select("a[href^='/concepts/']")} == {"/concepts/rag", "/concepts/retrieval"}


def test_what_is_not_in_the_catalogue_is_never_called_gone(client: httpx.Client) -> None:
    _, page = _send(client, CODE)
    unknown = words(page.select_one("section[aria-labelledby=group-unknown]"))
    assert "gone" not in unknown.replace("neither that they are there nor that they are gone", "")


def test_a_day_says_what_was_there_then(client: httpx.Client) -> None:
    _, page = _send(client, CODE, day="2025-06-01")
    fine = words(page.select_one("section[aria-labelledby=group-fine] .proof"))
    assert "on 2025-06-01 it was gone" in fine
    assert page.select_one("#day")["value"] == "2025-06-01"


def test_code_is_shown_as_text_and_kept_by_nobody(client: httpx.Client) -> None:
    code = f"from old.chains import QA  # {HOSTILE}\n</textarea>{HOSTILE}"
    response, page = _send(client, code)
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    assert page.find("textarea", id="code").get_text().strip("\n") == code
    assert not [script for script in page.select("script") if "alert" in script.get_text()]


def test_code_without_imports_says_what_to_paste(client: httpx.Client) -> None:
    response, page = _send(client, "print('nothing here')")
    assert response.status_code == 200
    assert "No import was found" in words(page.select_one(".empty"))


@pytest.mark.parametrize("code", ["", "  \n"])
def test_an_empty_form_is_named(client: httpx.Client, code: str) -> None:
    response, page = _send(client, code)
    assert response.status_code == 400
    assert "no code" in words(page.select_one(".notice"))


@pytest.mark.parametrize("day", ["yesterday", "2023-13-01", "20230601", "2023-W01-1"])
def test_a_day_that_is_none_is_named_and_the_code_stays(client: httpx.Client, day: str) -> None:
    response, page = _send(client, CODE, day=day)
    assert response.status_code == 400
    assert "date" in words(page.select_one(".notice"))
    assert page.find("textarea", id="code").get_text().strip("\n") == CODE


def test_control_characters_are_refused_in_words(client: httpx.Client) -> None:
    response, page = _send(client, "from a import b\x00")
    assert response.status_code == 400
    assert words(page.select_one(".notice"))


def test_code_has_a_bound(client: httpx.Client) -> None:
    line = "from old.chains import QA\n"
    fits = line * (MOST_BYTES // len(line))
    assert _send(client, fits)[0].status_code == 200
    response, page = _send(client, fits + line * 2)
    assert response.status_code == 413
    assert "48 KiB" in words(page.select_one(".notice"))
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/explain", content=b"code=" + b"x" * 200_000, headers=sent).status_code == 413


def test_signs_that_a_form_spells_long_fit(client: httpx.Client) -> None:
    assert _send(client, "é" * (MOST_BYTES // 2))[0].status_code == 200


def test_only_this_site_may_send_code(client: httpx.Client) -> None:
    assert _send(client, CODE, Origin="https://elsewhere.example")[0].status_code == 403


def test_an_example_can_be_linked_to(client: httpx.Client) -> None:
    page = BeautifulSoup(client.get("/explain?example=chatbot-2023").text, "html.parser")
    assert "import" in page.find("textarea", id="code").get_text()
    assert page.select_one("#result")
    assert client.get("/explain?example=nothing").status_code == 200


def test_the_page_shows_its_query_unless_the_code_is_too_long_for_an_address(client: httpx.Client) -> None:
    _, page = _send(client, CODE)
    link = page.select_one(".as-graphql a")["href"]
    assert "old.chains" in link
    _, page = _send(client, CODE + "\n# long" * 2000)
    assert len(page.select_one(".as-graphql a")["href"]) < 6_000
