"""A cache in bytes keeps what it may, and lets go what was used longest ago."""

from hypothesis import given
from hypothesis import strategies as st

from api.byte_bounded import ByteBounded


def test_what_was_used_longest_ago_leaves_first() -> None:
    cache: ByteBounded[str, int] = ByteBounded(100)
    for number, name in enumerate("abcd"):
        assert not cache.keep(name, number, 25)
    assert cache.get("a") == 0
    assert cache.keep("e", 4, 25)
    assert [name for name in "abcde" if name in cache] == ["a", "c", "d", "e"]
    assert (cache.hits, cache.misses, cache.evicted, cache.held_bytes) == (1, 0, 1, 100)
    assert cache.get("b") is None
    assert cache.misses == 1


def test_one_value_does_not_push_out_all_others() -> None:
    cache: ByteBounded[str, int] = ByteBounded(800)
    assert (cache.takes(100), cache.takes(101)) == (True, False)
    assert not ByteBounded(0).takes(1)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60))))
def test_it_never_holds_more_than_it_may(steps: list[tuple[int, int]]) -> None:
    cache: ByteBounded[int, int] = ByteBounded(200)
    for key, size in steps:
        if cache.get(key) is None:
            cache.keep(key, size, size)
        assert cache.held_bytes == sum(held for _, held in cache._entries.values()) <= 200
    cache.clear()
    assert (len(cache), cache.held_bytes) == (0, 0)
