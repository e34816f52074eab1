"""One server of the explorer for all tests here, and the pages as parsed HTML."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from api.app import create_app
from api.settings import Settings
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from tests.explorer.catalogue import catalogue
from tests.explorer.serving import PATIENT, serving

Get = Callable[[str], httpx.Response]
Soup = Callable[[str], BeautifulSoup]


def words(element: Tag) -> str:
    """Return the text of an element as a reader sees it: runs of space as one."""
    return " ".join(element.get_text().split())


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the test catalogue as the product does, without a public address."""
    with serving(create_app(MemoryStore(Snapshot.of(catalogue())), Settings(limits=PATIENT))) as found:
        yield found


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as found:
        yield found


@pytest.fixture(scope="session")
def soup(client: httpx.Client) -> Soup:
    """Return a page as parsed HTML."""

    def parsed(path: str) -> BeautifulSoup:
        return BeautifulSoup(client.get(path).text, "html.parser")

    return parsed
