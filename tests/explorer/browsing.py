"""A real Chromium for tests: where it is found, and a page that notices whatever goes wrong on it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000
"""Milliseconds after which something is taken not to come at all: a machine may be slow, and busy with other tests."""
expect.set_options(timeout=PATIENCE)

_NOTICE = """
  window.noticed = {violations: [], shift: 0};
  document.addEventListener('securitypolicyviolation', event => window.noticed.violations.push(
    `${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) window.noticed.shift += entry.value;
  })).observe({type: 'layout-shift', buffered: true});
"""


def missing(what: str) -> None:
    """Skip a test for which this machine lacks something; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}, which CI must have")
    pytest.skip(what)


def chromium() -> str:
    """Return where Chromium is."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    missing("Chromium was not found; name it in CHROMIUM")
    raise AssertionError


@dataclass
class Watched:
    """A page and what was noticed on it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open one of our pages."""
        self.page.goto(self.address + path)

    def noticed(self) -> list[str]:
        """Return everything wrong since the page was opened: script errors, policy violations, foreign requests."""
        seen: dict[str, Any] = self.page.evaluate("window.noticed")
        foreign = [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]
        return [*self.complaints, *seen["violations"], *foreign]

    def shift(self) -> float:
        """Return how much the layout has shifted by itself."""
        found: float = self.page.evaluate("window.noticed.shift")
        return found

    def axe(self, **context: object) -> list[str]:
        """Return what axe-core objects to, as one line each."""
        if not AXE.exists():
            missing("axe-core was not found; scripts/node-packages installs it")
        # Trusted Types are enforced: script comes in by the debugger, not by the page
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        result = self.page.evaluate("context => axe.run(context)", context or {"include": ["html"]})
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    def is_at(self, path: str) -> None:
        """Wait until the page is at one of our addresses and loaded: the browser tells later than it moves."""
        self.page.wait_for_url(lambda url: url == self.address + path)

    def tab_to(self, href: str, most: int = 120) -> None:
        """Move the focus by the Tab key until it is on a link in the content that leads to `href`."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if (
                self.page.evaluate(
                    "document.activeElement.closest('main') && document.activeElement.getAttribute('href')"
                )
                == href
            ):
                return
        raise AssertionError(f"{href} was not reached by the Tab key")


@contextmanager
def watching(
    browser: Browser, address: str, *, width: int = 1440, theme: str = "light", script: bool = True, init: str = ""
) -> Iterator[Watched]:
    """Open a page in a context of its own, and watch it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=theme,  # type: ignore[arg-type]
        java_script_enabled=script,
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_NOTICE + init)
    watched = Watched(context.new_page(), address)
    watched.page.on("console", lambda m: watched.complaints.append(m.text) if m.type in ("error", "warning") else None)
    watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    watched.page.on("request", lambda request: watched.requests.append(request.url))
    try:
        yield watched
    finally:
        context.close()
