"""Documents whose keys and items know their lines."""

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ingest.manifests.json_text import read_json
from ingest.manifests.located import Array, Table
from ingest.manifests.toml_text import read_toml

SCALARS = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=6)
KEYS = st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


def _check_lines(value: Any, lines: list[str]) -> None:
    """Each key of an indented document stands at the beginning of its line."""
    if isinstance(value, Table):
        for key, inner in value.items():
            assert lines[value.lines[key] - 1].strip().startswith(json.dumps(key))
            _check_lines(inner, lines)
    elif isinstance(value, Array):
        assert value.lines == sorted(set(value.lines))
        for inner in value:
            _check_lines(inner, lines)


@given(VALUES)
def test_json_means_what_it_means_and_each_key_has_its_line(value: Any) -> None:
    text = json.dumps(value, indent=1)
    found = read_json(text)
    assert found == value
    _check_lines(found, text.split("\n"))


BARE = st.from_regex(r"[A-Za-z0-9_-]{1,4}", fullmatch=True)
QUOTED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=4).map(
    lambda text: json.dumps(text, ensure_ascii=False)
)
TOML_VALUES = st.sampled_from(
    ["1", "-1.5", "true", "'a'", '"""\nx\ny"""', "2020-01-01", "[]", "{}", "[1, [2,\n 3], # c\n]", '{a = 1, "b" = [2]}']
)


@given(st.lists(st.tuples(BARE | QUOTED, TOML_VALUES), max_size=6, unique_by=lambda one: one[0]), st.integers(0, 3))
def test_toml_means_what_it_means_and_each_key_has_its_line(pairs: list[tuple[str, str]], blank: int) -> None:
    lines, expected = ["\n" * blank + "[[t.u]]"], {}
    for key, value in pairs:
        text = "\n".join(lines)
        name = next(iter(tomllib.loads(f"{key} = 1")))
        if name in expected:
            continue
        expected[name] = text.count("\n") + 2
        lines.append(f"{key} = {value}")
    text = "\n".join(lines)
    found = read_toml(text)
    assert found == tomllib.loads(text)
    assert found["t"]["u"][0].lines == expected


def test_nested_tables_and_lists_of_tables_have_lines() -> None:
    found = read_toml(
        '# c\nx.y = 1\n[a."b.c"]\nk = ["a", # z\n "b",]\nt = {x = 1, y.z = 2}\n[[p]]\nn = """\nx"""\n[[p.q]]\nz = 1\n'
        "[[p.q]]\n[[p]]\nn = 2\n[p.r]\ns = [{a = 1},\n {b = 2}]\n"
    )
    assert found["x"].lines == {"y": 2}
    assert found["a"]["b.c"].lines == {"k": 4, "t": 6}
    assert found["a"]["b.c"]["k"].lines == [4, 5]
    assert found["p"].lines == [7, 13]
    assert found["p"][0]["q"].lines == [10, 12]
    assert (found["p"][1].lines, found["p"][1]["r"]["s"].lines) == ({"n": 14, "r": 15}, [16, 17])
