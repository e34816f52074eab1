"""All indexes behind package URLs: what a requirement gets, and what is no package."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from ingest.indexes import indexes as module
from ingest.indexes.configuration import PythonIndexSettings
from ingest.indexes.errors import IndexProblem, UnknownPackage, UnknownRelease
from ingest.indexes.indexes import Indexes, name_of, parsed_purl
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
