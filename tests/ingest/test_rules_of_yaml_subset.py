# ruff: noqa: E501 - messages stand here as they are printed
"""Each rule about the accepted YAML: content that breaks it, and exactly what is said."""

import pytest

from tests.ingest.small_content import (
    PRACTICE,
    RETRIEVAL,
    Edit,
    ErrorsAfter,
    appended,
    with_change,
    with_file,
    with_text,
)

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR101: Latin-1": (
        [with_file(RETRIEVAL, "name: caf\xe9\n".encode("latin-1"))],
        ["concepts/retrieval.yaml:1:10: error[DUR101]: the byte 0xE9 does not belong to UTF-8 text"],
    ),
    "DUR101: UTF-16": (
        [with_file(RETRIEVAL, "name: x\n".encode("utf-16"))],
        ["concepts/retrieval.yaml:1:1: error[DUR101]: the byte 0xFF does not belong to UTF-8 text"],
    ),
    "DUR102: a byte order mark": (
        [with_text(RETRIEVAL, lambda text: "\ufeff" + text)],
        ["concepts/retrieval.yaml:1:1: error[DUR102]: the file begins with a byte order mark"],
    ),
    "DUR103: lines of Windows": (
        [with_text(RETRIEVAL, lambda text: text.replace("\n", "\r\n"))],
        [
            "concepts/retrieval.yaml:1:1: error[DUR103]: 26 of 26 lines end in a carriage return, the first one is line 1"
        ],
    ),
    "DUR104: a tab": (
        [with_change(RETRIEVAL, "family: retrieval", "family:\tretrieval")],
        ["concepts/retrieval.yaml:3:8: error[DUR104]: a tab character; use spaces"],
    ),
    "DUR105: no line feed at the end": (
        [with_text(RETRIEVAL, lambda text: text[:-1])],
        ["concepts/retrieval.yaml:26:27: error[DUR105]: the last line does not end in a line feed"],
    ),
    "DUR106: an override of direction": (
        [with_change(RETRIEVAL, "The query", "The \u202equery")],
        ["concepts/retrieval.yaml:10:9: error[DUR106]: the character U+202E RIGHT-TO-LEFT OVERRIDE is not allowed"],
    ),
    "DUR106: a zero-width space as an escape": (
        [with_change(RETRIEVAL, "The query", '"The \\u200bquery"')],
        [
            "concepts/retrieval.yaml:10:5: error[DUR106]: the character U+200B ZERO WIDTH SPACE is not allowed, neither as itself nor as an escape"
        ],
    ),
    "DUR107: a combining accent": (
        [with_change(RETRIEVAL, "The query", "The cafe\u0301")],
        ["concepts/retrieval.yaml:10:12: error[DUR107]: the text from `é` on is not in Unicode normalization form C"],
    ),
    "DUR107: a combining accent as an escape": (
        [with_change(RETRIEVAL, "The query", '"The cafe\\u0301"')],
        ["concepts/retrieval.yaml:10:5: error[DUR107]: this text is not in Unicode normalization form C"],
    ),
    "DUR108: comments only": (
        [with_file(RETRIEVAL, "# nothing\n")],
        ["concepts/retrieval.yaml:1:1: error[DUR108]: the file holds no document"],
    ),
    "DUR109: a second document": (
        [appended(RETRIEVAL, "---\nname: x\n")],
        ["concepts/retrieval.yaml:27:1: error[DUR109]: a second document begins here"],
    ),
    "DUR110: a directive": (
        [with_text(RETRIEVAL, lambda text: "%YAML 1.2\n---\n" + text)],
        ["concepts/retrieval.yaml:1:1: error[DUR110]: directives are not allowed"],
    ),
    "DUR111: an anchor and its alias": (
        [
            with_change(RETRIEVAL, "  - The query", "  - &q The query"),
            with_change(RETRIEVAL, "  - Passages in order", "  - *q"),
        ],
        [
            "concepts/retrieval.yaml:10:5: error[DUR111]: the anchor `&q` is not allowed",
            "concepts/retrieval.yaml:12:5: error[DUR111]: the alias `*q` is not allowed",
        ],
    ),
    "DUR112: a tag of a type": (
        [with_change(RETRIEVAL, "  - The query", "  - !!str The query")],
        ["concepts/retrieval.yaml:10:5: error[DUR112]: the tag `tag:yaml.org,2002:str` is not allowed"],
    ),
    "DUR113: a merge key": (
        [appended(RETRIEVAL, "<<: {name: x}\n")],
        ["concepts/retrieval.yaml:27:1: error[DUR113]: merge keys are not allowed"],
    ),
    "DUR201: quotes make no merge key": (
        [appended(RETRIEVAL, '"<<": {name: x}\n')],
        ["concepts/retrieval.yaml:27:1: error[DUR201]: the key `<<` is unknown here"],
    ),
    "DUR114: a number for a key": (
        [appended(RETRIEVAL, "1: one\n")],
        ["concepts/retrieval.yaml:27:1: error[DUR114]: the key `1` is not text"],
    ),
    "DUR115: a key twice": (
        [appended(RETRIEVAL, "name: Again\n")],
        ["concepts/retrieval.yaml:27:1: error[DUR115]: the key `name` is there twice, first in line 2"],
    ),
    "DUR116: nine levels": (
        [appended(RETRIEVAL, "x: [[[[[[[[1]]]]]]]]\n")],
        ["concepts/retrieval.yaml:27:11: error[DUR116]: nested more than 8 levels deep"],
    ),
    "DUR117: more than 5,000 values": (
        [appended(RETRIEVAL, "x: [" + "1," * 5000 + "1]\n")],
        ["concepts/retrieval.yaml:27:9915: error[DUR117]: more than 5000 values in one file"],
    ),
    "DUR119: a colon inside of plain text": (
        [with_change(RETRIEVAL, "name: Retrieval", "name: Retrieval: again")],
        ["concepts/retrieval.yaml:2:16: error[DUR119]: a colon followed by a space cannot stand here"],
    ),
    "DUR119: a quote that is never closed": (
        [with_change(RETRIEVAL, "name: Retrieval", 'name: "Retrieval')],
        [
            "concepts/retrieval.yaml:2:7: error[DUR119]: the text that is quoted from here on ends in line 25 only, where YAML breaks"
        ],
    ),
    "DUR119: a key that is indented": (
        [with_change(RETRIEVAL, "kind: component", " kind: component")],
        ["concepts/retrieval.yaml:4:6: error[DUR119]: a colon followed by a space cannot stand here"],
    ),
    "DUR120: a hexadecimal number": (
        [with_change(PRACTICE, "year: 2014", "year: 0x7DE")],
        [
            "concepts/threat-modelling.yaml:21:11: error[DUR120]: `0x7DE` is read as a number, boolean or null by some and as text by others"
        ],
    ),
    "DUR120: a boolean of YAML 1.1": (
        [with_change(PRACTICE, "name: Threat modelling", "name: yes")],
        [
            "concepts/threat-modelling.yaml:1:7: error[DUR120]: `yes` is read as a number, boolean or null by some and as text by others"
        ],
    ),
    "DUR121: a list at the top": (
        [with_file(RETRIEVAL, "- name\n")],
        ["concepts/retrieval.yaml:1:1: error[DUR121]: the document is not a mapping of keys to values"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected
