"""Published versions: each event is new since exactly those that did not have it, also when old ones are forgotten."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graph.edges import Facet
from graph.publications import MARK_LENGTH, mark_of, new_since, remembered, with_version
from graph.records import Content, PublishedVersion
from graph.snapshot import Snapshot
from tests.contents import small_content

DAY = datetime.date(2026, 11, 24)
KEYS = [f"pkg:pypi/x@{number}#!release-published" for number in range(12)]
histories = st.lists(st.sets(st.sampled_from(KEYS)), min_size=1, max_size=6)


def published(history: Sequence[set[str]]) -> tuple[PublishedVersion, ...]:
    versions: tuple[PublishedVersion, ...] = ()
    for number, keys in enumerate(history, 1):
        versions = with_version(versions, PublishedVersion(number, f"4-{number:064x}", DAY, ""), keys)
    return versions


def had(history: Sequence[set[str]], number: int) -> set[str]:
    """Return what was seen in a version or before it: an event that was corrected away and returns is no news."""
    return set().union(*history[:number])


@given(histories, st.sets(st.sampled_from(KEYS)))
def test_an_event_is_new_since_the_versions_that_did_not_have_it(history: list[set[str]], now: set[str]) -> None:
    found = new_since(now, published(history))
    for number in range(1, len(history) + 1):
        assert {key for key, numbers in found.items() if str(number) in numbers} == now - had(history, number)


@given(histories, st.sets(st.sampled_from(KEYS)), st.integers(1, 6))
def test_what_is_forgotten_changes_nothing_for_the_versions_that_are_left(
    history: list[set[str]], now: set[str], most: int
) -> None:
    whole = published(history)
    left = remembered(whole, most)
    assert [one.version for one in left] == [one.version for one in whole][-most:]
    numbers = {str(one.number) for one in left}
    kept = {key: tuple(one for one in since if one in numbers) for key, since in new_since(now, whole).items()}
    assert new_since(now, left) == kept


def test_before_anything_was_published_nothing_is_new_since_anything() -> None:
    assert new_since(KEYS[:2], ()) == {KEYS[0]: (), KEYS[1]: ()}


def test_a_mark_has_one_length_and_tells_events_apart() -> None:
    marks = {mark_of(str(number)) for number in range(20_000)}
    assert {len(mark) for mark in marks} == {MARK_LENGTH}
    assert len(marks) == 20_000


def test_a_snapshot_knows_since_which_versions_its_events_are_new() -> None:
    content: Content = small_content()
    keys = sorted(Snapshot.of(content).changes)
    snapshot = Snapshot.of(replace(content, published=published([set(keys[:1]), set(keys[:2])])))
    found = {key: sorted(snapshot.facets["change"][key][Facet.NEW_SINCE]) for key in keys}
    assert found == {keys[0]: [], keys[1]: ["1"], keys[2]: ["1", "2"]}
