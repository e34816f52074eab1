"""The audit: what a manifest leads to, in words that promise no more than is known; hostile files are bounded."""

from urllib.parse import urlencode

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.explorer.catalogue import HOSTILE
from tests.explorer.conftest import Soup, words

MANIFEST = "haystack-ai==2.0.0\nold-chain\nhaystak-ai\nrequests>=2\n"


def _send(client: httpx.Client, fields: dict[str, str], **headers: str) -> tuple[httpx.Response, BeautifulSoup]:
    sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    response = client.post("/audit/result", content=urlencode(fields).encode(), headers=sent)
    return response, BeautifulSoup(response.text, "html.parser")


def _audit(client: httpx.Client, text: str = MANIFEST, **more: str) -> BeautifulSoup:
    response, page = _send(client, {"name0": "requirements.txt", "text0": text, **more})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    return page


def _concepts(page: BeautifulSoup, presence: str) -> set[str]:
    heading = page.find(id=f"presence-{presence}")
    return set() if heading is None else {words(link) for link in heading.find_next_sibling("ul").select("a")}


def test_packages_lead_to_frameworks_by_their_exact_names(client: httpx.Client) -> None:
    rows = [words(row) for row in _audit(client).select("#packages ~ table tbody tr")]
    links = [link["href"] for link in _audit(client).select("#packages ~ table a")]
    assert links == ["/frameworks/haystack", "/frameworks/old-chain"]
    assert rows[2:] == [
        "haystak-ai not in the catalogue any version requirements.txt, line 3",
        "requests not in the catalogue >=2 requirements.txt, line 4",
    ]


def test_a_dependency_alone_makes_a_concept_available_and_an_import_used(client: httpx.Client) -> None:
    assert "Reranking" in _concepts(_audit(client), "available")
    page = _audit(client, code="from haystack.rankers import Ranker\nRanker()\n")
    assert "Reranking" in _concepts(page, "used")
    assert "Reranking" not in _concepts(page, "available")


def test_what_is_not_seen_is_never_called_missing(client: httpx.Client) -> None:
    page = _audit(client)
    assert "missing" not in words(page.main).lower()
    assert "it may be own code" in words(page.find(id="presence-not_seen"))


def test_a_goal_shows_how_far_one_is_and_the_path_from_there(client: httpx.Client) -> None:
    page = _audit(client, goal="chatbot", code="from haystack.rankers import Ranker\nRanker()\n")
    progress = page.find("section", attrs={"aria-labelledby": "progress-to"})
    assert "Chatbot" in words(progress.h2)
    assert progress.select_one("a[href='/paths/chatbot?known=reranking']")


def test_findings_have_a_place_and_a_code(client: httpx.Client) -> None:
    page = _audit(client, code="from old.chains import QA\nQA()\n")
    finding = page.select_one(".severity-error, .severity-warning")
    assert finding
    assert "line" in words(finding.select_one(".proof"))
    assert words(finding.select_one(".code-of")).isupper()


def test_several_files_are_read_together(client: httpx.Client) -> None:
    page = _audit(client, name1="package.json", text1='{"dependencies": {"@js/core": "^1.0.0"}}')
    files = {words(row).split(" ")[-3].rstrip(",") for row in page.select("#packages ~ table tbody tr")}
    assert files == {"requirements.txt", "package.json"}
    assert [field["value"] for field in page.select("input[name^=name]")] == ["requirements.txt", "package.json"]


def test_what_was_sent_stays_in_the_form_as_text(client: httpx.Client) -> None:
    text = f"# {HOSTILE}\nhaystack-ai\n</textarea>{HOSTILE}\n"
    page = _audit(client, text)
    assert page.find("textarea", id="text0").get_text().lstrip("\n") == text
    assert not [script for script in page.select("script") if "alert" in script.get_text()]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package.json", "{"),
        ("package.json", "[" * 10_000),
        ("pyproject.toml", "[project"),
        ("setup.py", "import os; os.system('touch /tmp/ran')"),
        ("../../etc/passwd", "root:x:0:0"),
        (HOSTILE, HOSTILE),
        ("", "haystack-ai"),
        ("requirements.txt", "-r https://elsewhere.example/x.txt\n-e .\n"),
        ("requirements.txt", "a" * 48_000),
    ],
)
def test_any_file_is_answered_in_words(client: httpx.Client, name: str, text: str) -> None:
    response, page = _send(client, {"name0": name, "text0": text})
    assert response.status_code in (200, 400)
    assert page.select_one("#findings, .notice")
    assert "Traceback" not in response.text


def test_forms_have_bounds(client: httpx.Client) -> None:
    response, page = _send(client, {"name0": "requirements.txt", "text0": "a\n" * 30_000})
    assert response.status_code == 413
    assert "requirements.txt is longer than 48 KiB" in words(page.select_one(".notice"))
    assert _send(client, {"text0": "x" * 1_100_000})[0].status_code == 413
    assert _send(client, {f"text{number}": "x" for number in range(40)})[0].status_code == 400


def test_an_empty_form_a_foreign_one_and_a_visit_are_answered(client: httpx.Client) -> None:
    response, page = _send(client, {"text0": "  ", "code": ""})
    assert response.status_code == 400
    assert "no file" in words(page.select_one(".notice"))
    assert _send(client, {"text0": "x"}, Origin="https://elsewhere.example")[0].status_code == 403
    visit = client.get("/audit/result")
    assert (visit.status_code, visit.headers["location"]) == (301, "/audit")
    assert _send(client, {"text0": "haystack-ai", "goal": "nothing"})[0].status_code == 400


def test_a_goal_can_be_linked_to(soup: Soup) -> None:
    assert soup("/audit?goal=chatbot").select_one("#goal option[selected]")["value"] == "chatbot"


def test_programs_keep_their_endpoint_at_the_same_address(client: httpx.Client) -> None:
    answer = client.post("/audit", json={"manifests": [{"name": "requirements.txt", "text": "haystack-ai"}]})
    assert answer.json()["packages"][0]["framework"] == "haystack"
