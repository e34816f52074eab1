"""GraphiQL from our own origin, under its policy: it runs queries and opens its documentation, and steps aside."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.explorer.assets import Assets
from api.places import graphiql_bundle
from tests.explorer.browsing import FLAGS, Watched, chromium, missing, watching

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.xdist_group("browser")]
WITHOUT_SANITIZER = "delete Element.prototype.setHTML;"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if Assets(graphiql_bundle()).bundle() is None:
        missing("GraphiQL is not bundled; scripts/build-graphiql does it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


def _ready(watched: Watched, path: str) -> Page:
    watched.go(path)
    expect(watched.page.locator(".graphiql-query-editor .view-line").first).to_be_visible()
    expect(watched.page.get_by_role("textbox", name="Query", exact=True)).to_be_hidden()
    return watched.page


@pytest.mark.parametrize("init", ["", WITHOUT_SANITIZER], ids=["browser's sanitizer", "DOMPurify"])
def test_a_query_runs_and_the_documentation_opens(browser: Browser, address: str, init: str) -> None:
    with watching(browser, address, init=init) as watched:
        page = _ready(
            watched, "/graphiql?query=query%20Named%20%7B%20concept(slug%3A%20%22rag%22)%20%7B%20name%20%7D%20%7D"
        )
        expect(page.get_by_role("button", name="Named", exact=True)).to_have_attribute("aria-current", "true")
        page.get_by_role("button", name="Execute query").click()
        expect(page.locator(".result-window")).to_contain_text("Retrieval-augmented")
        page.get_by_role("button", name="Show Documentation Explorer").click()
        page.get_by_role("link", name="Query", exact=True).click()
        explorer = page.locator(".graphiql-doc-explorer")
        expect(explorer).to_contain_text("Every question begins here")
        explorer.get_by_role("link", name="concept", exact=True).click()
        expect(explorer).to_contain_text("null if there is none")
        assert watched.noticed() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_objects_to_nothing_in_the_editor(browser: Browser, address: str, theme: str) -> None:
    with watching(browser, address, theme=theme) as watched:
        page = _ready(watched, "/graphiql")
        assert watched.axe() == []
        page.get_by_role("button", name="AllConcepts", exact=True).click()
        expect(page.get_by_role("button", name="AllConcepts", exact=True)).to_have_attribute("aria-current", "true")
        expect(page.get_by_role("button", name="About", exact=True)).to_have_attribute("aria-current", "false")
        assert watched.axe() == []
        assert watched.noticed() == []


def test_variables_of_a_page_come_along(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.go("/concepts/reranking")
        watched.page.get_by_text("This page as GraphQL").click()
        watched.page.get_by_role("link", name="Open it in GraphiQL").click()
        page = watched.page
        expect(page.locator(".graphiql-query-editor")).to_contain_text("ConceptPage")
        page.get_by_role("button", name="Execute query").click()
        expect(page.locator(".result-window")).to_contain_text("snapshot")
        assert watched.noticed() == []


def test_html_in_descriptions_is_cleaned(browser: Browser, address: str) -> None:
    for init in ("", WITHOUT_SANITIZER):
        with watching(browser, address, init=init) as watched:
            page = _ready(watched, "/graphiql")
            page.evaluate("""() => {
              const box = document.createElement('div');
              const code = 'window.ran = true';
              box.innerHTML = `<p>kept</p><img src=x onerror="${code}"><script>${code}</scr` + 'ipt>';
              document.body.append(box);
              window.cleaned = box.innerHTML;
            }""")
            cleaned = page.evaluate("window.cleaned")
            assert "<p>kept</p>" in cleaned
            assert "onerror" not in cleaned
            assert "script" not in cleaned
            assert page.evaluate("window.ran === undefined")


def test_the_form_comes_back_when_the_editor_cannot_be_loaded(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.page.route("**/static/graphiql/**", lambda route: route.abort())
        watched.go("/graphiql")
        expect(watched.page.get_by_role("textbox", name="Query", exact=True)).to_be_visible()
        watched.page.get_by_role("button", name="Ask").click()
        expect(watched.page.locator("#answer")).to_be_visible()
