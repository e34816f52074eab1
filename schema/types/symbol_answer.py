"""`SymbolAnswer`: what is known of names as they stand in a program, such as the imports of a tutorial."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.vocabulary import NodeKind
from schema.declare import Argument, Arguments, Column, InputType, Link, LinkList, ObjectType, Question
from schema.recognition import NEAREST, STAND_INS, Asked, SymbolAnswer, recognise

if TYPE_CHECKING:
    from schema.reading import Reader

SYMBOL_REFERENCE = InputType(
    "SymbolReferenceInput",
    "A public name to look up.",
    (
        Argument("package", "Purl!", "The package that has it, or had it."),
        Argument(
            "ref",
            "String!",
            "The object reference, `module:name`; or the dotted name, such as `haystack.components.rankers.Ranker`.",
        ),
        Argument("version", "Version", "The version of the package that is used."),
    ),
)
SYMBOL_ANSWER = ObjectType(
    "SymbolAnswer",
    "What the catalogue knows of one name that was asked about. States say that a name exists, not that it works well.",
    (
        Column("package", "Purl!", "The package that was asked about."),
        Column("ref", "String!", "The name that was asked about, as it was given."),
        Column("version", "Version", "The version that was asked about."),
        Column("cataloguing", "Cataloguing!", "Whether the catalogue knows the name."),
        Column("found", "SymbolName", "The name that it was recognised as; null where it was not."),
        Column(
            "beyond",
            "String",
            "What follows the name that was recognised, such as a method; of that itself nothing is recorded.",
        ),
        Column("symbol", "Symbol", "The symbol, if a mapping names it."),
        Link(
            "packageFound",
            "Package",
            "The package that was asked about, if a framework of the catalogue has it.",
            kind=NodeKind.PACKAGE,
            attribute="package",
        ),
        Column("state", "SymbolState!", "What the newest release read says."),
        Column("stateInVersion", "SymbolState", "What is recorded for the version asked about; null if none was."),
        Column("newest", "Version", "The newest release that was read."),
        Column("firstSeen", "Sighting", "The first release read that has it; null where none does."),
        Column("lastSeen", "Sighting", "The last release read that has it; null where none does."),
        Column("movedTo", "SymbolName", "Where it is now, or what took its place; null where nothing is known."),
        LinkList(
            "concepts",
            "[Concept!]!",
            "The concepts that mappings use it for, or what it moved to.",
            kind=NodeKind.CONCEPT,
            longest="symbol.mappings",
        ),
        LinkList(
            "standIns",
            "[Symbol!]!",
            f"Up to {STAND_INS} names of the same kind for the same concepts that are there today: where it moved, "
            "those of its own framework, then others.",
            kind=NodeKind.SYMBOL,
            most=STAND_INS,
        ),
        LinkList(
            "nearest",
            "[Symbol!]!",
            f"For a name that was not recognised, up to {NEAREST} names of the same package that are called alike.",
            kind=NodeKind.SYMBOL,
            most=NEAREST,
        ),
    ),
    record=SymbolAnswer,
)


async def _symbols(reader: "Reader", arguments: Arguments) -> Sequence[SymbolAnswer]:
    asked = [Asked(one["package"], one["ref"], one.get("version")) for one in arguments["refs"]]
    return await recognise(reader.pinned, asked)


SYMBOLS_FIELD = Question(
    "symbols",
    "[SymbolAnswer!]!",
    "What the catalogue knows of up to 200 names, such as the imports of a tutorial, in the order asked.",
    arguments=(Argument("refs", "[SymbolReferenceInput!]!", "The names to look up."),),
    resolve=_symbols,
    list_argument="refs",
)
