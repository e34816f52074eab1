"""`Family`: a group of concepts that answer one kind of question."""

from graph import edges
from graph.records import Family
from graph.vocabulary import NodeKind
from schema.declare import Column, Connection, ObjectType

FAMILY = ObjectType(
    "Family",
    "A group of concepts that answer one kind of question, such as how evidence is found or how quality is measured.",
    (
        Column("slug", "String!", "Its short name in addresses, such as `retrieval`."),
        Column("name", "String!", "Its name."),
        Column("summary", "String!", "The question that its concepts answer."),
        Column("order", "Int!", "Its place among the families, from what a system needs first."),
        Connection("concepts", "ConceptConnection!", "The concepts of this family.", edge=edges.FAMILY_CONCEPTS),
    ),
    record=Family,
    kind=NodeKind.FAMILY,
)
