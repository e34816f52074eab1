"""`Reason`: what an answer rests on."""

from collections.abc import Callable, Sequence
from typing import Any

from graph.identity import NodeKey
from graph.questions.reasons import Basis, Reason
from graph.records import Node
from graph.store import Pinned
from graph.vocabulary import NodeKind
from schema.declare import Arguments, Batched, Column, EnumType, ObjectType

BASIS = EnumType(
    "Basis",
    "What a reason rests on: an edge of the graph, or a record of evidence.",
    Basis,
    {
        Basis.PREREQUISITE: "One concept is a prerequisite of another.",
        Basis.REQUIREMENT: "A goal or role requires a concept.",
        Basis.EXCLUSION: "A role or goal says that a concept need not be mastered.",
        Basis.KNOWN: "You said that you know it, or something that rests on it.",
        Basis.MAPPING: "A framework expresses a concept, by names that were looked for in its packages.",
        Basis.RELATION: "One concept stands in a relation to another.",
        Basis.FAMILY: "A concept belongs to a family.",
        Basis.PACKAGE: "A package belongs to a framework.",
        Basis.SYMBOL: "A symbol is named by a mapping.",
        Basis.REPLACEMENT: "A symbol took the place of another.",
        Basis.SUCCESSOR: "A framework names another as its successor.",
        Basis.RELEASE: "The dates of releases, as the package index gives them.",
        Basis.SURVIVAL: "How long public names lasted, as it was measured.",
        Basis.TEXT: "A name or a text of a node fits the words that were given.",
        Basis.MANIFEST: "A line of a dependency manifest that was given.",
        Basis.IMPORT: "An import in code that was given.",
    },
)


async def nodes_by_key(pinned: Pinned, keys: Sequence[Any], _: Arguments) -> Sequence[Node | None]:
    """Return nodes of any kinds in the order of their keys: one round trip a kind, at most eight."""
    wanted: dict[NodeKind, list[str]] = {}
    for key in keys:
        if key is not None:
            wanted.setdefault(key.kind, []).append(key.key)
    found: dict[NodeKey, Node | None] = {}
    for kind, own in wanted.items():
        found |= zip((NodeKey(kind, one) for one in own), await pinned.nodes(kind, own), strict=True)
    return [None if key is None else found[key] for key in keys]


def node_field(name: str, type_: str, description: str, key: Callable[[Any], NodeKey | None]) -> Batched:
    """Return a field that leads to a node of any kind."""
    return Batched(name, type_, description, key=key, load=nodes_by_key)


REASON = ObjectType(
    "Reason",
    "One thing that an answer rests on, said in a sentence: an edge of the graph, with the evidence about it.",
    (
        Column("basis", "Basis!", "What it rests on."),
        Column("text", "String!", "The reason in words."),
        node_field(
            "subject",
            "Node",
            "Where the edge begins; null for nodes that went meanwhile, and for lines that name nothing of the graph.",
            lambda r: r.subject,
        ),
        node_field("object", "Node", "Where it leads; null where one node is concerned.", lambda r: r.object),
        Column("checkedOn", "Date", "The day of the evidence; null where the reason is curated and not measured."),
        Column("version", "Version", "The release that the evidence is about."),
    ),
    record=Reason,
)
BECAUSE_MOST = 6
"""Reasons that one part of an answer may have."""
BECAUSE = Column("because", "[Reason!]!", "What this rests on.", most=BECAUSE_MOST)
TYPES = (REASON, BASIS)
