"""Which releases are the history of a package."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from ingest.indexes.listing import Listing, PublishedRelease, final_version, in_version_order

DAY = datetime.datetime(2025, 1, 1, 12, tzinfo=datetime.UTC)


def release(version: str, day: int | None, *, yanked: bool = False) -> PublishedRelease:
    uploaded = None if day is None else DAY + datetime.timedelta(days=day)
    return PublishedRelease(version, uploaded, yanked, None)


def listing(*releases: PublishedRelease) -> Listing:
    return Listing("pkg:pypi/a", in_version_order(releases), DAY.date())


def versions(found: Listing) -> list[str]:
    return [one.version for one in found.mainline]


def test_a_maintenance_release_that_came_after_a_higher_version_is_no_part_of_the_history() -> None:
    assert versions(listing(release("1.0", 0), release("2.0", 10), release("1.1", 20), release("2.1", 30))) == [
        "1.0",
        "2.0",
        "2.1",
    ]


def test_of_two_releases_of_one_day_both_were_the_newest() -> None:
    assert versions(listing(release("1.0", 0), release("1.1", 0))) == ["1.0", "1.1"]


def test_yanked_releases_are_no_part_of_the_history() -> None:
    assert versions(listing(release("1.0", 0), release("1.1", 1, yanked=True), release("1.2", 2))) == ["1.0", "1.2"]


def test_without_dates_the_order_of_versions_stands() -> None:
    assert versions(listing(release("1.10", None), release("1.9", None), release("2.0", 3))) == ["1.9", "1.10", "2.0"]


def test_as_of_a_day_later_releases_are_not_there() -> None:
    found = listing(release("1.0", 0), release("2.0", 10), release("0.9", None))
    cut = found.until(datetime.date(2025, 1, 5))
    assert [one.version for one in cut.releases] == ["0.9", "1.0"]


def test_only_final_versions_count() -> None:
    finals = ["1.0", "1.0.post1", "1!2.0", "7"]
    others = ["1.0rc1", "1.0.dev3", "1.0a1", "1.0+local", "latest", ""]
    assert [text for text in finals + others if final_version(text)] == finals


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), unique_by=lambda pair: pair[0], min_size=1))
def test_the_history_rises_in_versions_and_in_dates_and_ends_with_the_newest(pairs: list[tuple[int, int]]) -> None:
    found = listing(*(release(f"1.{minor}", day) for minor, day in pairs))
    dates = [one.uploaded for one in found.mainline]
    assert dates == sorted(dates, key=lambda one: one or DAY)
    assert found.mainline[-1] == found.newest
