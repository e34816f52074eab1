"""`Symbol`, and the evidence about it: what reading the published package said."""

from collections.abc import Callable
from typing import Any

from graph import edges
from graph.records import Evidence, Interval, Quotation, SignatureChange, Symbol, SymbolKey
from graph.state import symbol_state
from graph.vocabulary import NodeKind
from schema.declare import Argument, Arguments, Batched, Column, Computed, Connection, Field, Link, ObjectType
from schema.reading import read_evidence
from schema.sightings import Location, Sighting, first_seen, last_seen, location_of

INTERVAL = ObjectType(
    "Interval",
    "A run of releases in which reading gave the same finding. An end that is not exact lies somewhere between two "
    "releases that were read.",
    (
        Column("finding", "Finding!", "What the releases of this run say."),
        Column("first", "Version!", "The first release read that says so."),
        Column("firstDate", "Date", "When that release was published; null where that is not known for certain."),
        Column("firstExact", "Boolean!", "Whether the release right before it was read too."),
        Column("last", "Version", "The last release read that says so; null while the newest one does."),
        Column("lastDate", "Date", "When that release was published; null where that is open or not known."),
        Column("lastExact", "Boolean!", "Whether the release right after it was read too."),
    ),
    record=Interval,
)
SIGNATURE_CHANGE = ObjectType(
    "SignatureChange",
    "Parameters that differ from those in the release read before. One that TypeScript takes apart instead of naming "
    "it is called `{…}`; where both releases take it apart, the properties that its type lists stand for it.",
    (
        Column("version", "Version!", "The first release read that has them."),
        Column("date", "Date", "When it was published."),
        Column("exact", "Boolean!", "Whether the release right before it was read too."),
        Column("added", "[String!]!", "The parameters that are new."),
        Column("removed", "[String!]!", "The parameters that are gone."),
        Column("changed", "[String!]!", "The parameters with another type, default or place; `return` for the result."),
    ),
    record=SignatureChange,
)
QUOTATION = ObjectType(
    "Quotation",
    "A sentence of the owner's documentation that names a symbol which reading cannot decide.",
    (
        Column("text", "String!", "The sentence."),
        Column("url", "URL!", "Where it stands."),
        Column("readOn", "Date!", "When it was read there."),
    ),
    record=Quotation,
)
SYMBOL_NAME = ObjectType(
    "SymbolName",
    "A public name of a package, whether the catalogue has it or not.",
    (
        Column("package", "Purl!", "The package."),
        Column("ref", "String!", "The object reference, `module:name`."),
        Link("symbol", "Symbol", "The symbol; null if no mapping names it.", kind=NodeKind.SYMBOL),
    ),
    record=SymbolKey,
)
EVIDENCE = ObjectType(
    "Evidence",
    "What reading the published packages said about a symbol. It shows that a name exists, not that it works well.",
    (
        Link("symbol", "Symbol!", "The symbol that this is about.", kind=NodeKind.SYMBOL),
        Column("checkedOn", "Date!", "When the packages were read."),
        Column("version", "Version!", "The newest release that was read."),
        Column("finding", "Finding!", "What that release says."),
        Column("how", "String", "How the name comes to be there, such as by definition or by re-export."),
        Column("file", "String", "The file of the package that defines it."),
        Column("line", "Int", "The line in that file, from 1."),
        Column("signature", "String", "Its signature."),
        Column("reason", "String", "Why reading could not decide."),
        Column("objectKind", "String", "What the name stands for, such as a class or a function."),
        Column("definedIn", "Purl", "The package that defines it, where that is another one."),
        Column("definedInVersion", "Version", "The release of that package in which the definition was read."),
        Column("movedTo", "SymbolName", "Where the name moved."),
        Column("movedBy", "MoveBasis", "Why that is taken for the same thing."),
        Column("nearest", "[String!]!", "Names that are there and resemble one that is not."),
        Column("intervals", "[Interval!]!", "The finding over the releases, oldest first."),
        Column("signatureChanges", "[SignatureChange!]!", "How its parameters changed, oldest first."),
    ),
    record=Evidence,
)
SIGHTING = ObjectType(
    "Sighting",
    "A release in which a name was found.",
    (
        Column("version", "Version!", "The release."),
        Column("date", "Date", "When it was published; null where that is not recorded."),
        Column("exact", "Boolean!", "Whether the neighbouring release was read too, and does not have the name."),
    ),
    record=Sighting,
)
LOCATION = ObjectType(
    "Location",
    "Where a name is defined, in the newest release that was read.",
    (
        Column("package", "Purl!", "The package that has the file."),
        Column("version", "Version!", "The release of that package that was read."),
        Column("file", "String!", "The file."),
        Column("line", "Int", "The line in it, from 1; null where there is none."),
    ),
    record=Location,
)


def _from_evidence(
    name: str, type_: str, description: str, pick: Callable[[Evidence], Any], *arguments: Argument
) -> Batched:
    """Return a field that follows from the evidence about a symbol; null where there is none."""

    def value(evidence: Evidence | None, _: Arguments) -> Any:
        return None if evidence is None else pick(evidence)

    return Batched(name, type_, description, arguments=arguments, key=_key, load=read_evidence, pick=value)


def _key(symbol: Symbol) -> SymbolKey:
    return SymbolKey(symbol.package, symbol.ref)


_SEEN: tuple[Field, ...] = (
    Batched(
        "state",
        "SymbolState!",
        "What is recorded about it. It says that the name exists, not that it works well.",
        arguments=(
            Argument("asOf", "Date", "As the releases stood on that day; in the newest release read if left out."),
        ),
        key=_key,
        load=read_evidence,
        pick=lambda evidence, arguments: symbol_state(evidence, arguments.get("asOf")),
    ),
    _from_evidence("firstSeen", "Sighting", "The first release read that has it; null where none does.", first_seen),
    _from_evidence("lastSeen", "Sighting", "The last release read that has it; null where none does.", last_seen),
    _from_evidence("movedTo", "SymbolName", "Where it is now, if it moved.", lambda evidence: evidence.moved_to),
    _from_evidence("definedAt", "Location", "Where it is defined; null where that is not known.", location_of),
    _from_evidence(
        "signature", "String", "Its signature in the newest release read.", lambda evidence: evidence.signature
    ),
)
SYMBOL = ObjectType(
    "Symbol",
    "A public name of a package: exactly what a learner would import.",
    (
        Column("ref", "String!", "The object reference, `module:name`, such as `haystack.components.rankers:Ranker`."),
        Computed(
            "name", "String!", "The name without its module.", function=lambda symbol: symbol.ref.rpartition(":")[2]
        ),
        Column("kind", "SymbolKind!", "What a program does with it."),
        Column("former", "Boolean!", "Whether it resolved in an older release and no longer does."),
        Column("seenIn", "Version", "For a former name, a release that had it."),
        Column("quotation", "Quotation", "What the owner's documentation says of it, where reading cannot decide."),
        Link("package", "Package!", "The package that has it.", kind=NodeKind.PACKAGE),
        Link("replacedBy", "Symbol", "What took its place.", kind=NodeKind.SYMBOL),
        Connection("replaces", "SymbolConnection!", "The former names that it replaced.", edge=edges.SYMBOL_REPLACES),
        Connection("mappings", "MappingConnection!", "The mappings that name it.", edge=edges.SYMBOL_MAPPINGS),
        Batched(
            "evidence",
            "Evidence",
            "What reading the package said about it; null where nobody looked yet.",
            key=_key,
            load=read_evidence,
        ),
        *_SEEN,
    ),
    record=Symbol,
    kind=NodeKind.SYMBOL,
)
