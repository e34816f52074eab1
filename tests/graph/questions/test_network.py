"""Paths, neighbourhoods, likeness, coverage and gaps: laws of graphs, on any small graph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.questions.errors import BadQuestion, UnknownName
from graph.questions.network import neighbourhood, path, similar
from graph.questions.work import Effort, Work, coverage, gaps
from graph.records import Content
from tests.contents import contents, small_content
from tests.graph.questions.real import projection_of, real_projection

SMALL = projection_of(small_content())


@given(contents(), st.data())
def test_a_path_is_a_chain_of_edges_from_one_end_to_the_other(content: Content, data: st.DataObject) -> None:
    projection = projection_of(content)
    ids = [f"concept:{one.slug}" for one in content.concepts] + [f"framework:{one.slug}" for one in content.frameworks]
    origin, target = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
    found = path(projection, origin, target)
    back = path(projection, target, origin)
    assert (found is None) == (back is None)
    if found is None:
        return
    assert (str(found.nodes[0]), str(found.nodes[-1])) == (origin, target)
    assert len(found.edges) == len(found.nodes) - 1
    for one, other, edge in zip(found.nodes, found.nodes[1:], found.edges, strict=False):
        assert {edge.subject, edge.object} == {one, other}


def test_two_ideas_are_explained_by_ideas_and_not_by_a_tool_that_has_both() -> None:
    found = path(real_projection(), "concept:reranking", "concept:agent-loop")
    assert found is not None
    assert {node.kind.value for node in found.nodes} == {"concept"}


@given(contents(), st.integers(1, 3), st.integers(1, 100))
def test_a_neighbourhood_is_near_and_its_edges_stay_inside(content: Content, depth: int, first: int) -> None:
    projection = projection_of(content)
    origin = f"concept:{content.concepts[0].slug}"
    found = neighbourhood(projection, origin, depth, first)
    keys = {one.key for one in found.nodes}
    assert str(found.nodes[0].key) == origin
    assert [one.distance for one in found.nodes] == sorted(one.distance for one in found.nodes)
    assert found.nodes[-1].distance <= depth
    assert len(keys) == len(found.nodes) <= first
    assert all({edge.subject, edge.object} <= keys for edge in found.edges)
    whole = neighbourhood(projection, origin, depth, 100)
    assert found.further == len(whole.nodes) + whole.further - len(found.nodes)


@given(contents())
def test_likeness_is_symmetric_and_at_most_whole(content: Content) -> None:
    projection = projection_of(content)
    likeness = {
        (str(one.slug), str(other.key.key)): other.percent
        for one in content.concepts
        for other in similar(projection, f"concept:{one.slug}", 20)
    }
    for (one, other), percent in likeness.items():
        assert one != other
        assert 0 < percent <= 100
        assert likeness[other, one] == percent


def test_stores_of_vectors_are_alike() -> None:
    found = similar(real_projection(), "framework:chroma", 5)
    assert {one.key.key for one in found} & {"lancedb", "pinecone", "weaviate-client", "qdrant-client"}
    assert all(one.because for one in found)


@pytest.mark.parametrize(
    "text", ["", "concept:nothing", "nothing", "mapping:haystack/retrieval", "concept:" + "x" * 500]
)
def test_an_id_that_is_not_there_is_told(text: str) -> None:
    with pytest.raises(BadQuestion, match="There is no node"):
        path(SMALL, text, "concept:rag")
    with pytest.raises(BadQuestion):
        neighbourhood(SMALL, "concept:rag", depth=4)


def test_coverage_counts_what_frameworks_express_and_shows_what_is_thin() -> None:
    rows = {row.concept: row for row in coverage(SMALL, "retrieval")}
    assert list(rows) == ["chunking", "rag", "reranking", "retrieval"]
    assert (rows["retrieval"].core, rows["retrieval"].partial, rows["retrieval"].hook) == (1, 1, 1)
    assert all(row.is_thin for row in rows.values())
    with pytest.raises(UnknownName, match="Did you mean 'retrieval'"):
        coverage(SMALL, "retrival")


def test_gaps_begin_with_the_least_effort_and_name_their_reason() -> None:
    found = gaps(SMALL)
    efforts = [list(Effort).index(one.effort) for one in found]
    assert efforts == sorted(efforts)
    assert {one.work for one in found} == {Work.REPAIR_MAPPING, Work.VERIFY_MAPPING, Work.ADD_MAPPING}
    assert all(one.because for one in found)
    assert {one.subject.key for one in gaps(SMALL, "evaluation")} == {"evaluation"}
