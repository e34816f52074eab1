"""`duramen query`: a GraphQL query answered from the local content, without a server."""

import json as json_format
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.content_folder import SeedsOption
from api.cli.local_graph import local_answer, local_snapshot
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stdout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import VariableDefinitionNode

_STDIN = "-"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 answered, 1 the answer has errors or the content is broken, 2 wrong usage.")(
        query
    )


def query(
    document: Annotated[
        str, typer.Argument(metavar="TEXT|FILE", help="The query, a file that holds it, or - for standard input.")
    ],
    var: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A variable: text as it is, numbers, lists and objects as JSON."),
    ] = None,
    operation: Annotated[str | None, typer.Option(help="Which operation to run, if the document has several.")] = None,
    seeds: SeedsOption = None,
) -> None:
    """Answer a GraphQL query from the local content, within the limits of the server.

    Examples:
      duramen query '{ concept(slug: "reranking") { name invariant } }'
      duramen query examples/who-implements.graphql --var concept=chunking
      duramen query - --operation Compare < queries.graphql
    """
    text = _document(document)
    variables = _variables(text, var or [], operation)
    answer = local_answer(local_snapshot(seeds), text, variables, operation)
    body = answer.body.decode()
    if sys.stdout.isatty():
        stdout().print_json(body)
    else:
        typer.echo(body)
    if answer.codes:
        raise typer.Exit(PROBLEMS_FOUND)


def _document(given: str) -> str:
    """Return the text of the query; every query has a brace, so whatever has none names a file."""
    if "{" in given:
        return given
    try:
        return sys.stdin.read() if given == _STDIN else Path(given).read_text("utf-8")
    except FileNotFoundError:
        raise UsageProblem(f"{given}: there is no such file, and it is no query") from None
    except OSError as problem:
        raise UsageProblem(f"{given}: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{given}: is not UTF-8 text") from None


def _variables(document: str, given: list[str], operation: str | None) -> dict[str, Any]:
    declared = _declared(document, operation)
    variables: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise UsageProblem(f"--var {one}: write NAME=VALUE")
        if declared is not None and name not in declared:
            raise UsageProblem(f"--var {name}: {_undeclared(declared)}")
        variables[name] = _json(name, value) if declared and _is_json(declared[name]) else value
    return variables


def _declared(document: str, operation: str | None) -> "dict[str, VariableDefinitionNode] | None":
    """Return the variables of the operation that runs, or of all while that is open; null for what is no document."""
    from graphql import GraphQLError, OperationDefinitionNode, parse

    from schema.limits import Limits

    try:
        definitions = parse(document, max_lexical_tokens=Limits().tokens).definitions
    except GraphQLError:
        return None  # the engine says what is wrong with it
    operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
    named = [one for one in operations if one.name is not None and one.name.value == operation]
    return {
        variable.variable.name.value: variable
        for one in named or operations
        for variable in one.variable_definitions or ()
    }


def _undeclared(declared: "Iterable[str]") -> str:
    known = ", ".join(f"${name}" for name in declared)
    return f"the query declares no such variable, only {known}" if known else "the query declares no variables"


def _is_json(variable: "VariableDefinitionNode") -> bool:
    """Tell whether the values of a variable are no text, but numbers, lists or objects."""
    from graphql import NamedTypeNode, NonNullTypeNode

    type_ = variable.type.type if isinstance(variable.type, NonNullTypeNode) else variable.type
    name = type_.name.value if isinstance(type_, NamedTypeNode) else None
    return name is None or name in {"Int", "Boolean"} or name.endswith("Input")


def _json(name: str, value: str) -> Any:
    try:
        return json_format.loads(value)
    except (ValueError, RecursionError):
        raise UsageProblem(f"--var {name}: {value!r} is not JSON, which a value of this type must be") from None
