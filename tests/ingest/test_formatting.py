"""Formatting keeps meaning and comments, settles everything else, and has nothing to do the second time."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from graph.vocabulary import NodeKind
from ingest.formatting import Unformattable, formatted
from ingest.nodes import plain_value
from ingest.plain_scalars import is_plain, written
from ingest.tree import FOLDERS
from ingest.yaml_subset import parse
from ingest.yaml_text import is_forbidden
from tests.ingest.small_content import good_files

PATH = Path("concepts/reranking.yaml")
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def fmt(text: str, kind: NodeKind = NodeKind.CONCEPT) -> str:
    return formatted(PATH, text.encode(), kind).decode()


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


SPECIAL = ": #-?[]{},&*!|>'\"%@`\\~=<._0123456789eEnNyYoOfFtT\n"
characters = st.one_of(st.sampled_from(SPECIAL), st.characters(codec="utf-8")).filter(
    lambda character: not is_forbidden(character)
)
words = st.sampled_from(["yes", "null", "~", "1.0", "0x1F", "1_000", "12:30", "2026-11-24", "<<", "...", "---", "a: b"])
texts = st.one_of(st.text(characters, max_size=24), words)
scalars = st.one_of(texts, st.none(), st.booleans(), st.integers(-(10**9), 10**9))
keys = st.sampled_from(
    [
        *("name", "family", "aliases", "terms", "definition", "inputs", "example", "prerequisites"),
        *("relations", "own key", "faded", "1a"),
    ]
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
documents = st.dictionaries(keys, values, min_size=1, max_size=6)
styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "default_style": st.sampled_from([None, '"', "'"]),
        "width": st.sampled_from([20, 80, 1000]),
        "indent": st.sampled_from([2, 4]),
    }
)


def _meaning(text: str) -> Any:
    parsed = parse(PATH, text.encode())
    assume(parsed.root is not None and not parsed.problems)
    assert parsed.root is not None
    return plain_value(parsed.root)


def _without_what_says_nothing(document: Any) -> Any:
    """Leave out optional keys that hold nothing, as the model of a concept has them."""
    nothing = {"aliases": [], "terms": [], "prerequisites": [], "relations": [], "example": None, "faded": None}
    return {
        key: value
        for key, value in document.items()
        if not (key in nothing and (value is None or value == nothing[key]))
    }


@given(documents, styles)
def test_formatting_changes_no_meaning_and_is_idempotent(document: dict[str, Any], style: dict[str, Any]) -> None:
    text = yaml.dump(document, Dumper=_NoAliases, allow_unicode=True, sort_keys=False, **style)
    meaning = _meaning(text)
    once = fmt(text)
    assert _without_what_says_nothing(_meaning(once)) == _without_what_says_nothing(meaning)
    assert fmt(once) == once


@given(documents)
def test_another_reader_of_yaml_1_2_reads_the_same(document: dict[str, Any]) -> None:
    text = fmt(yaml.dump(document, Dumper=_NoAliases, allow_unicode=True, sort_keys=False))
    other = YAML(typ="safe", pure=True).load(io.StringIO(text)) or {}
    read = _meaning(text)
    dated = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")  # a date for the other reader, text for ours
    assume(not dated.search(repr(read)))
    assert other == read


@given(documents, styles, st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(0, 4)), max_size=6))
def test_no_comment_is_lost(
    document: dict[str, Any], style: dict[str, Any], places: list[tuple[int, bool, int]]
) -> None:
    lines = yaml.dump(document, Dumper=_NoAliases, allow_unicode=True, sort_keys=False, **style).split("\n")
    plain = "\n".join(lines)
    for number, (at, alone, indent) in enumerate(places):
        line = min(at, len(lines) - 1)
        if alone or not lines[line].strip():
            lines.insert(line, f"{' ' * indent}# remark {number}.")
        else:
            lines[line] += f" # remark {number}."
    text = "\n".join(lines)
    assume(_meaning(text) == _meaning(plain))  # the remarks are comments and not part of a text
    once = fmt(text)
    assert sorted(re.findall(r"# remark \d\.", once)) == sorted(re.findall(r"# remark \d\.", text))
    assert fmt(once) == once


@given(texts)
def test_a_scalar_reads_back_as_it_was(text: str) -> None:
    assume(parse(PATH, f"a: {written(text)}\n".encode()).problems == [])
    for shape, in_flow in ((f"a: {written(text)}\n", False), (f"a: [{written(text, in_flow=True)}]\n", True)):
        value = _meaning(shape)["a"]
        assert (value[0] if in_flow else value) == text
        assert yaml.safe_load(f"a: {written(text)}\n")["a"] == text or re.match(r"[0-9]{4}-", text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("chunking", True),
        ("a b: c", False),
        ("a:b", True),
        ("ends in a colon:", False),
        ("number # sign", False),
        ("a#b", True),
        ("- dash", False),
        ("@langchain/core", False),
        ("pkg:npm/%40langchain/core", True),
        ("2.18.1", True),
        ("2.18", False),
        ("1901.04085", False),
        ("9780262046824", False),
        ("yes", False),
        ("No", False),
        ("12:30", False),
        ("1_000", False),
        ("null", False),
        ("2026-11-24", True),
        ("", False),
        (" x", False),
        ("it's", True),
        ("café", True),
    ],
)
def test_quotes_stand_where_a_reader_might_doubt(text: str, plain: bool) -> None:
    assert is_plain(text) is plain


MESSY = """\
# about this file
# yaml-language-server: $schema=../../wrong.json

