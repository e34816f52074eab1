"""Each rule about files that machines write: content that breaks it, and exactly what is said."""

import pytest

from tests.ingest.small_content import Edit, ErrorsAfter, with_file

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR901: evidence of another form": (
        [with_file("evidence/alpha.json", '{"releases": [\n  {"package": 1}]}\n')],
        ["evidence/alpha.json:1:1: error[DUR901]: Object contains unknown field `releases`"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected
