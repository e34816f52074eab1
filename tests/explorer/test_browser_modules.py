"""The browser modules are typed: JSDoc types, checked strictly."""

import shutil
import subprocess

import pytest

from tests.explorer.browsing import ROOT, missing


@pytest.mark.node
def test_types_of_the_browser_modules_fit() -> None:
    compiler = ROOT / "node_modules" / ".bin" / "tsc"
    if shutil.which("node") is None or not compiler.exists():
        missing("the TypeScript compiler was not found; scripts/node-packages installs it")
    checked = subprocess.run(
        [compiler, "--project", ROOT / "api" / "explorer"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
