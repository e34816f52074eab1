"""Learning paths in a real browser: by keyboard alone, with ticks that stay in the browser, and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.explorer.browsing import FLAGS, chromium, watching

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


def test_the_keyboard_leads_along_a_path(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/paths")
        watched.tab_to("/paths/chatbot")
        page.keyboard.press("Enter")
        page.wait_for_url("**/paths/chatbot")
        first = page.get_by_role("checkbox").first
        name = first.get_attribute("data-name")
        for _ in range(60):
            page.keyboard.press("Tab")
            if first.evaluate("box => box === document.activeElement"):
                break
        page.keyboard.press("Space")
        expect(first).to_be_checked()
        expect(page.locator("#progress")).to_contain_text("1 of ")
        expect(page.locator("#next a")).not_to_have_text(name or "")
        assert watched.noticed() == []


def test_ticks_stay_in_the_browser_and_are_forgotten_on_demand(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/paths/chatbot")
        page.get_by_role("checkbox", name="I know Chunking").check()
        page.get_by_role("checkbox", name="I know Reranking").check()
        asked = [url for url in watched.requests if "/static/" not in url]
        assert asked == [f"{address}/paths/chatbot"], "nobody is told"
        watched.go("/paths")
        expect(page.locator(".card").first).to_contain_text("learnt")
        watched.go("/paths/builder")
        expect(page.get_by_role("checkbox", name="I know Chunking")).to_be_checked()
        page.get_by_role("button", name="Forget my ticks").click()
        expect(page.get_by_role("checkbox", name="I know Chunking")).not_to_be_checked()
        assert page.evaluate("localStorage.length") == 0
        assert watched.noticed() == []


def test_a_link_says_what_is_ticked(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        watched.go("/paths/chatbot")
        page.get_by_role("checkbox", name="I know Chunking").check()
        page.get_by_role("button", name="Copy a link").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == f"{address}/paths/chatbot?known=chunking"


@pytest.mark.parametrize(
    "kept", ['"{"', '\'[1, null, "<b>", "chunking"]\'', "'{\"a\": 1}'", '"[" + "[".repeat(100000)', "'null'"]
)
def test_what_stands_in_the_storage_is_not_trusted(browser: Browser, address: str, kept: str) -> None:
    with watching(browser, address, init=f"localStorage.setItem('duramen.learnt', {kept});") as watched:
        watched.go("/paths/chatbot")
        expect(watched.page.locator("#progress")).to_contain_text("learnt on this path")
        assert watched.noticed() == []


def test_a_path_works_where_nothing_can_be_stored(browser: Browser, address: str) -> None:
    denied = (
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    with watching(browser, address, init=denied) as watched:
        watched.go("/paths/chatbot")
        watched.page.get_by_role("checkbox", name="I know Chunking").check()
        expect(watched.page.locator("#progress")).to_contain_text("1 of ")
        assert watched.noticed() == []


def test_ticks_plan_anew_without_script(browser: Browser, address: str) -> None:
    with watching(browser, address, script=False) as watched:
        page = watched.page
        watched.go("/paths/chatbot")
        expect(page.get_by_role("button", name="Copy a link")).to_be_hidden()
        page.get_by_role("checkbox", name="I know Chunking").check()
        page.get_by_role("button", name="Leave out what is ticked").click()
        watched.is_at("/paths/chatbot?known=chunking")
        expect(page.get_by_role("checkbox", name="I know Chunking")).to_have_count(0)
        page.get_by_role("checkbox", name="I know Retrieval", exact=True).check()
        page.get_by_role("button", name="Leave out what is ticked").click()
        watched.is_at("/paths/chatbot?known=chunking,retrieval")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_objects_to_nothing_where_something_is_ticked(browser: Browser, address: str, theme: str) -> None:
    with watching(browser, address, theme=theme) as watched:
        watched.go("/paths/chatbot")
        watched.page.get_by_role("checkbox").first.check()
        assert watched.axe() == []
