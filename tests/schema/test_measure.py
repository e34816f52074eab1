"""The measures of a document: the same as by writing everything out, in linear time, whatever the document."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import DocumentNode, OperationDefinitionNode, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.snapshot import Snapshot
from schema.limits import Limits
from schema.measure import ENOUGH, Measured, measure
from schema.weights import weights
from tests.contents import small_content
from tests.schema import naive

LONGEST = dict(Snapshot.of(small_content()).longest)
FRAGMENTS = ["A", "B", "C", "D"]


def measured(text: str, variables: Mapping[str, Any] | None = None, longest: Mapping[str, int] = LONGEST) -> Measured:
    document = parse(text)
    return measure(document, first_operation(document), variables or {}, longest, Limits())


def first_operation(document: DocumentNode) -> OperationDefinitionNode | None:
    return next((d for d in document.definitions if isinstance(d, OperationDefinitionNode)), None)


@st.composite
def selections(draw: st.DrawFn, on: str, spreads: list[str], depth: int) -> str:
    """Draw a selection set on a type; it need not be valid, since measuring comes before validation."""
    parts = []
    fields = weights().get(on, {})
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["field", "field", "field", "inline", "spread", "unknown"]))
        if kind == "spread" and spreads:
            parts.append(f"...{draw(st.sampled_from(spreads))}")
        elif kind == "inline" and depth:
            condition = draw(st.sampled_from(["", f" on {on}", " on Concept", " on Nothing"]))
            inner = condition.removeprefix(" on ") or on
            parts.append(f"...{condition} {draw(selections(inner, spreads, depth - 1))}")
        elif kind == "unknown" or not fields:
            parts.append(draw(st.sampled_from(["nothing", "__typename", "__schema { types { name } }", "x: nothing"])))
        else:
            parts.append(draw(field(on, spreads, depth)))
    return "{ " + " ".join(parts) + " }"


@st.composite
def field(draw: st.DrawFn, on: str, spreads: list[str], depth: int) -> str:
    names = [name for name, weight in weights()[on].items() if depth or weight.child is None] or ["nothing"]
    name = draw(st.sampled_from(sorted(names)))
    weight = weights()[on].get(name)
    alias = draw(st.sampled_from(["", "", "y: "]))
    arguments = ""
    if weight is not None and weight.list_argument:
        arguments = f"({weight.list_argument}: [{' '.join(['null'] * draw(st.integers(0, 3)))}])"
    elif weight is not None and "first" in weight.arguments:
        arguments = draw(
            st.sampled_from(
                ["", "(first: 2)", "(last: 3)", "(first: $n)", "(first: 500)", "(first: 0)", "(first: null)"]
            )
        )
    below = draw(selections(weight.child, spreads, depth - 1)) if weight is not None and weight.child else ""
    return f"{alias}{name}{arguments} {below}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a document whose fragments spread later ones only, so that writing them out ends."""
    types = ["Query", "Concept", "MappingConnection", "MappingEdge", "Mapping", "Goal"]
    parts = [f"query Q($n: Int = 7) {draw(selections('Query', FRAGMENTS, 4))}"]
    for index, name in enumerate(FRAGMENTS):
        on = draw(st.sampled_from(types))
        parts.append(f"fragment {name} on {on} {draw(selections(on, FRAGMENTS[index + 1 :], 2))}")
    return "\n".join(parts)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(documents(), st.sampled_from([{}, {"n": 3}, {"n": 1000}]))
def test_measures_equal_those_of_the_written_out_document(text: str, variables: dict[str, Any]) -> None:
    found = measured(text, variables).selected
    nodes = naive.written_out(parse(text))
    everything = list(naive.all_of(nodes))
    assert found.roots == len(nodes)
    assert found.fields == len(everything)
    assert found.aliases == sum(node.field.alias is not None for node in everything)
    assert found.schema_fields == sum(node.name == "__schema" for node in everything)
    assert found.depth == naive.depth(nodes)
    assert found.cost == naive.cost(nodes, {"n": 7} | variables, LONGEST)


