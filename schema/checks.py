"""What is checked of a document besides its validity: the limits on its measures, and the values of its arguments."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql import GraphQLError, ListValueNode, ObjectValueNode, StringValueNode, ValueNode, VariableNode

from graph.licences import licence_fault
from schema import errors
from schema.declare import Argument, InputType, Text, TypeRef
from schema.errors import Refused
from schema.limits import Limits
from schema.measure import Measured, Use
from schema.types import BY_NAME


def check_shape(measured: Measured, limits: Limits) -> None:
    """Refuse a document that asks for too much in its shape, before it is validated.

    Raises:
        Refused: For the first limit that is passed.
    """
    most = {name: max((getattr(m, name) for m in measured.operations), default=0) for name in _OF_OPERATION}
    _keep(errors.TOO_MANY_OPERATIONS, "operations", len(measured.operations), limits.operations)
    _keep(errors.TOO_DEEP, "levels of fields", most["depth"], limits.depth)
    _keep(errors.TOO_DEEP, "levels of introspection", most["introspection_depth"], limits.introspection_depth)
    _keep(errors.TOO_MANY_ALIASES, "aliases", most["aliases"], limits.aliases)
    _keep(errors.TOO_MANY_ROOT_FIELDS, "root fields", most["roots"], limits.root_fields)
    _keep(errors.TOO_MANY_FIELDS, "fields", measured.fields, limits.fields)
    _keep(errors.TOO_MANY_DIRECTIVES, "directives", measured.directives, limits.directives)
    _keep(errors.INTROSPECTION_LIMIT, "`__schema` fields", most["schema_fields"], limits.schema_fields)
    _keep(errors.INTROSPECTION_LIMIT, "`__type` fields", most["type_fields"], limits.type_fields)


_OF_OPERATION = ("depth", "introspection_depth", "aliases", "roots", "schema_fields", "type_fields")


def _keep(code: str, what: str, found: int, limit: int) -> None:
    if found > limit:
        raise Refused(code, f"The document has more than {limit} {what}.", limit=limit)


def check_cost(cost: int, limits: Limits) -> None:
    """Refuse an operation whose answer could hold too many objects.

    Raises:
        Refused: With the cost and the limit.
    """
    if cost > limits.cost:
        message = (
            f"The answer could hold {cost} objects, more than {limits.cost}. Ask for smaller pages or fewer levels."
        )
        raise Refused(errors.TOO_COSTLY, message, cost=cost, limit=limits.cost)


def argument_errors(uses: Sequence[Use], variables: Mapping[str, Any], limits: Limits) -> list[GraphQLError]:
    """Return what is wrong with the values of arguments, beyond their types.

    Args:
        uses: The arguments of an operation and of the fragments.
        variables: The coerced variables of that operation.
        limits: What values may be.
    """
    found = [error for use in uses for error in _errors_of(use, variables, limits)]
    return [*found, *_double_pages(uses, variables)]


def _errors_of(use: Use, variables: Mapping[str, Any], limits: Limits) -> Iterable[GraphQLError]:
    name = use.argument.name
    if name in {"first", "last"}:
        size = _value(use.value, variables)
        if isinstance(size, int) and not 1 <= size <= limits.page_size:
            message = f"`{name}` is {size}, and must be from 1 to {limits.page_size}."
            yield _error(use, errors.BAD_PAGE_SIZE, message, limit=limits.page_size)
        return
    for length in _lists(use.value, variables):
        if length > limits.list_length:
            message = f"`{name}` has more than {limits.list_length} values."
            yield _error(use, errors.BAD_USER_INPUT, message, limit=limits.list_length)
    for declared, text in _texts(use.argument, use.value, variables):
        check = _CHECKS.get(declared.text)
        if check is not None and (problem := check(text, limits)) is not None:
            of_whom = "" if declared is use.argument else f" in `{name}`"
            yield _error(use, errors.BAD_USER_INPUT, f"`{declared.name}`{of_whom} {problem}.")


def is_plain_text(text: str, limits: Limits) -> bool:
    """Tell whether nothing can be wrong with a text argument, whatever it is for; most are so."""
    return len(text) <= limits.text_length and len(text) <= limits.code_bytes and text.isascii() and text.isprintable()


def text_problem(text: str, limits: Limits) -> str | None:
    """Return what is wrong with a text argument; null if nothing is."""
    if is_plain_text(text, limits):
        return None
    if len(text) > 4 * limits.text_length or len(unicodedata.normalize("NFC", text)) > limits.text_length:
        return f"has more than {limits.text_length} characters"
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        return "has a control character"
    return None


def licence_problem(text: str, limits: Limits) -> str | None:
    """Return what is wrong with a licence that is given as an argument; null if nothing is."""
    problem = text_problem(text, limits)
    if problem is None and (fault := licence_fault(text)) is not None:
        return f"has {text!r}, which {fault}"
    return problem


def code_problem(text: str, limits: Limits) -> str | None:
    """Return what is wrong with code that is given as an argument; null if nothing is."""
    if len(text.encode("utf-8", "replace")) > limits.code_bytes:
        return f"has more than {limits.code_bytes} bytes"
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\r\t" for sign in text):
        return "has a control character other than newlines and tabs"
    return None


_CHECKS = {Text.SHORT: text_problem, Text.CODE: code_problem, Text.LICENCE: licence_problem}


def _double_pages(uses: Iterable[Use], variables: Mapping[str, Any]) -> Iterable[GraphQLError]:
    """Refuse connections that are asked from both ends: no page has both a first and a last size."""
    sides: dict[int, set[str]] = {}
    for use in uses:
        if use.argument.name in {"first", "last"} and _value(use.value, variables) is not None:
            names = sides.setdefault(id(use.field), set())
            names.add(use.argument.name)
            if len(names) > 1:
                yield _error(use, errors.BAD_USER_INPUT, "Give `first` or `last`, not both.")


def _error(use: Use, code: str, message: str, **details: Any) -> GraphQLError:
    return GraphQLError(message, nodes=use.value, extensions={"code": code, **details})


def _value(node: ValueNode, variables: Mapping[str, Any]) -> Any:
    """Return the value of an integer argument; null where none is given."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    text = getattr(node, "value", None)
    return int(text) if isinstance(text, str) and text.lstrip("-").isdigit() else None


