"""Names in tables: found exactly, with what is recorded for any release."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.names import KnownName, find_name, rows_of
from graph.records import SymbolKey
from graph.versions import version_key
from graph.vocabulary import SymbolState
from tests.contents import small_content

SURVEY = small_content().surveys[0]
NODES = small_content().names[0]


def known(name: str) -> KnownName:
    found = find_name(SymbolKey(SURVEY.package, f"haystack.nodes:{name}"), NODES, SURVEY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "version", "state"),
    [
        ("Old", "0.9", SymbolState.NOT_RECORDED),
        ("Old", "1.0.0", SymbolState.PRESENT),
        ("Old", "1.2.0", SymbolState.PRESENT),
        ("Old", "1.5.0", SymbolState.NOT_RECORDED),
        ("Old", "2.0.0", SymbolState.ABSENT),
        ("Old", "2.0.1", SymbolState.NOT_RECORDED),
        ("Older", "1.2.0", SymbolState.NOT_RECORDED),
        ("Older", "1.9.0", SymbolState.ABSENT),
        ("Returned", "1.4", SymbolState.ABSENT),
        ("Returned", "2.0", SymbolState.PRESENT),
        ("Returned", "no version", SymbolState.NOT_RECORDED),
    ],
)
def test_a_release_has_what_its_neighbours_that_were_read_agree_on(name: str, version: str, state: SymbolState) -> None:
    assert known(name).state_in(version) is state


def test_a_name_is_there_if_the_newest_release_read_has_it() -> None:
    assert known("Returned").state is SymbolState.PRESENT
    assert known("Old").state is SymbolState.ABSENT


@given(st.lists(st.text("abAB_.", min_size=1, max_size=4), unique=True), st.text("abAB_.", max_size=4))
def test_exactly_the_rows_of_a_name_are_found(names: list[str], asked: str) -> None:
    table = "".join(f"{name}\t1\t2\t\n{name}\t3\t\t\n" for name in sorted(names))
    assert rows_of(table, asked) == ([f"{asked}\t1\t2\t", f"{asked}\t3\t\t"] if asked in names else [])


def test_a_name_with_a_column_behind_it_is_no_name() -> None:
    assert rows_of("a\t1\t2\t\nb\t1\t2\t\n", "a\t1") == rows_of("a\t1\t2\t\nb\t1\t2\t\n", "b\t1") == []


@pytest.mark.parametrize(
    "ordered",
    [
        ("pkg:pypi/a", ["0.9", "1.0a1", "1.0rc1", "1.0", "1.0.post1", "1.10"]),
        ("pkg:npm/a", ["0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.10.0"]),
    ],
)
def test_versions_are_ordered_as_their_index_orders_them(ordered: tuple[str, list[str]]) -> None:
    package, versions = ordered
    assert sorted(set(versions), key=lambda one: version_key(package, one)) == versions


@pytest.mark.parametrize("text", ["", "1.0", "x", "1.0.0.0", "9" * 400 + ".0.0", "\u0661.\u0662.\u0663"])
def test_what_is_no_version_has_no_key(text: str) -> None:
    assert version_key("pkg:npm/a", text) is None
    assert version_key("pkg:pypi/a", "not a version") is None
    assert version_key("pkg:pypi/a", "9" * 5000) is None