def test_the_cost_of_the_main_question_is_what_its_answer_could_hold() -> None:
    longest = {"concept.prerequisites": 3, "concept.mappings": 40, "mapping.symbols": 5}
    text = """{ concept(slug: "x") { prerequisites { nodes { slug } }
        mappings(first: 10) { totalCount nodes { framework { slug } symbols { ref } } } } }"""
    assert measured(text, longest=longest).selected.cost == 1 + 3 + 10 * (1 + 1 + 5)


def test_edges_and_nodes_each_count_their_items_once() -> None:
    longest = {"concepts": 30}
    page = "{ concepts(first: 10) { %s } }"
    assert measured(page % "edges { cursor }", longest=longest).selected.cost == 10
    assert measured(page % "edges { node { slug } }", longest=longest).selected.cost == 10
    assert measured(page % "nodes { slug } edges { node { slug } }", longest=longest).selected.cost == 20
    assert measured(page % "totalCount pageInfo { endCursor }", longest=longest).selected.cost == 0


@pytest.mark.parametrize(
    ("size", "cost"), [("", 20), ("(first: 3)", 3), ("(last: 4)", 4), ("(first: null)", 20), ("(first: 900)", 30)]
)
def test_a_page_costs_no_more_than_it_can_hold(size: str, cost: int) -> None:
    assert measured(f"{{ concepts{size} {{ nodes {{ slug }} }} }}", longest={"concepts": 30}).selected.cost == cost


@pytest.mark.parametrize(("variables", "cost"), [({}, 7), ({"n": 2}, 2), ({"n": None}, 20), ({"n": "x"}, 20)])
def test_a_page_size_in_a_variable_counts_as_it_comes(variables: dict[str, Any], cost: int) -> None:
    text = "query Q($n: Int = 7) { ...F } fragment F on Query { concepts(first: $n) { nodes { slug } } }"
    assert measured(text, variables, {"concepts": 90}).selected.cost == cost


def test_a_list_of_keys_costs_its_length() -> None:
    assert measured('{ nodes(ids: ["a", "b", "c"]) { id } }').selected.cost == 3
    assert measured("query Q($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a", "b"]}).selected.cost == 2


def test_fragments_that_double_are_measured_in_one_pass_each() -> None:
    count = 300
    chain = [f"fragment F{i} on Concept {{ a: name ...F{i + 1} ...F{i + 1} }}" for i in range(count)]
    text = f'{{ concept(slug: "x") {{ ...F0 }} }} {" ".join(chain)} fragment F{count} on Concept {{ name }}'
    found = measured(text).selected
    assert (found.fields, found.aliases, found.depth) == (ENOUGH, ENOUGH, 2)


@pytest.mark.parametrize(
    "text",
    [
        "{ ...Nowhere }",
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { concept { ...B } } fragment B on Concept { dependents { nodes { ...B } } }",
        "{ ...A } fragment A on Query { ...B snapshot { version } } fragment B on Query { ...A }",
        "fragment A on Query { ...A }",
        "fragment A on Nothing { x } fragment A on Query { ...A }",
        "{ __typename @include(if: $nowhere) }",
    ],
)
def test_broken_fragments_end_the_pass_all_the_same(text: str) -> None:
    assert measured(text).selected.fields < 20


def test_directives_count_wherever_they_stand() -> None:
    text = """query Q($a: Int @x) @x { snapshot @x { version @x @y } ...F @x ... @x { __typename } }
    fragment F on Query @x { __typename }"""
    assert measured(text).directives == 8


def test_directives_of_fragments_in_a_circle_count_once() -> None:
    text = "{ ...A } fragment A on Query @x { a @x ...B } fragment B on Query @x { b @x ...A }"
    assert measured(text).directives == 4


def test_fields_of_all_operations_and_of_unused_fragments_count() -> None:
    text = "query A { a b } query B { ...F ...F } fragment F on Query { c } fragment Unused on Query { d ...F }"
    assert measured(text).fields == 2 + 2 + 2


def test_introspection_has_a_depth_of_its_own() -> None:
    found = measured("{ __schema { types { fields { name } } } concept { name } }").selected
    assert (found.depth, found.introspection_depth, found.introspection_roots) == (2, 4, 1)


def test_the_concepts_of_pasted_code_are_at_most_those_of_the_graph() -> None:
    text = "query Q($t: String!) { explainCode(text: $t) { concepts { slug } } }"
    assert measured(text, {"t": ""}, {"concepts": 300}).selected.cost == 1 + 300
