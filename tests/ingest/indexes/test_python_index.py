"""The client of the Python index, against a small index on loopback."""

import datetime
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ingest.indexes import python_index
from ingest.indexes.cache import IndexCache
from ingest.indexes.configuration import PythonIndexSettings
from ingest.indexes.errors import IndexUnavailable, NotKept, UnknownPackage, UnknownRelease
from ingest.indexes.python_index import PythonIndex
from tests.ingest.indexes.fake_index import FakeIndex, served

PURL = "pkg:pypi/ranker"


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    fake = FakeIndex()
    fake.publish("ranker", "1.0", "2025-01-01", {"ranker.py": "def rank(): ...\n"})
    with served(fake):
        yield fake


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_index, "RETRIES", Retry(total=2, backoff_factor=0, status_forcelist=(503,)))


def client(index: FakeIndex, cache: Path, *, offline: bool = False) -> PythonIndex:
    made = PythonIndex(IndexCache(cache), offline, PythonIndexSettings(index.endpoint))
    for scheme in ("http://", "https://"):
        made._session.mount(scheme, HTTPAdapter(max_retries=python_index.RETRIES))
    return made


def test_the_newest_release_is_the_highest_final_one_that_was_not_yanked(index: FakeIndex, tmp_path: Path) -> None:
    index.publish("ranker", "1.10", "2025-02-01")
    index.publish("ranker", "1.9", "2025-01-15")
    index.publish("ranker", "2.0rc1", "2025-03-01")
    index.publish("ranker", "2.1", "2025-04-01", yanked=True)
    listing = client(index, tmp_path).listing(PURL, "ranker")
    assert [release.version for release in listing.releases] == ["1.0", "1.9", "1.10", "2.1"]
    assert listing.newest is not None
    assert listing.newest.version == "1.10"
    assert listing.newest.date == datetime.date(2025, 2, 1)


def test_times_without_a_zone_are_those_of_utc(index: FakeIndex, tmp_path: Path) -> None:
    index.publish("ranker", "1.0", "2025-01-01", sdist=True)
    index.projects["ranker"][0]["upload-time"] = "2025-01-01T11:00:00"
    listing = client(index, tmp_path).listing(PURL, "ranker")
    assert [one.uploaded for one in listing.releases] == [datetime.datetime(2025, 1, 1, 11, tzinfo=datetime.UTC)]


def test_a_release_without_a_wheel_has_no_file(index: FakeIndex, tmp_path: Path) -> None:
    index.publish("ranker", "2.0", "2025-05-01", sdist=True)
    assert client(index, tmp_path).listing(PURL, "ranker").by_version["2.0"].file is None


def test_a_page_that_did_not_change_is_not_sent_again(index: FakeIndex, tmp_path: Path) -> None:
    first = client(index, tmp_path).listing(PURL, "ranker")
    second = client(index, tmp_path).listing(PURL, "ranker")
    assert first == second
    assert [status for _, status in index.requests] == [200, 304]


def test_an_index_that_fails_for_a_moment_is_asked_again(index: FakeIndex, tmp_path: Path) -> None:
    index.failing = 2
    assert client(index, tmp_path).listing(PURL, "ranker").fresh
    assert [status for _, status in index.requests] == [503, 503, 200]


def test_what_was_known_stays_when_the_index_is_down_and_says_so(index: FakeIndex, tmp_path: Path) -> None:
    known = client(index, tmp_path).listing(PURL, "ranker")
    index.failing = 100
    again = client(index, tmp_path).listing(PURL, "ranker")
    assert again.releases == known.releases
    assert (known.fresh, again.fresh) == (True, False)


def test_an_index_that_is_down_and_was_never_read_is_an_error_without_an_address(
    index: FakeIndex, tmp_path: Path
) -> None:
    index.failing = 100
    with pytest.raises(IndexUnavailable) as caught:
        client(index, tmp_path).listing(PURL, "ranker")
    assert "127.0.0.1" not in str(caught.value)
    assert PURL in str(caught.value)


def test_a_package_that_is_not_there_is_unknown(index: FakeIndex, tmp_path: Path) -> None:
    with pytest.raises(UnknownPackage):
        client(index, tmp_path).listing("pkg:pypi/nobody", "nobody")


