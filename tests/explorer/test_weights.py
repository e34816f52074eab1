"""Pages stay light: what they weigh over the wire, and how many elements they have, on the curated content."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from api.app import create_app
from api.settings import Settings
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from ingest.building import load_tree
from tests.explorer.serving import PATIENT, serving

pytestmark = pytest.mark.slow

SEEDS = Path(__file__).parents[2] / "seeds"
KILOBYTE = 1000
SCRIPT, HOME, OTHER, SECOND = 15 * KILOBYTE, 60 * KILOBYTE, 80 * KILOBYTE, 30 * KILOBYTE
ELEMENTS = 1500
PAGES_OF_THEIR_OWN = (
    "/",
    "/?date=2024-06-30",
    "/matrix",
    "/prerequisites",
    "/everything",
    "/concepts",
    "/frameworks",
    "/frameworks?sort=churn",
    "/roles",
    "/goals",
    "/method",
    "/evidence",
    "/evidence?state=verified",
    "/changes",
    "/compare?a=haystack&b=langchain",
    "/swap?from=langchain",
    "/swap?from=langchain&to=haystack",
    "/search?q=e",
    "/graphiql",
)


@pytest.fixture(scope="module")
def curated() -> Iterator[httpx.Client]:
    content = load_tree(SEEDS).content
    assert content is not None
    app = create_app(MemoryStore(Snapshot.of(content)), Settings(limits=PATIENT))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def _weight(client: httpx.Client, path: str) -> int:
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response:
        body = sum(len(chunk) for chunk in response.iter_raw())
        return body + sum(len(name) + len(value) + 4 for name, value in response.headers.items())


def _paths(client: httpx.Client) -> Iterator[str]:
    yield from PAGES_OF_THEIR_OWN
    for section in ("/concepts", "/frameworks", "/roles", "/goals"):
        page = BeautifulSoup(client.get(section).text, "html.parser")
        links = [link["href"] for link in page.select("main a") if link["href"].startswith(f"{section}/")]
        yield max(links, key=lambda link: len(client.get(link).content))


def test_pages_stay_within_their_budgets(curated: httpx.Client) -> None:
    for path in _paths(curated):
        document = BeautifulSoup(curated.get(path).text, "html.parser")
        page, elements = _weight(curated, path), len(document.find_all(True))
        scripts = sum(_weight(curated, script["src"]) for script in document.select('script[src^="/static/"]'))
        links = document.select('link[rel="stylesheet"], link[rel="icon"]')
        styles = sum(_weight(curated, link["href"]) for link in links)
        if path == "/graphiql":  # the editor has a budget of its own
            scripts = styles = 0
        print(f"{path}: {page} bytes, {page + scripts + styles} with all files, {elements} elements")
        assert scripts <= SCRIPT, path
        # everything is a page of more than a thousand links
        assert page <= (SECOND if path != "/everything" else OTHER), path
        assert page + scripts + styles <= (HOME if path == "/" else OTHER), path
        if path == "/":
            assert elements <= ELEMENTS
