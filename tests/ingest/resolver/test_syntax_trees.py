"""Trees are kept for the next release, and never more of them than the limit."""

import pytest

from ingest.resolver.python.syntax import SyntaxTrees


def test_the_same_source_is_parsed_once() -> None:
    trees = SyntaxTrees()
    assert trees.parsed(b"x = 1") is trees.parsed(b"x = 1")
    assert trees.parsed(b"x = 2") is not trees.parsed(b"x = 1")


def test_the_trees_used_least_recently_are_dropped() -> None:
    trees = SyntaxTrees(limit=12)
    first, second = trees.parsed(b"a = 1\n"), trees.parsed(b"b = 2\n")
    assert trees.parsed(b"a = 1\n") is first
    trees.parsed(b"c = 3\n")
    assert trees.parsed(b"a = 1\n") is first
    assert trees.parsed(b"b = 2\n") is not second


def test_one_source_beyond_the_limit_is_kept_until_the_next() -> None:
    trees = SyntaxTrees(limit=2)
    assert trees.parsed(b"a = 1") is trees.parsed(b"a = 1")


def test_what_cannot_be_parsed_is_not_kept() -> None:
    trees = SyntaxTrees()
    for _ in range(2):
        with pytest.raises(SyntaxError):
            trees.parsed(b"def")
