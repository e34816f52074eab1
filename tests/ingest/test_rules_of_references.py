# ruff: noqa: E501 - messages stand here as they are printed
"""Each rule about references, names and ids: content that breaks it, and exactly what is said."""

import pytest

from tests.ingest.small_content import (
    ALPHA,
    BETA,
    RERANKING,
    RETRIEVAL,
    ROLE,
    Edit,
    ErrorsAfter,
    with_change,
    with_file,
)

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR301: an unknown concept": (
        [with_change(RERANKING, "prerequisites: [retrieval]", "prerequisites: [retreival]")],
        ["concepts/reranking.yaml:26:17: error[DUR301]: there is no concept `retreival`"],
    ),
    "DUR301: a concept that was renamed": (
        [
            with_file(
                "ids.txt",
                "concept:rag 2026-01-01 renamed 2026-02-01 concept:retrieval It was an abbreviation.\nconcept:retrieval 2026-01-01\n",
            ),
            with_change(RERANKING, "prerequisites: [retrieval]", "prerequisites: [rag]"),
        ],
        ["concepts/reranking.yaml:26:17: error[DUR301]: there is no concept `rag`"],
    ),
    "DUR302: an unknown family": (
        [with_change(RETRIEVAL, "family: retrieval", "family: retreival")],
        ["concepts/retrieval.yaml:3:9: error[DUR302]: there is no family `retreival`"],
    ),
    "DUR303: an unknown successor": (
        [with_change(ALPHA, "needs: [nothing]\n", "needs: [nothing]\nsuccessor: betta\n")],
        ["frameworks/alpha.yaml:8:12: error[DUR303]: there is no framework `betta`"],
    ),
    "DUR311: an alias of another concept": (
        [with_change(RETRIEVAL, "aliases: [search]", "aliases: [Vectors]")],
        ["concepts/retrieval.yaml:6:11: error[DUR311]: `Vectors` is taken by `embedding` (concepts/embedding.yaml:6)"],
    ),
    "DUR311: a term that is an alias of another concept": (
        [with_change(RETRIEVAL, "aliases: [search]", "aliases: [search]\nterms: [top k, Vectors]")],
        ["concepts/retrieval.yaml:7:16: error[DUR311]: `Vectors` is taken by `embedding` (concepts/embedding.yaml:6)"],
    ),
    "DUR311: an alias that is the own name": (
        [with_change(RETRIEVAL, "aliases: [search]", "aliases: [RETRIEVAL]")],
        [
            "concepts/retrieval.yaml:6:11: error[DUR311]: `RETRIEVAL` is taken by this concept itself (concepts/retrieval.yaml:2)"
        ],
    ),
    "DUR311: the name of a concept that comes later in the alphabet": (
        [with_change(RERANKING, "name: Reranking", "name: retrieval")],
        ["concepts/reranking.yaml:2:7: error[DUR311]: `retrieval` is taken by `retrieval` (concepts/retrieval.yaml:2)"],
    ),
    "DUR312: a framework takes the name of a later one": (
        [with_change(ALPHA, "name: Alpha", "name: Beta")],
        ["frameworks/alpha.yaml:1:7: error[DUR312]: `Beta` is taken by `beta` (frameworks/beta.yaml:1)"],
    ),
    "DUR312: two frameworks of one name": (
        [with_change(BETA, "name: Beta", "name: alpha")],
        ["frameworks/beta.yaml:1:7: error[DUR312]: `alpha` is taken by `alpha` (frameworks/alpha.yaml:1)"],
    ),
    "DUR313: two families at one place": (
        [with_change("families/security.yaml", "order: 2", "order: 1")],
        ["families/security.yaml:3:8: error[DUR313]: `1` is taken by `retrieval` (families/retrieval.yaml:3)"],
    ),
    "DUR314: a prerequisite twice": (
        [with_change(RETRIEVAL, "[embedding]", "[embedding, embedding]")],
        ["concepts/retrieval.yaml:26:28: error[DUR314]: `embedding` is there twice in `prerequisites`"],
    ),
    "DUR314: a concept mapped twice": (
        [with_change(ALPHA, "concept: embedding", "concept: retrieval")],
        ["frameworks/alpha.yaml:27:5: error[DUR314]: `retrieval` is there twice in `mappings`"],
    ),
    "DUR321: an id after its end": (
        [
            with_file(
                "ids.txt",
                "concept:embedding 2026-01-01\nconcept:retrieval 2026-01-01 renamed 2026-02-01 concept:embedding It was another.\n",
            )
        ],
        [
            "concepts/retrieval.yaml:2:1: error[DUR321]: `concept:retrieval` was renamed on 2026-02-01 and cannot be used again"
        ],
    ),
    "DUR322: an id that is gone": (
        [with_file("ids.txt", "concept:gone 2026-01-01\n")],
        ["ids.txt:1:1: error[DUR322]: the published id `concept:gone` is gone"],
    ),
    "DUR323: lines of ids.txt that are malformed": (
        [
            with_file(
                "ids.txt",
                "concept:reranking yesterday\nconcept:embedding 2026-01-01\nconcept:embedding 2026-01-01\nsymbol:x 2026-01-01\nconcept:retrieval 2026-01-01 lost 2026-01-02 - Because.\nconcept:tool 2026-13-01\nrole:a 2026-01-01 renamed 2026-01-02 role:b Because it was.\n",
            )
        ],
        [
            "ids.txt:1:1: error[DUR323]: `yesterday` is not a date such as 2026-11-24",
            "ids.txt:3:1: error[DUR323]: `concept:embedding` is there twice or not in order",
            "ids.txt:4:1: error[DUR323]: `symbol:x` is not an id such as `concept:reranking`",
            "ids.txt:5:1: error[DUR323]: `lost` is no ending; expected one of renamed, merged, split, withdrawn",
            "ids.txt:6:1: error[DUR323]: `2026-13-01` is not a day of the calendar",
            "ids.txt:7:1: error[DUR323]: `role:a` ended in `role:b`, which was never published",
        ],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected


@pytest.mark.parametrize(
    "edit",
    [
        with_change(ROLE, "concept: retrieval\n", "concpt: retrieval\n  - concpt: embedding\n"),
        with_change(RETRIEVAL, "  - The query\n", "  -\n  -\n"),
    ],
    ids=["their key is misspelt", "they are empty"],
)
def test_items_without_what_tells_them_apart_are_not_called_equal(edit: Edit, errors_after: ErrorsAfter) -> None:
    errors = errors_after(edit)
    assert errors
    assert not [line for line in errors if "DUR314" in line]
