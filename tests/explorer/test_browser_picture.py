"""The picture in a real browser: no label meets another or is cut, nodes answer to pointer and keys, time moves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from api.app import create_app
from api.settings import Settings
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from ingest.building import load_tree
from tests.explorer.browsing import FLAGS, chromium, watching
from tests.explorer.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SEEDS = Path(__file__).parents[2] / "seeds"

# each label as the corners of its letters' boxes, turned as they stand on the screen
_LABELS = """() => [...document.querySelectorAll('svg.wood text')].filter(text => text.checkVisibility()).flatMap(text => {
  const matrix = text.getScreenCTM(), corners = box => [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x, y]) => {
    const point = new DOMPoint(box.x + x * box.width, box.y + y * box.height).matrixTransform(matrix);
    return [point.x, point.y];
  });
  const shrunk = box => ({x: box.x, y: box.y + box.height * 0.15, width: box.width, height: box.height * 0.7});
  const lines = text.querySelector('tspan') ? [...text.querySelectorAll('tspan')] : [text];
  if (text.querySelector('textPath')) {
    return [...text.textContent].map((_, at) => {
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
    with serving(create_app(MemoryStore(Snapshot.of(content)), Settings())) as address:
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
    found = []
    for place, one in enumerate(labels):
        for other in labels[:place]:
            if one["name"] != other["name"] and not _apart(one["box"], other["box"]):
                found.append((one["name"], other["name"]))
    return found


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
