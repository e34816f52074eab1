"""`RetiredId`: how a published id came to its end, and where to look now."""

from graph.records import RetiredId
from schema.declare import Column, ObjectType

RETIRED_ID = ObjectType(
    "RetiredId",
    "A published id that ended. Ids are never used again.",
    (
        Column("id", "String!", "The id as it was published, `kind:slug`."),
        Column("ending", "Ending!", "How it ended."),
        Column("date", "Date!", "When."),
        Column("reason", "String!", "Why."),
        Column("successors", "[String!]!", "The ids to look at now, as `kind:slug`; none if it was withdrawn."),
    ),
    record=RetiredId,
)
