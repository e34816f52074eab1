"""`swap`, `compare` and `migrate`: what can stand in for what, and how names lead to names."""

from graph.questions.choosing import (
    MOST_COMPARED,
    MOST_CONCEPTS,
    MOST_ROWS,
    MOST_STAND_INS,
    Cell,
    Compared,
    Comparison,
    CoverageChange,
    Covered,
    Row,
    StandIn,
    Wishes,
    compare,
    swap,
)
from graph.questions.errors import BadQuestion
from graph.questions.migrating import (
    MOST_COUNTERPARTS,
    MOST_ITEMS,
    Counterpart,
    Migration,
    MigrationItem,
    Prospect,
    migrate,
    migrate_symbol,
)
from graph.questions.projection import Projection
from graph.questions.upkeep import Lasting, Maintenance, Upkeep
from graph.vocabulary import NodeKind
from schema.declare import Argument, Arguments, Column, EnumType, InputType, Link, LinkList, ObjectType, Question, Text
from schema.types.questions.asking import answered_by
from schema.types.questions.reason import BECAUSE

UPKEEP = EnumType(
    "Upkeep",
    "Whether a framework is kept up, on the day on which its packages were last read.",
    Upkeep,
    {
        Upkeep.MAINTAINED: "A final release in the twelve months before, and no successor.",
        Upkeep.NO_RECENT_RELEASE: "No release in the twelve months before; `since` says when the last one was.",
        Upkeep.SUCCEEDED: "Its owner names a successor.",
        Upkeep.UNKNOWN: "No release with a date is recorded.",
    },
)
CHANGE = EnumType(
    "CoverageChange",
    "What becomes of a concept when one framework takes the place of another.",
    CoverageChange,
    {
        CoverageChange.SAME: "Expressed as fully as before.",
        CoverageChange.FULLER: "Expressed more fully than before.",
        CoverageChange.THINNER: "Expressed less fully than before; the caveat of the mapping says what is missing.",
    },
)
PROSPECT = EnumType(
    "Prospect",
    "What becomes of a name in a migration.",
    Prospect,
    {
        Prospect.COUNTERPART: "Names of the same kind do there what it does here.",
        Prospect.REPLACED: "It is gone, and another name of its own framework took its place.",
        Prospect.NOTHING: "No counterpart is known; what it does must be written, or taken from elsewhere.",
    },
)
MAINTENANCE = ObjectType(
    "Maintenance",
    "Whether a framework is kept up, and by which release.",
    (
        Column("upkeep", "Upkeep!", "Whether it is kept up."),
        Column("since", "Date", "The day of its newest release; null where none is recorded."),
        Column("version", "Version", "That release."),
        Link("successor", "Framework", "What took its place.", kind=NodeKind.FRAMEWORK),
        BECAUSE,
    ),
    record=Maintenance,
)
LASTING = ObjectType(
    "Lasting",
    "How many public names of a framework stood at the same path after some time. It says nothing of how they work.",
    (
        Column("days", "Int!", "After how many days."),
        Column("percent", "Int!", "How many in a hundred stood at the same path; the others moved or went."),
        Column("atRisk", "Int!", "How many names were followed that long."),
        Column("windowStart", "Date!", "Since when names were followed."),
        Column("windowEnd", "Date!", "Until when."),
        Column("caution", "String!", "What the figure does not mean."),
    ),
    record=Lasting,
)
_MAINTENANCE = Column("maintenance", "Maintenance!", "Whether it is kept up.")
_LASTING = Column(
    "lasting", "Lasting", "How long its names lasted; null where its history is short or nobody measured."
)
COVERED = ObjectType(
    "Covered",
    "A concept that both frameworks express.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("change", "CoverageChange!", "What becomes of it."),
        Link("ours", "Mapping!", "How the framework in use expresses it.", kind=NodeKind.MAPPING),
        Link("theirs", "Mapping!", "How the stand-in does.", kind=NodeKind.MAPPING),
        BECAUSE,
    ),
    record=Covered,
)
STAND_IN = ObjectType(
    "StandIn",
    "A framework that can take the place of another, for the concepts that it covers.",
    (
        Link("framework", "Framework!", "The stand-in.", kind=NodeKind.FRAMEWORK),
        Column("covers", "[Covered!]!", "What it can do instead, concept by concept.", most=MOST_CONCEPTS),
        LinkList("lost", "[Concept!]!", "What would be lost.", kind=NodeKind.CONCEPT, most=MOST_CONCEPTS),
        LinkList("gained", "[Concept!]!", "What would come with it.", kind=NodeKind.CONCEPT, most=MOST_CONCEPTS),
        _MAINTENANCE,
        _LASTING,
        BECAUSE,
    ),
    record=StandIn,
)
CELL = ObjectType(
    "ComparisonCell",
    "What one framework has of one concept.",
    (
        Link("framework", "Framework!", "The framework.", kind=NodeKind.FRAMEWORK),
        Link(
            "mapping",
            "Mapping",
            "How it expresses the concept; null where the catalogue knows nothing, which is not to say that it cannot.",
            kind=NodeKind.MAPPING,
        ),
        Column("coverage", "Coverage", "How fully."),
        Column("state", "MappingState", "Whether the names are there."),
        Column("because", "[Reason!]!", "The mapping that this rests on.", most=1),
    ),
    record=Cell,
)
ROW = ObjectType(
    "ComparisonRow",
    "One concept in each of the frameworks.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("cells", "[ComparisonCell!]!", "One for each framework, in the order asked.", most=MOST_COMPARED),
    ),
    record=Row,
)
COMPARED = ObjectType(
    "ComparedFramework",
    "A framework that is compared.",
    (
        Link("framework", "Framework!", "The framework.", kind=NodeKind.FRAMEWORK),
        _MAINTENANCE,
        _LASTING,
    ),
    record=Compared,
)
COMPARISON = ObjectType(
    "Comparison",
    "A matrix of concepts and frameworks.",
    (
        Column("frameworks", "[ComparedFramework!]!", "The frameworks, in the order asked.", most=MOST_COMPARED),
        Column("rows", "[ComparisonRow!]!", "The concepts, family by family, 100 at most.", most=MOST_ROWS),
        LinkList("shared", "[Concept!]!", "What all of them express.", kind=NodeKind.CONCEPT, most=MOST_ROWS),
    ),
    record=Comparison,
)
COUNTERPART = ObjectType(
    "Counterpart",
    "A name of the same kind that does for a concept what another name does.",
    (
        Link("symbol", "Symbol!", "The name.", kind=NodeKind.SYMBOL),
        Link("framework", "Framework!", "The framework that has it.", kind=NodeKind.FRAMEWORK),
        Link("concept", "Concept!", "The concept that both express.", kind=NodeKind.CONCEPT),
        BECAUSE,
    ),
    record=Counterpart,
)
MIGRATION_ITEM = ObjectType(
    "MigrationItem",
    "What becomes of one name.",
    (
        Link("symbol", "Symbol!", "The name.", kind=NodeKind.SYMBOL),
        Column("prospect", "Prospect!", "What becomes of it."),
        LinkList("concepts", "[Concept!]!", "What it expresses.", kind=NodeKind.CONCEPT, most=MOST_CONCEPTS),
        Link("replacedBy", "Symbol", "Its new name in its own framework, if it is gone.", kind=NodeKind.SYMBOL),
        Column(
            "counterparts",
            "[Counterpart!]!",
            "Names that do the same elsewhere, best first, six at most.",
            most=MOST_COUNTERPARTS,
        ),
        BECAUSE,
    ),
    record=MigrationItem,
)
MIGRATION = ObjectType(
    "Migration",
    "A migration, name by name.",
    (
        Link("from", "Framework!", "What is left.", kind=NodeKind.FRAMEWORK, attribute="origin"),
        Link(
            "to", "Framework", "What is moved to; null where any may be.", kind=NodeKind.FRAMEWORK, attribute="target"
        ),
        Column("items", "[MigrationItem!]!", "The names, those without counterpart too; 100 at most.", most=MOST_ITEMS),
        Column("further", "Int!", "How many names come after those that are shown."),
    ),
    record=Migration,
)
WISHES = InputType(
    "WishesInput",
    "Which frameworks are acceptable: those that fit every field given.",
    (
        Argument("ecosystem", "Ecosystem", "Published on this index; left out, the asker's own comes first."),
        Argument("licence", "[String!]", "Under one of these licences, as SPDX expressions.", text=Text.LICENCE),
        Argument("needs", "[Need!]", "With no needs beyond these; `[NOTHING]` for those that need nothing."),
    ),
)


