"""`duramen build`: the snapshot is kept, counted and named; broken content is not."""

from pathlib import Path

import pytest

from ingest.json_schemas import schema_files
from tests.cli.running import duramen
from tests.ingest.small_content import RETRIEVAL


def test_a_snapshot_is_built_and_named(seeds: Path, tmp_path: Path) -> None:
    ended = duramen("build")
    version, counts, time = ended.out.splitlines()
    assert ended.code == 0
    assert version == duramen("digest", "--json").out.split('"')[7]
    assert counts == "6 families, 4 concepts, 2 frameworks, 3 mappings, 5 symbols, 3 packages, 1 roles, 1 goals"
    assert time.startswith("built in ")
    assert len(list((tmp_path / "cache").glob("snapshot-*.json"))) == 1


def test_broken_content_is_reported_and_not_built(seeds: Path, tmp_path: Path) -> None:
    (seeds / RETRIEVAL).write_text("name: [\n")
    ended = duramen("build")
    assert ended.code == 1
    assert ended.err.splitlines()[0].startswith("seeds/concepts/retrieval.yaml:2:1: error[DUR119]: ")
    assert ended.out == ""
    assert not (tmp_path / "cache").exists()


def test_a_missing_folder_is_wrong_usage(seeds: Path) -> None:
    ended = duramen("build", "--seeds", "nowhere")
    assert (ended.code, ended.err) == (2, "error: nowhere: there is no such folder\n")


def test_a_snapshot_that_cannot_be_kept_is_not_called_built(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = duramen("build", "--cache", "file/cache")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "error: the snapshot cannot be kept in file/cache: not a directory\n"


def test_schemas_are_written_for_editors(seeds: Path) -> None:
    assert duramen("build", "--schemas").code == 0
    assert {path.name: path.read_text() for path in (seeds / ".schema").iterdir()} == schema_files()
    assert duramen("check").code == 0


@pytest.mark.parametrize("name", sorted(schema_files()))
def test_the_committed_schemas_have_not_drifted(name: str) -> None:
    committed = Path(__file__).resolve().parents[2] / "seeds" / ".schema" / name
    assert committed.read_text() == schema_files()[name], "run duramen build --schemas"
