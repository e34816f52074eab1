"""Pages of a ranked answer: cursors hold the rank and bind the version, since another version may rank otherwise."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from graph.canonical import Version
from graph.paging import CursorScope, window_of
from graph.store import Page

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class RankedPage(Generic[_Item]):
    """A part of a ranked answer. `cursors` stand beside `items`; `total` counts the whole answer."""

    items: tuple[_Item, ...]
    cursors: tuple[str, ...]
    total: int
    has_next: bool
    has_previous: bool


def ranked_page(
    question: str, asked: Sequence[object], version: Version, ranked: Sequence[_Item], page: Page
) -> RankedPage[_Item]:
    """Return the part of `ranked` that a page asks for.

    Args:
        question: The name of the question.
        asked: What was asked, in plain values: a cursor is good for the same question only.
        version: The version that answered.
        ranked: The whole answer, best first.
        page: What is wanted.

    Raises:
        BadPage, BadCursor, CursorExpired: See `graph.paging.window_of`.
    """
    asked_hash = hashlib.sha256(msgspec.json.encode(list(asked))).hexdigest()[:12]
    scope = CursorScope(question, "rank", asked_hash, version.digest[:12])
    positions = [(f"{rank:06d}", "") for rank in range(len(ranked))]
    window = window_of(page, scope, positions, descending=False)
    return RankedPage(
        items=tuple(ranked[window.start : window.stop]),
        cursors=tuple(scope.encode(position) for position in positions[window.start : window.stop]),
        total=len(ranked),
        has_next=window.has_next,
        has_previous=window.has_previous,
    )
