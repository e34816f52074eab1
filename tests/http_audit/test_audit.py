"""GraphQL over HTTP as the `graphql-http` audits see it: all 61, the optional ones too."""

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.api.running import ROOT, running

AUDIT = Path(__file__).with_name("audit.mjs")


@pytest.mark.node
@pytest.mark.parametrize("fast_path", [1, 0], ids=["fast path", "way of every request"])
def test_every_audit_passes(fast_path: int) -> None:
    node = shutil.which("node")
    assert node, "Node is not installed"
    assert (ROOT / "node_modules" / "graphql-http").is_dir(), "the packages of package.json are not installed"
    with running(fast_path=fast_path) as server:
        found = subprocess.run(
            [node, str(AUDIT), f"{server.address}/graphql"], check=True, capture_output=True, text=True, timeout=120
        )
    results = [json.loads(line) for line in found.stdout.splitlines()]
    assert [result for result in results if result["status"] != "ok"] == []
    assert Counter(result["name"].split()[0] for result in results) == {"MUST": 13, "SHOULD": 23, "MAY": 25}
