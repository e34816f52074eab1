"""`Concept` and what it is made of: outcomes, sources, and how it faded."""

from graph import edges
from graph.edges import RelationEnd
from graph.records import Concept, Faded, Outcomes, Source
from graph.vocabulary import NodeKind
from schema.declare import Batched, Column, Connection, Link, LinkList, ObjectType

OUTCOMES = ObjectType(
    "Outcomes",
    "What somebody can do at each level: one sentence each that can be checked and names no tool.",
    (
        Column("aware", "String!", "What one can do who is aware of the concept."),
        Column("apply", "String!", "What one can do who applies the concept."),
        Column("design", "String!", "What one can do who designs with the concept."),
    ),
    record=Outcomes,
)
SOURCE = ObjectType(
    "Source",
    "A publication that states a concept, with what finds it again.",
    (
        Column("title", "String!", "Its title."),
        Column("year", "Int!", "The year in which it appeared."),
        Column("doi", "String", "Its digital object identifier, such as `10.1145/3397271.3401075`."),
        Column("arxiv", "String", "Its arXiv number, such as `1901.04085`."),
        Column("isbn", "String", "Its ISBN, if it is a book."),
        Column("standard", "String", "The name of the standard that it is, such as `RFC 9110`."),
        Column("url", "URL", "Where it can be read, if no identifier finds it."),
    ),
    record=Source,
)
FADED = ObjectType(
    "Faded",
    "When and why a concept stopped being taught.",
    (
        Column("date", "Date!", "Since when."),
        Column("reason", "String!", "Why."),
        LinkList("replacedBy", "[Concept!]!", "The concepts that took its place.", kind=NodeKind.CONCEPT),
    ),
    record=Faded,
)
CONCEPT_RELATION = ObjectType(
    "ConceptRelation",
    "Another concept, and how the concept that was asked stands to it.",
    (
        Column("role", "RelationRole!", "How the concept that was asked stands to the other."),
        Link("concept", "Concept!", "The other concept.", kind=NodeKind.CONCEPT, attribute="other"),
    ),
    record=RelationEnd,
)
CONCEPT = ObjectType(
    "Concept",
    "An idea of AI engineering that stays when the tools change: what to learn, and what frameworks express.",
    (
        Column("slug", "String!", "Its short name in addresses, such as `reranking`."),
        Column("name", "String!", "Its name."),
        Link("family", "Family!", "The family that it belongs to.", kind=NodeKind.FAMILY),
        Column("kind", "ConceptKind!", "Whether tools implement it, or people do it."),
        Column("status", "ConceptStatus!", "How settled it is."),
        Column("aliases", "[String!]!", "Other names for it."),
        Column(
            "terms",
            "[String!]!",
            "Terms that lead to it without being its name: its kinds, parts, measures and neighbours.",
        ),
        Column("definition", "String!", "What it is, in one sentence."),
        Column("invariant", "String!", "What stays true of it whatever the tool."),
        Column("inputs", "[String!]!", "What it takes."),
        Column("outputs", "[String!]!", "What it gives."),
        Column("tradeOffs", "[String!]!", "What one pays for what."),
        Column("failureModes", "[String!]!", "How it goes wrong."),
        Column("recognition", "String", "How to recognise an implementation; null for a practice."),
        Column("outcomes", "Outcomes!", "What somebody can do who masters it, level by level."),
        Column("example", "String", "The pattern itself in a few lines of plain Python that run offline."),
        Column("sources", "[Source!]!", "The publications that state it."),
        Column("faded", "Faded", "When and why it stopped being taught; null unless its status is `FADED`."),
        Batched(
            "depth",
            "Int!",
            "The length of the longest chain of prerequisites below it; 0 where there are none.",
            key=lambda concept: concept.slug,
            load=lambda pinned, slugs, _: pinned.depths(slugs),
        ),
        Connection(
            "prerequisites",
            "ConceptConnection!",
            "What to learn right before it.",
            edge=edges.CONCEPT_PREREQUISITES,
        ),
        Connection(
            "dependents",
            "ConceptConnection!",
            "What becomes learnable with it: the concepts that have it as a prerequisite.",
            edge=edges.CONCEPT_DEPENDENTS,
        ),
        Connection(
            "allPrerequisites",
            "ConceptConnection!",
            "Everything to learn before it, direct or not; in the default order nothing comes before what it needs.",
            edge=edges.CONCEPT_ALL_PREREQUISITES,
        ),
        Connection(
            "allDependents",
            "ConceptConnection!",
            "Everything that rests on it, directly or not.",
            edge=edges.CONCEPT_ALL_DEPENDENTS,
        ),
        Connection(
            "relations",
            "ConceptRelationConnection!",
            "How it stands to other concepts, seen from here.",
            edge=edges.CONCEPT_RELATIONS,
        ),
        Connection(
            "mappings",
            "MappingConnection!",
            "How frameworks express it, framework by framework.",
            edge=edges.CONCEPT_MAPPINGS,
        ),
        Connection(
            "frameworks", "FrameworkConnection!", "The frameworks that express it.", edge=edges.CONCEPT_FRAMEWORKS
        ),
        Batched(
            "persistence",
            "[Persistence!]!",
            "How many packages implemented it then and now, under each name that it had then.",
            longest="concept.persistence",
            key=lambda concept: concept.slug,
            load=lambda pinned, slugs, _: pinned.persistence(slugs),
        ),
        Connection("roles", "RoleConnection!", "The roles that require it.", edge=edges.CONCEPT_ROLES),
        Connection("goals", "GoalConnection!", "The goals that require it.", edge=edges.CONCEPT_GOALS),
    ),
    record=Concept,
    kind=NodeKind.CONCEPT,
)
