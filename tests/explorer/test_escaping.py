"""Text from the catalogue and from readers is text, wherever a page puts it."""

import httpx
import pytest

from tests.explorer.addresses import ERRORS, PAGES
from tests.explorer.catalogue import HOSTILE, HOSTILE_ATTRIBUTE
from tests.explorer.conftest import Soup


@pytest.mark.parametrize("path", [*PAGES, *ERRORS, f"/search?q={HOSTILE}", f"/concepts?q={HOSTILE_ATTRIBUTE}"])
def test_no_text_becomes_an_element(soup: Soup, path: str) -> None:
    page = soup(path)
    assert all(script.has_attr("src") for script in page.find_all("script"))
    assert page.find("img") is None


def test_hostile_text_is_shown_as_it_is(soup: Soup) -> None:
    page = soup("/concepts/hostile")
    assert page.h1.get_text() == HOSTILE
    assert HOSTILE in page.title.get_text()
    assert HOSTILE in page.find("meta", attrs={"name": "description"})["content"]
    assert HOSTILE_ATTRIBUTE in page.main.get_text()
    assert f"print('''</code></pre>{HOSTILE}''')" in page.select_one("pre").get_text()
    assert page.select_one(".lead code").get_text() == HOSTILE


def test_an_address_given_to_graphiql_stays_in_its_attribute(soup: Soup, client: httpx.Client) -> None:
    path = f"/graphiql?query={HOSTILE_ATTRIBUTE}&variables={HOSTILE_ATTRIBUTE}"
    page = soup(path)
    assert page.find("img") is None
    assert page.find("textarea", attrs={"name": "query"}).get_text() == HOSTILE_ATTRIBUTE
