"""The measures of a document by writing out every fragment where it is spread: slow, obvious, and only for tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from schema.declare import Counts
from schema.weights import Weight, weights


@dataclass(slots=True)
class Node:
    """A field of the written-out document, with the type that it is selected on."""

    field: FieldNode
    on: str | None
    below: list["Node"]

    @property
    def name(self) -> str:
        return self.field.name.value

    @property
    def weight(self) -> Weight | None:
        return weights().get(self.on or "", {}).get(self.name)


def written_out(document: DocumentNode) -> list[Node]:
    """Return the fields of the first operation, each fragment written out wherever it is spread."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))

    def expand(selections: SelectionSetNode, on: str | None) -> Iterator[Node]:
        for one in selections.selections:
            if isinstance(one, FieldNode):
                weight = weights().get(on or "", {}).get(one.name.value)
                child = weight.child if weight else None
                yield Node(one, on, list(expand(one.selection_set, child)) if one.selection_set else [])
            elif isinstance(one, InlineFragmentNode):
                yield from expand(one.selection_set, one.type_condition.name.value if one.type_condition else on)
            elif isinstance(one, FragmentSpreadNode) and one.name.value in fragments:
                fragment = fragments[one.name.value]
                yield from expand(fragment.selection_set, fragment.type_condition.name.value)

    return list(expand(operation.selection_set, "Query"))


def all_of(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from all_of(node.below)


def depth(nodes: list[Node]) -> int:
    """Return the levels of fields outside of introspection."""
    return max((1 if n.name in {"__schema", "__type"} else 1 + depth(n.below) for n in nodes), default=0)


def cost(nodes: list[Node], variables: Mapping[str, Any], longest: Mapping[str, int], page: int = 0) -> int:
    """Return how many objects the answer could hold, `page` items on the connection that `nodes` are selected on."""
    total = 0
    for node in nodes:
        weight = node.weight
        if weight is None or weight.child is None:
            continue
        if weight.is_connection:
            total += cost(node.below, variables, longest, min(_page(node, variables), _longest(weight, longest)))
        elif weight.counts is Counts.NOTHING:
            total += cost(node.below, variables, longest, page)
        elif weight.counts is Counts.PAGE_ITEMS:
            total += page * (1 + cost(node.below, variables, longest))
        else:
            times = _longest(weight, longest) if weight.is_list else 1
            if weight.list_argument:
                (argument,) = node.field.arguments
                times = len(argument.value.values)
            elif weight.is_list and "first" in weight.arguments:
                times = min(times, _page(node, variables))
            total += times * (1 + cost(node.below, variables, longest))
    return total


def _longest(weight: Weight, longest: Mapping[str, int]) -> int:
    return longest.get(weight.longest or "", 0) if weight.most is None else weight.most


def _page(node: Node, variables: Mapping[str, Any]) -> int:
    sizes = []
    for argument in node.field.arguments or ():
        if argument.name.value in {"first", "last"}:
            value = argument.value
            if isinstance(value, IntValueNode):
                sizes.append(int(value.value))
            elif isinstance(value, VariableNode) and value.name.value in variables:
                sizes.append(variables[value.name.value])
    size = min(sizes, default=20)
    return size if 1 <= size <= 100 else 100
