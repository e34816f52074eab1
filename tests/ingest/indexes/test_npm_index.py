"""The client of the npm index, with a stand-in for npm itself."""

import json
import os
from pathlib import Path

import pytest

from ingest.indexes.cache import IndexCache
from ingest.indexes.errors import IndexUnavailable, NotKept, UnknownPackage, UnknownRelease
from ingest.indexes.npm_index import NpmIndex

PURL = "pkg:npm/%40org/ai"
STAND_IN = """#!/usr/bin/env python3
import json, os, sys
here = os.path.dirname(os.path.abspath(__file__))
state = json.load(open(os.path.join(here, "state.json")))
with open(os.path.join(here, "calls.txt"), "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
if state["fails"]:
    print(state["fails"], file=sys.stderr)
    sys.exit(1)
if sys.argv[1] == "view":
    print(state["view"])
else:
    folder = sys.argv[sys.argv.index("--pack-destination") + 1]
    open(os.path.join(folder, "org-ai.tgz"), "wb").write(b"tarball")
    print(json.dumps([{"version": state["packs"], "filename": "org-ai.tgz", "size": 7}]))
"""


class Npm:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = {"fails": "", "view": "", "packs": "1.1.0"}
        self.says({"1.0.0": "2025-02-01T00:00:00.000Z", "1.1.0": "2025-03-01T00:00:00.000Z"})

    def says(self, times: dict[str, str]) -> None:
        self.set(view=json.dumps({"versions": list(times), "time": {"created": "2020-01-01T00:00:00.000Z", **times}}))

    def set(self, **state: str) -> None:
        self.state |= state
        (self.folder / "state.json").write_text(json.dumps(self.state))

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls.txt").read_text().splitlines()


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "npm"
    program.write_text(STAND_IN)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return Npm(folder)


@pytest.fixture
def index(npm: Npm, tmp_path: Path) -> NpmIndex:
    return NpmIndex(IndexCache(tmp_path / "cache"))


def test_the_releases_are_those_with_three_numbers_in_their_order(npm: Npm, index: NpmIndex) -> None:
    day = "2025-02-0{}T00:00:00.000Z"
    npm.says({"1.10.0": day.format(3), "1.9.0": day.format(2), "2.0.0-beta.1": day.format(4), "1.2.0": day.format(1)})
    listing = index.listing(PURL, "@org/ai")
    assert [release.version for release in listing.releases] == ["1.2.0", "1.9.0", "1.10.0"]
    assert [str(release.date) for release in listing.releases] == ["2025-02-01", "2025-02-02", "2025-02-03"]


def test_times_before_2025_are_no_times_of_publication(npm: Npm, index: NpmIndex) -> None:
    npm.says({"1.0.0": "2024-12-13T00:00:00.000Z", "1.1.0": "2025-06-01T00:00:00.000Z"})
    assert [release.date and str(release.date) for release in index.listing(PURL, "@org/ai").releases] == [
        None,
        "2025-06-01",
    ]


def test_no_time_up_to_a_day_with_a_tenth_of_all_releases_is_one_of_publication(npm: Npm, index: NpmIndex) -> None:
    crowded = {f"1.{number}.0": "2025-05-05T00:00:00.000Z" for number in range(8)}
    npm.says({"0.1.0": "2025-04-01T00:00:00.000Z", **crowded, "2.0.0": "2025-05-06T00:00:00.000Z"})
    listing = index.listing(PURL, "@org/ai")
    assert [release.version for release in listing.releases if release.date] == ["2.0.0"]


def test_a_time_after_that_of_a_higher_version_is_in_doubt(npm: Npm, index: NpmIndex) -> None:
    times = {
        "0.9.0": "2026-03-21",
        "1.0.0": "2025-03-01",
        "1.1.0": "2026-05-08",
        "1.2.0": "2025-06-01",
        "1.3.0": "2025-06-01",
    }
    npm.says({version: f"{day}T12:00:00.000Z" for version, day in times.items()})
    dated = {release.version: str(release.date) for release in index.listing(PURL, "@org/ai").releases if release.date}
    assert dated == {"1.0.0": "2025-03-01", "1.2.0": "2025-06-01", "1.3.0": "2025-06-01"}


def test_a_tarball_is_asked_for_by_its_full_version_and_only_once(npm: Npm, index: NpmIndex) -> None:
    first = index.artifact(PURL, "@org/ai", "1.1.0")
    assert index.artifact(PURL, "@org/ai", "1.1.0") == first
    assert first.path.read_bytes() == b"tarball"
    assert len(npm.calls) == 1
    assert npm.calls[0].startswith("pack --json --ignore-scripts")
    assert npm.calls[0].endswith("-- @org/ai@1.1.0")


def test_another_version_than_the_one_asked_for_is_refused(npm: Npm, index: NpmIndex) -> None:
    npm.set(packs="0.9.0")
    with pytest.raises(UnknownRelease):
        index.artifact(PURL, "@org/ai", "1.1.0")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("npm error code E404", UnknownPackage),
        ("npm error code ETARGET", UnknownRelease),
        ("npm error code ECONNREFUSED", IndexUnavailable),
    ],
)
def test_what_npm_says_when_it_fails_is_told_apart(
    npm: Npm, index: NpmIndex, said: str, error: type[Exception]
) -> None:
    npm.set(fails=said)
    with pytest.raises(error) as caught:
        index.listing(PURL, "@org/ai")
    assert said not in str(caught.value)


def test_what_was_known_stays_when_the_index_is_down(npm: Npm, index: NpmIndex) -> None:
    known = index.listing(PURL, "@org/ai")
    npm.set(fails="npm error code ECONNREFUSED")
    again = index.listing(PURL, "@org/ai")
    assert (again.releases, again.fresh) == (known.releases, False)


def test_offline_npm_is_not_run(npm: Npm, index: NpmIndex, tmp_path: Path) -> None:
    index.listing(PURL, "@org/ai")
    index.artifact(PURL, "@org/ai", "1.1.0")
    ran = len(npm.calls)
    offline = NpmIndex(IndexCache(tmp_path / "cache"), offline=True)
    offline.listing(PURL, "@org/ai")
    offline.artifact(PURL, "@org/ai", "1.1.0")
    with pytest.raises(NotKept):
        offline.artifact(PURL, "@org/ai", "1.0.0")
    assert len(npm.calls) == ran


@pytest.mark.parametrize("name", ["--registry=http://evil", "git+ssh://host/x", "a b", "../x", "A", "a@1"])
def test_a_name_that_npm_would_take_for_something_else_is_no_package(npm: Npm, index: NpmIndex, name: str) -> None:
    with pytest.raises(UnknownPackage):
        index.listing("pkg:npm/x", name)
    assert not (npm.folder / "calls.txt").exists()


@pytest.mark.parametrize("view", ["", "[]", "{}", '{"versions": 3, "time": {}}', '{"versions": ["1.0.0"], "time": {}}'])
def test_an_answer_of_another_form_is_no_answer(npm: Npm, index: NpmIndex, view: str) -> None:
    npm.set(view=view)
    with pytest.raises(IndexUnavailable):
        index.listing(PURL, "@org/ai")