---
kind:   component   # what it is
name: "Reranking"
# why the family is this one
family: 'retrieval'

aliases: []
inputs: [The query,
  Passages]   # two of them
example: |

  import re

  print(1)
prerequisites:
# the first one
- retrieval
-   "embedding"  # the second one
relations:
    -   concept: retrieval
        type: part-of
        # more relations come here
own: ~x
# the end
"""

TIDY = """\
# yaml-language-server: $schema=../.schema/concept.json
name: Reranking
# why the family is this one
family: retrieval
# about this file
kind: component  # what it is
inputs:  # two of them
  - The query
  - Passages
example: "\\nimport re\\n\\nprint(1)\\n"
prerequisites:
  # the first one
  - retrieval
  - embedding  # the second one
relations:
  - type: part-of
    concept: retrieval
    # more relations come here
own: ~x
# the end
"""


def test_one_example_with_everything() -> None:
    assert fmt(MESSY) == TIDY


def test_lists_of_names_stand_in_one_line_as_long_as_they_fit() -> None:
    short = fmt("prerequisites:\n- a\n- b\n")
    assert short.endswith("\nprerequisites: [a, b]\n")
    many = [f"prerequisite-{number}" for number in range(8)]
    assert fmt(f"prerequisites: [{', '.join(many)}]\n").endswith(
        "\nprerequisites:\n" + "".join(f"  - {name}\n" for name in many)
    )
    assert max(map(len, fmt(f"aliases: [{'x' * 40}, {'y' * 47}]\n").splitlines())) == 100


def test_a_comment_behind_quotes_that_hold_a_number_sign_is_kept() -> None:
    text = fmt('definition: "About # signs."  # said so\nname: "C # D"   # two\n# three\n')
    assert text.endswith('name: "C # D"  # two\ndefinition: "About # signs."  # said so\n# three\n')


def test_an_example_keeps_its_lines() -> None:
    text = "example: |\n  def f():\n      return 1\n\n\n  print(f())  # no comment of YAML\n"
    assert fmt(text).endswith(text)


def test_line_ends_and_a_cut_last_line_are_repaired() -> None:
    raw = b"\xef\xbb\xbfname: Reranking\r\nfamily: retrieval"
    assert formatted(PATH, raw, NodeKind.CONCEPT).decode() == fmt("name: Reranking\nfamily: retrieval\n")


@pytest.mark.parametrize("text", ["name: [\n", "a: 1\na: 2\n", "a: &x 1\n", "a:\tb\n", "- a\n", "", "a: \u202e\n"])
def test_what_is_not_of_the_subset_is_left_alone(text: str) -> None:
    with pytest.raises(Unformattable) as caught:
        fmt(text)
    assert caught.value.diagnostics


def test_small_content_is_canonical_but_for_its_first_line() -> None:
    for name, text in good_files().items():
        once = formatted(Path(name), str(text).encode(), FOLDERS[name.partition("/")[0]]).decode()
        kept = [line for line in str(text).splitlines() if not line.endswith(": []")]
        assert [line for line in once.splitlines() if not line.startswith("#")] == [
            line for line in kept if not line.startswith("#")
        ]


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_real_content_is_canonical(path: Path) -> None:
    raw = path.read_bytes()
    assert formatted(path, raw, FOLDERS[path.parent.name]) == raw, "run duramen fmt"
