"""`duramen new`: a skeleton is legal YAML in canonical form, and check says what is left to fill in."""

from pathlib import Path
from typing import Any

import pytest

from graph.vocabulary import NodeKind
from ingest.shape import model_at
from ingest.sources import DOCUMENT_OF
from tests.cli.running import duramen


@pytest.mark.parametrize(("kind", "folder"), [("concept", "concepts"), ("framework", "frameworks")])
def test_a_skeleton_is_canonical_and_check_lists_what_is_left(kind: str, folder: str, seeds: Path) -> None:
    ended = duramen("new", kind, "brand-new")
    path = seeds / folder / "brand-new.yaml"
    assert ended.code == 0
    assert ended.out.splitlines()[0] == str(path)
    assert duramen("fmt", "--check", path).code == 0
    checked = duramen("check", path)
    assert checked.code == 1
    assert checked.out.count("error[DUR707]: still to be filled in") >= 3
    assert "DUR1" not in checked.out
    assert "DUR2" not in checked.out


@pytest.mark.parametrize("kind", ["concept", "framework"])
def test_a_skeleton_explains_every_key(kind: str, seeds: Path) -> None:
    duramen("new", kind, "brand-new")
    text = (seeds / f"{kind}s" / "brand-new.yaml").read_text()
    model = model_at(DOCUMENT_OF[NodeKind(kind)], ())
    assert [name for name in model.model_fields if f"{name}:" not in text] == []


def test_a_folder_that_cannot_be_written_is_one_line(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Path.open

    def read_only(path: Path, mode: str = "r", **options: Any) -> Any:
        if mode == "x":
            raise OSError(30, "Read-only file system")
        return usual(path, mode, **options)

    monkeypatch.setattr(Path, "open", read_only)
    ended = duramen("new", "concept", "brand-new")
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert ended.err.endswith("concepts/brand-new.yaml: cannot be written: read-only file system\n")


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("retrieval", "there is a concept `retrieval` already"),
        ("Query_Routing", "small letters, digits and single hyphens, at most 64; did you mean query-routing?"),
        ("../../etc/x", "did you mean etc-x?"),
        ("x" * 65, "is not a slug"),
        ("rag", "`concept:rag` was withdrawn on 2026-02-01, and an id is never used again"),
    ],
)
def test_a_slug_that_cannot_be_used_is_refused(slug: str, message: str, seeds: Path) -> None:
    (seeds / "ids.txt").write_text("concept:rag 2026-01-01 withdrawn 2026-02-01 - It was wrong.\n")
    before = sorted(seeds.rglob("*"))
    ended = duramen("new", "concept", slug)
    assert ended.code == 2
    assert message in ended.err
    assert sorted(seeds.rglob("*")) == before
