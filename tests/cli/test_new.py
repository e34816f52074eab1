"""`duramen new`: a skeleton is legal YAML in canonical form, and check says what is left to fill in."""

from pathlib import Path

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
