"""What the picture of the graph holds on a day: concepts, leaves, links, and which of them a reader asked for."""

import calendar
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ring:
    """A concept: `depth` is its distance from the heart, the longest chain of prerequisites below it."""

    slug: str
    name: str
    family: str
    kind: str
    depth: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A framework on a day.

    `last` is the day of its newest release by then, null where none is recorded; `there` says whether it was published,
    which today everything is; `withered` that the release is a year old or older, or that there is a successor, whose
    name `successor` then is.
    """

    slug: str
    name: str
    kind: str
    last: datetime.date | None
    there: bool
    withered: bool
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A mapping: the slugs of its framework and its concept, and its state on the day."""

    framework: str
    concept: str
    state: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the picture has a place for, on a day."""

    families: Sequence[tuple[str, str]]
    rings: Sequence[Ring]
    leaves: Sequence[Leaf]
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked for; empty means everything. `kind` is that of a concept or that of a framework."""

    family: str = ""
    kind: str = ""
    state: str = ""


NOT_YET, ALIVE, WITHERED = ".", "o", "x"


@dataclass(frozen=True, slots=True)
class Seasons:
    """The positions of the time slider, oldest first, the last one the newest day of evidence.

    `lives` gives each framework one letter a position: not published yet, alive, or without a release for a year.
    """

    days: Sequence[datetime.date] = ()
    lives: Mapping[str, str] = field(default_factory=dict)

    def count(self, letter: str) -> Sequence[int]:
        """Return how many frameworks have a letter at each position."""
        return [sum(life[place] == letter for life in self.lives.values()) for place in range(len(self.days))]


CONCEPT_KINDS = ("COMPONENT", "PRACTICE")


def scene_of(data: Mapping[str, Any], day: datetime.date | None, *, newest: bool) -> Scene:
    """Return the scene that the query of the home page describes.

    Args:
        data: The answer to ``home.graphql``, with all pages of its lists put together.
        day: The day; null where nothing is known of any day.
        newest: Whether it is the newest day there is: successors are known of today only.
    """
    concepts = data["concepts"]["nodes"]
    return Scene(
        tuple((family["slug"], family["name"]) for family in data["families"]["nodes"]),
        tuple(
            Ring(
                node["slug"],
                node["name"],
                node["family"]["slug"],
                node["kind"],
                node["depth"],
                tuple(need["slug"] for need in node["prerequisites"]["nodes"]),
            )
            for node in concepts
        ),
        tuple(_leaf(node, day, newest=newest) for node in data["frameworks"]["nodes"]),
        tuple(
            Link(mapping["framework"]["slug"], node["slug"], mapping["state"])
            for node in concepts
            for mapping in node["mappings"]["nodes"]
        ),
    )


def _leaf(node: Mapping[str, Any], day: datetime.date | None, *, newest: bool) -> Leaf:
    last = newest_release(node["packages"], "releases")
    successor = node["successor"]["name"] if newest and node["successor"] else ""
    withered = bool(successor) or withers(last, day)
    return Leaf(node["slug"], node["name"], node["kind"], last, newest or last is not None, withered, successor)


def newest_release(packages: Iterable[Mapping[str, Any]], name: str) -> datetime.date | None:
    """Return the newest day among the releases that a query gives for some packages under `name`."""
    days = [release["date"] for package in packages for release in package[name]["nodes"] if release["date"]]
    return max(map(datetime.date.fromisoformat, days), default=None)


def withers(last: datetime.date | None, day: datetime.date | None) -> bool:
    """Tell whether on `day` the newest release was a year old or older."""
    return last is not None and day is not None and last <= _year_before(day)


def _year_before(day: datetime.date) -> datetime.date:
    longest = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, longest))


def chosen(scene: Scene, wanted: Wanted) -> Scene:
    """Return the part of a scene that a reader asked for; links only of frameworks that were there on the day.

    Frameworks without a release by then stay, so that a picture can let them appear. Where a family or a state is
    asked for, only frameworks with a link to show are left; where a state or a kind of framework is, only concepts
    with one.
    """
    by_concept = wanted.kind in CONCEPT_KINDS
    rings = [
        ring
        for ring in scene.rings
        if wanted.family in ("", ring.family) and (not by_concept or ring.kind == wanted.kind)
    ]
    leaves = [leaf for leaf in scene.leaves if by_concept or wanted.kind in ("", leaf.kind)]
    concepts, frameworks = {ring.slug for ring in rings}, {leaf.slug for leaf in leaves}
    links = [
        link
        for link in scene.links
        if link.concept in concepts and link.framework in frameworks and wanted.state in ("", link.state)
    ]
    if wanted.family or wanted.state or by_concept:
        linked = {link.framework for link in links}
        leaves = [leaf for leaf in leaves if leaf.slug in linked]
    there = {leaf.slug for leaf in leaves if leaf.there}
    links = [link for link in links if link.framework in there]
    if wanted.state or (wanted.kind and not by_concept):
        linked = {link.concept for link in links}
        rings = [ring for ring in rings if ring.slug in linked]
    return Scene(scene.families, rings, leaves, links)
