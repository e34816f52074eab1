"""Duramen knows its version wherever it runs from."""

import subprocess
import sys
import tomllib

from tests.real_server import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_a_checkout_says_the_version_of_the_project() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"duramen {VERSION}\n"


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
