"""`Role`, and the requirements that roles and goals share."""

from graph.records import Exclusion, Requirement, Role
from graph.vocabulary import NodeKind
from schema.declare import Column, Link, ObjectType

REQUIREMENT = ObjectType(
    "Requirement",
    "A concept that must be mastered, how well, and why.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("level", "Level!", "How well."),
        Column("reason", "String!", "Why."),
    ),
    record=Requirement,
)
EXCLUSION = ObjectType(
    "Exclusion",
    "A concept that need not be mastered, and why.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("reason", "String!", "Why it can be left to others."),
    ),
    record=Exclusion,
)
ROLE = ObjectType(
    "Role",
    "A job, with what one must master in it and what not.",
    (
        Column("slug", "String!", "Its short name in addresses, such as `retrieval-engineer`."),
        Column("name", "String!", "Its name."),
        Column("summary", "String!", "What somebody in this role does."),
        Column("requires", "[Requirement!]!", "What must be mastered."),
        Column("excludes", "[Exclusion!]!", "What need not be mastered, although one might think so."),
    ),
    record=Role,
    kind=NodeKind.ROLE,
)
