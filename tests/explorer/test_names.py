"""Search by name: the obvious hit first, nearest spellings where nothing fits, and no word that breaks it."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.explorer.names import MAX_QUERY_LENGTH, Named, Names, clean, fold

NAMES = Names(
    [
        Named("concepts", "retrieval", "Retrieval", ("information retrieval",), ""),
        Named("concepts", "dense-retrieval", "Dense retrieval", (), ""),
        Named("concepts", "reranking", "Reranking", ("re-ranking", "second-stage ranking"), ""),
        Named("concepts", "re-ranking-models", "Re-ranking models", (), ""),
        Named("concepts", "guardrails", "Guardrails", (), ""),
        Named("frameworks", "guardrails", "Guardrails AI", (), ""),
        Named("frameworks", "llama-index", "LlamaIndex", (), ""),
    ]
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("retrieval", "/concepts/retrieval"),
        ("RETRIEVAL", "/concepts/retrieval"),
        ("dense", "/concepts/dense-retrieval"),
        ("re-ranking", "/concepts/reranking"),
        ("second stage", "/concepts/reranking"),
        ("guardrails", "/concepts/guardrails"),
        ("guardrails ai", "/frameworks/guardrails"),
        ("ranking second", "/concepts/reranking"),
        ("llama-index", "/frameworks/llama-index"),
    ],
)
def test_the_obvious_hit_comes_first(text: str, first: str) -> None:
    assert NAMES.search(text)[0].named.path == first


def test_a_hit_by_alias_says_so() -> None:
    (hit,) = NAMES.search("second-stage")
    assert hit.alias == "second-stage ranking"
    assert NAMES.search("reranking")[0].alias is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("retreival", "/concepts/retrieval"),
        ("rerankin", "/concepts/reranking"),
        ("guard rails", "/concepts/guardrails"),
        ("lama index", "/frameworks/llama-index"),
    ],
)
def test_the_nearest_spelling_is_offered(text: str, first: str) -> None:
    assert NAMES.nearest(text)[0].path == first


def test_what_is_like_nothing_offers_nothing() -> None:
    assert NAMES.nearest("xqzw") == ()
    assert NAMES.search("!!!") == ()
    assert NAMES.nearest("") == ()


@given(st.text(max_size=400))
def test_no_text_breaks_the_search(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= MAX_QUERY_LENGTH
    assert cleaned == clean(cleaned)
    for hit in NAMES.search(cleaned):
        assert hit.named in NAMES.entries
    assert len(NAMES.nearest(cleaned)) <= 5


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=",
        "?q=%00%00",
        "?q=%ff",
        "?q=%F0%9F%8C%B3",
        "?q=" + "x" * 4000,
        "?q=a&q=b",
        "?other=1",
        "?q=%25%7B%7D%27%22",
    ],
)
def test_odd_searches_have_a_page(client: httpx.Client, query: str) -> None:
    assert client.get(f"/search{query}").status_code == 200
