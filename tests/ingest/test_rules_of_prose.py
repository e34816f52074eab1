# ruff: noqa: E501 - messages stand here as they are printed
"""Each rule about texts: content that breaks it, and exactly what is said."""

import pytest

from tests.ingest.small_content import ALPHA, RETRIEVAL, Edit, ErrorsAfter, with_change

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR701: no full stop": (
        [
            with_change(
                RETRIEVAL, "Something that is defined in one sentence.", "Something that is defined in one sentence"
            )
        ],
        [
            "concepts/retrieval.yaml:7:13: error[DUR701]: the text `…t is defined in one sentence` does not end in a full stop"
        ],
    ),
    "DUR702: two sentences for one": (
        [
            with_change(
                RETRIEVAL, "Something that is defined in one sentence.", "Something that is defined. It is more."
            )
        ],
        ["concepts/retrieval.yaml:7:13: error[DUR702]: 2 sentences; at most 1 allowed here"],
    ),
    "DUR703: a phrase with a full stop": (
        [with_change(RETRIEVAL, "  - The query", "  - The query.")],
        ["concepts/retrieval.yaml:10:5: error[DUR703]: the phrase `The query.` ends in `.`"],
    ),
    "DUR704: praise": (
        [with_change(ALPHA, "A library of parts", "A powerful library of parts")],
        ["frameworks/alpha.yaml:3:10: error[DUR704]: the word `powerful` praises and says nothing"],
    ),
    "DUR705: a space at the end": (
        [with_change(ALPHA, "name: Alpha", 'name: "Alpha "')],
        [
            "frameworks/alpha.yaml:1:7: error[DUR705]: the text has line breaks, or spaces that are doubled or at its ends"
        ],
    ),
    "DUR705: a line break": (
        [with_change(RETRIEVAL, "  - The query", "  - |-\n    The\n    query")],
        [
            "concepts/retrieval.yaml:10:5: error[DUR705]: the text has line breaks, or spaces that are doubled or at its ends"
        ],
    ),
    "DUR706: a tag of HTML": (
        [with_change(ALPHA, "A library of parts", "A library of <b>parts</b>")],
        ["frameworks/alpha.yaml:3:10: error[DUR706]: `<b>parts</b>` looks like HTML"],
    ),
    "DUR707: a place left to fill in": (
        [with_change(ALPHA, "A library of parts", "TODO a library of parts")],
        [
            "frameworks/alpha.yaml:3:10: error[DUR707]: still to be filled in: `TODO a library of parts that can be connected.`"
        ],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected
