"""The picture in a real browser: no label meets another or is cut, nodes answer to pointer and keys, time moves."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect, sync_playwright

from api.app import create_app
from api.settings import Settings
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from ingest.building import load_tree
from tests.explorer.browsing import FLAGS, chromium, watching
from tests.explorer.serving import PATIENT, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SEEDS = Path(__file__).parents[2] / "seeds"

# each label as the corners of its letters' boxes, turned as they stand on the screen
_LABELS = """() => [...document.querySelectorAll('svg.wood text')].filter(one => one.checkVisibility()).flatMap(text =>
{
  const matrix = text.getScreenCTM(), corners = box => [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x, y]) => {
    const point = new DOMPoint(box.x + x * box.width, box.y + y * box.height).matrixTransform(matrix);
    return [point.x, point.y];
  });
  const shrunk = box => ({x: box.x, y: box.y + box.height * 0.15, width: box.width, height: box.height * 0.7});
  const lines = text.querySelector('tspan') ? [...text.querySelectorAll('tspan')] : [text];
  if (text.querySelector('textPath')) {
    return [...text.textContent.trim()].map((_, at) => {
      const size = text.getExtentOfChar(at), start = text.getStartPositionOfChar(at);
      const turn = text.getRotationOfChar(at) * Math.PI / 180, length = text.getSubStringLength(at, 1);
      const along = [Math.cos(turn), Math.sin(turn)], up = [Math.sin(turn), -Math.cos(turn)];
      const corner = (a, b) => { const point = new DOMPoint(start.x + along[0] * a + up[0] * b,
        start.y + along[1] * a + up[1] * b).matrixTransform(matrix); return [point.x, point.y]; };
      return {name: text.textContent, box: [corner(0, 0), corner(length, 0), corner(length, 8), corner(0, 8)]};
    });
  }
  let begin = 0;
  return lines.map(line => {
    const first = text.getExtentOfChar(begin), last = text.getExtentOfChar(begin + line.textContent.length - 1);
    begin += line.textContent.length + (lines.length > 1 ? 1 : 0);
    const box = {x: first.x, y: first.y, width: last.x + last.width - first.x, height: first.height};
    return {name: text.textContent, box: corners(shrunk(box))};
  });
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def curated() -> Iterator[str]:
    content = load_tree(SEEDS).content
    assert content is not None
    with serving(create_app(MemoryStore(Snapshot.of(content)), Settings(limits=PATIENT))) as address:
        yield address


def _apart(one: list[list[float]], other: list[list[float]]) -> bool:
    """Tell whether two convex quadrilaterals have no point in common, by an axis that separates them."""
    for box in (one, other):
        for (x, y), (to_x, to_y) in zip(box, [*box[1:], box[0]], strict=True):
            normal = (to_y - y, x - to_x)
            here = [normal[0] * a + normal[1] * b for a, b in one]
            there = [normal[0] * a + normal[1] * b for a, b in other]
            if max(here) <= min(there) or max(there) <= min(here):
                return True
    return False


def _meetings(labels: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (one["name"], other["name"])
        for place, one in enumerate(labels)
        for other in labels[:place]
        if one["name"] != other["name"] and not _apart(one["box"], other["box"])
    ]


@pytest.mark.parametrize("path", ["/", "/?date=2023-06-30"])
def test_no_label_meets_another_or_is_cut(browser: Browser, curated: str, path: str) -> None:
    with watching(browser, curated) as watched:
        watched.go(path)
        labels = watched.page.evaluate(_LABELS)
        frame = watched.page.locator("svg.wood").bounding_box()
        assert frame is not None
        assert len(labels) > 90
        assert _meetings(labels) == []
        left, top, right, bottom = frame["x"], frame["y"], frame["x"] + frame["width"], frame["y"] + frame["height"]
        cut = [one["name"] for one in labels for x, y in one["box"] if not (left <= x <= right and top <= y <= bottom)]
        assert cut == []


def test_the_test_of_labels_can_fail(browser: Browser, curated: str) -> None:
    with watching(browser, curated) as watched:
        watched.go("/")
        watched.page.evaluate(
            "document.querySelectorAll('svg.wood .concept').forEach(node => node.setAttribute('transform',"
            " node.getAttribute('transform').replace(/rotate.*/, '')))"
        )
        assert _meetings(watched.page.evaluate(_LABELS))


