"""The canonical form of a content file: one way to write each document, with its comments kept.

Keys stand in the order of the model, optional ones that hold nothing are left out; two spaces a level, items of lists
indented below their key; lists of slugs, names and packages in brackets where they fit into a line; plain scalars where
no reader doubts them, double quotes otherwise; the editor's modeline first, and no blank lines.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from graph.vocabulary import NodeKind
from ingest.checks.prose import FREE_TEXT, Form, forms_of
from ingest.comments import Comments, comments_of
from ingest.diagnostics import Diagnostic
from ingest.json_schemas import modeline
from ingest.nodes import Mapping, Node, Scalar, Sequence, plain_value
from ingest.plain_scalars import written
from ingest.sources import DOCUMENT_OF
from ingest.yaml_subset import parse
from ingest.yaml_text import BYTE_ORDER_MARK, FINAL_NEWLINE, LINE_ENDINGS

MAX_FLOW_COLUMNS = 100
INDENT = "  "
_MODELINE = "# yaml-language-server:"
_REPAIRED = frozenset({BYTE_ORDER_MARK.code, FINAL_NEWLINE.code, LINE_ENDINGS.code})
_BLOCK_FORMS = frozenset({Form.PHRASE, Form.SENTENCE, Form.PROSE})
Model = type[BaseModel] | None


class Unformattable(Exception):
    """The file is not YAML of the accepted subset; `diagnostics` say why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        """Keep what is wrong."""
        super().__init__(f"{len(diagnostics)} problems")
        self.diagnostics = diagnostics


class FormattingBug(Exception):
    """Formatting would have changed what the file says; it was left alone."""


def formatted(path: Path, raw: bytes, kind: NodeKind) -> bytes:
    """Return the canonical form of a file of this kind. Byte order mark, line ends and a cut last line are repaired.

    Raises:
        Unformattable: If the file is not of the accepted subset otherwise.
        FormattingBug: If the result would not say the same.
    """
    before = parse(path, raw)
    broken = [problem for problem in before.problems if problem.code not in _REPAIRED]
    if before.root is None or broken:
        raise Unformattable(before.problems)
    model = DOCUMENT_OF[kind]
    comments = comments_of(before.text, before.root)
    layout = _Layout(comments)
    lines = [modeline(kind), *layout.mapping(before.root, model, "")]
    body = "\n".join([*lines, ""]).encode()
    after = parse(path, body)
    if after.problems or after.root is None or _meaning(after.root, model) != _meaning(before.root, model):
        raise FormattingBug(path.name)
    return body


def _meaning(node: Node, model: Model) -> Any:
    """Return what a document says: its values without the ones that say nothing."""
    match node:
        case Mapping():
            fields = model.model_fields if model else {}
            return {
                key.text: _meaning(value, _model_of(model, key.text))
                for key, value in node.entries
                if not _says_nothing(value, fields.get(key.text))
            }
        case Sequence():
            return [_meaning(item, model) for item in node.items]
        case Scalar():
            return (type(node.value).__name__, node.value)


def _says_nothing(value: Node, field: FieldInfo | None) -> bool:
    if field is None or field.is_required():
        return False
    held = plain_value(value)
    return held is None or (type(held) is type(field.default) and held == field.default)


def _model_of(model: Model, key: str) -> Model:
    held = forms_of(model).get(key) if model else None
    return None if isinstance(held, Form) else held


