"""`Framework`: a tool that expresses concepts."""

import datetime
from collections.abc import Sequence
from typing import Any

from graph import edges
from graph.edges import Facet, OrderField
from graph.records import Framework, Release
from graph.store import Filter, Order, Page, Pinned
from graph.vocabulary import NodeKind
from schema.declare import Arguments, Batched, Column, Connection, Link, LinkList, ObjectType

_KEPT = Filter({Facet.YANKED: frozenset({"false"})})


async def _last_releases(pinned: Pinned, owners: Sequence[Any], _: Arguments) -> Sequence[Release | None]:
    """Return the newest release of any of the packages of each owner that was not withdrawn."""
    purls = sorted({purl for packages in owners for purl in packages})
    newest = Order(OrderField.NEWEST)
    slices = await pinned.slices(edges.PACKAGE_RELEASES, purls, Page(first=1), _KEPT, newest, None)
    found: dict[str, Any] = {purl: one.items[0] for purl, one in zip(purls, slices, strict=True) if one.items}
    releases = ([found[purl] for purl in packages if purl in found] for packages in owners)
    return [max(one, key=_date, default=None) for one in releases]


def _date(release: Release) -> datetime.date:
    return release.date or datetime.date.min


FRAMEWORK = ObjectType(
    "Framework",
    "A tool that expresses concepts through the public names of its packages.",
    (
        Column("slug", "String!", "Its short name in addresses, such as `haystack`."),
        Column("name", "String!", "Its name."),
        Column("kind", "FrameworkKind!", "What it mainly is."),
        Column("summary", "String!", "What it does, in a sentence."),
        LinkList("packages", "[Package!]!", "The packages that it is published as.", kind=NodeKind.PACKAGE),
        Column("repository", "URL!", "Where its source code is kept."),
        Column("documentation", "URL", "Where its documentation begins."),
        Column("licence", "String!", "Its licence as an SPDX expression, such as `Apache-2.0`."),
        Column("needs", "[Need!]!", "What one must have before it does anything useful."),
        Link(
            "successor",
            "Framework",
            "The framework that took over when the time of this one had passed.",
            kind=NodeKind.FRAMEWORK,
        ),
        Connection(
            "predecessors",
            "FrameworkConnection!",
            "The frameworks that it took over from.",
            edge=edges.FRAMEWORK_PREDECESSORS,
        ),
        Connection("mappings", "MappingConnection!", "How it expresses concepts.", edge=edges.FRAMEWORK_MAPPINGS),
        Connection("concepts", "ConceptConnection!", "The concepts that it expresses.", edge=edges.FRAMEWORK_CONCEPTS),
        Connection(
            "symbols",
            "SymbolConnection!",
            "The public names of its packages that mappings use.",
            edge=edges.FRAMEWORK_SYMBOLS,
        ),
        Batched(
            "lastRelease",
            "Release",
            "The newest release of any of its packages that was not withdrawn; null where none is known.",
            key=lambda framework: framework.packages,
            load=_last_releases,
        ),
        Batched(
            "survival",
            "[Survival!]!",
            "How long the names of its packages lasted: those that mappings use, then all public ones.",
            longest="framework.survival",
            key=lambda framework: framework.slug,
            load=lambda pinned, slugs, _: pinned.survival(slugs),
        ),
    ),
    record=Framework,
    kind=NodeKind.FRAMEWORK,
)
