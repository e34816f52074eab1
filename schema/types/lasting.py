"""How long things last: names of packages in life tables, and ideas by the packages that implemented them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.edges import ROOT
from graph.records import Persistence, Survival, SurvivalPoint
from graph.vocabulary import NodeKind
from schema.declare import Arguments, Column, Computed, Link, ObjectType, Question

if TYPE_CHECKING:
    from schema.reading import Reader

_FIGURES = (
    Column("samePath", "Float!", "The share of names that can still be imported from where they were, 0 to 1."),
    Column("moved", "Float!", "The share of names that are elsewhere now."),
    Column("gone", "Float!", "The share of names that are nowhere any more."),
)
SURVIVAL_POINT = ObjectType(
    "SurvivalPoint",
    "What share of names remained after some days. The three shares stand together and add up to 1.",
    (
        Column("days", "Int!", "How many days after the beginning of the window."),
        Column("atRisk", "Int!", "How many names were followed at that time."),
        *_FIGURES,
        Column("lower", "Float", "The lower bound of `samePath` with 95 % confidence; null where it is not estimated."),
        Column("upper", "Float", "The upper bound of `samePath` with 95 % confidence; null where it is not estimated."),
    ),
    record=SurvivalPoint,
)
SURVIVAL = ObjectType(
    "Survival",
    "How long public names lasted inside a window of time. A name that stays may behave otherwise than before.",
    (
        Link("framework", "Framework", "The framework; null where all packages are pooled.", kind=NodeKind.FRAMEWORK),
        Column("scope", "SurvivalScope!", "Whose survival was measured."),
        Column("windowStart", "Date!", "The first day of the window."),
        Column("windowEnd", "Date!", "The last day of the window."),
        Column("packages", "[Purl!]!", "The packages whose names were followed."),
        Column("names", "Int!", "How many names were followed."),
        Computed(
            "samePath",
            "Int!",
            "How many of them can still be imported from where they were.",
            function=lambda survival: survival.names - survival.moved - survival.gone,
        ),
        Column("moved", "Int!", "How many of them are elsewhere now."),
        Column("gone", "Int!", "How many of them are nowhere any more."),
        Column("sampled", "Boolean!", "Whether releases were left out, so that ends lie between two releases."),
        Column("caution", "String!", "What the figures do not mean, in a sentence."),
        Column("points", "[SurvivalPoint!]!", "The life table, from the beginning of the window to its end."),
    ),
    record=Survival,
)
PERSISTENCE = ObjectType(
    "Persistence",
    "How many frameworks implemented an idea then and now, judged by the words of their public names.",
    (
        Column("name", "String!", "The idea, as a source of that time called it."),
        Link("concept", "Concept", "The concept that it is today; null where it is none.", kind=NodeKind.CONCEPT),
        Column("source", "Source!", "The publication that the name is from."),
        Column("thenDate", "Date!", "The first day that was looked at."),
        Column("nowDate", "Date!", "The last day that was looked at."),
        Column("followed", "Int!", "How many frameworks were published on both days."),
        Column("thenCount", "Int!", "How many of them implemented the idea on the first day."),
        Column("nowCount", "Int!", "How many of them implement it on the last day."),
        Column("gained", "[String!]!", "The slugs of the frameworks that implement it now and did not then."),
        Column("lost", "[String!]!", "The slugs of the frameworks that implemented it then and do not now."),
    ),
    record=Persistence,
)


async def _pooled(reader: "Reader", _: Arguments) -> Sequence[Survival]:
    return await reader.survival(ROOT)


async def _ideas(reader: "Reader", _: Arguments) -> Sequence[Persistence]:
    return await reader.persistence(ROOT)


LASTING_FIELDS = (
    Question(
        "survival",
        "[Survival!]!",
        "How long public names lasted, over the packages of all frameworks together.",
        longest="survival",
        resolve=_pooled,
    ),
    Question(
        "persistence",
        "[Persistence!]!",
        "How ideas lasted: what packages implemented then and now, those included that are no concept any more.",
        longest="persistence",
        resolve=_ideas,
    ),
)
