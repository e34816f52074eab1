"""The card on a page of another origin with the strictest policy: it shows itself, follows attributes, and copes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.explorer.browsing import FLAGS, chromium, watching
from tests.explorer.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def elsewhere(address: str) -> Iterator[str]:
    """Serve a page of another origin that trusts Duramen's origin and nothing else."""
    policy = (
        f"default-src 'none'; script-src {address}; connect-src {address}; frame-src {address}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )

    async def page(request: Request) -> HTMLResponse:
        body = (
            "<!doctype html><html lang=en><title>Elsewhere</title>"
            f'<script type="module" src="{address}/embed/duramen-concept.js"></script>'
            '<main><h1>Elsewhere</h1><duramen-concept slug="reranking">fallback</duramen-concept>'
            f'<iframe src="{address}/embed/concepts/chunking" title="Chunking"></iframe></main>'
        )
        return HTMLResponse(body, headers={"Content-Security-Policy": policy})

    icon = Route("/favicon.ico", lambda request: HTMLResponse("", 204))
    with serving(Starlette(routes=[Route("/", page), icon])) as found:
        yield found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_card_shows_itself_on_another_site(browser: Browser, elsewhere: str, address: str, theme: str) -> None:
    with watching(browser, elsewhere, theme=theme) as watched:
        watched.go("/")
        card = watched.page.locator("duramen-concept article")
        expect(card).to_contain_text("Reranking")
        expect(card.get_by_role("link", name="Haystack")).to_have_attribute("href", f"{address}/frameworks/haystack")
        expect(card).to_contain_text("✓ names found")
        expect(watched.page.frame_locator("iframe").get_by_role("heading")).to_have_text("Chunking")
        foreign = {url for url in watched.requests if not url.startswith((elsewhere, address))}
        assert not foreign
        assert not watched.complaints
        assert watched.page.evaluate("window.noticed.violations") == []
        assert watched.axe() == []
        assert watched.page.context.cookies() == []


def test_a_card_follows_its_attributes(browser: Browser, elsewhere: str) -> None:
    with watching(browser, elsewhere) as watched:
        watched.go("/")
        card = watched.page.locator("duramen-concept article")
        expect(card).to_contain_text("Reranking")
        watched.page.evaluate("document.querySelector('duramen-concept').setAttribute('slug', 'chunking')")
        expect(card.get_by_role("link", name="Chunking")).to_be_visible()
        watched.page.evaluate("document.querySelector('duramen-concept').setAttribute('slug', 'nothing-such')")
        expect(card).to_contain_text("no concept “nothing-such”")


def test_a_card_of_hostile_text_shows_text(browser: Browser, elsewhere: str) -> None:
    with watching(browser, elsewhere) as watched:
        watched.go("/")
        watched.page.evaluate("document.querySelector('duramen-concept').setAttribute('slug', 'hostile')")
        card = watched.page.locator("duramen-concept article")
        expect(card).to_contain_text("<script>alert('x')</script>")
        assert card.locator("script, img").count() == 0
        assert watched.page.evaluate("window.noticed.violations") == []


def test_a_card_says_when_duramen_is_away_and_comes_back(browser: Browser, elsewhere: str) -> None:
    with watching(browser, elsewhere) as watched:
        watched.page.route("**/graphql?**", lambda route: route.abort())
        watched.go("/")
        card = watched.page.locator("duramen-concept article")
        expect(card).to_contain_text("cannot be reached")
        watched.page.unroute("**/graphql?**")
        watched.page.evaluate("document.querySelector('duramen-concept').setAttribute('slug', 'chunking')")
        expect(card).to_contain_text("Chunking")


def test_without_script_the_fallback_stays(browser: Browser, elsewhere: str) -> None:
    with watching(browser, elsewhere, script=False) as watched:
        watched.go("/")
        expect(watched.page.locator("duramen-concept")).to_have_text("fallback")
