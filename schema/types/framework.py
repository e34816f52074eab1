"""`Framework`: a tool that expresses concepts."""

from graph import edges
from graph.records import Framework
from graph.vocabulary import NodeKind
from schema.declare import Column, Connection, Link, LinkList, ObjectType

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
    ),
    record=Framework,
    kind=NodeKind.FRAMEWORK,
)
