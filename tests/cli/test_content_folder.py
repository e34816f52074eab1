"""Content that is not there is wrong usage, by the same exit code and line with every command that reads content.

That `serve` says the same is shown in `tests/api/test_serve_command.py`, since it takes a process of its own.
"""

from pathlib import Path

import pytest

from tests.cli.running import duramen

READING = [
    ("check",),
    ("build",),
    ("publish", "--date", "2026-11-24"),
    ("digest",),
    ("query", "{ snapshot { version } }"),
    ("new", "concept", "query-planning"),
    ("verify", "--offline", "--date", "2026-11-24"),
    ("load", "--to", "bolt://127.0.0.1:1"),
    ("search", "reranking"),
    ("path", "--goal", "anything"),
    ("swap", "haystack"),
    ("relate", "concept:a", "concept:b"),
    ("coverage", "retrieval"),
]


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
@pytest.mark.parametrize(("make", "says"), [(False, "there is no such folder"), (True, "this folder holds no content")])
def test_content_that_is_not_there_is_wrong_usage(
    command: tuple[str, ...], make: bool, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DURAMEN_CACHE", str(tmp_path / "cache"))
    if make:
        (tmp_path / "seeds").mkdir()
    ended = duramen(*command, "--seeds", "seeds")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error: seeds: {says}")
    assert ended.err.count("\n") == 1
