"""Where pages lead from everywhere: the main navigation, and what stands at the foot of each page.

A new page gets its place here. Entries whose page is not routed are left out, so that no link ever leads nowhere.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple


class Entry(NamedTuple):
    """A link to a page; `section` is the one that pages below it name as theirs."""

    section: str
    name: str
    path: str


MAIN: Sequence[Entry] = (
    Entry("concepts", "Concepts", "/concepts"),
    Entry("frameworks", "Frameworks", "/frameworks"),
    Entry("matrix", "Matrix", "/matrix"),
    Entry("paths", "Paths", "/paths"),
    Entry("compare", "Compare", "/compare"),
    Entry("changes", "Changes", "/changes"),
    Entry("explain", "Explain", "/explain"),
    Entry("audit", "Audit", "/audit"),
    Entry("evidence", "Evidence", "/evidence"),
    Entry("contribute", "Contribute", "/contribute"),
)
FOOT: Sequence[Entry] = (
    Entry("goals", "Goals", "/goals"),
    Entry("roles", "Roles", "/roles"),
    Entry("prerequisites", "Prerequisites", "/prerequisites"),
    Entry("everything", "Everything", "/everything"),
    Entry("swap", "Swap a tool", "/swap"),
    Entry("graphiql", "GraphiQL", "/graphiql"),
    Entry("embed", "Embed", "/embed"),
    Entry("method", "The method", "/method"),
)


class Navigation(NamedTuple):
    """The entries that lead somewhere, in their order."""

    main: Sequence[Entry]
    foot: Sequence[Entry]


def reachable(paths: Collection[str]) -> Navigation:
    """Return the navigation of a site that has pages at `paths`."""
    return Navigation(
        tuple(entry for entry in MAIN if entry.path in paths), tuple(entry for entry in FOOT if entry.path in paths)
    )
