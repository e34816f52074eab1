"""`Snapshot`: which state of the graph answered, what it holds, and under which terms it may be used."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.store import Summary
from graph.vocabulary import NodeKind
from schema.declare import Arguments, Column, Computed, ObjectType, Question

if TYPE_CHECKING:
    from schema.reading import Reader

LICENCE = "CC-BY-4.0"
ATTRIBUTION = "Duramen contributors"

_COUNTED = {
    "families": NodeKind.FAMILY,
    "concepts": NodeKind.CONCEPT,
    "frameworks": NodeKind.FRAMEWORK,
    "mappings": NodeKind.MAPPING,
    "symbols": NodeKind.SYMBOL,
    "packages": NodeKind.PACKAGE,
    "roles": NodeKind.ROLE,
    "goals": NodeKind.GOAL,
}


@dataclass(frozen=True, slots=True)
class About:
    """What is told of the pinned version."""

    version: str
    summary: Summary

    @property
    def evidence_newest(self) -> datetime.date | None:
        """The newest day on which packages were read."""
        return self.summary.evidence_newest

    @property
    def evidence_oldest(self) -> datetime.date | None:
        """The oldest such day that still counts."""
        return self.summary.evidence_oldest


async def _about(reader: "Reader", _: Arguments) -> About:
    return About(str(reader.version), await reader.summary())


def _count(name: str, kind: NodeKind) -> Computed:
    return Computed(
        name,
        "Int!",
        f"The number of {name}.",
        function=lambda summary: summary.counts[kind],
    )


COUNTS = ObjectType(
    "Counts",
    "How much the graph holds.",
    tuple(_count(name, kind) for name, kind in _COUNTED.items()),
    record=Summary,
)
SNAPSHOT = ObjectType(
    "Snapshot",
    "One state of the graph: each answer comes whole from one of them.",
    (
        Column("version", "String!", "Its name; two answers with the same version saw the same graph."),
        Column("evidenceNewest", "Date", "The newest day on which packages were read; null before the first."),
        Column("evidenceOldest", "Date", "The oldest day on which evidence that still counts was read."),
        Column("counts", "Counts!", "How much it holds.", attribute="summary"),
        Computed("licence", "String!", "The licence of the content.", function=lambda _: LICENCE),
        Computed("attribution", "String!", "Whom to name when the content is used.", function=lambda _: ATTRIBUTION),
    ),
    record=About,
)
SNAPSHOT_FIELD = Question(
    "snapshot",
    "Snapshot!",
    "The state of the graph that answers this request.",
    resolve=_about,
)
