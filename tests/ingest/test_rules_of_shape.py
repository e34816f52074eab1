# ruff: noqa: E501 - messages stand here as they are printed
"""Each rule about the shape of a document: content that breaks it, and exactly what is said."""

from pathlib import Path

import pytest

from tests.ingest.small_content import (
    ALPHA,
    BETA,
    PRACTICE,
    RERANKING,
    RETRIEVAL,
    Edit,
    ErrorsAfter,
    appended,
    edited,
    found,
    with_change,
    write,
)

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR118: a value of more than 8 KiB has no second problem": (
        [with_change(RETRIEVAL, "name: Retrieval", "name: " + "y" * 8193)],
        ["concepts/retrieval.yaml:2:7: error[DUR118]: a value of 8193 bytes; the limit is 8192"],
    ),
    "DUR201: a value of more than 8 KiB": (
        [appended(RETRIEVAL, "x: " + "y" * 8193 + "\n")],
        [
            "concepts/retrieval.yaml:27:1: error[DUR201]: the key `x` is unknown here",
            "concepts/retrieval.yaml:27:4: error[DUR118]: a value of 8193 bytes; the limit is 8192",
        ],
    ),
    "DUR202: a misspelt key": (
        [with_change(RETRIEVAL, "definition:", "defintion:")],
        [
            "concepts/retrieval.yaml:7:1: error[DUR201]: the key `defintion` is unknown here",
            "concepts/retrieval.yaml:8:1: error[DUR202]: the key `definition` is missing near `invariant`",
        ],
    ),
    "DUR202: a key left out": (
        [with_change(ALPHA, "    coverage: partial\n", "")],
        [
            "frameworks/alpha.yaml:28:5: error[DUR202]: the key `coverage` is missing in item 2 of `mappings` near `summary`"
        ],
    ),
    "DUR203: a number in quotes": (
        [with_change(PRACTICE, "year: 2014", 'year: "2014"')],
        ["concepts/threat-modelling.yaml:21:11: error[DUR203]: `year` is text; expected a whole number"],
    ),
    "DUR203: a version that looks like a number": (
        [with_change(ALPHA, "seen_in: 1.2.0", "seen_in: 1.2")],
        ["frameworks/alpha.yaml:23:18: error[DUR203]: `seen_in` is a decimal number; expected text"],
    ),
    "DUR203: a decimal year": (
        [with_change(PRACTICE, "year: 2014", "year: 2014.0")],
        ["concepts/threat-modelling.yaml:21:11: error[DUR203]: `year` is a decimal number; expected a whole number"],
    ),
    "DUR203: one for true": (
        [with_change(ALPHA, "former: true", "former: 1")],
        ["frameworks/alpha.yaml:22:17: error[DUR203]: `former` is a number; expected true or false"],
    ),
    "DUR203: a word for a list": (
        [with_change(RERANKING, "prerequisites: [retrieval]", "prerequisites: retrieval")],
        ["concepts/reranking.yaml:26:16: error[DUR203]: `prerequisites` is text; expected a list"],
    ),
    "DUR203: a key without a value": (
        [with_change(RETRIEVAL, "family: retrieval", "family:")],
        ["concepts/retrieval.yaml:3:1: error[DUR203]: `family` has no value; expected text"],
    ),
    "DUR203: a number for a date": (
        [
            with_change(RETRIEVAL, "status: durable", "status: faded"),
            appended(
                RETRIEVAL,
                "faded:\n  date: 20260220\n  reason: It was replaced by another one.\n  replaced_by: [embedding]\n",
            ),
        ],
        ["concepts/retrieval.yaml:28:9: error[DUR203]: `date` is a number; expected a date such as 2026-11-24"],
    ),
    "DUR204: a misspelt word of a closed list": (
        [with_change(RETRIEVAL, "status: durable", "status: durabel")],
        ["concepts/retrieval.yaml:5:9: error[DUR204]: `durabel` is not allowed for `status`"],
    ),
    "DUR205: a name for a slug": (
        [with_change(RETRIEVAL, "family: retrieval", "family: Retrieval Parts")],
        ["concepts/retrieval.yaml:3:9: error[DUR205]: `Retrieval Parts` is not a slug (`family`)"],
    ),
    "DUR205: a package URL with a bare at-sign": (
        [with_change(BETA, "pkg:npm/%40beta/core]", "pkg:npm/@beta/core]")],
        [
            "frameworks/beta.yaml:4:12: error[DUR205]: `pkg:npm/@beta/core` is not a package URL without version (item 1 of `packages`)"
        ],
    ),
    "DUR205: a day that is not in the calendar": (
        [
            with_change(RETRIEVAL, "status: durable", "status: faded"),
            appended(
                RETRIEVAL,
                "faded:\n  date: 2026-02-30\n  reason: It was replaced by another one.\n  replaced_by: [embedding]\n",
            ),
        ],
        ["concepts/retrieval.yaml:28:9: error[DUR205]: `2026-02-30` is not a date (`date`)"],
    ),
    "DUR205: a time for a date": (
        [
            with_change(RETRIEVAL, "status: durable", "status: faded"),
            appended(
                RETRIEVAL,
                "faded:\n  date: 2026-02-20T00:00:00\n  reason: It was replaced by another one.\n  replaced_by: [embedding]\n",
            ),
        ],
        ["concepts/retrieval.yaml:28:9: error[DUR205]: `2026-02-20T00:00:00` is not a date (`date`)"],
    ),
    "DUR205: a date without hyphens": (
        [
            with_change(RETRIEVAL, "status: durable", "status: faded"),
            appended(
                RETRIEVAL,
                'faded:\n  date: "20260220"\n  reason: It was replaced by another one.\n  replaced_by: [embedding]\n',
            ),
        ],
        ["concepts/retrieval.yaml:28:9: error[DUR205]: `20260220` is not a date (`date`)"],
    ),
    "DUR205: seconds since 1970 for a date": (
        [
            with_change(RETRIEVAL, "status: durable", "status: faded"),
            appended(
                RETRIEVAL,
                'faded:\n  date: "1771545600"\n  reason: It was replaced by another one.\n  replaced_by: [embedding]\n',
            ),
        ],
        ["concepts/retrieval.yaml:28:9: error[DUR205]: `1771545600` is not a date (`date`)"],
    ),
    "DUR205: http": (
        [with_change(ALPHA, "https://github.com/alpha/alpha", "http://github.com/alpha")],
        ["frameworks/alpha.yaml:5:13: error[DUR205]: `http://github.com/alpha` is not an https address (`repository`)"],
    ),
    "DUR206: an empty list": (
        [with_change(RETRIEVAL, "  - The query", "  []")],
        ["concepts/retrieval.yaml:10:3: error[DUR206]: `inputs` has 0 items; at least 1 needed"],
    ),
    "DUR206: a text that is too short": (
        [with_change(RETRIEVAL, "Something that is defined in one sentence.", "Short.")],
        ["concepts/retrieval.yaml:7:13: error[DUR206]: `definition` has 6 characters; at least 10 needed"],
    ),
    "DUR207: a phrase that is too long": (
        [with_change(RETRIEVAL, "  - The query", "  - " + "q" * 121)],
        ["concepts/retrieval.yaml:10:5: error[DUR207]: item 1 of `inputs` has 121 characters; at most 120 allowed"],
    ),
    "DUR207: a list that is too long": (
        [with_change(RETRIEVAL, "aliases: [search]", "aliases: [" + ", ".join(f"search {i}" for i in range(13)) + "]")],
        ["concepts/retrieval.yaml:6:10: error[DUR207]: `aliases` has 13 items; at most 12 allowed"],
    ),
    "DUR208: a number below its bound": (
        [with_change("families/security.yaml", "order: 2", "order: 0")],
        ["families/security.yaml:3:8: error[DUR208]: `order` is 0; it must be at least 1"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected


@pytest.mark.parametrize(
    ("edit", "help_"),
    [
        (with_change(ALPHA, "seen_in: 1.2.0", "seen_in: 1.10"), 'put it into double quotes: "1.10"'),
        (with_change(RETRIEVAL, "family: retrieval", "family: Retrieval Parts"), "did you mean `retrieval-parts`?"),
        (with_change(BETA, "pkg:npm/%40beta/core]", "pkg:npm/@beta/core]"), "did you mean `pkg:npm/%40beta/core`?"),
        (
            with_change(BETA, "pkg:npm/%40beta/core]", "beta]"),
            "such as `pkg:pypi/haystack-ai` or `pkg:npm/%40langchain/core`",
        ),
    ],
)
def test_the_help_has_what_was_meant(edit: Edit, help_: str, tmp_path: Path) -> None:
    assert help_ in [one.help for one in found(write(tmp_path, edited(edit)))]
