"""What a start costs: a process that answers a first request has imported nothing that the answer does not need."""

import json
import re

import pytest

from ingest.building import built_snapshot, default_cache
from tests.api.running import ROOT, Running, post_bytes, running, wait_for

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
STARTS = 10
CONCEPT = {"query": '{ concept(slug: "reranking") { name depth family { name } } }'}


def imported(text: str) -> set[str]:
    """Return the modules that a server imported, as the interpreter tells on stderr."""
    return set(re.findall(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", text, re.MULTILINE))


def before_the_first_answer(server: Running) -> set[str]:
    """Ask a first question; return what was imported until it was answered."""
    (answer,) = server.send(post_bytes(json.dumps(CONCEPT).encode()))
    assert json.loads(answer.body)["data"]["concept"]["name"] == "Reranking"
    line = f'"request_id":"{answer.headers["x-request-id"]}"'
    wait_for(lambda: line in server.text(), what="the log line")
    return imported(server.text().partition(line)[0])


def test_nothing_heavy_is_imported_before_the_first_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest comes half a second after the start, so that on a busy machine it may be there before the question."""
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    seeds = ROOT / "seeds"
    built_snapshot(seeds, default_cache(seeds))  # a first start builds it, and needs more
    for _ in range(STARTS):
        with running() as server:
            before = before_the_first_answer(server)
            assert len(before) > 300
            assert {name: why for name, why in HEAVY.items() if name in before - LATER} == {}
            wait_for(lambda: imported(server.text()) >= LATER, what="the import of the rest beside the work")
            assert {name for name in HEAVY if name in imported(server.text())} == LATER
        if not before & LATER:
            return
    raise AssertionError(f"{before & LATER} were imported before the first answer, at each of {STARTS} starts")