def _texts(argument: Argument, node: Any, variables: Mapping[str, Any]) -> Iterable[tuple[Argument, str]]:
    """Return all texts in a value, wherever they stand, each with the declaration that says what it may be."""
    waiting: list[tuple[Argument, Any]] = [(argument, node)]
    while waiting:
        declared, value = waiting.pop()
        if isinstance(value, str):
            yield declared, value
        elif isinstance(value, StringValueNode):
            yield declared, value.value
        elif isinstance(value, VariableNode):
            waiting.append((declared, variables.get(value.name.value)))
        elif isinstance(value, ObjectValueNode):
            inner = _fields_of(declared)
            waiting += [(inner.get(field.name.value, declared), field.value) for field in value.fields]
        elif isinstance(value, Mapping):
            inner = _fields_of(declared)
            waiting += [(inner.get(name, declared), part) for name, part in value.items()]
        else:
            waiting += [(declared, part) for part in _parts(value)]


def _fields_of(argument: Argument) -> Mapping[str, Argument]:
    """Return the fields of an argument that is a group of arguments; none where it is not."""
    declared = BY_NAME.get(TypeRef.parse(argument.type).name)
    return {field.name: field for field in declared.fields} if isinstance(declared, InputType) else {}


def _lists(node: Any, variables: Mapping[str, Any]) -> Iterable[int]:
    """Return the lengths of all lists in a value, wherever they stand."""
    waiting = [node]
    while waiting:
        value = waiting.pop()
        if isinstance(value, VariableNode):
            waiting.append(variables.get(value.name.value))
            continue
        if isinstance(value, ListValueNode):
            yield len(value.values)
        elif isinstance(value, list | tuple):
            yield len(value)
        waiting += _parts(value)


def _parts(value: Any) -> Iterable[Any]:
    """Return the values right inside of a value, given as a node or as coerced."""
    if isinstance(value, ListValueNode):
        return value.values
    if isinstance(value, ObjectValueNode):
        return [field.value for field in value.fields]
    if isinstance(value, list | tuple):
        return value
    return value.values() if isinstance(value, Mapping) else ()
