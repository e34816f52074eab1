"""Documents that say the same in other ways: fragments, conditions, variables, merged fields, odd names."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    parse,
    parse_value,
    print_ast,
    value_from_ast_untyped,
)

ODD_NAMES = [
    "C",
    "o",
    "k1",
    "J",
    "__a",
    "_",
    "class",
    "f_slug",
    "exec",
    "N",
    "L",
    "slug",
    "name",
    "a" * 80,
    "x__import__",
]
ODD_VALUES = [None, 1.0, True, "", [], {}, ["rag", None], 2**40, "\x07", "x" * 300, 7, "rag", ["rag"], "\ud800"]
NODES = {"Family", "Concept", "Framework", "Package", "Symbol", "Mapping", "Role", "Goal"}


@dataclass
class Asked:
    """A document with the variables that go with it."""

    document: str
    variables: dict[str, Any]


@dataclass
class Variation:
    """One way of saying a document otherwise, chosen by `random`."""

    schema: GraphQLSchema
    random: random.Random
    variables: dict[str, Any] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)

    def of(self, text: str) -> Asked:
        """Return a document that means about what `text`, with one operation and no variables, means."""
        (operation,) = parse(text, no_location=True).definitions
        assert isinstance(operation, OperationDefinitionNode)
        selections = self._selections(operation.selection_set, "Query")
        head = f"query Q({', '.join(self.definitions)}) " if self.definitions else ""
        return Asked("\n".join([head + print_ast(selections), *self.fragments]), self.variables)

    def _selections(self, found: SelectionSetNode, kind: str) -> SelectionSetNode:
        made: list[Any] = []
        for selection in found.selections:
            if isinstance(selection, FieldNode):
                made += self._field(selection, kind)
            elif isinstance(selection, InlineFragmentNode) and selection.type_condition is not None:
                inner = self._selections(selection.selection_set, selection.type_condition.name.value)
                made.append(replace(selection, selection_set=inner))
            else:
                made.append(selection)
        if self._chance(0.1):
            made.insert(self.random.randrange(len(made) + 1), FieldNode(name=NameNode(value="__typename")))
        return SelectionSetNode(selections=tuple(made))

    def _field(self, node: FieldNode, kind: str) -> Iterator[Any]:
        owner: Any = self.schema.type_map[kind]
        declared = owner.fields.get(node.name.value)
        if declared is None:
            yield node
            return
        node = replace(node, arguments=tuple(self._argument(one, declared.args) for one in node.arguments or ()))
        named = get_named_type(declared.type)
        if node.selection_set is not None:
            node = replace(node, selection_set=self._selections(node.selection_set, named.name))
        if node.alias is None and not is_composite_type(named) and self._chance(0.05):
            yield replace(node, alias=NameNode(value=self.random.choice(ODD_NAMES)))
        if self._chance(0.08) and (node.selection_set is None or node.selection_set.selections):
            some = None if node.selection_set is None else self.random.sample(node.selection_set.selections, 1)
            yield replace(node, selection_set=None if some is None else SelectionSetNode(selections=tuple(some)))
        if self._chance(0.08):
            node = replace(node, directives=(self._condition(),))
        yield self._wrapped(node, kind) if self._chance(0.12) else node

    def _wrapped(self, node: FieldNode, kind: str) -> Any:
        """Put a field into a fragment, with a name or without."""
        inner = SelectionSetNode(selections=(node,))
        directives = (self._condition(),) if self._chance(0.2) else ()
        condition = "Node" if kind in NODES and node.name.value == "id" else kind
        if self._chance(0.5):
            on = None if self._chance(0.4) else NamedTypeNode(name=NameNode(value=condition))
            return InlineFragmentNode(type_condition=on, selection_set=inner, directives=directives)
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {condition} {print_ast(inner)}")
        return FragmentSpreadNode(name=NameNode(value=name), directives=directives)

    def _condition(self) -> DirectiveNode:
        value: Any = parse_value(self.random.choice(["true", "false"]))
        if self._chance(0.6):
            name = self.random.choice(["c1", "c2"])
            if name not in self.variables:
                self.variables[name] = self._chance(0.5)
                self.definitions.append(f"${name}: Boolean!")
            value = VariableNode(name=NameNode(value=name))
        argument = ArgumentNode(name=NameNode(value="if"), value=value)
        return DirectiveNode(name=NameNode(value=self.random.choice(["skip", "include"])), arguments=(argument,))

    def _argument(self, node: ArgumentNode, declared: dict[str, GraphQLArgument]) -> ArgumentNode:
        """Give a value as a variable: in the request, by default, or left out where that may be."""
        if not self._chance(0.4) or node.name.value not in declared:
            return node
        kind = declared[node.name.value].type
        name = f"v{len(self.definitions)}"
        how = self.random.choice(["given", "given", "default", "out", "null", "odd"])
        plain = str(kind)
        nullable = not isinstance(kind, GraphQLNonNull)
        if how == "default" or (how in {"out", "null"} and not nullable):
            self.definitions.append(f"${name}: {plain} = {print_ast(node.value)}")
        else:
            self.definitions.append(f"${name}: {plain}")
            if how != "out":
                self.variables[name] = value_from_ast_untyped(node.value)
            if how == "null":
                self.variables[name] = None
            if how == "odd" and self._chance(0.5):
                self.variables[name] = self.random.choice(ODD_VALUES)
        return ArgumentNode(name=node.name, value=VariableNode(name=NameNode(value=name)))

    def _chance(self, share: float) -> bool:
        return self.random.random() < share


def otherwise(variables: dict[str, Any]) -> dict[str, Any]:
    """Return other variables: conditions turned round, and texts that are refused for their length."""
    turned = {bool: lambda value: not value, str: lambda value: value * 250}
    return {name: turned.get(type(value), lambda value: value)(value) for name, value in variables.items()}


def broken(text: str, chance: random.Random) -> str:
    """Return a document with one thing in it changed at random, which mostly makes it invalid."""
    words = text.split(" ")
    at = chance.randrange(len(words))
    how = chance.choice(["drop", "double", "swap", "rename", "sign"])
    if how == "drop":
        del words[at]
    elif how == "double":
        words.insert(at, words[at])
    elif how == "swap":
        other = chance.randrange(len(words))
        words[at], words[other] = words[other], words[at]
    elif how == "rename":
        words[at] += chance.choice(["x", "s", "_"])
    else:
        words[at] = chance.choice(["{", "}", "(", ")", "$", "...", "@skip", '"', "null", "#", "\u00e9", "\ud800"])
    return " ".join(words)
