"""Identity: ids read back as they were written, and nothing else reads as an id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identity import MAX_KEY_LENGTH, NodeKey, from_global_id, is_slug, key_of, parse_id, to_global_id
from graph.vocabulary import NodeKind
from tests.contents import small_content

keys = st.builds(NodeKey, st.sampled_from(NodeKind), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))


@given(keys.filter(lambda key: len(str(key).encode()) <= MAX_KEY_LENGTH))
def test_a_global_id_reads_back_as_the_key_it_was_made_from(key: NodeKey) -> None:
    assert from_global_id(to_global_id(key)) == key


@given(st.text() | st.binary().map(lambda data: data.hex()))
def test_only_the_exact_form_is_a_global_id(text: str) -> None:
    key = from_global_id(text)
    assert key is None or to_global_id(key) == text


def test_other_spellings_of_the_same_bytes_are_no_global_ids() -> None:
    text = to_global_id(NodeKey(NodeKind.CONCEPT, "ab"))
    assert text[-1] == "g"  # its last two bits are unused: "h" decodes to the same bytes
    assert from_global_id(text) is not None
    assert from_global_id(f"{text[:-1]}h") is None
    assert from_global_id(f"{text}==") is None


@pytest.mark.parametrize(
    "text", ["", "concept", "concept:", "Concept:x", "tool:x", ":x", f"concept:{'a' * (MAX_KEY_LENGTH + 1)}"]
)
def test_what_is_no_id_reads_as_null(text: str) -> None:
    assert parse_id(text) is None


def test_a_concept_and_a_framework_of_one_slug_are_two_things() -> None:
    assert NodeKey(NodeKind.CONCEPT, "guardrails") != NodeKey(NodeKind.FRAMEWORK, "guardrails")
    assert to_global_id(parse_id("concept:guardrails")) != to_global_id(parse_id("framework:guardrails"))


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("reranking", True),
        ("llm-as-judge", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("Reranking", False),
        ("a--b", False),
        ("-a", False),
        ("a-", False),
        ("a\n", False),
        ("", False),
        ("ä", False),
    ],
)
def test_a_slug_is_lower_case_words_joined_by_single_hyphens(text: str, legal: bool) -> None:
    assert is_slug(text) is legal


def test_no_two_nodes_share_an_identity() -> None:
    content = small_content()
    groups = (content.families, content.concepts, content.frameworks, content.packages, content.symbols)
    nodes = [node for group in (*groups, content.mappings, content.roles, content.goals) for node in group]
    assert len({key_of(node) for node in nodes}) == len(nodes)
