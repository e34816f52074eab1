"""What is wrong with a document before any request for it: all that can be told without the values of variables."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import GraphQLError, OperationDefinitionNode, OperationType, validate

from schema import errors
from schema.answers import show
from schema.checks import argument_errors, check_cost, check_shape
from schema.documents import Document
from schema.engine import Engine
from schema.errors import Refused
from schema.measure import measure
from schema.plain import plain_schema


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a document, and where in its text; line and column begin at 1."""

    line: int
    column: int
    code: str
    message: str


def problems_of(engine: Engine, text: str) -> list[Problem]:
    """Return what would be refused of a document whatever the variables: syntax, validity, limits, literals, cost."""
    document = engine.documents.read(text)
    if document.refusal is not None:
        return _problems([document.refusal], errors.GRAPHQL_PARSE_FAILED, engine)
    operations = [one for one in document.node.definitions if isinstance(one, OperationDefinitionNode)]
    try:
        check_shape(measure(document.node, None, {}, {}, engine.limits), engine.limits)
    except Refused as refusal:
        return [_refused(refusal)]
    if document.errors is None:
        document.errors = validate(plain_schema(), document.node, max_errors=engine.limits.errors)
    if document.errors or not operations:
        missing = GraphQLError("The document has no operation.")
        return _problems(document.errors or [missing], errors.GRAPHQL_VALIDATION_FAILED, engine)
    return [problem for operation in operations for problem in _of_operation(engine, document, operation)]


def _of_operation(engine: Engine, document: Document, operation: OperationDefinitionNode) -> list[Problem]:
    if operation.operation is not OperationType.QUERY:
        nothing = GraphQLError("There are only queries: nothing here can be changed.", nodes=operation)
        return _problems([nothing], errors.GRAPHQL_VALIDATION_FAILED, engine)
    measured = measure(document.node, operation, {}, engine.longest_at_once, engine.limits)
    wrong = argument_errors(measured.uses, {}, engine.limits)
    if wrong:
        return _problems(wrong, errors.BAD_USER_INPUT, engine)
    if engine.longest_at_once:  # without, a page could be taken for longer than any list is
        try:
            check_cost(measured.selected.cost, engine.limits)
        except Refused as refusal:
            return [_refused(refusal)]
    return []


def _problems(found: Sequence[GraphQLError], code: str, engine: Engine) -> list[Problem]:
    shown = show(found, code, engine.limits)
    places = [one.get("locations", [{"line": 1, "column": 1}])[0] for one in shown]
    return [
        Problem(place["line"], place["column"], one["extensions"]["code"], one["message"])
        for place, one in zip(places, shown, strict=True)
    ]


def _refused(refusal: Refused) -> Problem:
    return Problem(1, 1, refusal.code, refusal.message)
