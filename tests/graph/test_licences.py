"""Licence expressions: what content may hold is accepted, and nothing surprises the check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.licences import licence_fault
from ingest.checks.packages import licence_problem

WORDS = st.sampled_from(
    ["MIT", "mit", "Apache-2.0", "LicenseRef-a", "AND", "or", "WITH", "LLVM-exception", "(", ")", "+"]
)


@pytest.mark.parametrize("expression", ["MIT", "Apache-2.0 OR MIT", "MIT AND (Apache-2.0 OR LicenseRef-Own)"])
def test_an_expression_in_its_official_spelling_is_accepted(expression: str) -> None:
    assert licence_fault(expression) is None


@pytest.mark.parametrize("expression", ["", " ", "Apache 2", "MIT OR", "(MIT", "MIT/Apache-2.0", "not MIT", "MIT\0"])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    assert "is no SPDX licence expression" in str(licence_fault(expression))


def test_another_spelling_is_told_the_official_one() -> None:
    assert str(licence_fault("mit or apache-2.0")).endswith("`MIT OR Apache-2.0`")


@given(st.lists(WORDS, max_size=6).map(" ".join))
def test_whatever_content_may_hold_can_be_asked_for(expression: str) -> None:
    if licence_problem(expression) is None:
        assert licence_fault(expression) is None


@given(st.text(max_size=200) | st.lists(WORDS | st.text(max_size=4), max_size=40).map(" ".join))
def test_no_text_surprises_the_check(expression: str) -> None:
    licence_fault(expression)
