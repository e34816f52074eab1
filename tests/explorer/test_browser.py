"""The pages in a real browser: nothing wrong is noticed, they read well at every width, and they need no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.explorer.addresses import ERRORS, PAGES
from tests.explorer.browsing import FLAGS, chromium, watching

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PLAIN = tuple(path for path in PAGES if path != "/graphiql")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wrong_on_any_page(browser: Browser, address: str, theme: str) -> None:
    found = {}
    with watching(browser, address, theme=theme) as watched:
        for path in (*PLAIN, *ERRORS):
            watched.go(path)
            wrong = [*watched.noticed(), *watched.axe()]
            if watched.shift() > 0.02:
                wrong.append(f"the layout shifted by {watched.shift()}")
            # the browser itself reports the status of an error page
            wrong = [one for one in wrong if path not in ERRORS or "Failed to load resource" not in one]
            if wrong:
                found[path] = wrong
            watched.complaints.clear()
            watched.requests.clear()
    assert not found


def test_nothing_is_wrong_on_a_phone(browser: Browser, address: str) -> None:
    found = {}
    with watching(browser, address, width=390) as watched:
        for path in PAGES:
            watched.go(path)
            wrong = [*watched.noticed(), *watched.axe()]
            if wrong:
                found[path] = wrong
        assert not [url for url in watched.requests if "/static/graphiql/" in url], "a phone gets the plain form"
    assert not found


def test_no_page_scrolls_sideways(browser: Browser, address: str) -> None:
    wide = {}
    with watching(browser, address) as watched:
        for path in (*PLAIN, *ERRORS):
            watched.go(path)
            for width in (320, 390, 768, 1440):
                watched.page.set_viewport_size({"width": width, "height": 900})
                needed = watched.page.evaluate("document.documentElement.scrollWidth")
                if needed > width:
                    wide[path, width] = needed
    assert not wide


def test_pages_need_no_script(browser: Browser, address: str) -> None:
    with watching(browser, address, script=False) as watched:
        for path in PAGES:
            watched.go(path)
            expect(watched.page.locator("h1")).to_be_visible()
            expect(watched.page.locator("main")).not_to_be_empty()
        watched.go("/")
        watched.page.get_by_role("searchbox").fill("splitting")
        watched.page.keyboard.press("Enter")
        watched.page.get_by_role("link", name="Chunking").first.click()
        watched.is_at("/concepts/chunking")
        watched.go("/concepts")
        watched.page.get_by_label("Family").select_option("evaluation")
        watched.page.get_by_role("button", name="Show").click()
        watched.is_at("/concepts?family=evaluation&q=")
        expect(watched.page.locator("h1")).to_have_text("Evaluation")


def test_the_query_form_needs_no_script(browser: Browser, address: str) -> None:
    with watching(browser, address, script=False) as watched:
        watched.go("/graphiql")
        watched.page.get_by_role("textbox", name="Query", exact=True).fill('{ concept(slug: "rag") { name } }')
        watched.page.get_by_role("button", name="Ask").click()
        expect(watched.page.locator("#answer ~ .code")).to_contain_text("Retrieval-augmented generation")
        watched.is_at("/graphiql")


def test_the_keyboard_leads_from_home_to_concept_to_framework_and_back(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        expect(page.locator(".skip")).to_be_in_viewport()
        page.keyboard.press("Enter")
        watched.tab_to("/concepts/reranking")
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
        page.keyboard.press("Enter")
        page.wait_for_url("**/concepts/reranking")
        watched.tab_to("/frameworks/haystack")
        page.keyboard.press("Enter")
        page.wait_for_url("**/frameworks/haystack")
        page.go_back()
        page.wait_for_url("**/concepts/reranking")
        assert not watched.noticed()


def test_slash_moves_to_the_search_box_except_while_writing(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.go("/concepts")
        watched.page.keyboard.press("/")
        expect(watched.page.locator("#search")).to_be_focused()
        watched.page.keyboard.type("a/b")
        expect(watched.page.locator("#search")).to_have_value("a/b")
        watched.page.locator("#q").focus()
        watched.page.keyboard.type("/")
        expect(watched.page.locator("#q")).to_have_value("/")


def test_an_example_is_copied_whole(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        watched.go("/concepts/hostile")
        watched.page.get_by_role("button", name="Copy", exact=True).click()
        expect(watched.page.get_by_role("button", name="Copied")).to_be_visible()
        copied = watched.page.evaluate("navigator.clipboard.readText()")
        assert copied.strip() == watched.page.locator("pre").first.inner_text().strip()
        assert not watched.noticed()


def test_a_page_prints_its_content_and_no_controls(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.page.emulate_media(media="print")
        watched.go("/concepts/reranking")
        expect(watched.page.locator(".top")).to_be_hidden()
        expect(watched.page.locator("h1")).to_be_visible()
        expect(watched.page.locator(".mappings")).to_be_visible()


def test_states_keep_their_words_under_forced_colours(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.page.emulate_media(forced_colors="active", reduced_motion="reduce")
        watched.go("/concepts/retrieval")
        expect(watched.page.locator(".state").first).to_contain_text("names gone")
        assert not watched.noticed()
