"""The types of all our packages are checked: a new package cannot be forgotten."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_types_of_every_package_at_the_top_and_of_the_scripts_are_checked() -> None:
    checked = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["packages"]
    roots = [*ROOT.glob("*/__init__.py"), *ROOT.glob("scripts/*/__init__.py")]
    assert {".".join(one.parent.relative_to(ROOT).parts) for one in roots} == set(checked)
