"""Building: the same content is the same snapshot anywhere, a kept one is used while it fits, and never a torn one."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from graph.canonical import encode_content
from graph.vocabulary import NodeKind
from ingest import building, reading
from ingest.building import built_snapshot, default_cache, load_tree, rebuilt_snapshot
from ingest.errors import BrokenContent, NoContent
from ingest.tree import read_tree
from tests.ingest.small_content import RETRIEVAL, good_files, write

ROOT = Path(__file__).resolve().parents[2]


def test_small_content_becomes_records(seeds: Path, tmp_path: Path) -> None:
    snapshot = built_snapshot(seeds, tmp_path / "cache")
    assert snapshot.summary.counts == {
        NodeKind.FAMILY: 6,
        NodeKind.CONCEPT: 4,
        NodeKind.FRAMEWORK: 2,
        NodeKind.MAPPING: 3,
        NodeKind.SYMBOL: 5,
        NodeKind.PACKAGE: 3,
        NodeKind.ROLE: 1,
        NodeKind.GOAL: 1,
    }
    former = next(symbol for symbol in snapshot.content.symbols if symbol.former)
    assert (former.ref, former.former, former.seen_in) == ("alpha:OldRetriever", True, "1.2.0")
    assert former.replaced_by is not None
    assert former.replaced_by.ref == "alpha.retrievers:VectorRetriever"


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_files_were_made_changes_nothing(seed: int, tmp_path: Path) -> None:
    names = list(good_files())
    random.Random(seed).shuffle(names)
    shuffled = write(tmp_path / "shuffled", {name: good_files()[name] for name in names})
    straight = write(tmp_path / "straight", good_files())
    assert load_tree(shuffled).content == load_tree(straight).content
    assert read_tree(shuffled).fingerprint() == read_tree(straight).fingerprint()


@pytest.mark.parametrize("hash_seed", ["0", "1", "12345"])
def test_another_process_writes_the_same_bytes(hash_seed: str, seeds: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from graph.canonical import encode_content;"
        "from ingest.building import load_tree;"
        "sys.stdout.buffer.write(encode_content(load_tree(Path(sys.argv[1])).content))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(seeds)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "LC_ALL": "C"},
        capture_output=True,
        check=True,
    )
    content = load_tree(seeds).content
    assert content is not None
    assert done.stdout == encode_content(content)


def test_formatting_and_comments_change_the_fingerprint_and_not_the_digest(seeds: Path, tmp_path: Path) -> None:
    before, fingerprint = built_snapshot(seeds, tmp_path), read_tree(seeds).fingerprint()
    text = (seeds / RETRIEVAL).read_text()
    (seeds / RETRIEVAL).write_text(text.replace("kind: component", "# a remark\nkind:   'component'"))
    assert read_tree(seeds).fingerprint() != fingerprint
    assert built_snapshot(seeds, tmp_path).version == before.version


def test_moving_bytes_between_files_changes_the_fingerprint(tmp_path: Path) -> None:
    left = write(tmp_path / "left", {"concepts/a.yaml": "xy", "concepts/b.yaml": "z"})
    right = write(tmp_path / "right", {"concepts/a.yaml": "x", "concepts/b.yaml": "yz"})
    assert read_tree(left).fingerprint() != read_tree(right).fingerprint()


def test_a_kept_snapshot_is_used_while_the_fingerprint_fits(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built_snapshot(seeds, tmp_path / "cache")

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    with monkeypatch.context() as patched:
        patched.setattr(reading, "read_catalogue", refuse)
        assert built_snapshot(seeds, tmp_path / "cache").version == first.version
        (seeds / RETRIEVAL).write_text((seeds / RETRIEVAL).read_text() + "# more\n")
        with pytest.raises(AssertionError, match="read again"):
            built_snapshot(seeds, tmp_path / "cache")


@pytest.mark.parametrize("torn", [b"", b"{", b'{"families": [{"slug": 1}]}', b"\xff", b"[]", b'{"relations": [1]}'])
def test_a_torn_snapshot_is_built_anew(torn: bytes, seeds: Path, tmp_path: Path) -> None:
    version = built_snapshot(seeds, tmp_path / "cache").version
    (kept,) = (tmp_path / "cache").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(torn)
    assert built_snapshot(seeds, tmp_path / "cache").version == version
    assert kept.read_bytes() == whole


def test_a_snapshot_that_was_altered_is_built_anew(seeds: Path, tmp_path: Path) -> None:
    first = built_snapshot(seeds, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"Retrieval", b"Retrieves", 1))
    assert built_snapshot(seeds, tmp_path / "cache").content == first.content


def test_only_the_newest_snapshots_are_kept(seeds: Path, tmp_path: Path) -> None:
    for number in range(building.KEPT_SNAPSHOTS + 3):
        with (seeds / RETRIEVAL).open("a") as file:
            file.write(f"# {number}\n")
        built_snapshot(seeds, tmp_path / "cache")
    kept = [path.name for path in (tmp_path / "cache").iterdir()]
    assert len(kept) == building.KEPT_SNAPSHOTS
    assert f"snapshot-{read_tree(seeds).fingerprint()}.json" in kept


def test_a_cache_that_cannot_be_written_is_no_error(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert built_snapshot(seeds, tmp_path / "file" / "cache").summary.counts[NodeKind.CONCEPT] == 4


def test_broken_content_never_replaces_a_snapshot(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built_snapshot(seeds, tmp_path / "cache")
    kept = sorted((tmp_path / "cache").iterdir())
    (seeds / RETRIEVAL).write_text("name: [\n")
    monkeypatch.chdir(seeds.parent)
    for build in (built_snapshot, rebuilt_snapshot):
        with pytest.raises(BrokenContent) as caught:
            build(seeds, tmp_path / "cache")
        assert caught.value.lines() == ["seeds/concepts/retrieval.yaml:2:1: error[DUR119]: a value is missing here"]
    assert sorted((tmp_path / "cache").iterdir()) == kept


def test_a_missing_folder_a_file_and_an_empty_folder_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "empty" / "concepts").mkdir(parents=True)
    said = {}
    for name in ("missing", "file", "empty", "x" * 256):
        with pytest.raises(NoContent) as caught:
            built_snapshot(tmp_path / name, tmp_path / "cache")
        said[name] = caught.value.lines()
    assert said == {
        "missing": ["missing: there is no such folder"],
        "file": ["file: this is not a folder"],
        "empty": ["empty: this folder holds no content: no concepts/slug.yaml, frameworks/slug.yaml and so on"],
        "x" * 256: [f"{'x' * 256}: this folder cannot be read: file name too long"],
    }


def test_the_cache_lies_in_the_checkout_where_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DURAMEN_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    (tmp_path / "seeds").mkdir()
    assert default_cache(tmp_path / "seeds") == tmp_path / "user" / "duramen"
    (tmp_path / "pyproject.toml").touch()
    assert default_cache(tmp_path / "seeds") == tmp_path / "build"
    monkeypatch.setenv("DURAMEN_CACHE", str(tmp_path / "own"))
    assert default_cache(tmp_path / "seeds") == tmp_path / "own"


def test_a_user_without_a_home_has_a_place_for_snapshots_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", home)
    monkeypatch.delenv("DURAMEN_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert default_cache(tmp_path / "seeds") == tmp_path / "build"


def test_a_broken_file_is_reported_once_and_hides_no_other_problem(seeds: Path) -> None:
    text = (seeds / RETRIEVAL).read_text()
    (seeds / RETRIEVAL).write_text(
        text.replace("status: durable", "status: stable").replace("[embedding]", "[embeding]").replace("A query", "A")
    )
    codes = [one.code for one in load_tree(seeds).diagnostics if one.severity == "error"]
    assert codes == ["DUR204", "DUR301"]  # a wrong word and a wrong slug in one run, and nobody misses the concept


def test_a_build_is_kept_while_another_process_tidies_up(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "cache" / "snapshot-gone.json"
    real = Path.glob
    monkeypatch.setattr(Path, "glob", lambda folder, pattern: [*real(folder, pattern), gone])
    snapshot = rebuilt_snapshot(seeds, tmp_path / "cache")
    assert built_snapshot(seeds, tmp_path / "cache").version == snapshot.version
