"""All indexes behind package URLs: what a requirement gets, and what is no package."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from ingest.indexes import indexes as module
from ingest.indexes.configuration import PythonIndexSettings
from ingest.indexes.errors import IndexProblem, IndexUnavailable, UnknownPackage, UnknownRelease
from ingest.indexes.indexes import Indexes, name_of, parsed_purl
from ingest.indexes.listing import Listing, PublishedRelease
from ingest.indexes.npm_index import NpmIndex
from ingest.resolver import NpmRequirement
from ingest.resolver.isolated import ArtifactFile
from tests.ingest.indexes.fake_index import FakeIndex, served


@pytest.fixture
def fake() -> Iterator[FakeIndex]:
    fake = FakeIndex()
    for version, day in (("1.0", "2025-01-01"), ("1.5", "2025-03-01"), ("2.0", "2025-06-01")):
        fake.publish("part-core", version, day)
    fake.publish("part-core", "1.6", "2025-07-01", yanked=True)
    with served(fake):
        yield fake


@pytest.fixture
def indexes(fake: FakeIndex, tmp_path: Path) -> Indexes:
    return Indexes(tmp_path, python=PythonIndexSettings(fake.endpoint))


def got(indexes: Indexes, requirement: str, until: datetime.datetime | None = None) -> str | None:
    artifact = indexes.fetcher(until)(Requirement(requirement))
    return artifact and artifact.path.name.split("-")[1]


@pytest.mark.parametrize(
    ("requirement", "version"),
    [("part-core", "2.0"), ("Part_Core<2", "1.5"), ("part.core==1.0", "1.0"), ("part-core>3", None), ("nobody", None)],
)
def test_a_requirement_gets_the_newest_release_that_fits(
    indexes: Indexes, requirement: str, version: str | None
) -> None:
    assert got(indexes, requirement) == version


def test_an_old_release_is_read_beside_what_was_there_then(indexes: Indexes) -> None:
    assert got(indexes, "part-core", datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)) == "1.5"
    assert got(indexes, "part-core>=2", datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)) is None


def test_a_large_requirement_is_not_fetched(indexes: Indexes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REQUIREMENT_UP_TO", 10)
    assert got(indexes, "part-core") is None


def test_several_packages_are_asked_for_at_once_and_each_has_an_answer(indexes: Indexes) -> None:
    found = indexes.listings(["pkg:pypi/part-core", "pkg:pypi/nobody", "pkg:gem/rails", "nonsense"])
    assert [isinstance(one, IndexProblem) for one in found.values()] == [False, True, True, True]


def test_a_release_that_is_source_only_has_no_artifact(fake: FakeIndex, indexes: Indexes) -> None:
    fake.publish("part-core", "3.0", "2025-08-01", sdist=True)
    newest = indexes.listing("pkg:pypi/part-core").newest
    assert newest is not None
    with pytest.raises(UnknownRelease, match="source archive only"):
        indexes.artifact("pkg:pypi/part-core", newest)


@pytest.mark.parametrize("purl", ["", "pkg:pypi", "pypi/x", "pkg:cargo/serde", "pkg:pypi/", "http://x"])
def test_what_is_no_package_of_a_known_index_is_unknown(purl: str) -> None:
    with pytest.raises(UnknownPackage):
        parsed_purl(purl)


def test_a_scoped_npm_package_has_its_scope_in_the_name() -> None:
    assert name_of(parsed_purl("pkg:npm/%40langchain/core")) == "@langchain/core"


# --- requirements of npm packages


@dataclass
class Npm:
    """In place of the npm index: what fits any range, and when each release came out; `packed` is what was fetched."""

    folder: Path
    fitting: list[str]
    days: dict[str, str | None]
    fails: IndexProblem | None = None
    packed: list[str] = field(default_factory=list)
    asked: int = 0

    def satisfying(self, _: str, name: str, wanted: str) -> list[str]:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return self.fitting

    def listing(self, purl: str, name: str) -> Listing:
        releases = [
            PublishedRelease(version, datetime.datetime.fromisoformat(f"{day}T12:00Z") if day else None, False, None)
            for version, day in self.days.items()
        ]
        return Listing(purl, tuple(releases), datetime.date(2026, 1, 1))

    def artifact(self, purl: str, name: str, version: str) -> ArtifactFile:
        self.packed.append(f"{purl} {name} {version}")
        path = self.folder / "artifacts" / version / f"{version}.tgz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 20)
        return ArtifactFile(path, "0" * 64)


@pytest.fixture
def npm(tmp_path: Path, indexes: Indexes, monkeypatch: pytest.MonkeyPatch) -> Npm:
    npm = Npm(tmp_path, ["1.0.0", "1.1.0", "1.2.0", "1.3.0-rc.1"], {"1.0.0": None, "1.1.0": "2025-03-01"})
    npm.days["1.2.0"] = "2025-06-01"
    for name in ("satisfying", "listing", "artifact"):
        monkeypatch.setattr(NpmIndex, name, lambda _, *given, _name=name: getattr(npm, _name)(*given))
    return npm


def packed(indexes: Indexes, until: str | None = None) -> str | None:
    time = datetime.datetime.fromisoformat(f"{until}T00:00Z") if until else None
    artifact = indexes.fetcher(time)(NpmRequirement("@org/ai", "^1.0.0"))
    return artifact and artifact.path.stem


def test_an_npm_requirement_gets_the_highest_version_that_fits(npm: Npm, indexes: Indexes) -> None:
    npm.fitting = npm.fitting[:-1]
    assert packed(indexes) == "1.2.0"
    assert npm.packed == ["pkg:npm/%40org/ai @org/ai 1.2.0"]


@pytest.mark.parametrize(
    ("until", "version"), [("2025-04-01", "1.1.0"), ("2025-07-01", "1.2.0"), ("2025-01-15", "1.0.0")]
)
def test_an_old_npm_release_is_read_beside_what_may_have_been_out(
    npm: Npm, indexes: Indexes, until: str, version: str
) -> None:
    npm.fitting = npm.fitting[:-1]
    assert packed(indexes, until) == version


def test_where_every_version_that_fits_is_later_the_highest_is_taken(npm: Npm, indexes: Indexes) -> None:
    npm.fitting = ["1.1.0", "1.2.0"]
    assert packed(indexes, "2025-01-15") == "1.2.0"


def test_a_large_npm_requirement_is_not_kept(npm: Npm, indexes: Indexes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REQUIREMENT_UP_TO", 10)
    assert packed(indexes) is None
    assert not list(npm.folder.rglob("*.tgz"))


def test_an_index_that_is_down_is_asked_once_a_question(npm: Npm, indexes: Indexes) -> None:
    fetch = indexes.fetcher()
    npm.fails = IndexUnavailable("ai", "npm gives no answer")
    assert [fetch(NpmRequirement(name, "1")) for name in ("a", "b", "c")] == [None, None, None]
    assert npm.asked == 1
    npm.fails = UnknownRelease("ai", "the index has no such release")
    fetch = indexes.fetcher()
    assert [fetch(NpmRequirement(name, "1")) for name in ("a", "b")] == [None, None]
    assert npm.asked == 3