def test_looking_at_a_node_shows_its_links_and_says_them(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/")
        rest = page.locator("#said").inner_text()
        page.locator('[id="framework:haystack"]').hover()
        expect(page.locator("#said")).to_contain_text("Haystack: ")
        expect(page.locator("#said")).to_contain_text("names found")
        links = page.locator('[id="framework:haystack"]').get_attribute("data-links")
        assert links
        expect(page.locator(".lit .edge")).to_have_count(len(links.split()))
        expect(page.locator(".leaf.near")).to_have_count(1)
        page.mouse.move(5, 5)
        expect(page.locator("#said")).to_have_text(rest)
        expect(page.locator(".lit path")).to_have_count(0)
        page.locator('[id="concept:reranking"]').focus()
        expect(page.locator("#said")).to_contain_text("Reranking needs Retrieval")
        expect(page.locator(".lit .needs").first).to_be_attached()
        assert not watched.noticed()


def test_lines_differ_by_dash_as_well_as_by_colour(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.go("/")
        looks = watched.page.evaluate(
            """() => ['verified', 'deprecated', 'documented', 'unverified', 'broken', 'not_recorded'].map(state => {
              const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
              path.setAttribute('class', `edge edge-${state}`);
              document.querySelector('.lit').append(path);
              const style = getComputedStyle(path);
              return [style.stroke, style.strokeDasharray];
            })"""
        )
        assert len({stroke for stroke, _ in looks}) == 6
        assert len({dash for _, dash in looks}) == 6


def test_the_picture_is_one_stop_and_arrow_keys_walk_around_it(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/")
        expect(page.locator('.wood :is(.concept, .leaf)[tabindex="0"]')).to_have_count(1)
        focused = "document.activeElement.id"
        page.locator('[id="concept:reranking"]').focus()
        watched.is_at("/#concept:reranking")
        page.keyboard.press("ArrowDown")
        assert page.evaluate(focused) == "concept:retrieval"
        page.keyboard.press("ArrowRight")
        following = page.evaluate(focused)
        assert following.startswith("concept:")
        assert following != "concept:retrieval"
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(focused) == "concept:retrieval"
        page.keyboard.press("ArrowUp")
        assert page.evaluate(focused) != "concept:retrieval"
        page.keyboard.press("Home")
        page.keyboard.press("ArrowLeft")
        last = page.evaluate(focused)
        page.keyboard.press("End")
        assert page.evaluate(focused) == last
        page.keyboard.press("Escape")
        watched.is_at("/")
        expect(page.locator(".wood")).not_to_have_class("wood looking")
        page.locator('[id="framework:haystack"]').focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/frameworks/haystack")
        page.go_back()
        page.wait_for_url("**/#framework:haystack")
        expect(page.locator(".leaf.near")).to_have_count(1)
        assert not watched.noticed()


def test_a_selection_in_the_address_is_shown(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        watched.go("/#concept:retrieval")
        expect(watched.page.locator("#said")).to_contain_text("Retrieval")
        expect(watched.page.locator('[id="concept:retrieval"]')).to_have_class("concept component near")
        assert not watched.noticed()


def test_a_name_that_is_typed_moves_the_focus_to_its_node(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/")
        page.get_by_label("Find in the picture").fill("rerank")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "concept:reranking"
        page.get_by_label("Find in the picture").fill("nothing of the kind")
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector('#find').validity.customError")
        assert not watched.noticed()


def test_the_slider_moves_through_time_and_each_position_is_an_address(browser: Browser, curated: str) -> None:
    with watching(browser, curated) as watched:
        page = watched.page
        watched.go("/")
        slider = page.get_by_label("Day of the picture")
        now = page.locator(".wood .leaf:not([display])").count()
        slider.focus()
        page.keyboard.press("Home")
        page.wait_for_url("**/?date=*")
        expect(page.locator("#coverage")).to_contain_text("are on record for that day")
        first = page.locator(".wood .leaf:not([display])").count()
        assert 0 < first < now
        page.go_back()
        page.wait_for_url(f"{curated}/")
        expect(page.locator("#coverage")).to_contain_text("As of")
        assert page.locator(".wood .leaf:not([display])").count() == now
        page.locator('[id="concept:reranking"]').hover()
        expect(page.locator("#said")).to_contain_text("Reranking")
        assert not watched.noticed()


def test_a_day_that_comes_late_does_not_take_the_place_of_the_one_asked_for_since(
    browser: Browser, curated: str
) -> None:
    with watching(browser, curated) as watched:
        page = watched.page
        watched.go("/")
        first, second = (page.locator("#slider").get_attribute("data-days") or "").split(" ")[:2]
        late: list[Route] = []
        page.route(f"**/?date={first}", lambda route: late.append(route))  # noqa: PLW0108  # Playwright marks what it is given
        page.get_by_label("Day of the picture").focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/?date={second}")
        late[0].continue_()
        page.evaluate("fetch('/healthz')")  # the late one could come meanwhile
        watched.is_at(f"/?date={second}")
        expect(page.locator("#coverage")).to_contain_text(second)
        page.go_back()
        watched.is_at("/")


def test_dragging_shows_the_leaves_that_the_address_of_that_day_shows(browser: Browser, curated: str) -> None:
    seen = (
        "() => [...document.querySelectorAll('.wood .leaf:not([display])')].map(leaf => [leaf.id, leaf.classList[1]])"
    )
    with watching(browser, curated) as watched:
        watched.go("/")
        day = watched.page.evaluate(
            """() => {
              const slider = document.querySelector('#slider input');
              slider.value = String(slider.max - 9);
              slider.dispatchEvent(new Event('input'));
              return document.querySelector('#slider').dataset.days.split(' ')[slider.value];
            }"""
        )
        dragged = watched.page.evaluate(seen)
        watched.go(f"/?date={day}")
        assert sorted(watched.page.evaluate(seen), key=str) == sorted(dragged, key=str)


def test_time_and_filters_need_no_script(browser: Browser, curated: str) -> None:
    with watching(browser, curated, script=False) as watched:
        page = watched.page
        watched.go("/")
        page.get_by_role("link", name="2023", exact=True).click()
        watched.is_at("/?date=2023-12-31")
        expect(page.locator("#coverage")).to_contain_text("frameworks were published")
        page.get_by_label("Family", exact=True).select_option("retrieval")
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url(re.compile(r"[?&]family=retrieval(&|$)"))
        page.wait_for_url(re.compile(r"[?&]date=2023-12-31(&|$)"))
        expect(page.locator(".wood .concept")).to_have_count(page.locator(".families li").count())
        page.locator(".wood .concept").first.click()
        page.wait_for_url("**/concepts/*")


def test_a_fetch_that_fails_is_said(browser: Browser, curated: str) -> None:
    with watching(browser, curated) as watched:
        page = watched.page
        watched.go("/")
        page.context.set_offline(True)
        page.get_by_label("Day of the picture").focus()
        page.keyboard.press("Home")
        expect(page.locator("#said")).to_contain_text("could not be fetched")
        watched.is_at("/")


def test_a_phone_gets_the_lists_instead(browser: Browser, address: str) -> None:
    with watching(browser, address, width=390) as watched:
        watched.go("/")
        expect(watched.page.locator(".wood")).to_be_hidden()
        expect(watched.page.locator("#lists").get_by_role("link", name="Reranking")).to_be_visible()
        expect(watched.page.locator("#lists").get_by_role("link", name="Haystack")).to_be_visible()


def test_still_pictures_for_those_who_want_them_and_on_paper(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        page.emulate_media(reduced_motion="reduce")
        watched.go("/")
        assert page.evaluate("getComputedStyle(document.querySelector('.concept')).transitionDuration") == "0s"
        page.emulate_media(media="print")
        expect(page.locator(".wood")).to_be_visible()
        expect(page.locator("#choose")).to_be_hidden()


def test_the_map_of_everything_follows_its_list(browser: Browser, address: str) -> None:
    with watching(browser, address) as watched:
        page = watched.page
        watched.go("/everything")
        said = page.locator(".map [role=status]")
        before = page.evaluate("document.querySelector('.map canvas').toDataURL()")
        page.locator("#nodes a", has_text="Reranking").first.focus()
        expect(said).to_have_text("Reranking")
        page.wait_for_function("before => document.querySelector('.map canvas').toDataURL() !== before", arg=before)
        page.set_viewport_size({"width": 390, "height": 900})
        expect(page.locator("#map")).to_be_hidden()
        page.set_viewport_size({"width": 1440, "height": 900})
        page.get_by_role("button", name="Show all").click()
        spot = page.evaluate(
            """async () => {
              const link = document.querySelector('[data-node="framework:haystack"]');
              const at = [...document.querySelectorAll('[data-at]')].map(one => one.dataset.at.split(' ').map(Number));
              const extent = Math.max(...at.map(([x, y]) => Math.hypot(x, y)));
              const box = document.querySelector('.map canvas').getBoundingClientRect();
              const scale = Math.min(box.width, box.height) / 2 / extent * 0.96;
              const [x, y] = link.dataset.at.split(' ').map(Number);
              return [box.width / 2 + x * scale, box.height / 2 + y * scale];
            }"""
        )
        page.locator(".map canvas").hover(position={"x": spot[0], "y": spot[1]})
        expect(said).to_have_text("Haystack")
        page.locator(".map canvas").click(position={"x": spot[0], "y": spot[1]})
        page.wait_for_url("**/frameworks/haystack")
        assert not watched.noticed()


def test_everything_is_a_list_without_script_and_on_a_phone(browser: Browser, address: str) -> None:
    for choice in ({"script": False}, {"width": 390}):
        with watching(browser, address, **choice) as watched:  # type: ignore[arg-type]
            watched.go("/everything")
            expect(watched.page.locator("#nodes").get_by_role("link", name="haystack.rankers:Ranker")).to_be_visible()
            expect(watched.page.locator("#map")).to_be_hidden()