LATER_FORM = b'{"meta": {"api-version": "2.0"}, "name": "ranker", "files": []}'


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"files": 1}', b"\xff\xfe", b"[" * 100_000, LATER_FORM])
def test_a_page_of_another_form_is_no_answer(
    index: FakeIndex, tmp_path: Path, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeIndex, "page", lambda _self, _name: body)
    with pytest.raises(IndexUnavailable):
        client(index, tmp_path).listing(PURL, "ranker")


def test_offline_answers_come_from_the_cache_alone(index: FakeIndex, tmp_path: Path) -> None:
    online = client(index, tmp_path)
    listing = online.listing(PURL, "ranker")
    file = listing.releases[0].file
    assert file is not None
    kept = online.artifact(PURL, file)
    asked = len(index.requests)
    offline = client(index, tmp_path, offline=True)
    assert offline.listing(PURL, "ranker").releases == listing.releases
    assert offline.artifact(PURL, file) == kept
    assert len(index.requests) == asked
    with pytest.raises(NotKept):
        client(index, tmp_path / "empty", offline=True).listing(PURL, "ranker")


def test_an_artifact_with_other_bytes_than_its_digest_is_refused_and_not_kept(index: FakeIndex, tmp_path: Path) -> None:
    made = client(index, tmp_path)
    file = made.listing(PURL, "ranker").releases[0].file
    assert file is not None
    index.files[file.filename] = b"another"
    with pytest.raises(IndexUnavailable, match="other bytes"):
        made.artifact(PURL, file)
    assert not [path for path in tmp_path.rglob("*.whl*") if path.is_file()]


@pytest.mark.parametrize("digest", ["../../../outside", "", "0" * 63, "/" + "0" * 63])
def test_a_digest_that_is_none_leads_nowhere(digest: str, index: FakeIndex, tmp_path: Path) -> None:
    index.projects["ranker"][0]["hashes"] = {"sha256": digest}
    made = client(index, tmp_path / "a" / "b" / "cache")
    file = made.listing(PURL, "ranker").releases[0].file
    assert file is not None
    with pytest.raises(UnknownRelease, match="no digest"):
        made.artifact(PURL, file)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".json"] == []


def test_a_file_may_be_discarded_twice_and_beside_another(tmp_path: Path) -> None:
    cache = IndexCache(tmp_path)
    one, other = (cache.artifact("0" * 64, name) for name in ("one.whl", "other.whl"))
    one.parent.mkdir(parents=True)
    for path in (one, other):
        path.write_bytes(b"")
    for path in (one, one, other, other):
        cache.discard(path)
    assert not one.parent.exists()


def test_a_download_that_broke_off_is_continued(index: FakeIndex, tmp_path: Path) -> None:
    index.publish("ranker", "2.0", "2025-06-01", {"ranker.bin": random.Random(0).randbytes(200_000)})
    made = client(index, tmp_path)
    file = made.listing(PURL, "ranker").by_version["2.0"].file
    assert file is not None
    index.truncate = 150_000
    with pytest.raises(IndexUnavailable):
        made.artifact(PURL, file)
    index.truncate = None
    artifact = made.artifact(PURL, file)
    assert artifact.path.read_bytes() == index.files[file.filename]
    assert index.requests[-1][1] == requests.codes.partial_content


def test_of_a_large_wheel_only_the_sources_are_fetched(
    index: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_index, "WHOLE_UP_TO", 1000)
    noise = bytes(range(256)) * 8000  # zipped or not, it stays larger than what is read along
    index.publish(
        "ranker", "2.0", "2025-06-01", {"ranker/__init__.py": "x = 1\n", "ranker/model.bin": noise, "z.py": "y = 2\n"}
    )
    made = client(index, tmp_path)
    newest = made.listing(PURL, "ranker").newest
    assert newest is not None
    assert newest.file is not None
    artifact = made.artifact(PURL, newest.file)
    assert artifact.sha256 is None
    with zipfile.ZipFile(artifact.path) as archive:
        assert archive.read("ranker/__init__.py") == b"x = 1\n"
        assert archive.read("z.py") == b"y = 2\n"
        assert "ranker/model.bin" in archive.namelist()


def test_a_server_without_ranges_gives_the_whole_wheel(
    index: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_index, "WHOLE_UP_TO", 10)
    index.ranges = False
    made = client(index, tmp_path)
    file = made.listing(PURL, "ranker").releases[0].file
    assert file is not None
    assert made.artifact(PURL, file).sha256 == file.sha256
