"""Strict JSON: what it takes reads as the standard library reads it, and everything unclear is refused by name."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.strict_json import JsonLimits, NotStrictJson, plain_json, read_json

LIMITS = JsonLimits()

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**19), 10**19)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_what_is_clear_reads_as_it_was_written(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        assert read_json(text.encode("utf-8", "surrogatepass"), LIMITS) == value


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_a_message(raw: bytes) -> None:
    with contextlib.suppress(NotStrictJson):
        read_json(raw, LIMITS)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "Expecting value"),
        (b'{"a":1', "Expecting ',' delimiter"),
        (b"{} {}", "Extra data"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ("{}".encode("utf-16"), "not UTF-8"),
        ("{}".encode("utf-16-le"), "Expecting property name"),
        (b'"\xff"', "byte 1 is not UTF-8"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b"NaN", "NaN is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b"1e999", "too large"),
        (b'{"a":1,"b":2,"a":3}', 'the name "a" is there twice'),
        (b'{"a":1,"\\u0061":3}', 'the name "a" is there twice'),
        (b'"\\ud800"', "half of a surrogate pair"),
        (b'{"\\udc00":1}', "half of a surrogate pair"),
        (b'"a\nb"', "Invalid control character"),
        (b"01", "Extra data"),
        (b"'a'", "Expecting value"),
        (b"[1,]", " at line 1"),
        (b"/**/1", "Expecting value"),
    ],
)
def test_what_is_unclear_is_refused_by_name(raw: bytes, message: str) -> None:
    with pytest.raises(NotStrictJson) as caught:
        read_json(raw, LIMITS)
    assert message in str(caught.value)


def test_a_surrogate_pair_is_one_character() -> None:
    assert read_json(b'"\\ud83c\\udfc3"', LIMITS) == "\U0001f3c3"


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_depth_is_limited_at_its_number(opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    inner = "0"
    deepest = opening * 32 + inner + closing * 32
    assert read_json(deepest, LIMITS)
    with pytest.raises(NotStrictJson, match="deeper than 32"):
        read_json(opening + deepest + closing, LIMITS)


def test_extreme_depth_is_a_message_and_no_recursion() -> None:
    for text in ("[" * 60_000, '{"a":' * 12_000, "[" * 30_000 + "]" * 30_000):
        with pytest.raises(NotStrictJson, match="deeper than 32"):
            read_json(text, LIMITS)


def test_brackets_in_strings_are_no_depth() -> None:
    assert read_json(json.dumps({"a": "[{" * 100 + '\\"['}), LIMITS)


@pytest.mark.parametrize("number", ["1" * 20, "-" + "1" * 20, "0." + "1" * 19])
def test_digits_are_limited_at_their_number(number: str) -> None:
    assert read_json(number, LIMITS) == json.loads(number)
    with pytest.raises(NotStrictJson, match="more than 20 digits"):
        read_json(number + "1", LIMITS)


def test_names_are_limited_at_their_number_over_all_objects() -> None:
    half = {str(n): 0 for n in range(499)}
    assert read_json(json.dumps({"a": half, "b": half}), LIMITS)
    with pytest.raises(NotStrictJson, match="more than 1000 names"):
        read_json(json.dumps({"a": half, "b": half, "c": 0}), LIMITS)


NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
TREES = st.recursive(
    NUMBERS | st.text() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(TREES, st.integers(1, 25), st.sampled_from([",", ", "]))
def test_the_quick_way_finds_what_the_strict_one_does_or_nothing(value: object, digits: int, comma: str) -> None:
    limits = JsonLimits(depth=4, digits=digits, keys=6)
    raw = json.dumps(value, ensure_ascii=False, separators=(comma, ":")).encode("utf-8", "surrogatepass")
    found = plain_json(raw, limits)
    if found is not None:
        assert repr(found) == repr(read_json(raw, limits))


@given(st.binary() | st.text(alphabet='{}[]":,0123456789.eE+-\\u"dabc tfn', max_size=40).map(str.encode))
def test_the_quick_way_takes_nothing_that_the_strict_one_refuses(raw: bytes) -> None:
    found = plain_json(raw, JsonLimits())
    if found is not None:
        assert repr(found) == repr(read_json(raw, JsonLimits()))


@pytest.mark.parametrize("raw", [b"[123456]", b'{"a":[1.23456]}', b"[-12345]", b"[1e100]"])
def test_digits_are_counted_on_the_quick_way_too(raw: bytes) -> None:
    assert plain_json(raw, JsonLimits(digits=4)) is None


def test_what_clients_send_takes_the_quick_way() -> None:
    for value in ({"query": "{a}"}, {"query": "q", "variables": {"n": 20, "on": True, "x": None, "of": ["a", 1.5]}}):
        raw = json.dumps(value, separators=(",", ":")).encode()
        assert plain_json(raw, JsonLimits()) == value


@pytest.mark.parametrize(
    "raw", [b'{"a":1,"a":2}', b'{"a":"\\ud800"}', b'{"a":1.0000000000000001}', b'{"a": 1}', b"[1E2]"]
)
def test_what_could_be_written_otherwise_does_not_take_the_quick_way(raw: bytes) -> None:
    assert plain_json(raw, JsonLimits()) is None
