"""What the typed clients were made from, as a digest: their queries, what these use of the schema, and the pins.

``scripts/clients`` writes it and a test compares. What the queries do not touch may change without new clients.
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLNamedType,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    print_type,
    visit,
)

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "examples" / "clients"
NOTE = CLIENTS / "made-from.txt"
_PINS = ("python/generator.txt", "python/pyproject.toml", "typescript/package-lock.json", "typescript/codegen.ts")


def digest() -> str:
    """Return the SHA-256 of all that decides what the generators write."""
    total = hashlib.sha256()
    for part in (*_files(), *sorted(_used_of_the_schema())):
        total.update(f"{len(part)}:{part}\n".encode())
    return total.hexdigest()


def _files() -> Iterator[str]:
    for path in (*sorted((CLIENTS / "queries").glob("*.graphql")), *(CLIENTS / name for name in _PINS)):
        yield path.read_text(encoding="utf-8")


def _used_of_the_schema() -> set[str]:
    """Return the fields, arguments, scalars and enumerations that the queries use, as they are declared."""
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
    used: set[str] = set()
    info = TypeInfo(schema)

    def take(named: GraphQLNamedType | None) -> None:
        if isinstance(named, GraphQLEnumType):
            used.add(print_type(named))

    class Uses(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            field, parent = info.get_field_def(), info.get_parent_type()
            assert field is not None
            arguments = ", ".join(f"{name}: {argument.type}" for name, argument in field.args.items())
            used.add(f"{parent}.{node.name.value}({arguments}): {field.type}")
            take(get_named_type(field.type))

        def enter_variable_definition(self, _node: VariableDefinitionNode, *_: object) -> None:
            take(get_named_type(info.get_input_type()))

    for path in sorted((CLIENTS / "queries").glob("*.graphql")):
        visit(parse(path.read_text(encoding="utf-8")), TypeInfoVisitor(info, Uses()))
    return used


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        NOTE.write_text(digest() + "\n", encoding="utf-8")
    print(digest())
