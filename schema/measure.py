"""What a document asks for, measured before it is validated: one linear pass over the parsed document.

Every definition is walked once; a fragment's measures are kept and added wherever it is spread, so that documents whose
expansion doubles with each fragment cost no more than others. Sums and products stop growing at `ENOUGH`. Undefined and
cyclic fragments add nothing: validation refuses them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from schema.declare import Argument
from schema.limits import DEFAULT_PAGE, Limits
from schema.weights import Weight, cost_of, weights

ENOUGH = 10**12
_ROOTS = {OperationType.QUERY: "Query"}


@dataclass(frozen=True, slots=True)
class Measure:
    """The measures of a selection set, fragments expanded.

    `roots` are its own fields; `depth` and `introspection_depth` are levels of fields. An answer holds up to `cost`
    objects, and where the selection is on a connection, `cost_an_item` more for each item of its page.
    """

    roots: int = 0
    fields: int = 0
    aliases: int = 0
    depth: int = 0
    introspection_depth: int = 0
    schema_fields: int = 0
    type_fields: int = 0
    introspection_roots: int = 0
    cost: int = 0
    cost_an_item: int = 0

    def __add__(self, other: "Measure") -> "Measure":
        """Return the measures of both selections side by side."""
        return Measure(
            roots=_capped(self.roots + other.roots),
            fields=_capped(self.fields + other.fields),
            aliases=_capped(self.aliases + other.aliases),
            depth=max(self.depth, other.depth),
            introspection_depth=max(self.introspection_depth, other.introspection_depth),
            schema_fields=_capped(self.schema_fields + other.schema_fields),
            type_fields=_capped(self.type_fields + other.type_fields),
            introspection_roots=_capped(self.introspection_roots + other.introspection_roots),
            cost=_capped(self.cost + other.cost),
            cost_an_item=_capped(self.cost_an_item + other.cost_an_item),
        )


NONE = Measure()


@dataclass(frozen=True, slots=True)
class Use:
    """An argument as it stands in the document, with its declaration; `field` names where."""

    field: FieldNode
    argument: Argument
    value: ValueNode


@dataclass(frozen=True, slots=True)
class Measured:
    """All measures of a document.

    `operations` has one measure an operation, `selected` that of the one that is to be run. `fields` and `directives`
    count over the whole document; `uses` are the arguments of the selected operation and of all fragments. `private`
    says that one of these is, and `holds_private` that the document itself holds the value of one, in any operation.
    """

    operations: Sequence[Measure]
    selected: Measure
    fields: int
    directives: int
    uses: Sequence[Use]
    private: bool
    holds_private: bool


def measure(
    document: DocumentNode,
    selected: OperationDefinitionNode | None,
    variables: Mapping[str, Any],
    longest: Mapping[str, int],
    limits: Limits,
) -> Measured:
    """Measure a document.

    Args:
        document: The parsed document, valid or not.
        selected: The operation that is to be run, whose variables count in the cost.
        variables: The variables as they came, not coerced.
        longest: The longest real lists, see `graph.store.Pinned.longest`.
        limits: What page sizes may be.
    """
    return _Meter(document, selected, variables, longest, limits).measured()


class _Meter:
    def __init__(
        self,
        document: DocumentNode,
        selected: OperationDefinitionNode | None,
        variables: Mapping[str, Any],
        longest: Mapping[str, int],
        limits: Limits,
    ) -> None:
        self.document = document
        self.selected = selected
        self.longest = longest
        self.limits = limits
        self.variables = _with_defaults(selected, variables)
        self.weights = weights()
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        for definition in document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                self.fragments.setdefault(definition.name.value, definition)
        self._has_defaults = any(
            variable.default_value is not None
            for definition in document.definitions
            if isinstance(definition, OperationDefinitionNode)
            for variable in definition.variable_definitions or ()
        )
        self.known: dict[str, Measure] = {}
        self.directives = 0
        self.uses: list[Use] = []
        self.holds_private = False

    def measured(self) -> Measured:
        spread: set[str] = set()
        for fragment in _inner_first(self.fragments):
            spread.update(_spreads(fragment.selection_set))
            self.known[fragment.name.value] = self._definition(fragment, fragment.type_condition.name.value)
        operations: list[Measure] = []
        uses, selected = self.uses, NONE
        for definition in self.document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.uses = []
                spread.update(_spreads(definition.selection_set))
                self.directives += sum(len(one.directives or ()) for one in definition.variable_definitions or ())
                operations.append(self._definition(definition, _ROOTS.get(definition.operation)))
                if definition is self.selected:
                    uses, selected = [*self.uses, *uses], operations[-1]
        unused = (found for name, found in self.known.items() if name not in spread)
        fields = sum(found.fields for found in (*operations, *unused))
        private = any(use.argument.private for use in uses)
        return Measured(operations, selected, fields, self.directives, uses, private, self.holds_private)

    def _definition(self, definition: OperationDefinitionNode | FragmentDefinitionNode, on: str | None) -> Measure:
        self.directives += len(definition.directives or ())
        return self._selections(definition.selection_set, on)

    def _selections(self, selections: SelectionSetNode, on: str | None) -> Measure:
        total = NONE
        for selection in selections.selections:
            self.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                total += self._field(selection, on)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                total += self._selections(selection.selection_set, on if condition is None else condition.name.value)
            elif isinstance(selection, FragmentSpreadNode):
                total += self.known.get(selection.name.value, NONE)
        return total

    def _field(self, node: FieldNode, on: str | None) -> Measure:
        name = node.name.value
        weight = self.weights.get(on or "", {}).get(name)
        below = NONE
        if node.selection_set is not None:
            below = self._selections(node.selection_set, None if weight is None else weight.child)
        cost, cost_an_item = (0, 0) if weight is None else self._cost(node, weight, below)
        inspects = name in {"__schema", "__type"}
        deepest = 1 + below.depth
        return Measure(
            roots=1,
            fields=_capped(1 + below.fields),
            aliases=_capped((node.alias is not None) + below.aliases),
            depth=1 if inspects else deepest,
            introspection_depth=max(deepest, below.introspection_depth) if inspects else below.introspection_depth,
            schema_fields=_capped((name == "__schema") + below.schema_fields),
            type_fields=_capped((name == "__type") + below.type_fields),
            introspection_roots=int(name.startswith("__")),
            cost=cost,
            cost_an_item=cost_an_item,
        )

    def _cost(self, node: FieldNode, weight: Weight, below: Measure) -> tuple[int, int]:
        """Return what a field costs, and what it costs more for each item of the page that encloses it."""
        values = {argument.name.value: argument.value for argument in node.arguments or ()}
        for name, argument in weight.arguments.items():
            if name in values:
                self.uses.append(Use(node, argument, values[name]))
                if argument.private and (self._has_defaults or _holds_text(values[name])):
                    self.holds_private = True
        values_listed = 0 if weight.list_argument is None else self._length(values.get(weight.list_argument))
        below_it = (below.cost, below.cost_an_item)
        cost, cost_an_item = cost_of(weight, below_it, self._page_size(values), self.longest, values_listed)
        return _capped(cost), _capped(cost_an_item)

    def _page_size(self, values: Mapping[str, ValueNode]) -> int:
        """Return the page size asked for; one that is refused later counts as the largest."""
        sizes = [size for name in ("first", "last") if (size := self._integer(values.get(name))) is not None]
        size = min(sizes, default=DEFAULT_PAGE)
        return size if 0 < size <= self.limits.page_size else self.limits.page_size

    def _integer(self, node: ValueNode | None) -> int | None:
        if isinstance(node, VariableNode):
            value = self.variables.get(node.name.value)
            if isinstance(value, ValueNode):
                return self._integer(value)
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        if isinstance(node, IntValueNode):
            return int(node.value) if len(node.value) < 10 else ENOUGH  # noqa: PLR2004  # an Int has at most 10 digits
        return None

    def _length(self, node: ValueNode | None) -> int:
        if isinstance(node, VariableNode):
            value = self.variables.get(node.name.value)
            if isinstance(value, ValueNode):
                return self._length(value)
            return len(value) if isinstance(value, list | tuple) else int(value is not None)
        if isinstance(node, ListValueNode):
            return len(node.values)
        return 0 if node is None or isinstance(node, NullValueNode) else 1


def _holds_text(value: ValueNode) -> bool:
    """Tell whether a value has a text in it that stands in the document, and not in variables."""
    waiting: list[ValueNode] = [value]
    while waiting:
        match waiting.pop():
            case StringValueNode():
                return True
            case ListValueNode(values=values):
                waiting += values
            case ObjectValueNode(fields=fields):
                waiting += [field.value for field in fields]
    return False


def _capped(number: int) -> int:
    return min(number, ENOUGH)


def _with_defaults(selected: OperationDefinitionNode | None, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables as they came, and the default of each that did not, as it stands in the document."""
    definitions = (selected.variable_definitions if selected is not None else None) or ()
    defaults = {
        definition.variable.name.value: definition.default_value
        for definition in definitions
        if definition.default_value is not None
    }
    return {**defaults, **variables}


def _spreads(selections: SelectionSetNode) -> Iterable[str]:
    """Return the names of the fragments spread anywhere in a selection set."""
    waiting = [selections]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set is not None:
                waiting.append(selection.selection_set)


def _inner_first(fragments: Mapping[str, FragmentDefinitionNode]) -> list[FragmentDefinitionNode]:
    """Return fragments so that each comes after those that it spreads; cycles are cut."""
    inner = {
        name: [one for one in _spreads(node.selection_set) if one in fragments] for name, node in fragments.items()
    }
    order: list[FragmentDefinitionNode] = []
    seen: set[str] = set()
    for root in fragments:
        path = [] if root in seen else [(root, iter(inner[root]))]
        seen.add(root)
        while path:
            name, names = path[-1]
            following = next((one for one in names if one not in seen), None)
            if following is None:
                order.append(fragments[name])
                path.pop()
            else:
                seen.add(following)
                path.append((following, iter(inner[following])))
    return order
