"""Pages to which readers bring something, in a real browser: with and without script, by keyboard, and while away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.explorer.browsing import FLAGS, chromium, watching

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MAPPING = "/contribute?framework=haystack&concept=chunking"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.mark.parametrize("script", [True, False])
def test_code_is_explained_with_and_without_script(browser: Browser, address: str, script: bool) -> None:
    with watching(browser, address, script=script) as watched:
        page = watched.page
        watched.go("/explain")
        page.get_by_label("Code of a tutorial").fill("from old.chains import QA")
        page.get_by_role("button", name="Explain the imports").click()
        expect(page.locator("#group-act")).to_be_visible()
        expect(page.locator(".finding pre")).to_contain_text("from haystack.retrievers import Retriever")
        if script:
            assert watched.noticed() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_objects_to_nothing_in_what_comes_back(browser: Browser, address: str, theme: str) -> None:
    with watching(browser, address, theme=theme) as watched:
        page = watched.page
        watched.go("/explain")
        page.get_by_label("Code of a tutorial").fill("from old.chains import QA\nimport os\nfrom haystack import X")
        page.get_by_role("button", name="Explain the imports").click()
        expect(page.locator("#group-act")).to_be_visible()
        assert watched.axe() == []
        watched.go(MAPPING)
        page.get_by_role("button", name="Check it").click()
        expect(page.locator("#verdict")).to_contain_text("cannot be taken")
        page.locator(".whole summary").click()
        assert watched.axe() == []
        assert watched.noticed() == []


def test_a_mapping_is_checked_while_it_is_written(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go(MAPPING)
        page.locator("#ref0").fill("haystack.splitters:Splitter")
        expect(page.locator("#verdict")).to_contain_text("cannot be taken")
        expect(page.locator("#problems")).to_contain_text("summary")
        page.locator("#summary").fill("A splitter takes documents and returns smaller ones.")
        expect(page.locator("#verdict")).to_contain_text("Nothing is wrong")
        expect(page.locator("#part")).to_contain_text("ref: haystack.splitters:Splitter")
        page.get_by_role("button", name="One more name").click()
        expect(page.locator("#ref3")).to_be_focused()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save the file").click()
        assert download.value.suggested_filename == "haystack.yaml"
        assert "- concept: chunking" in Path(download.value.path()).read_text(encoding="utf-8")
        assert watched.noticed() == []


def test_the_keyboard_alone_contributes_a_mapping(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/contribute")
        page.get_by_label("Framework", exact=True).focus()
        page.keyboard.type("Haystack")
        page.keyboard.press("Tab")
        page.keyboard.type("Chunking")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**" + MAPPING)
        page.locator("#ref0").focus()
        page.keyboard.type("haystack.splitters:Splitter")
        page.locator("#summary").focus()
        page.keyboard.type("A splitter takes documents and returns smaller ones.")
        page.get_by_role("button", name="Check it").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#outcome-heading")).to_be_focused()
        expect(page.locator("#verdict")).to_contain_text("Nothing is wrong")


def test_a_mapping_is_checked_without_script(browser: Browser, address: str) -> None:
    with watching(browser, address, script=False) as watched:
        page = watched.page
        watched.go(MAPPING)
        expect(page.get_by_role("button", name="One more name")).to_be_hidden()
        page.locator("#ref0").fill("haystack.splitters:Splitter")
        page.locator("#summary").fill("A splitter takes documents and returns smaller ones.")
        page.get_by_role("button", name="Check it").click()
        expect(page.locator("#verdict")).to_have_text("Nothing is wrong with it.")
        expect(page.locator("#ref0")).to_have_value("haystack.splitters:Splitter")


def test_what_is_written_stays_while_the_service_is_away(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go(MAPPING)
        page.context.set_offline(True)
        page.locator("#ref0").fill("haystack.splitters:Splitter")
        expect(page.locator("#verdict")).to_contain_text("could not be checked just now")
        page.context.set_offline(False)
        page.locator("#summary").fill("A splitter takes documents and returns smaller ones.")
        expect(page.locator("#verdict")).to_contain_text("Nothing is wrong")
        expect(page.locator("#ref0")).to_have_value("haystack.splitters:Splitter")


def test_hostile_text_that_the_checks_repeat_stays_text(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/contribute?kind=concept&slug=query-routing")
        page.get_by_label("The file").fill("family: <img src=x onerror=alert(1)>\n")
        expect(page.locator("#problems")).to_contain_text("onerror")
        assert page.locator("#problems img").count() == 0
        assert watched.noticed() == []


def test_the_slash_key_searches_from_everywhere(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.go("/paths")
        watched.page.keyboard.press("/")
        watched.page.keyboard.type("retreival")
        watched.page.keyboard.press("Enter")
        expect(watched.page.locator("main [role=status]")).to_contain_text("Did you mean Retrieval?")
        assert watched.noticed() == []


def test_dropped_files_fill_the_form_and_nothing_leaves_before_the_button(browser: Browser, address: str) -> None:
    manifest = {"name": "requirements.txt", "mimeType": "text/plain", "buffer": b"haystack-ai==2.0.0\nold-chain\n"}
    code = {
        "name": "app.py",
        "mimeType": "text/x-python",
        "buffer": b"from haystack.rankers import Ranker\nfrom old.chains import QA\n",
    }
    large = {"name": "poetry.lock", "mimeType": "text/plain", "buffer": b"#" * 60_000}
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/audit")
        page.locator("#files").set_input_files([manifest, code, large])
        expect(page.locator("#dropped")).to_contain_text("Ready: requirements.txt, app.py. poetry.lock is larger")
        assert not [url for url in watched.requests if "/static/" not in url and not url.endswith("/audit")]
        page.get_by_role("button", name="Audit", exact=True).click()
        expect(page.locator("#presence-used")).to_be_visible()
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        watched.is_at("/audit/result")
        assert watched.axe() == []
        assert watched.noticed() == []


def test_the_keyboard_alone_audits_a_manifest(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/")
        page.get_by_role("link", name="Audit", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/audit")
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "name0":
                break
        page.keyboard.type("requirements.txt")
        page.keyboard.press("Tab")
        page.keyboard.type("haystack-ai==2.0.0")
        page.get_by_role("button", name="One more file").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#name1")).to_be_focused()
        page.get_by_role("button", name="Audit", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#packages ~ table")).to_contain_text("haystack-ai")
        assert watched.noticed() == []


def test_a_manifest_is_audited_without_script(browser: Browser, address: str) -> None:
    with watching(browser, address, theme="dark", script=False) as watched:
        page = watched.page
        watched.go("/audit")
        expect(page.locator("#drop")).to_be_hidden()
        page.get_by_label("Name of the file").fill("requirements.txt")
        page.get_by_label("What it says").fill("haystack-ai==2.0.0")
        page.get_by_role("button", name="Audit", exact=True).click()
        expect(page.locator("#packages ~ table")).to_contain_text("Haystack", ignore_case=True)
