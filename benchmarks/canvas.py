"""How smoothly the map of everything moves: frames a second while panning for three seconds, by number of nodes.

Run it on a quiet machine: ``python -m benchmarks.canvas [NODES ...]``.
"""

import sys

from playwright.sync_api import sync_playwright

from api.app import create_app
from api.settings import Settings
from graph.memory import MemoryStore
from graph.records import Content
from graph.snapshot import Snapshot
from tests.explorer.browsing import FLAGS, chromium
from tests.explorer.serving import serving

_PAN = """async ([module, count]) => {
  const { AtlasView } = await import(module);
  const canvas = document.createElement('canvas');
  canvas.width = 1100; canvas.height = 700;
  document.body.append(canvas);
  const dots = Array.from({length: count}, (_, n) => {
    const angle = n * 2.399963, radius = 6 * Math.sqrt(n), sort = n % 20 ? 'name' : n % 40 ? 'framework' : 'concept';
    const to = Array.from({length: n % 20 ? 0 : 30}, (_, m) => (n * 7 + m * 40) % count);
    return {x: Math.cos(angle) * radius, y: Math.sin(angle) * radius, sort, label: `Node ${n}`, link: null, to};
  });
  const view = new AtlasView(canvas, dots);
  view.scale = 0.6;
  view.render();
  let frames = 0;
  const begun = performance.now();
  await new Promise(done => {
    const step = () => {
      frames += 1;
      view.pan(Math.sin(frames / 20) * 8, Math.cos(frames / 20) * 8);
      performance.now() - begun < 3000 ? requestAnimationFrame(step) : done();
    };
    requestAnimationFrame(step);
  });
  return frames / (performance.now() - begun) * 1000;
}"""


def main(counts: list[int]) -> None:
    """Print the frames a second for each number of nodes."""
    app = create_app(MemoryStore(Snapshot.of(Content())), Settings())
    with serving(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/everything")
        module = page.locator("script[src*=everything]").get_attribute("src")
        for count in counts:
            print(f"{count:,} nodes: {page.evaluate(_PAN, [module, count]):.0f} frames/s")
        browser.close()


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [111, 700, 13_000])