class _Layout:
    """Writes nodes as lines; the comments of the document are woven in."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments

    def mapping(self, node: Mapping, model: Model, indent: str) -> Iterator[str]:
        """Write a mapping in block style."""
        for key, value in self._ordered(node, model):
            yield from self._before(key, indent)
            yield from self._entry(key, value, model, indent)
        yield from self._at_end(node, indent)

    def _ordered(self, node: Mapping, model: Model) -> list[tuple[Scalar, Node]]:
        fields = model.model_fields if model else {}
        place = {name: at for at, name in enumerate(fields)}
        kept = [
            (key, value)
            for key, value in node.entries
            if self.comments.touches_entry(key, value) or not _says_nothing(value, fields.get(key.text))
        ]
        kept = kept or list(node.entries)  # something must stand there
        return sorted(kept, key=lambda entry: place.get(entry[0].text, len(place)))

    def _entry(self, key: Scalar, value: Node, model: Model, indent: str) -> Iterator[str]:
        head = f"{indent}{written(key.text)}:"
        behind = self._behind(key)
        match value:
            case Mapping() if value.entries:
                yield head + behind
                yield from self.mapping(value, _model_of(model, key.text), indent + INDENT)
            case Sequence() if value.items:
                flow = self._flow(head, value, model, key.text)
                if flow is not None:
                    yield flow + behind
                else:
                    yield head + behind
                    yield from self._sequence(value, _model_of(model, key.text), indent + INDENT)
            case Scalar() if isinstance(value.value, str) and (key.text == FREE_TEXT or "\n" in value.text):
                yield from self._block_scalar(head, value.text, behind, indent)
            case _:
                yield f"{head} {self._short(value)}{behind}"
                yield from self._at_end(value, indent)

    def _sequence(self, node: Sequence, model: Model, indent: str) -> Iterator[str]:
        for item in node.items:
            yield from self._before(item, indent)
            yield from self._item(item, model, indent)
        yield from self._at_end(node, indent)

    def _item(self, item: Node, model: Model, indent: str) -> Iterator[str]:
        behind = self._behind(item)
        match item:
            case Mapping() if item.entries:
                yield from self._above(item, indent)
                yield from _dashed(self.mapping(item, model, indent + INDENT), indent)
            case Sequence() if item.items:
                yield from self._above(item, indent)
                yield f"{indent}-"
                yield from self._sequence(item, model, indent + INDENT)
            case Scalar() if isinstance(item.value, str) and "\n" in item.text:
                yield from self._block_scalar(f"{indent}-", item.text, behind, indent)
            case _:
                yield f"{indent}- {self._short(item)}{behind}"
                yield from self._at_end(item, indent)

    def _flow(self, head: str, node: Sequence, model: Model, key: str) -> str | None:
        """Return a list on one line, or null where it does not fit, holds comments, or is a list of sentences."""
        form = forms_of(model).get(key) if model else None
        known = model is not None and key in model.model_fields
        if not known or form in _BLOCK_FORMS or self.comments.touches(node):
            return None
        items = [item for item in node.items if isinstance(item, Scalar)]
        if len(items) < len(node.items) or any("\n" in item.text for item in items):
            return None
        line = f"{head} [{', '.join(self._short(item, in_flow=True) for item in items)}]"
        return line if len(line) <= MAX_FLOW_COLUMNS else None

    def _short(self, node: Node, *, in_flow: bool = False) -> str:
        match node:
            case Mapping():
                return "{}"
            case Sequence():
                return "[]"
            case Scalar() if node.value is None:
                return "null"
            case Scalar() if isinstance(node.value, str):
                return written(node.text, in_flow=in_flow)
            case Scalar():
                return node.text

    def _block_scalar(self, head: str, text: str, behind: str, indent: str) -> Iterator[str]:
        """Write text of several lines as it stands; what a literal block can't hold exactly goes into quotes."""
        lines = text.removesuffix("\n").split("\n")
        if not text.strip() or text[0] in " \n" or text.endswith("\n\n"):
            yield f"{head} {written(text)}{behind}"
            return
        yield f"{head} {'|' if text.endswith(chr(10)) else '|-'}{behind}"
        for line in lines:
            yield f"{indent}{INDENT}{line}" if line else ""

    def _before(self, part: Node, indent: str) -> Iterator[str]:
        yield from (f"{indent}{text}" for text in self.comments.before.get(id(part), ()) if not _is_modeline(text))

    def _at_end(self, node: Node, indent: str) -> Iterator[str]:
        yield from (f"{indent}{text}" for text in self.comments.at_end.get(id(node), ()) if not _is_modeline(text))

    def _above(self, item: Node, indent: str) -> Iterator[str]:
        """Write what stood behind a collection that was one line above it, now that it takes several."""
        yield from (f"{indent}{text}" for text in self.comments.behind.get(id(item), ()))

    def _behind(self, part: Node) -> str:
        return "".join(f"  {text}" for text in self.comments.behind.get(id(part), ()))


def _dashed(lines: Iterator[str], indent: str) -> Iterator[str]:
    """Put the dash of an item before its first key; comments above that key move above the dash."""
    begun = False
    for line in lines:
        is_first_key = not begun and not line.lstrip().startswith("#")
        begun = begun or is_first_key
        if is_first_key:
            yield f"{indent}- {line.removeprefix(indent + INDENT)}"
        else:
            yield line if begun else f"{indent}{line.lstrip()}"


def _is_modeline(text: str) -> bool:
    return text.startswith(_MODELINE)
