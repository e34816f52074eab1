# ruff: noqa: E501 - messages stand here as they are printed
"""Each rule about cycles and relations: content that breaks it, and exactly what is said."""

import pytest

from tests.ingest.small_content import (
    ALPHA,
    BETA,
    EMBEDDING,
    RERANKING,
    RETRIEVAL,
    Edit,
    ErrorsAfter,
    appended,
    with_change,
)

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR401: a cycle of prerequisites": (
        [with_change(EMBEDDING, "prerequisites: []", "prerequisites: [reranking]")],
        [
            "concepts/embedding.yaml:26:17: error[DUR401]: prerequisites form a cycle: embedding → reranking → retrieval → embedding",
            "concepts/reranking.yaml:26:17: error[DUR401]: prerequisites form a cycle: embedding → reranking → retrieval → embedding",
            "concepts/retrieval.yaml:26:17: error[DUR401]: prerequisites form a cycle: embedding → reranking → retrieval → embedding",
            "goals/manual-search.yaml:18:16: error[DUR813]: `embedding` needs `reranking`, which is not in this slice or an earlier one",
        ],
    ),
    "DUR401: its own prerequisite": (
        [with_change(EMBEDDING, "prerequisites: []", "prerequisites: [embedding]")],
        ["concepts/embedding.yaml:26:17: error[DUR401]: prerequisites form a cycle: embedding → embedding"],
    ),
    "DUR402: a cycle of parts": (
        [
            appended(EMBEDDING, "relations:\n  - type: part-of\n    concept: retrieval\n"),
            appended(RETRIEVAL, "relations:\n  - type: part-of\n    concept: reranking\n"),
            appended(RERANKING, "relations:\n  - type: part-of\n    concept: embedding\n"),
        ],
        [
            "concepts/embedding.yaml:28:5: error[DUR402]: part-of relations form a cycle: embedding → retrieval → reranking → embedding",
            "concepts/reranking.yaml:28:5: error[DUR402]: part-of relations form a cycle: embedding → retrieval → reranking → embedding",
            "concepts/retrieval.yaml:28:5: error[DUR402]: part-of relations form a cycle: embedding → retrieval → reranking → embedding",
        ],
    ),
    "DUR403: two successors of each other": (
        [
            with_change(ALPHA, "needs: [nothing]\n", "needs: [nothing]\nsuccessor: beta\n"),
            with_change(BETA, "needs: [api-key, account]\n", "needs: [api-key, account]\nsuccessor: alpha\n"),
        ],
        [
            "frameworks/alpha.yaml:8:12: error[DUR403]: successors form a cycle: alpha → beta → alpha",
            "frameworks/beta.yaml:9:12: error[DUR403]: successors form a cycle: alpha → beta → alpha",
        ],
    ),
    "DUR404: its own replacement": (
        [
            with_change(RETRIEVAL, "status: durable", "status: faded"),
            appended(
                RETRIEVAL,
                "faded:\n  date: 2026-02-20\n  reason: It was replaced by another one.\n  replaced_by: [retrieval]\n",
            ),
        ],
        ["concepts/retrieval.yaml:30:17: error[DUR404]: replacements form a cycle: retrieval → retrieval"],
    ),
    "DUR411: two relations of a pair": (
        [
            appended(RETRIEVAL, "relations:\n  - type: refines\n    concept: embedding\n"),
            appended(EMBEDDING, "relations:\n  - type: complements\n    concept: retrieval\n"),
        ],
        [
            "concepts/retrieval.yaml:29:14: error[DUR411]: `retrieval` and `embedding` are related already (concepts/embedding.yaml:29)"
        ],
    ),
    "DUR412: a symmetric relation on the wrong side": (
        [appended(RETRIEVAL, "relations:\n  - type: complements\n    concept: embedding\n")],
        ["concepts/retrieval.yaml:29:14: error[DUR412]: `complements` holds both ways and belongs into embedding.yaml"],
    ),
    "DUR413: related to itself": (
        [appended(RETRIEVAL, "relations:\n  - type: complements\n    concept: retrieval\n")],
        ["concepts/retrieval.yaml:29:14: error[DUR413]: `retrieval` is related to itself"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected
