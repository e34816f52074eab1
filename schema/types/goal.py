"""`Goal`: something to build, in slices that each end in something that runs."""

from graph.records import Goal, Step, Waiver
from graph.vocabulary import NodeKind
from schema.declare import Column, Link, LinkList, ObjectType

STEP = ObjectType(
    "Step",
    "A slice of a goal: concepts that together end in something that runs.",
    (
        Column("name", "String!", "What the slice is about."),
        LinkList("concepts", "[Concept!]!", "What is learnt in it, in this order.", kind=NodeKind.CONCEPT),
        Column("runs", "String!", "What runs at its end."),
    ),
    record=Step,
)
WAIVER = ObjectType(
    "Waiver",
    "A family that every goal should cover and this one leaves out.",
    (
        Link("family", "Family!", "The family.", kind=NodeKind.FAMILY),
        Column("reason", "String!", "Why it is left out."),
    ),
    record=Waiver,
)
GOAL = ObjectType(
    "Goal",
    "Something to build, with what it requires and how one sees that it is done.",
    (
        Column("slug", "String!", "Its short name in addresses, such as `support-assistant`."),
        Column("name", "String!", "Its name."),
        Column("summary", "String!", "What is built."),
        Column("requires", "[Requirement!]!", "What must be mastered for it."),
        Column("acceptance", "[String!]!", "What a reviewer could check in a repository."),
        Column("slices", "[Step!]!", "The steps that lead there; each ends in something that runs."),
        Column("waives", "[Waiver!]!", "What it leaves out, and why."),
    ),
    record=Goal,
    kind=NodeKind.GOAL,
)
