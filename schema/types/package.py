"""`Package` and `Release`: what a package index publishes."""

from graph import edges
from graph.identity import ecosystem_of
from graph.records import Package, Release
from graph.vocabulary import NodeKind
from schema.declare import Column, Computed, Connection, Link, ObjectType

RELEASE = ObjectType(
    "Release",
    "A published version of a package.",
    (
        Column("version", "Version!", "The version, as the index spells it."),
        Link("package", "Package!", "The package.", kind=NodeKind.PACKAGE),
        Column("date", "Date", "When it was published; null where the index does not know it for certain."),
        Column("yanked", "Boolean!", "Whether its owner withdrew it."),
        Column("reading", "Reading!", "How much of its artifact was read."),
        Column("sha256", "String", "The SHA-256 of the artifact, as the index states it; null where there is none."),
    ),
    record=Release,
)


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
        Connection("releases", "ReleaseConnection!", "Its known releases, newest first.", edge=edges.PACKAGE_RELEASES),
    ),
    record=Package,
    kind=NodeKind.PACKAGE,
)
