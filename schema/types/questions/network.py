"""`path`, `neighbourhood`, `similar`, `coverage` and `gaps`: how things hang together, and where knowledge is thin."""

from collections.abc import Sequence
from typing import Any

from graph.questions.network import (
    DEEPEST,
    MOST_EDGES,
    MOST_NODES,
    MOST_SHARED,
    MOST_SIMILAR,
    Explanation,
    Neighbour,
    Neighbourhood,
    Similar,
    neighbourhood,
    network,
    path,
    similar,
)
from graph.questions.projection import Projection
from graph.questions.work import MOST_CELLS, MOST_CONCEPTS, Covering, Effort, Work, WorkItem, coverage, gaps
from graph.records import Node
from graph.store import Pinned
from graph.vocabulary import NodeKind
from schema.declare import Argument, Arguments, Batched, Column, EnumType, Link, ObjectType, Question, Text
from schema.limits import DEFAULT_PAGE
from schema.types.questions.asking import answered_by
from schema.types.questions.reason import BECAUSE, node_field, nodes_by_key

_LONGEST_PATH = 60
_LONGEST_PAGE = 100

EFFORT = EnumType(
    "Effort",
    "How much a piece of work asks for, least first.",
    Effort,
    {
        Effort.MINUTES: "Some minutes: one line of a file.",
        Effort.AN_HOUR: "An hour: one mapping, with its names looked up.",
        Effort.A_DAY: "A day: something that has no example in the catalogue yet.",
    },
)
WORK = EnumType(
    "Work",
    "What is to be done.",
    Work,
    {
        Work.REPAIR_MAPPING: "A mapping names what is gone: name what is there.",
        Work.VERIFY_MAPPING: "Nobody could decide yet whether the names of a mapping are there.",
        Work.NAME_REPLACEMENT: "A name is gone, and nothing says what took its place.",
        Work.ADD_MAPPING: "A concept has too few mappings to choose from.",
        Work.RETIRE_FRAMEWORK: "A framework had no release for a year and names no successor.",
    },
)


def _nodes(name: str, description: str, most: int) -> Batched:
    async def load(pinned: Pinned, keys: Sequence[Any], arguments: Arguments) -> Sequence[Sequence[Node | None]]:
        flat = [one for group in keys for one in group]
        found = iter(await nodes_by_key(pinned, flat, arguments))
        return [[next(found) for _ in group] for group in keys]

    attribute = name
    return Batched(name, "[Node]!", description, key=lambda record: getattr(record, attribute), load=load, most=most)


EXPLANATION = ObjectType(
    "Explanation",
    "How two nodes hang together. Each edge is said in its own direction, whichever way the path goes.",
    (
        _nodes("nodes", "The nodes from one to the other.", _LONGEST_PATH),
        Column("edges", "[Reason!]!", "The edges between them, in order.", most=_LONGEST_PATH),
    ),
    record=Explanation,
)
NEIGHBOUR = ObjectType(
    "Neighbour",
    "A node near another.",
    (
        node_field("node", "Node", "The node.", lambda one: one.key),
        Column("distance", "Int!", "How many edges lie between; 0 for the node itself."),
    ),
    record=Neighbour,
)
NEIGHBOURHOOD = ObjectType(
    "Neighbourhood",
    "What lies around a node, for drawing.",
    (
        Column("nodes", "[Neighbour!]!", "The nodes, nearest first.", most=MOST_NODES),
        Column("edges", "[Reason!]!", "The edges between these nodes, 300 at most.", most=MOST_EDGES),
        Column("further", "Int!", "How many nodes are as near and are not shown."),
    ),
    record=Neighbourhood,
)
SIMILAR = ObjectType(
    "Similar",
    "A node of the same kind that shares much with another.",
    (
        node_field("node", "Node", "The node.", lambda one: one.key),
        Column("percent", "Int!", "How alike they are: the weighted Jaccard index of what is right around both."),
        _nodes("shared", "What both have, the most telling first, eight at most.", MOST_SHARED),
        BECAUSE,
    ),
    record=Similar,
)
COVERING = ObjectType(
    "ConceptCoverage",
    "A concept with the frameworks that express it.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("cells", "[ComparisonCell!]!", "The frameworks that express it, fullest first.", most=MOST_CELLS),
        Column("core", "Int!", "How many express it fully."),
        Column("partial", "Int!", "How many express a part of it."),
        Column("hook", "Int!", "How many only offer a place to plug it in."),
        Column("isThin", "Boolean!", "Whether fewer than three express it, too few to choose from."),
    ),
    record=Covering,
)
WORK_ITEM = ObjectType(
    "WorkItem",
    "A piece of work that makes the catalogue better.",
    (
        Column("work", "Work!", "What is to be done."),
        Column("effort", "Effort!", "How much it asks for."),
        node_field("subject", "Node", "What it is about.", lambda one: one.subject),
        Column("text", "String!", "The task in words."),
        BECAUSE,
    ),
    record=WorkItem,
)


