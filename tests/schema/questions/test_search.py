"""`search` by GraphQL: pages, cursors that bind the version, and kinds."""

import pytest

from tests.schema.conftest import Ask

PAGE = """
query Page($query: String!, $after: String, $kinds: [SearchKind!]) {
  search(query: $query, first: 1, after: $after, kinds: $kinds) {
    totalCount
    edges { cursor node { kind node { id } highlights { text matched } because { basis text subject { id } } } }
    nodes { node { ... on Concept { slug } ... on Symbol { ref } ... on Framework { slug } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def test_pages_follow_each_other_to_the_end(ask: Ask) -> None:
    found, after = [], None
    while True:
        page = ask(PAGE, {"query": "retrieval", "after": after})["data"]["search"]
        found += [edge["node"]["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(found) == len(set(found)) == page["totalCount"] > 1


def test_a_cursor_of_another_query_is_refused(ask: Ask) -> None:
    cursor = ask(PAGE, {"query": "retrieval"})["data"]["search"]["pageInfo"]["endCursor"]
    answer = ask(PAGE, {"query": "reranking", "after": cursor})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


@pytest.mark.parametrize("kinds", [["SYMBOL"], ["CONCEPT", "FRAMEWORK"]])
def test_kinds_are_kept(ask: Ask, kinds: list[str]) -> None:
    page = ask(PAGE, {"query": "retrieval", "kinds": kinds})["data"]["search"]
    assert page["edges"][0]["node"]["kind"] in kinds


def test_a_query_that_means_nothing_has_an_empty_page(ask: Ask) -> None:
    page = ask(PAGE, {"query": "?"})["data"]["search"]
    assert (page["totalCount"], page["edges"], page["pageInfo"]["hasNextPage"]) == (0, [], False)


def test_a_page_size_counts_in_the_cost(ask: Ask) -> None:
    answer = ask('{ search(query: "a", first: 101) { totalCount } }')
    assert answer["errors"][0]["extensions"]["code"] == "BAD_PAGE_SIZE"
