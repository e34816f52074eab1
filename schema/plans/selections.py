"""What an operation selects: fragments spread, conditions decided, equal names merged, one type at a time.

graphql-core's own collection of fields is used, so that order and merging are those of the generic executor.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    BREAK,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from schema.declare import Batched, Column, Computed, Field, InterfaceType, ObjectType
from schema.plans.handing import HandedOver, Reason
from schema.plans.leaves import is_leaf
from schema.types import BY_NAME, NODES, OBJECTS

TYPENAME = "__typename"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One field of an answer.

    `field` is null for ``__typename``. `is_call` says that the value depends on arguments, or that nothing keeps it;
    `varies`, that an argument holds a variable. `below` has the selection for each type that the value may have.
    """

    key: str
    field: Field | None
    node: FieldNode
    owner: str
    is_call: bool
    varies: bool
    below: Mapping[str, "Selection"] | None


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields that are selected on objects of one type, in the order of the answer."""

    type: str
    fields: tuple[Chosen, ...]

    def shape(self) -> tuple[Any, ...]:
        """Return what tells this selection from others whatever literals it has: equal shapes share a plan."""
        return (self.type, *(_shape(one) for one in self.fields))

    def calls(self) -> Iterator[Chosen]:
        """Return all fields whose values depend on arguments, each before those below it."""
        for one in self.fields:
            if one.is_call:
                yield one
            for inner in (one.below or {}).values():
                yield from inner.calls()


def _shape(one: Chosen) -> tuple[Any, ...]:
    name = TYPENAME if one.field is None else one.field.name
    below = () if one.below is None else tuple(inner.shape() for inner in one.below.values())
    return one.key, name, one.is_call, one.varies, below


class Selector:
    """Works out the selections of one operation."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        """Read `operation` of a valid `document`."""
        self._schema = schema
        self._operation = operation
        definitions = [one for one in document.definitions if isinstance(one, FragmentDefinitionNode)]
        if any(one.variable_definitions for one in definitions):
            raise HandedOver(Reason.VARIABLES)
        self._fragments = {one.name.value: FragmentDetails(one) for one in definitions}
        self.conditions = _conditions(operation, definitions)
        """The variables that @skip and @include look at."""

    def select(self, variables: Mapping[str, Any]) -> Selection:
        """Return what is selected under the conditions that some coerced variables give."""
        values = VariableValues({}, dict(variables))
        query = self._schema.query_type
        assert query is not None
        collected = collect_fields(self._schema, self._fragments, values, query, self._operation)
        return self._selection("Query", collected.grouped_field_set, values)

    def _selection(self, name: str, grouped: GroupedFieldSet, values: VariableValues) -> Selection:
        fields = tuple(self._chosen(name, key, details, values) for key, details in grouped.items())
        return Selection(name, fields)

    def _chosen(self, owner: str, key: str, details: FieldDetailsList, values: VariableValues) -> Chosen:
        node = details[0].node
        if node.name.value == TYPENAME:
            return Chosen(key, None, node, owner, is_call=False, varies=False, below=None)
        field = field_of(owner, node.name.value)
        below = None if is_leaf(field.ref.name) else self._below(field, details, values)
        return Chosen(key, field, node, owner, is_call=_is_call(field, node), varies=_varies(node), below=below)

    def _below(self, field: Field, details: FieldDetailsList, values: VariableValues) -> Mapping[str, Selection]:
        selections = {}
        for name in possible_types(field.ref.name):
            kind: Any = self._schema.type_map[name]
            collected = collect_subfields(self._schema, self._fragments, values, self._operation, kind, details)
            selections[name] = self._selection(name, collected.grouped_field_set, values)
        return selections


def possible_types(name: str) -> tuple[str, ...]:
    """Return the object types that a value of the composite type `name` may have."""
    return tuple(one.name for one in NODES) if isinstance(BY_NAME[name], InterfaceType) else (name,)


def field_of(owner: str, name: str) -> Field:
    """Return a declared field.

    Raises:
        HandedOver: If it is one that GraphQL itself has, which asks about the schema.
    """
    declared: ObjectType = OBJECTS[owner]
    for field in declared.fields:
        if field.name == name:
            return field
    raise HandedOver(Reason.INTROSPECTION)


def _is_call(field: Field, node: FieldNode) -> bool:
    """Tell whether a value can't be kept beside its record: it is found anew, or depends on arguments."""
    if isinstance(field, Column | Computed):
        return False
    return not isinstance(field, Batched) or bool(node.arguments)


def _varies(node: FieldNode) -> bool:
    return any(next(variables_in(argument.value), None) is not None for argument in node.arguments or ())


def variables_in(value: Any) -> Iterator[str]:
    """Return the names of the variables in a value."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, VariableNode):
            yield node.name.value
        elif hasattr(node, "values"):
            waiting.extend(node.values)
        elif hasattr(node, "fields"):
            waiting.extend(field.value for field in node.fields)


class _ConditionVisitor(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.unknown = False

    def enter_directive(self, node: DirectiveNode, *_: Any) -> Any:
        if node.name.value not in {"skip", "include"}:
            self.unknown = True
            return BREAK
        for argument in node.arguments or ():
            self.names.update(variables_in(argument.value))
        return None


def _conditions(operation: OperationDefinitionNode, fragments: list[FragmentDefinitionNode]) -> tuple[str, ...]:
    visitor = _ConditionVisitor()
    for definition in (operation, *fragments):
        visit(definition, visitor)
    if visitor.unknown:
        raise HandedOver(Reason.CONDITIONS)
    return tuple(sorted(visitor.names))
