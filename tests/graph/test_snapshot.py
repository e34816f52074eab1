"""The snapshot: every index agrees with the content, and content that does not fit together is refused."""

from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given

from graph.edges import EDGES, ROOT
from graph.errors import ContentError
from graph.positions import sort_text
from graph.records import Content, SymbolKey
from graph.snapshot import Snapshot
from graph.vocabulary import NodeKind
from tests.contents import concept, contents, framework, mapping, small_content, symbol


@given(contents())
def test_depths_and_closures_are_those_of_the_prerequisite_graph(content: Content) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(c.slug for c in content.concepts)
    graph.add_edges_from((c.slug, other) for c in content.concepts for other in c.prerequisites)
    snapshot = Snapshot.of(content)
    for slug in graph:
        below = nx.descendants(graph, slug)
        assert set(snapshot.lists["concept.allPrerequisites"].get(slug, ())) == below
        assert snapshot.depths[slug] == nx.dag_longest_path_length(graph.subgraph({slug, *below}))


@given(contents())
def test_every_list_is_in_the_order_of_its_edge_and_names_items_once(content: Content) -> None:
    snapshot = Snapshot.of(content)
    for edge in EDGES:
        position = snapshot.positions[edge.items.name][edge.order]
        for keys in snapshot.lists[edge.name].values():
            assert list(keys) == sorted(set(keys), key=position.__getitem__)


@given(contents())
def test_every_order_tells_all_items_apart(content: Content) -> None:
    for orders in Snapshot.of(content).positions.values():
        for position in orders.values():
            assert len(set(position.values())) == len(position)


@given(contents())
def test_the_order_of_files_does_not_matter(content: Content) -> None:
    turned = replace(content, mappings=content.mappings[::-1], concepts=content.concepts[::-1])
    assert Snapshot.of(turned).lists == Snapshot.of(content).lists


def test_symmetric_edges_are_seen_from_both_sides() -> None:
    lists = Snapshot.of(small_content()).lists["concept.relations"]
    assert lists["chunking"] == ("chunking/complements/reranking",)
    assert lists["reranking"] == ("reranking/complements/chunking",)


def test_root_lists_hold_all_nodes_of_their_kind() -> None:
    snapshot = Snapshot.of(small_content())
    for edge in EDGES:
        if edge.owner is None:
            every = snapshot.changes if edge.items.node is None else snapshot.nodes[edge.items.node]
            assert set(snapshot.lists[edge.name][ROOT]) == set(every)


def test_sort_text_is_ascii_lower_case() -> None:
    assert sort_text("Ärger & Ünïcode \N{SNOWMAN}") == "arger & unicode "


BROKEN = {
    "a concept of no family": ({"concepts": (concept("a", family="nowhere"),)}, "concept:a refers to family:nowhere"),
    "a prerequisite that is not there": (
        {"concepts": (concept("a", prerequisites=("b",)),)},
        "concept:a refers to concept:b",
    ),
    "prerequisites in a cycle": (
        {"concepts": (concept("a", prerequisites=("b",)), concept("b", prerequisites=("a",)))},
        "prerequisites form a cycle: ",
    ),
    "the same concept twice": ({"concepts": (concept("a"), concept("a"))}, "concept:a is there twice"),
    "a framework without its package": (
        {"frameworks": (framework("f"),)},
        "framework:f refers to package:pkg:pypi/f",
    ),
    "a mapping to no concept": (
        {"mappings": (mapping("haystack", "nowhere", symbol("pkg:pypi/haystack-ai", "haystack.rankers:Ranker")),)},
        "mapping:haystack/nowhere refers to concept:nowhere",
    ),
    "a successor that is not there": (
        {"symbols": (symbol("pkg:pypi/old-chain", "a:b", replaced_by=SymbolKey("pkg:pypi/x", "c:d")),)},
        "symbol:a:b refers to symbol:pkg:pypi/x#c:d",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_content_that_does_not_fit_together_is_refused_by_name(case: str) -> None:
    changes, message = BROKEN[case]
    base = small_content()
    kept = {name: changes[name] + getattr(base, name) for name in changes}
    if "concepts" in changes:
        kept = {"concepts": changes["concepts"] + base.concepts}
    with pytest.raises(ContentError) as caught:
        Snapshot.of(replace(base, **kept))
    assert str(caught.value).startswith(message)


def test_nodes_of_one_slug_and_two_kinds_do_not_mix() -> None:
    base = small_content()
    twin = replace(base, concepts=(*base.concepts, concept("haystack")))
    snapshot = Snapshot.of(twin)
    assert snapshot.nodes[NodeKind.CONCEPT]["haystack"] != snapshot.nodes[NodeKind.FRAMEWORK]["haystack"]
    assert "haystack" not in snapshot.lists["concept.mappings"]
    assert len(snapshot.lists["framework.mappings"]["haystack"]) == 2