def _wishes(arguments: Arguments) -> Wishes:
    given = arguments.get("where") or {}
    return Wishes(given.get("ecosystem"), frozenset(given.get("licence") or ()), frozenset(given.get("needs") or ()))


def _migrate(projection: Projection, arguments: Arguments) -> Migration:
    origin, target, ref = arguments.get("from"), arguments.get("to"), arguments.get("symbol")
    if ref is not None and origin is None:
        return migrate_symbol(projection, ref, arguments.get("package"), target)
    if ref is None and origin is not None and target is not None:
        return migrate(projection, origin, target)
    raise BadQuestion("Give `from` and `to`, or `symbol` and perhaps `to`.")


SWAP_FIELD = Question(
    "swap",
    "[StandIn!]!",
    "What can stand in for a framework, 20 at most. What it names as its successor comes first, then what is "
    "maintained, then what is on the same package index, then the fullest coverage, then the longest lasting names; "
    "never what is popular.",
    arguments=(
        Argument("framework", "String!", "The slug of the framework in use."),
        Argument("concepts", "[String!]", "Slugs of the concepts it is used for; all that it expresses if left out."),
        Argument("where", "WishesInput", "Which stand-ins are acceptable."),
    ),
    resolve=answered_by(
        lambda projection, arguments: swap(
            projection, arguments["framework"], arguments.get("concepts") or (), _wishes(arguments)
        )
    ),
    most=MOST_STAND_INS,
)
COMPARE_FIELD = Question(
    "compare",
    "Comparison!",
    "How two to six frameworks differ, concept by concept.",
    arguments=(
        Argument("frameworks", "[String!]!", "The slugs of the frameworks."),
        Argument("concepts", "[String!]", "Slugs of concepts; all that one of them expresses if left out."),
    ),
    resolve=answered_by(
        lambda projection, arguments: compare(projection, arguments["frameworks"], arguments.get("concepts") or ())
    ),
)
MIGRATE_FIELD = Question(
    "migrate",
    "Migration!",
    "How the names of a framework, or one name that may be gone, become those of another, through the concept that "
    "both express. A name is only set beside names of its own kind.",
    arguments=(
        Argument("from", "String", "The slug of the framework that is left; with `to`."),
        Argument("to", "String", "The slug of the framework that is moved to."),
        Argument("symbol", "String", "The object reference of one name, `module:name`; instead of `from`."),
        Argument("package", "Purl", "The package that has `symbol`; needed where several have it."),
    ),
    resolve=answered_by(_migrate),
)
FIELDS = (SWAP_FIELD, COMPARE_FIELD, MIGRATE_FIELD)
TYPES = (
    *(STAND_IN, COVERED, COMPARISON, COMPARED, ROW, CELL, MIGRATION, MIGRATION_ITEM, COUNTERPART),
    *(MAINTENANCE, LASTING, WISHES, UPKEEP, CHANGE, PROSPECT),
)
