"""`Query`: where every question begins."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph import edges
from graph.edges import Edge
from graph.identity import from_global_id, mapping_key
from graph.records import Node, RetiredId, Symbol, SymbolKey
from graph.vocabulary import NodeKind
from schema.declare import (
    Argument,
    Arguments,
    Connection,
    Field,
    Lookup,
    ObjectType,
    Question,
    Text,
)
from schema.errors import BadUserInput
from schema.types.change import CHANGES_FIELD
from schema.types.lasting import LASTING_FIELDS
from schema.types.questions import QUESTION_FIELDS
from schema.types.snapshot import SNAPSHOT_FIELD
from schema.types.symbol_answer import SYMBOLS_FIELD

if TYPE_CHECKING:
    from schema.reading import Reader


async def _node(reader: "Reader", arguments: Arguments) -> Node | None:
    return (await _nodes(reader, {"ids": [arguments["id"]]}))[0]


async def _nodes(reader: "Reader", arguments: Arguments) -> Sequence[Node | None]:
    keys = [from_global_id(text) for text in arguments["ids"]]
    return await reader.nodes(keys)


async def _symbol(reader: "Reader", arguments: Arguments) -> Symbol | None:
    ref, package = arguments["ref"], arguments.get("package")
    if package is not None:
        return await reader.symbol(SymbolKey(package, ref))
    found = await reader.symbols_by_ref(ref)
    if len(found) > 1:
        packages = ", ".join(key.package for key in found)
        raise BadUserInput(f"Several packages have {ref!r}: give one of {packages} as `package`.")
    return await reader.symbol(found[0]) if found else None


async def _retired(reader: "Reader", arguments: Arguments) -> RetiredId | None:
    return await reader.retired(arguments["id"])


def _by_slug(name: str, kind: NodeKind) -> Lookup:
    return Lookup(
        name,
        name.capitalize(),
        f"The {name} with this slug; null if there is none.",
        arguments=(Argument("slug", "String!", f"The {name}'s slug."),),
        kind=kind,
        key=lambda arguments: arguments["slug"],
    )


def _all(name: str, type_: str, edge: Edge, *, by_slug: bool = True) -> Connection:
    return Connection(name, f"{type_}Connection!", f"The {name} of the graph.", edge=edge, by_slug=by_slug)


_FIELDS: tuple[Field, ...] = (
    Question(
        "node",
        "Node",
        "Anything by its global id; null if it is not there, or is no id.",
        arguments=(Argument("id", "ID!", "The global id.", text=Text.OPAQUE),),
        resolve=_node,
    ),
    Question(
        "nodes",
        "[Node]!",
        "Things by their global ids, in the order asked; null for each that is not there.",
        arguments=(Argument("ids", "[ID!]!", "The global ids.", text=Text.OPAQUE),),
        resolve=_nodes,
        list_argument="ids",
    ),
    _by_slug("concept", NodeKind.CONCEPT),
    _all("concepts", "Concept", edges.CONCEPTS),
    _by_slug("family", NodeKind.FAMILY),
    _all("families", "Family", edges.FAMILIES),
    _by_slug("framework", NodeKind.FRAMEWORK),
    _all("frameworks", "Framework", edges.FRAMEWORKS),
    Lookup(
        "mapping",
        "Mapping",
        "How a framework expresses a concept; null if the catalogue has no such mapping.",
        arguments=(
            Argument("framework", "String!", "The framework's slug."),
            Argument("concept", "String!", "The concept's slug."),
        ),
        kind=NodeKind.MAPPING,
        key=lambda arguments: mapping_key(arguments["framework"], arguments["concept"]),
    ),
    _all("mappings", "Mapping", edges.MAPPINGS, by_slug=False),
    Question(
        "symbol",
        "Symbol",
        "A public name that a mapping uses; null if none does. If several packages have it, `package` must be given.",
        arguments=(
            Argument("ref", "String!", "The object reference, `module:name`."),
            Argument("package", "Purl", "The package that has it."),
        ),
        resolve=_symbol,
    ),
    SYMBOLS_FIELD,
    Lookup(
        "package",
        "Package",
        "The package with this package URL; null if the catalogue has none.",
        arguments=(Argument("purl", "Purl!", "The package URL, without version."),),
        kind=NodeKind.PACKAGE,
        key=lambda arguments: arguments["purl"],
    ),
    _all("packages", "Package", edges.PACKAGES, by_slug=False),
    _by_slug("role", NodeKind.ROLE),
    _all("roles", "Role", edges.ROLES),
    _by_slug("goal", NodeKind.GOAL),
    _all("goals", "Goal", edges.GOALS),
    Question(
        "retired",
        "RetiredId",
        "How a published id ended; null if it lives, or never was.",
        arguments=(Argument("id", "String!", "The id as it was published, `kind:slug`."),),
        resolve=_retired,
    ),
    *QUESTION_FIELDS,
    *LASTING_FIELDS,
    CHANGES_FIELD,
    SNAPSHOT_FIELD,
)
QUERY = ObjectType(
    "Query", "Every question begins here. All answers to one request see one state of the graph.", _FIELDS
)
