"""Which releases are read."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from graph.vocabulary import HistoryScope
from ingest.evidence.selection import FULL_UP_TO_BYTES, FULL_UP_TO_RELEASES, between_differences, sample, scope_of
from ingest.indexes.listing import PublishedFile, PublishedRelease

DAY = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def line(length: int, size: int = 1, *, readable: bool = True) -> list[PublishedRelease]:
    file = PublishedFile("a.whl", size=size) if readable else None
    return [PublishedRelease(f"{n}.0", DAY, yanked=False, file=file) for n in range(length)]


def test_all_releases_are_read_up_to_a_number_and_a_size() -> None:
    assert scope_of(line(FULL_UP_TO_RELEASES)) is HistoryScope.FULL
    assert scope_of(line(FULL_UP_TO_RELEASES + 1)) is HistoryScope.SAMPLED
    assert scope_of(line(2, FULL_UP_TO_BYTES // 2)) is HistoryScope.FULL
    assert scope_of(line(2, FULL_UP_TO_BYTES // 2 + 1)) is HistoryScope.SAMPLED


@given(st.integers(1, 500), st.integers(2, 60))
def test_a_sample_has_both_ends_and_no_release_twice(length: int, size: int) -> None:
    releases = line(length)
    chosen = [one.version for one in sample(releases, size)]
    assert chosen[0] == "0.0"
    assert chosen[-1] == f"{length - 1}.0"
    assert len(set(chosen)) == len(chosen) == min(length, size)


@given(st.integers(2, 200), st.integers(1, 198))
def test_reading_the_middle_again_and_again_ends_at_two_neighbours(length: int, turn: int) -> None:
    releases = line(length)
    said = {"0.0": turn <= 0, f"{length - 1}.0": length - 1 >= turn}
    rounds = 0
    while wanted := between_differences(releases, said):
        rounds += 1
        said |= {one.version: int(one.version.partition(".")[0]) >= turn for one in wanted}
    assert rounds <= length.bit_length()
    if 0 < turn < length:
        assert {f"{turn - 1}.0", f"{turn}.0"} <= set(said)


def test_what_cannot_be_read_is_not_asked_for() -> None:
    said = {"0.0": 1, "2.0": 2}
    assert between_differences(line(3), said, frozenset({"1.0"})) == []
    assert between_differences(line(3, readable=False), said) == []
