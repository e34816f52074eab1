"""`Change`: what happened to packages and their names, and the list of it."""

from dataclasses import replace

from graph import edges
from graph.changes import Change
from graph.edges import Facet
from graph.store import Filter
from graph.vocabulary import NodeKind
from schema.declare import Argument, Arguments, Column, Connection, Link, ObjectType
from schema.errors import UnknownVersion

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


def _narrowed(where: Filter, arguments: Arguments, version: str) -> Filter:
    """Return the filter with the kinds asked for; since the version that is served itself nothing has changed.

    Raises:
        UnknownVersion: If the changes since another version are asked for: none is kept.
    """
    since, kinds = arguments.get("sinceVersion"), arguments.get("kinds")
    if since is not None and since != version:
        raise UnknownVersion(since, version)
    if since is not None:
        kinds = ()
    if kinds is None:
        return where
    return replace(where, terms={**where.terms, Facet.KIND: frozenset(str(kind) for kind in kinds)})


CHANGES_FIELD = Connection(
    "changes",
    "ChangeConnection!",
    "What happened to packages and their names, newest first.",
    edge=edges.CHANGES,
    arguments=(
        Argument("kinds", "[ChangeKind!]", "Only events of one of these kinds."),
        Argument(
            "sinceVersion",
            "String",
            "Only what is new since this version of the graph, as `snapshot` names it. A version that is not kept here "
            "is refused with the code `UNKNOWN_VERSION`.",
        ),
    ),
    narrow=_narrowed,
)
