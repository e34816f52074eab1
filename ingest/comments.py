"""Comments of a YAML file: where they are, and which part of the document each belongs to.

A comment on a line of its own belongs to what follows it; one that is indented deeper than what follows belongs to the
end of the collection that it stands in; one behind a value belongs to that value.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.nodes import Mapping, Mark, Node, Scalar, Sequence, Style

_NUMBER_SIGN = re.compile(r"(?:^|(?<=\s))#")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `alone` when nothing else stands on its line."""

    text: str
    start: Mark
    alone: bool


@dataclass(slots=True)
class Comments:
    """Comments by what they belong to: lines before a part, one behind it, lines at the end of a collection.

    Parts are told apart by identity: the key of a mapping's entry, or the item of a sequence.
    """

    before: dict[int, list[str]] = field(default_factory=dict)
    behind: dict[int, list[str]] = field(default_factory=dict)
    at_end: dict[int, list[str]] = field(default_factory=dict)

    def touches(self, node: Node) -> bool:
        """Tell whether any comment belongs to a part inside of `node` or to its end."""
        return any(self._has(part) for part in _parts_of(node)) or id(node) in self.at_end

    def touches_entry(self, key: Scalar, value: Node) -> bool:
        """Tell whether any comment belongs to an entry of a mapping or to a part of it."""
        return self._has(key) or self.touches(value)

    def _has(self, part: Node) -> bool:
        return id(part) in self.before or id(part) in self.behind or id(part) in self.at_end


def comments_of(text: str, root: Mapping) -> Comments:
    """Find the comments of a text that was read into `root`, and what each belongs to.

    Cost: linear in the text, and for each comment a search among the parts.
    """
    comments = Comments()
    anchors = _Anchors(root)
    for comment in _find(text, root):
        _attach(comments, comment, root, *anchors.beside(comment.start))
    return comments


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A part that comments can belong to, the collections around it, and the column that its line begins at."""

    part: Node
    start: Mark
    around: tuple[Node, ...]
    column: int


def _anchors(node: Node, around: tuple[Node, ...], column: int) -> Iterator[_Anchor]:
    match node:
        case Mapping():
            inside = (*around, node)
            for key, value in node.entries:
                yield _Anchor(key, key.start, inside, key.start.column)
                yield from _anchors(value, inside, key.start.column)
        case Sequence():
            inside = (*around, node)
            for item in node.items:
                yield _Anchor(item, item.start, inside, node.start.column)
                yield from _anchors(item, inside, node.start.column)
        case _:
            return


def _parts_of(node: Node) -> Iterator[Node]:
    match node:
        case Mapping():
            for key, value in node.entries:
                yield key
                yield value
                yield from _parts_of(value)
        case Sequence():
            for item in node.items:
                yield item
                yield from _parts_of(item)
        case _:
            return


class _Anchors:
    """The parts of a document in their order, and where those inside of brackets begin and end among them."""

    def __init__(self, root: Mapping) -> None:
        self._parts = list(_anchors(root, (), 0))
        self._bounds: dict[int, tuple[int, int]] = {}
        for place, anchor in enumerate(self._parts):
            for node in _flows(anchor):
                first, _ = self._bounds.get(id(node), (place, place))
                self._bounds[id(node)] = first, place

    def beside(self, at: Mark) -> tuple[_Anchor | None, _Anchor | None]:
        """Return the parts before and behind a position; those in brackets that do not enclose it are passed over."""
        position = bisect_left(self._parts, at, key=lambda one: one.start)
        before, behind = position - 1, position
        while before >= 0 and (closed := _closed_flow(self._parts[before], at)) is not None:
            before = self._bounds[id(closed)][0] - 1
        while behind < len(self._parts) and (closed := _closed_flow(self._parts[behind], at)) is not None:
            behind = self._bounds[id(closed)][1] + 1
        return (
            self._parts[before] if before >= 0 else None,
            self._parts[behind] if behind < len(self._parts) else None,
        )


def _flows(anchor: _Anchor) -> Iterator[Mapping | Sequence]:
    return (one for one in anchor.around if isinstance(one, Mapping | Sequence) and one.flow)


def _closed_flow(anchor: _Anchor, at: Mark) -> Mapping | Sequence | None:
    """Return the outermost brackets that a part stands in and that do not enclose the position."""
    return next((one for one in _flows(anchor) if not one.start < at < one.end), None)


def _attach(
    comments: Comments, comment: Comment, root: Mapping, previous: _Anchor | None, following: _Anchor | None
) -> None:
    if not comment.alone and previous is not None:
        comments.behind.setdefault(id(previous.part), []).append(comment.text)
        return
    closing = _closing(comment, previous, following)
    if closing is not None:
        comments.at_end.setdefault(id(closing), []).append(comment.text)
    elif following is not None:
        comments.before.setdefault(id(following.part), []).append(comment.text)
    else:
        comments.at_end.setdefault(id(root), []).append(comment.text)


def _closing(comment: Comment, previous: _Anchor | None, following: _Anchor | None) -> Node | None:
    """Return the innermost collection that ends before what follows and reaches as far right as the comment."""
    if previous is None or (following is not None and comment.start.column <= following.column):
        return None
    still_open = {id(node) for node in following.around} if following is not None else set()
    for node in reversed(previous.around):
        ends = id(node) not in still_open
        if ends and (_is_open_flow(node, comment.start) or node.start.column <= comment.start.column):
            return node
    return None


def _is_open_flow(node: Node, at: Mark) -> bool:
    return isinstance(node, Mapping | Sequence) and node.flow and node.start < at < node.end


def _find(text: str, root: Mapping) -> Iterator[Comment]:
    """Return the comments: number signs at the start of a line or after space, outside of all scalars."""
    lines = text.split("\n")
    spans = sorted(_spans(root, lines))
    for number, line in enumerate(lines, 1):
        for match in _NUMBER_SIGN.finditer(line):
            start = Mark(number, match.start() + 1)
            at = bisect_left(spans, (start, start)) - 1
            covered = at >= 0 and spans[at][1] > start
            exact = at + 1 < len(spans) and spans[at + 1][0] == start
            if not covered and not exact:
                yield Comment(line[match.start() :].rstrip(), start, not line[: match.start()].strip())
                break


def _spans(node: Node, lines: list[str]) -> Iterator[tuple[Mark, Mark]]:
    """Return where scalars begin and end; of a block scalar its lines only, since a comment may follow its sign."""
    match node:
        case Mapping():
            for key, value in node.entries:
                yield key.start, key.end
                yield from _spans(value, lines)
        case Sequence():
            for item in node.items:
                yield from _spans(item, lines)
        case Scalar() if node.style in {Style.LITERAL, Style.FOLDED}:
            yield Mark(node.start.line + 1, 1), node.end
        case Scalar():
            yield node.start, node.end
