"""The client of the npm index, with a stand-in for npm itself."""

import base64
import hashlib
import json
import os
from pathlib import Path

import pytest

from ingest.indexes import npm_index
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
    print(state["satisfying"] if sys.argv[-1] == "version" else state["view"])
else:
    folder = sys.argv[sys.argv.index("--pack-destination") + 1]
    open(os.path.join(folder, "org-ai.tgz"), "wb").write(b"tarball")
    packed = {"version": state["packs"], "filename": "org-ai.tgz", "size": 7}
    print(json.dumps([packed | ({"integrity": state["integrity"]} if state["integrity"] else {})]))
"""


class Npm:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = {"fails": "", "view": "", "packs": "1.1.0", "satisfying": "", "integrity": ""}
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


def test_a_tarball_with_other_bytes_than_its_digest_names_is_not_kept(npm: Npm, index: NpmIndex) -> None:
    digest = base64.b64encode(hashlib.sha512(b"tarball").digest()).decode()
    npm.set(integrity=f"sha512-{digest[:-4]}AA==")
    with pytest.raises(IndexUnavailable, match="other bytes"):
        index.artifact(PURL, "@org/ai", "1.1.0")
    npm.set(integrity=f"sha512-{digest}")
    assert index.artifact(PURL, "@org/ai", "1.1.0").path.is_file()


@pytest.mark.parametrize("integrity", ["md5-1B2M2Y8AsgTpgAmY7PhCfg==", "nonsense", "sha512"])
def test_a_digest_that_cannot_be_checked_is_a_wrong_one(npm: Npm, index: NpmIndex, integrity: str) -> None:
    npm.set(integrity=integrity)
    with pytest.raises(IndexUnavailable):
        index.artifact(PURL, "@org/ai", "1.1.0")


# --- ranges


def test_npm_reads_a_range_and_its_answer_is_put_in_order(npm: Npm, index: NpmIndex) -> None:
    npm.set(satisfying='["1.10.0", "1.2.0", "1.10.0-beta.2", "1.10.0-beta.11", "1.10.0-rc.1"]')
    ordered = ["1.2.0", "1.10.0-beta.2", "1.10.0-beta.11", "1.10.0-rc.1", "1.10.0"]
    assert index.satisfying(PURL, "@org/ai", "^1.0.0-0") == ordered
    assert npm.calls == ["view --json -- @org/ai@^1.0.0-0 version"]


def test_one_version_that_fits_is_a_list_too(npm: Npm, index: NpmIndex) -> None:
    npm.set(satisfying='"1.2.0"')
    assert index.satisfying(PURL, "@org/ai", "latest") == ["1.2.0"]


def test_an_exact_version_needs_no_question(npm: Npm, index: NpmIndex) -> None:
    assert index.satisfying(PURL, "@org/ai", "1.2.3-beta.1") == ["1.2.3-beta.1"]
    assert not (npm.folder / "calls.txt").exists()


def test_a_range_is_asked_for_once_a_day_and_offline_not_at_all(npm: Npm, index: NpmIndex, tmp_path: Path) -> None:
    npm.set(satisfying='["1.2.0"]')
    offline = NpmIndex(IndexCache(tmp_path / "cache"), offline=True)
    with pytest.raises(NotKept):
        offline.satisfying(PURL, "@org/ai", "^1")
    assert index.satisfying(PURL, "@org/ai", "^1") == index.satisfying(PURL, "@org/ai", "^1") == ["1.2.0"]
    assert offline.satisfying(PURL, "@org/ai", "^1") == ["1.2.0"]
    assert len(npm.calls) == 1


def test_what_fitted_a_range_stays_when_the_index_is_down(
    npm: Npm, index: NpmIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm.set(satisfying='["1.2.0"]')
    index.satisfying(PURL, "@org/ai", "^1")
    monkeypatch.setattr(npm_index, "_today", lambda: "2999-01-01")
    npm.set(fails="npm error code ECONNREFUSED")
    assert index.satisfying(PURL, "@org/ai", "^1") == ["1.2.0"]
    with pytest.raises(IndexUnavailable):
        index.satisfying(PURL, "@org/ai", "^2")


@pytest.mark.parametrize("said", ["npm error code E404\nNo match found for version >=99", "npm error code ETARGET"])
def test_a_range_that_nothing_fits_is_not_a_package_that_is_not_there(npm: Npm, index: NpmIndex, said: str) -> None:
    npm.set(fails=said)
    with pytest.raises(UnknownRelease):
        index.satisfying(PURL, "@org/ai", ">=99")


@pytest.mark.parametrize(
    "wanted",
    ["git+ssh://host/x", "file:..", "../x", "http://host/x.tgz", "workspace:*", "user/repo", "1 --x", "a b", "@x"],
)
def test_a_range_that_npm_would_take_for_a_place_is_never_handed_to_it(npm: Npm, index: NpmIndex, wanted: str) -> None:
    with pytest.raises(UnknownRelease):
        index.satisfying(PURL, "@org/ai", wanted)
    assert not (npm.folder / "calls.txt").exists()


@pytest.mark.parametrize(
    ("said", "error"),
    [("", UnknownRelease), ("[]", UnknownRelease), ('["../x", "1 2"]', UnknownRelease), ("{}", IndexUnavailable),
     ("[1]", IndexUnavailable), ("npm notice", IndexUnavailable)],
)  # fmt: skip
def test_an_answer_about_a_range_is_checked(npm: Npm, index: NpmIndex, said: str, error: type[Exception]) -> None:
    npm.set(satisfying=said)
    with pytest.raises(error):
        index.satisfying(PURL, "@org/ai", "^1")


def test_versions_stand_in_the_order_of_semantic_versioning() -> None:
    # the example of clause 11 of the specification
    ordered = ["alpha", "alpha.1", "alpha.beta", "beta", "beta.2", "beta.11", "rc.1"]
    versions = [*(f"1.0.0-{suffix}" for suffix in ordered), "1.0.0", "2.0.0", "2.1.0", "2.1.1"]
    assert sorted(sorted(versions), key=npm_index.precedence) == versions


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
