"""`published.jsonl`: a version is remembered in those after it, and never in itself."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from graph.canonical import version_of
from graph.publications import MAX_PUBLISHED
from graph.records import PublishedVersion
from ingest.building import load_tree
from ingest.diagnostics import Severity
from ingest.versions import published_now, read_versions, without_itself, write_versions
from tests.contents import small_content

DAY = datetime.date(2026, 11, 24)
FIRST = PublishedVersion(1, f"4-{1:064x}", DAY, "aaaaaaaabbbbbbbb")
SECOND = PublishedVersion(2, f"4-{2:064x}", DAY, "cccccccc")
SMALL = small_content()


def test_a_version_that_is_published_keeps_its_name() -> None:
    (only,) = published_now(SMALL, (), DAY)
    assert only.version == str(version_of(SMALL))
    assert without_itself(replace(SMALL, published=(only,))) == SMALL
    assert published_now(SMALL, (only,), DAY) == (only,)


def test_later_content_remembers_the_version_and_is_published_in_turn() -> None:
    before = published_now(SMALL, (), DAY)
    later = without_itself(replace(SMALL, releases=(), published=before))
    assert later.published == before
    first, second = published_now(later, before, DAY)
    assert (first, second.number, second.version) == (before[0], 2, str(version_of(later)))
    assert without_itself(replace(later, published=(first, second))) == later


def test_a_version_keeps_its_name_when_it_makes_the_oldest_forgotten() -> None:
    many = tuple(PublishedVersion(at, f"4-{at:064x}", DAY, "") for at in range(7, 7 + MAX_PUBLISHED))
    published = published_now(replace(SMALL, published=many), many, DAY)
    assert [one.number for one in published] == list(range(8, 8 + MAX_PUBLISHED))
    content = without_itself(replace(SMALL, published=published))
    assert content.published == published[:-1]


def test_a_day_before_that_of_the_last_publication_is_refused() -> None:
    with pytest.raises(ValueError, match="published on 2026-11-24, after 2026-11-23"):
        published_now(replace(SMALL, published=(FIRST,)), (FIRST,), DAY - datetime.timedelta(days=1))


@pytest.mark.parametrize("versions", [(), (FIRST,), (FIRST, SECOND), (SECOND,)])
def test_what_is_written_is_read(versions: tuple[PublishedVersion, ...]) -> None:
    assert read_versions(write_versions(versions)) == versions


@pytest.mark.parametrize(
    "raw",
    [
        b"\n",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"number":1}\n',
        write_versions((FIRST,))[:-1],
        write_versions((FIRST,)).replace(b",", b", "),
        write_versions((FIRST, FIRST)),
        write_versions((SECOND, FIRST)),
        write_versions((FIRST, replace(SECOND, number=3))),
        write_versions((FIRST, replace(SECOND, version=FIRST.version))),
        write_versions((FIRST, replace(SECOND, events="bbbbbbbb"))),
        write_versions((FIRST, replace(SECOND, date=DAY - datetime.timedelta(days=1)))),
        write_versions((replace(FIRST, number=0),)),
        write_versions((replace(FIRST, version="latest"),)),
        write_versions((replace(FIRST, events="short"),)),
        write_versions(tuple(PublishedVersion(at, f"4-{at:064x}", DAY, "") for at in range(1, MAX_PUBLISHED + 2))),
    ],
    ids=range(16),
)
def test_what_nobody_wrote_is_refused_with_its_place(raw: bytes, seeds: Path) -> None:
    (seeds / "published.jsonl").write_bytes(raw)
    (said,) = [one for one in load_tree(seeds).diagnostics if one.severity is Severity.ERROR]
    assert (said.code, said.place.path) == ("DUR901", seeds / "published.jsonl")
