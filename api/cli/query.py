"""`duramen query`: a GraphQL query answered from the local content, without a server."""

import json as json_format
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.content_folder import SeedsOption
from api.cli.local_graph import local_answer, local_snapshot
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stdout

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
    variables = _variables(text, var or [])
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


def _variables(document: str, given: list[str]) -> dict[str, Any]:
    as_json = _json_variables(document)
    variables: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise UsageProblem(f"--var {one}: write NAME=VALUE")
        variables[name] = _json(name, value) if name in as_json else value
    return variables


def _json_variables(document: str) -> set[str]:
    """Return the variables of a document whose values are no text: numbers, lists and objects."""
    from graphql import GraphQLError, NamedTypeNode, NonNullTypeNode, OperationDefinitionNode, parse

    from schema.limits import Limits

    try:
        definitions = parse(document, max_lexical_tokens=Limits().tokens).definitions
    except GraphQLError:
        return set()  # the engine says what is wrong with it
    found: set[str] = set()
    for definition in definitions:
        for variable in (isinstance(definition, OperationDefinitionNode) and definition.variable_definitions) or ():
            type_ = variable.type.type if isinstance(variable.type, NonNullTypeNode) else variable.type
            name = type_.name.value if isinstance(type_, NamedTypeNode) else None
            if name is None or name in {"Int", "Boolean"} or name.endswith("Input"):
                found.add(variable.variable.name.value)
    return found


def _json(name: str, value: str) -> Any:
    try:
        return json_format.loads(value)
    except (ValueError, RecursionError):
        raise UsageProblem(f"--var {name}: {value!r} is not JSON, which a value of this type must be") from None