def _neighbourhood(projection: Projection, arguments: Arguments) -> Neighbourhood:
    depth, first = arguments.get("depth"), arguments.get("first")
    return neighbourhood(
        projection, arguments["of"], 1 if depth is None else depth, MOST_NODES // 2 if first is None else first
    )


def _id(name: str, description: str) -> Argument:
    return Argument(name, "ID!", description, text=Text.OPAQUE)


FIELDS = (
    Question(
        "path",
        "Explanation",
        "The shortest explanation of how two nodes hang together; null where they don't.",
        arguments=(
            _id("from", "One of them: a global id, or `kind:slug` such as `concept:reranking`."),
            _id("to", "The other."),
        ),
        resolve=answered_by(
            lambda projection, arguments: path(projection, arguments["from"], arguments["to"]), network
        ),
    ),
    Question(
        "neighbourhood",
        "Neighbourhood!",
        "What lies around a node, for drawing.",
        arguments=(
            _id("of", "The node: a global id, or `kind:slug`."),
            Argument("depth", "Int", f"How many edges away, 1 to {DEEPEST}; 1 if left out."),
            Argument("first", "Int", "How many nodes, 1 to 100; 50 if left out."),
        ),
        resolve=answered_by(_neighbourhood, network),
    ),
    Question(
        "similar",
        "[Similar!]!",
        "The nodes of the same kind that share most with one, by the weighted Jaccard index of their neighbours.",
        arguments=(
            _id("to", "The node: a global id, or `kind:slug`."),
            Argument("first", "Int", "How many; 10 if left out, 20 at most."),
        ),
        resolve=answered_by(
            lambda projection, arguments: similar(projection, arguments["to"], arguments.get("first") or 10), network
        ),
        most=MOST_SIMILAR,
    ),
    Question(
        "coverage",
        "[ConceptCoverage!]!",
        "Which frameworks express the concepts of a family; the thinnest first.",
        arguments=(Argument("family", "String!", "The slug of the family."),),
        resolve=answered_by(lambda projection, arguments: coverage(projection, arguments["family"])),
        most=MOST_CONCEPTS,
    ),
    Question(
        "gaps",
        "[WorkItem!]!",
        "Where the catalogue is thin: work for contributors, least effort first.",
        arguments=(
            Argument("family", "String", "The slug of a family; all if left out."),
            Argument("first", "Int", "How many, 1 to 100; 20 if left out."),
        ),
        resolve=answered_by(
            lambda projection, arguments: gaps(projection, arguments.get("family"))[
                : arguments.get("first") or DEFAULT_PAGE
            ],
            gaps,
        ),
        most=_LONGEST_PAGE,
    ),
)
TYPES = (EXPLANATION, NEIGHBOURHOOD, NEIGHBOUR, SIMILAR, COVERING, WORK_ITEM, WORK, EFFORT)
