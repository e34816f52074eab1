"""`Query`: where every question begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph import edges
from graph.edges import Edge
from graph.identity import from_global_id, mapping_key, symbol_key
from graph.records import Node, RetiredId, Symbol, SymbolKey
from graph.vocabulary import NodeKind
from schema.declare import (
    Argument,
    Arguments,
    Column,
    Computed,
    Connection,
    Field,
    InputType,
    Lookup,
    ObjectType,
    Question,
    Text,
)
from schema.errors import BadUserInput
from schema.types.enums import Cataloguing
from schema.types.questions import QUESTION_FIELDS
from schema.types.snapshot import SNAPSHOT_FIELD

if TYPE_CHECKING:
    from schema.reading import Reader

SYMBOL_REFERENCE = InputType(
    "SymbolReferenceInput",
    "A public name to look up.",
    (
        Argument("package", "Purl!", "The package that has it, or had it."),
        Argument("ref", "String!", "The object reference, `module:name`."),
    ),
)


@dataclass(frozen=True, slots=True)
class SymbolAnswer:
    """What the catalogue knows of one name that was asked about."""

    package: str
    ref: str
    symbol: Symbol | None


SYMBOL_ANSWER = ObjectType(
    "SymbolAnswer",
    "What the catalogue knows of one name that was asked about.",
    (
        Column("package", "Purl!", "The package that was asked about."),
        Column("ref", "String!", "The object reference that was asked about."),
        Computed(
            "cataloguing",
            "Cataloguing!",
            "Whether the catalogue knows the name.",
            function=lambda answer: Cataloguing.MAPPED if answer.symbol else Cataloguing.NOT_CATALOGUED,
        ),
        Column("symbol", "Symbol", "The symbol, if a mapping names it."),
    ),
    record=SymbolAnswer,
)


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


async def _symbols(reader: "Reader", arguments: Arguments) -> Sequence[SymbolAnswer]:
    asked = [SymbolKey(one["package"], one["ref"]) for one in arguments["refs"]]
    found = await reader.nodes_of(NodeKind.SYMBOL, [symbol_key(key) for key in asked])
    return [SymbolAnswer(key.package, key.ref, node) for key, node in zip(asked, found, strict=True)]


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
    Question(
        "symbols",
        "[SymbolAnswer!]!",
        "What the catalogue knows of names, such as the imports of a tutorial, in the order asked.",
        arguments=(Argument("refs", "[SymbolReferenceInput!]!", "The names to look up."),),
        resolve=_symbols,
        list_argument="refs",
    ),
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
    SNAPSHOT_FIELD,
)
QUERY = ObjectType(
    "Query", "Every question begins here. All answers to one request see one state of the graph.", _FIELDS
)
