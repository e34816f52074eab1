"""`Package` and `Release`: what a package index publishes."""

from collections.abc import Sequence
from typing import Any

from graph import edges
from graph.records import Package, Release
from graph.snapshot import ecosystem_of
from graph.store import Pinned
from graph.vocabulary import NodeKind
from schema.declare import Argument, Arguments, Batched, Column, Computed, Connection, Link, ObjectType

RELEASE = ObjectType(
    "Release",
    "A published version of a package.",
    (
        Column("version", "Version!", "The version, as the index spells it."),
        Column("date", "Date", "When it was published; null where the index does not know it for certain."),
        Column("yanked", "Boolean!", "Whether its owner withdrew it."),
        Column("reading", "Reading!", "How much of its artifact was read."),
        Column("sha256", "String", "The SHA-256 of the artifact, as the index states it; null where there is none."),
    ),
    record=Release,
)


async def _newest_releases(pinned: Pinned, purls: Sequence[Any], arguments: Arguments) -> Sequence[list[Release]]:
    """Return the newest releases of each package, newest first."""
    return [list(reversed(releases))[: arguments["first"]] for releases in await pinned.releases(purls)]


PACKAGE = ObjectType(
    "Package",
    "A package as an index publishes it.",
    (
        Column("purl", "Purl!", "Its package URL, without version."),
        Computed(
            "ecosystem", "Ecosystem!", "The index that it is published on.", function=lambda p: ecosystem_of(p.purl)
        ),
        Link("framework", "Framework!", "The framework that it belongs to.", kind=NodeKind.FRAMEWORK),
        Connection("symbols", "SymbolConnection!", "Its public names that mappings use.", edge=edges.PACKAGE_SYMBOLS),
        Batched(
            "releases",
            "[Release!]!",
            "Its newest known releases, newest first.",
            arguments=(Argument("first", "Int", "How many, 1 to 100.", default=20),),
            longest="package.releases",
            key=lambda package: package.purl,
            load=_newest_releases,
        ),
    ),
    record=Package,
    kind=NodeKind.PACKAGE,
)
