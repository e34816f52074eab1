# ruff: noqa: E501 - messages stand here as they are printed
"""Each rule about roles and goals: content that breaks it, and exactly what is said."""

import pytest

from tests.ingest.small_content import EMBEDDING, GOAL, ROLE, Edit, ErrorsAfter, good_files, with_change, with_file

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR801: required and excluded": (
        [with_change(ROLE, "concept: threat-modelling", "concept: retrieval")],
        ["roles/search-engineer.yaml:8:14: error[DUR801]: `retrieval` is required and excluded"],
    ),
    "DUR811: a family left out": (
        [with_change(GOAL, "  - family: evaluation\n    reason: Nobody measures it yet.\n", "")],
        [
            "goals/manual-search.yaml:3:1: error[DUR811]: no required concept is of the family `evaluation`, and it is not waived"
        ],
    ),
    "DUR811: a waiver of what is covered": (
        [with_change(GOAL, "family: evaluation", "family: security")],
        [
            "goals/manual-search.yaml:3:1: error[DUR811]: no required concept is of the family `evaluation`, and it is not waived",
            "goals/manual-search.yaml:24:13: error[DUR812]: waiving `security` is not needed: a required concept covers it",
        ],
    ),
    "DUR813: a slice before its prerequisite": (
        [with_change(GOAL, "concepts: [embedding, retrieval]", "concepts: [retrieval]")],
        [
            "goals/manual-search.yaml:18:16: error[DUR813]: `retrieval` needs `embedding`, which is not in this slice or an earlier one"
        ],
    ),
    "DUR814: a requirement in no slice": (
        [with_change(GOAL, "concepts: [threat-modelling]", "concepts: [reranking]")],
        ["goals/manual-search.yaml:7:14: error[DUR814]: no slice has `threat-modelling`"],
    ),
    "DUR815: a first slice of seven": (
        [
            with_change(GOAL, "[embedding, retrieval]", "[embedding, retrieval, reranking, a, b, c, d]"),
            *(
                with_file(
                    f"concepts/{slug}.yaml",
                    str(good_files()[EMBEDDING]).replace("vectors", slug * 9).replace("Embedding", slug),
                )
                for slug in "abcd"
            ),
        ],
        ["goals/manual-search.yaml:18:15: error[DUR815]: the first slice has 7 concepts; at most 6 allowed"],
    ),
    "DUR816: a concept in two slices": (
        [with_change(GOAL, "concepts: [threat-modelling]", "concepts: [threat-modelling, retrieval]")],
        ["goals/manual-search.yaml:21:34: error[DUR816]: `retrieval` is in slice 1 already"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected
