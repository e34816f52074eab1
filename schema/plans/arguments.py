"""The arguments of a field, as graphql-core coerces them: from literals once, from variables for each request."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLSchema, Undefined, VariableNode
from graphql.execution.values import VariableValues, get_argument_values

from schema.plans.handing import HandedOver, Reason
from schema.plans.selections import Chosen, variables_in
from schema.plans.variables import Coerced

Evaluate = Callable[[Coerced], dict[str, Any]]


def evaluator(schema: GraphQLSchema, chosen: Chosen) -> Evaluate:
    """Return the arguments of a field as a function of the coerced variables."""
    field = definition_of(schema, chosen)
    given = {argument.name.value: argument.value for argument in chosen.node.arguments or ()}
    plain = {name: value.name.value for name, value in given.items() if isinstance(value, VariableNode)}
    fixed = {name for name, value in given.items() if next(variables_in(value), None) is None}
    if len(plain) + len(fixed) < len(given) or any(_defaults(field, name) for name in plain):
        return lambda coerced: get_argument_values(field, chosen.node, VariableValues({}, dict(coerced)))
    return _short(field, chosen, plain)


def literal_arguments(schema: GraphQLSchema, chosen: Chosen) -> dict[str, Any]:
    """Return the arguments of a field that has no variables among them."""
    return get_argument_values(definition_of(schema, chosen), chosen.node)


def definition_of(schema: GraphQLSchema, chosen: Chosen) -> GraphQLField:
    """Return the field of the executable schema that is chosen."""
    assert chosen.field is not None
    owner: Any = schema.type_map[chosen.owner]
    field: GraphQLField = owner.fields[chosen.field.name]
    return field


def _defaults(field: GraphQLField, name: str) -> bool:
    argument = field.args[name]
    return argument.default is not None or argument.default_value is not Undefined


def _short(field: GraphQLField, chosen: Chosen, plain: dict[str, str]) -> Evaluate:
    """Return the short way for arguments that are literals, or variables without a default of the argument."""
    literal = chosen.node.__class__(
        name=chosen.node.name,
        arguments=tuple(one for one in chosen.node.arguments or () if one.name.value not in plain),
    )
    required = {name for name in plain if isinstance(field.args[name].type, GraphQLNonNull)}
    optional_field = GraphQLField(field.type, {name: one for name, one in field.args.items() if name not in plain})
    fixed = get_argument_values(optional_field, literal)

    def evaluate(coerced: Coerced) -> dict[str, Any]:
        values = dict(fixed)
        for name, variable in plain.items():
            if variable in coerced:
                values[name] = coerced[variable]
            if name in required and values.get(name) is None:
                raise HandedOver(Reason.VARIABLES)
        return values

    return evaluate
