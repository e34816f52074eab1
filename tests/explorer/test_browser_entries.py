"""Concepts, frameworks and what compares them, in a real browser: nothing is cut, the keyboard reaches everything."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.explorer.browsing import FLAGS, chromium, watching

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_OVERLAPS = """
  const boxes = [...document.querySelectorAll('svg.plot text')].map(text => {
    const box = text.getBoundingClientRect();
    const frame = text.ownerSVGElement.getBoundingClientRect();
    return {svg: text.ownerSVGElement, what: text.textContent, turned: text.hasAttribute('transform'),
            left: box.left, right: box.right, top: box.top, bottom: box.bottom, frame};
  });
  const wrong = boxes.filter(box => box.left < box.frame.left - 1 || box.right > box.frame.right + 1)
    .map(box => `${box.what} is cut`);
  boxes.forEach((one, place) => boxes.slice(place + 1).forEach(other => {
    if (one.svg === other.svg && !one.turned && !other.turned && one.left < other.right - 1
        && other.left < one.right - 1 && one.top < other.bottom - 2 && other.top < one.bottom - 2) {
      wrong.push(`${one.what} touches ${other.what}`);
    }
  }));
  return wrong;
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


def test_code_of_a_hundred_columns_is_not_cut(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.go("/concepts/hostile")
        room = watched.page.evaluate(
            """() => {
              const code = document.querySelector('.example pre code');
              code.textContent = 'x'.repeat(100);
              const pre = code.parentElement;
              return pre.clientWidth - pre.scrollWidth;
            }"""
        )
        assert room >= 0


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_text_in_plots_is_never_cut_and_never_touches(browser: Browser, address: str, width: int) -> None:
    with watching(browser, address, width=width) as watched:
        for path in ("/frameworks/haystack", "/method", "/evidence"):
            watched.go(path)
            if path == "/evidence" and width < 641:
                expect(watched.page.locator(".coverage-plot")).to_be_hidden()
                continue
            assert watched.page.locator("svg.plot").count() > 0
            assert watched.page.evaluate(f"() => {{ {_OVERLAPS} }}") == [], (path, width)


def test_the_keyboard_leads_from_home_to_concept_to_framework_to_compare(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/")
        watched.tab_to("/concepts/rag")
        page.keyboard.press("Enter")
        page.wait_for_url("**/concepts/rag")
        watched.tab_to("/frameworks/old-chain")
        page.keyboard.press("Enter")
        page.wait_for_url("**/frameworks/old-chain")
        watched.tab_to("/compare?a=old-chain&b=haystack")
        page.keyboard.press("Enter")
        page.wait_for_url("**/compare?a=old-chain&b=haystack")
        expect(page.locator("h1")).to_have_text("Old-chain and Haystack")
        watched.tab_to("/swap?from=old-chain&to=haystack")
        page.keyboard.press("Enter")
        page.wait_for_url("**/swap?from=old-chain&to=haystack")
        assert not watched.noticed()


def test_a_comparison_is_chosen_by_keyboard_alone(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/compare")
        page.get_by_label("One tool").focus()
        page.keyboard.type("Hay")
        page.keyboard.press("Tab")
        page.keyboard.type("Jsl")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/compare?a=haystack&b=jslib")
        expect(page.get_by_role("heading", name="1 concept in both")).to_be_visible()


def test_an_import_is_copied_as_it_is_written(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        watched.go("/concepts/reranking")
        watched.page.get_by_role("button", name="Copy the import of Ranker").click()
        expect(watched.page.get_by_role("button", name="Copied")).to_be_visible()
        assert watched.page.evaluate("navigator.clipboard.readText()") == "from haystack.rankers import Ranker"


def test_forms_and_tables_of_figures_need_no_script(browser: Browser, address: str) -> None:
    with watching(browser, address, script=False) as watched:
        page = watched.page
        watched.go("/changes")
        for kind in ("name gone", "name moved", "name leaving"):
            page.get_by_label(kind).uncheck()
        page.get_by_label("name came").check()
        page.get_by_label("Framework", exact=True).select_option("haystack")
        page.get_by_role("button", name="Show").click()
        watched.is_at("/changes?since=&framework=haystack&kind=came")
        expect(page.get_by_role("cell", name="haystack.rankers:Ranker")).to_be_visible()
        watched.go("/method")
        page.get_by_text("The curve as a table").click()
        expect(page.get_by_role("rowheader", name="2024-12-31")).to_be_visible()
        watched.go("/swap")
        page.get_by_label("The tool in use").select_option("old-chain")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name="Name by name").first.click()
        expect(page.locator("h1")).to_have_text("From Old-chain to Haystack")
