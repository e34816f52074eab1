"""Where names that left their path are now: the same path in a sibling distribution, or one clear namesake.

Pure functions over public names with the objects that they lead to.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from ingest.resolver import PublicName

Names = Mapping[str, Iterable[PublicName]]
"""Public names by package."""

SHORTEST_NAMESAKE = 5
"""Shorter names are shared by things that have nothing else in common."""


def moves_of(gone: Mapping[str, str | None], now: Names, ambiguous: Set[str] = frozenset()) -> dict[str, str]:
    """Return ``PURL#REF`` of the place of each name that is gone and found again.

    A name moved when a public name of today leads to the object that it led to (the same module and qualified name),
    stands at the same path below another top module, or is the only object of that name in all of these packages. An
    ambiguous name has such a namesake only where one of the two paths ends in the other.

    Args:
        gone: Names that are gone, with the object that each led to.
        now: The names of today in the packages of the framework.
        ambiguous: Names that are gone and shared their last part with another object while they were there.
    """
    places = [(f"{purl}#{one.ref}", one) for purl, names in now.items() for one in names]
    by_target: dict[str, str] = {}
    by_tail: dict[str, str] = {}
    namesakes: dict[str, dict[str, str]] = defaultdict(dict)
    for place, one in sorted(places, key=lambda pair: (len(pair[0]), pair[0])):
        if one.target is not None:
            by_target.setdefault(one.target, place)
        by_tail.setdefault(_tail(one.ref), place)
        namesakes[_name(one.ref)].setdefault(one.target or one.ref, place)
    found = {}
    for ref, target in gone.items():
        sole = namesakes[_name(ref)] if len(_name(ref)) >= SHORTEST_NAMESAKE else {}
        namesake = _only(sole)
        if namesake is not None and ref in ambiguous and not _ends_alike(ref, namesake.partition("#")[2]):
            namesake = None
        known = by_target.get(target or "") or by_tail.get(_tail(ref)) or namesake
        if known is not None:
            found[ref] = known
    return found


def ambiguous_names(names: Mapping[str, PublicName]) -> set[str]:
    """Return the names of one release that share their last part with a name of another object."""
    objects: dict[str, set[str]] = defaultdict(set)
    for ref, one in names.items():
        objects[_name(ref)].add(one.target or ref)
    return {ref for ref in names if len(objects[_name(ref)]) > 1}


def _ends_alike(ref: str, other: str) -> bool:
    """Tell whether one path, its top module left out, is the end of the other: ``events:X`` and ``utils.events:X``."""
    tail, other_tail = f".{_tail(ref)}", f".{_tail(other)}"
    return tail.endswith(other_tail) or other_tail.endswith(tail)


def _only(candidates: Mapping[str, str]) -> str | None:
    return next(iter(candidates.values())) if len(candidates) == 1 else None


def _name(ref: str) -> str:
    return ref.rpartition(":")[2]


def _tail(ref: str) -> str:
    """Return a reference without its top module; names at the top have no tail of their own."""
    top, dot, rest = ref.partition(".")
    return rest if dot and ":" not in top else ref
