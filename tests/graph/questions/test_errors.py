"""What is said of a name that the catalogue does not have."""

import pytest

from graph.questions.errors import BadQuestion, UnknownName
from graph.questions.network import node_named
from tests.contents import small_content
from tests.graph.questions.real import projection_of

KNOWN = ("agent-loop", "function-calling", "openai-agents", "openai-python", "reranking", "retrieval")


@pytest.mark.parametrize(
    ("asked", "suggested"),
    [
        ("rerankin", "reranking"),
        ("rerank", "reranking"),
        ("function_calling", "function-calling"),
        ("openai", "openai-agents"),
    ],
)
def test_a_name_that_is_near_is_suggested(asked: str, suggested: str) -> None:
    assert str(UnknownName("concept", asked, KNOWN)) == f"There is no concept {asked!r}. Did you mean {suggested!r}?"


@pytest.mark.parametrize("asked", ["nope", "rag", "evals", "x", ""])
def test_what_only_shares_letters_is_not_suggested(asked: str) -> None:
    assert str(UnknownName("concept", asked, KNOWN)) == f"There is no concept {asked!r}."


def test_a_long_name_is_cut() -> None:
    assert len(str(UnknownName("concept", "a" * 60_000, KNOWN))) < 300
    with pytest.raises(BadQuestion) as caught:
        node_named(projection_of(small_content()), "a" * 60_000)
    assert len(str(caught.value)) < 300
