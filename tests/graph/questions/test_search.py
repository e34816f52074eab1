"""Search: the obvious hit first, whatever the spelling; an order that is total, stable and never about popularity."""

import gc
import weakref
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.questions.search import MOST_HITS, MOST_PARTS, SearchKind, search
from graph.questions.search_index import SearchField
from tests.contents import contents, small_content
from tests.graph.questions.real import projection_of, real_projection
from tests.graph.questions.search_table import QUERIES


def rank_of(query: str, expected: str) -> int:
    """Return the place of the first hit that was expected, from 1; 0 if it is not there."""
    hits = search(real_projection(), query)
    fits = (any(fnmatchcase(str(hit.key), one) for one in expected.split("|")) for hit in hits)
    return next((place for place, fit in enumerate(fits, 1) if fit), 0)


def test_the_obvious_hit_comes_first() -> None:
    ranks = {query: rank_of(query, expected) for query, expected in QUERIES.items()}
    assert len(ranks) >= 80
    late = {query: rank for query, rank in ranks.items() if rank != 1}
    score = 1 - len(late) / len(ranks)
    mean_reciprocal_rank = sum(1 / rank for rank in ranks.values() if rank) / len(ranks)
    print(f"first: {score:.3f}, mean reciprocal rank: {mean_reciprocal_rank:.3f}, late: {late}")
    assert score >= 0.95, late
    assert mean_reciprocal_rank >= 0.97


@pytest.mark.parametrize("query", ["rerankng", "RERANKING", "  reranking ", "réranking", "rerank"])
def test_case_accents_typing_errors_and_missing_endings_do_not_matter(query: str) -> None:
    assert str(search(projection_of(small_content()), query)[0].key) == "concept:reranking"


def test_words_written_apart_or_together_mean_the_same() -> None:
    projection = projection_of(small_content())
    for query in ("old chain", "oldchain", "old-chain"):
        assert str(search(projection, query)[0].key) == "framework:old-chain"


def test_kinds_keep_only_their_nodes_and_their_order() -> None:
    projection = projection_of(small_content())
    everything = search(projection, "retriever")
    symbols = search(projection, "retriever", [SearchKind.SYMBOL])
    assert [hit for hit in everything if hit.kind is SearchKind.SYMBOL] == list(symbols)
    assert symbols


@pytest.mark.parametrize("query", ["", "   ", "!?", "zzzzqqqq", "\u0301", "日本語"])
def test_a_query_that_means_nothing_finds_nothing(query: str) -> None:
    assert search(projection_of(small_content()), query) == ()


def test_a_term_is_found_and_not_taken_for_another_name() -> None:
    queries = ("semantic cache", "LLM cache", "response caching")
    hits = [search(real_projection(), query)[0] for query in queries]
    assert {str(hit.key) for hit in hits} == {"concept:response-caching"}
    assert [hit.field for hit in hits] == [SearchField.TERM, SearchField.ALIAS, SearchField.NAME]


def test_every_hit_says_why() -> None:
    for hit in search(real_projection(), "vector db"):
        assert hit.because
        assert hit.because[0].subject == hit.key


@given(contents(), st.text(max_size=40))
def test_any_query_has_an_order_without_doubles_and_highlights_that_are_the_text(content, query) -> None:  # type: ignore[no-untyped-def]
    projection = projection_of(content)
    hits = search(projection, query)
    assert len(hits) <= MOST_HITS
    assert len({hit.key for hit in hits}) == len(hits)
    assert hits == search(projection, query)
    texts = {label.text for entry in projection.search_index.entries for label in entry.labels}
    for hit in hits:
        assert "".join(part.text for part in hit.parts) in texts
        assert len(hit.parts) <= MOST_PARTS


@given(contents())
def test_every_concept_is_found_by_its_name(content) -> None:  # type: ignore[no-untyped-def]
    projection = projection_of(content)
    for concept in content.concepts:
        names = [
            projection.concepts[hit.key.key].name for hit in search(projection, concept.name, [SearchKind.CONCEPT])
        ]
        assert concept.name in names


def test_an_index_is_let_go_with_its_version() -> None:
    projection = projection_of(small_content())
    search(projection, "retrieval")
    index = weakref.ref(projection.search_index)
    del projection
    gc.collect()
    assert index() is None
