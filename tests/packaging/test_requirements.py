"""What running needs is in requirements.txt: every module can be imported without what development adds."""

import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions

from packaging.utils import canonicalize_name

from tests.docs.pages import ROOT

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", re.MULTILINE)
NEEDS_STATSMODELS = "ingest.evidence.survival"
IMPORT_ALL = """
import importlib, json, pkgutil, sys
kept_back = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(kept_back))  # an import of these fails
missing = {}
for top in ("graph", "ingest", "schema", "api"):
    for found in pkgutil.walk_packages(importlib.import_module(top).__path__, f"{top}."):
        if not found.name.endswith("__main__"):
            try:
                importlib.import_module(found.name)
            except ModuleNotFoundError as error:
                missing[found.name] = error.name
print(json.dumps(missing))
"""


def _pinned(file: str) -> set[str]:
    return {canonicalize_name(name) for name in _PINNED.findall((ROOT / file).read_text(encoding="utf-8"))}


def test_every_module_can_be_imported_with_what_running_needs() -> None:
    running = _pinned("requirements.txt")
    extra = _pinned("requirements-dev.txt") - running
    assert {"pytest", "statsmodels"} <= extra
    owners = packages_distributions()
    kept_back = [top for top, names in owners.items() if {canonicalize_name(name) for name in names} <= extra]
    assert {"numpy", "pytest"} <= set(kept_back)
    command = [sys.executable, "-P", "-c", IMPORT_ALL, json.dumps(kept_back)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)})
    assert json.loads(done.stdout) == {NEEDS_STATSMODELS: "numpy"}
