"""`learningPath`, `fringe` and `gap`: what to learn next, and in which order."""

from graph.questions.knowledge import (
    MOST_BEFORE,
    MOST_READY,
    MOST_REQUIRED,
    MOST_UNLOCKED,
    Gap,
    Missing,
    Ready,
    fringe,
    gap,
)
from graph.questions.learning import (
    MOST_SKIPPED,
    MOST_SLICES,
    NEXT_STEPS,
    LearningPath,
    PathSlice,
    PathStep,
    Skipped,
    learning_path,
)
from graph.questions.practising import MOST_FRAMEWORKS, Practice
from graph.questions.slicing import MOST_STEPS
from graph.vocabulary import NodeKind
from schema.declare import Argument, Column, Link, LinkList, ObjectType, Question
from schema.types.questions.asking import answered_by
from schema.types.questions.reason import BECAUSE

KNOWN = Argument("known", "[String!]", "Slugs of concepts that one knows. What comes before them counts as known too.")
PRACTICE = ObjectType(
    "Practice",
    "A framework that is kept up and can be used to practise a concept.",
    (
        Link("framework", "Framework!", "The framework.", kind=NodeKind.FRAMEWORK),
        Link("mapping", "Mapping!", "How it expresses the concept.", kind=NodeKind.MAPPING),
        BECAUSE,
    ),
    record=Practice,
)
PATH_STEP = ObjectType(
    "PathStep",
    "One concept to learn.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("level", "Level!", "How well."),
        Column("outcome", "String!", "What one can do then: one sentence that can be checked."),
        Column("example", "String", "The pattern in a few lines of plain Python that run offline; null for practices."),
        LinkList(
            "unlocks",
            "[Concept!]!",
            "What becomes learnable with it, eight at most, those on the path first.",
            kind=NodeKind.CONCEPT,
            most=MOST_UNLOCKED,
        ),
        Column(
            "practise",
            "[Practice!]!",
            "Frameworks to practise it with: fuller coverage first, then what needs no account or server, then what "
            "serves for more of this path.",
            most=MOST_FRAMEWORKS,
        ),
        BECAUSE,
    ),
    record=PathStep,
)
PATH_SLICE = ObjectType(
    "PathSlice",
    "A part of the way. It needs nothing that is not in it, before it or known, and ends in something that runs.",
    (
        Column("number", "Int!", "Its place, from 1."),
        Column("name", "String!", "What it is about."),
        Column("runs", "String!", "What runs at its end."),
        Column("steps", "[PathStep!]!", "What is learnt in it, in this order.", most=MOST_STEPS),
    ),
    record=PathSlice,
)
SKIPPED = ObjectType(
    "Skipped",
    "What need not be learnt here: one concept, or a whole family.",
    (
        Link("concept", "Concept", "The concept; null where a family is left out.", kind=NodeKind.CONCEPT),
        Link("family", "Family", "The family; null where one concept is left out.", kind=NodeKind.FAMILY),
        Column("reason", "String!", "Why."),
        BECAUSE,
    ),
    record=Skipped,
)
LEARNING_PATH = ObjectType(
    "LearningPath",
    "The way from what one knows to where one wants to be, in slices that each run.",
    (
        Link("goal", "Goal", "The goal that was asked for.", kind=NodeKind.GOAL),
        Link("role", "Role", "The role that was asked for.", kind=NodeKind.ROLE),
        Column("next", "[PathStep!]!", "The next three steps.", most=NEXT_STEPS),
        Column("slices", "[PathSlice!]!", "The whole way, 24 slices at most.", most=MOST_SLICES),
        Column("skipped", "[Skipped!]!", "What need not be learnt, and why; 50 at most.", most=MOST_SKIPPED),
        Column("further", "Int!", "How many concepts come after the last slice that is shown."),
    ),
    record=LearningPath,
)
READY = ObjectType(
    "Ready",
    "A concept that one is ready to learn: everything that it rests on is known.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        LinkList(
            "unlocks",
            "[Concept!]!",
            "What becomes learnable with it, eight at most.",
            kind=NodeKind.CONCEPT,
            most=MOST_UNLOCKED,
        ),
        BECAUSE,
    ),
    record=Ready,
)
MISSING = ObjectType(
    "Missing",
    "A concept that a role requires and one does not know.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("level", "Level!", "How well the role requires it."),
        Column("reason", "String!", "Why the role requires it."),
        LinkList(
            "before",
            "[Concept!]!",
            "What to learn before it, in this order, 50 at most.",
            kind=NodeKind.CONCEPT,
            most=MOST_BEFORE,
        ),
        Column("isReady", "Boolean!", "Whether it can be learnt now."),
        BECAUSE,
    ),
    record=Missing,
)
GAP = ObjectType(
    "Gap",
    "What lies between what one knows and a role.",
    (
        Link("role", "Role!", "The role.", kind=NodeKind.ROLE),
        Column("missing", "[Missing!]!", "What one does not know yet, the nearest first.", most=MOST_REQUIRED),
        LinkList("met", "[Concept!]!", "What one knows already.", kind=NodeKind.CONCEPT, most=MOST_REQUIRED),
        BECAUSE,
    ),
    record=Gap,
)
LEARNING_PATH_FIELD = Question(
    "learningPath",
    "LearningPath!",
    "In which order to learn what a goal, a role or some concepts need; give exactly one of them. What is known does "
    "not come again.",
    arguments=(
        Argument("goal", "String", "The slug of a goal; the path follows its slices."),
        Argument("role", "String", "The slug of a role."),
        Argument("concepts", "[String!]", "Slugs of concepts."),
        KNOWN,
        Argument("level", "Level", "How well at most; for concepts asked by name `APPLY` if left out."),
    ),
    resolve=answered_by(
        lambda projection, arguments: learning_path(
            projection,
            goal=arguments.get("goal"),
            role=arguments.get("role"),
            concepts=arguments.get("concepts") or (),
            known=arguments.get("known") or (),
            level=arguments.get("level"),
        )
    ),
)
FRINGE_FIELD = Question(
    "fringe",
    "[Ready!]!",
    "What one is ready to learn, 50 at most: not known, and all that it rests on is. What unlocks most is first.",
    arguments=(KNOWN,),
    resolve=answered_by(lambda projection, arguments: fringe(projection, arguments.get("known") or ())),
    most=MOST_READY,
)
GAP_FIELD = Question(
    "gap",
    "Gap!",
    "What a role requires and one does not know.",
    arguments=(Argument("role", "String!", "The slug of the role."), KNOWN),
    resolve=answered_by(lambda projection, arguments: gap(projection, arguments["role"], arguments.get("known") or ())),
)
FIELDS = (LEARNING_PATH_FIELD, FRINGE_FIELD, GAP_FIELD)
TYPES = (LEARNING_PATH, PATH_SLICE, PATH_STEP, PRACTICE, SKIPPED, READY, GAP, MISSING)
