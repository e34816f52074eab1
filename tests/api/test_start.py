"""What a start costs: a process that answers a first request has imported nothing that the answer does not need."""

import re

import pytest

from ingest.building import built_snapshot, default_cache
from tests.api.running import ROOT, Running, running, wait_for

HEAVY = {
    "strawberry": "the generic executor",
    "api.explorer": "the pages",
    "jinja2": "the pages",
    "neo4j": "a store that is not used",
    "networkx": "nothing that is served",
    "rich.console": "tables and colours of commands",
    "pydantic_settings": "settings of the database",
    "yaml": "content that is read anew",
    "ingest.reading": "content that is read anew",
    "tree_sitter": "reading packages",
}
"""Modules that would make a start slower and larger, and what they are for."""
LATER = {"strawberry", "api.explorer", "jinja2"}
CONCEPT = {"query": '{ concept(slug: "reranking") { name depth family { name } } }'}


def imported(server: Running) -> set[str]:
    """Return the modules that a server has imported so far, as the interpreter tells on stderr."""
    return set(re.findall(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", server.text(), re.MULTILINE))


def test_nothing_heavy_is_imported_before_the_first_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    seeds = ROOT / "seeds"
    built_snapshot(seeds, default_cache(seeds))  # a first start builds it, and needs more
    with running() as server:
        before = imported(server)
        answer = server.post(CONCEPT)
        assert answer.json()["data"]["concept"]["name"] == "Reranking"
        assert len(before) > 300
        assert {name: why for name, why in HEAVY.items() if name in before} == {}
        wait_for(lambda: imported(server) >= LATER, what="the import of the rest beside the work")
        assert {name for name in HEAVY if name in imported(server)} == LATER
