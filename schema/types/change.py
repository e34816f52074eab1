"""`Change`: what happened to packages and their names, and the list of it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from graph import edges
from graph.changes import Change
from graph.edges import Facet
from graph.store import Filter
from graph.vocabulary import NodeKind
from schema.declare import Argument, Arguments, Column, Connection, Link, ObjectType
from schema.errors import UnknownVersion

if TYPE_CHECKING:
    from schema.reading import Reader

CHANGE = ObjectType(
    "Change",
    "Something that a release brought to a package or to one of its names. What has no certain date is not listed.",
    (
        Column("kind", "ChangeKind!", "What happened."),
        Column("date", "Date!", "When the release was published; when a release was yanked, no index tells."),
        Column("version", "Version!", "The first release read that shows it."),
        Column("exact", "Boolean!", "Whether it came with that release; otherwise with one between `after` and it."),
        Column("after", "Version", "The last release read that does not show it; null where there is none."),
        Link("package", "Package!", "The package.", kind=NodeKind.PACKAGE),
        Link("framework", "Framework!", "The framework that the package belongs to.", kind=NodeKind.FRAMEWORK),
        Link("symbol", "Symbol", "The name; null for what concerns the release itself.", kind=NodeKind.SYMBOL),
        Column("movedTo", "SymbolName", "Where the name is now, if it moved."),
    ),
    record=Change,
)


async def _narrowed(where: Filter, arguments: Arguments, reader: "Reader") -> Filter:
    """Return the filter with the kinds and the version asked for; the version that is served has all events itself.

    Raises:
        UnknownVersion: If the version asked for is another one that was never published, or is no longer remembered.
    """
    terms = dict(where.terms)
    if arguments.get("kinds") is not None:
        terms[Facet.KIND] = frozenset(str(kind) for kind in arguments["kinds"])
    if arguments.get("sinceVersion") is not None:
        terms[Facet.NEW_SINCE] = await _without(arguments["sinceVersion"], reader)
    return replace(where, terms=terms)


async def _without(version: str, reader: "Reader") -> frozenset[str]:
    served = str(reader.version)
    if version == served:
        return frozenset()
    number = await reader.published(version)
    if number is None:
        raise UnknownVersion(version, served)
    return frozenset({str(number)})


CHANGES_FIELD = Connection(
    "changes",
    "ChangeConnection!",
    "What happened to packages and their names, newest first. What became of concepts and mappings is not among it.",
    edge=edges.CHANGES,
    arguments=(
        Argument("kinds", "[ChangeKind!]", "Only events of one of these kinds."),
        Argument(
            "sinceVersion",
            "String",
            "Only what this version of the graph, as `snapshot` and the header `Duramen-Version` named it, did not "
            "have: also what happened before and was found since, such as in the past of a framework that is new "
            "here. It is the version that is served, or one that was published before. Any other is refused with the "
            "code `UNKNOWN_VERSION`: ask by `since` then.",
        ),
    ),
    narrow=_narrowed,
)
