"""The accepted YAML: one plain document of mappings, lists and scalars, read from libyaml's events with positions.

Everything of YAML that can surprise is refused with its place: anchors and aliases, tags, directives, several
documents, merge keys, keys that are not text, duplicate keys, unusual spellings of numbers. Limits on bytes, nodes,
depth and scalars bound the work before it is done.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ingest.diagnostics import Diagnostic, Rule, quoted
from ingest.nodes import Mapping, Mark, Node, Plain, Scalar, Sequence, Style
from ingest.yaml_syntax import SYNTAX, explained
from ingest.yaml_text import FORBIDDEN_CHARACTER, NOT_NFC, TextReader, forbidden_in, name_of

MAX_DEPTH = 8
MAX_NODES = 5000
MAX_SCALAR_BYTES = 8 * 1024
MAX_NUMBER_LENGTH = 18

EMPTY = Rule(
    "DUR108",
    "The file holds no document",
    "A content file is one mapping of keys to values.",
    "# only a comment",
    "Fill in the keys; `duramen new` writes a skeleton.",
)
SEVERAL_DOCUMENTS = Rule(
    "DUR109",
    "The file holds more than one document",
    "One file is one record, and its name is the slug.",
    "name: Reranking\n---\nname: Retrieval",
    "Put the second document into a file of its own.",
)
DIRECTIVE = Rule(
    "DUR110",
    "A directive",
    "Directives change how a file is read; content needs none.",
    "%YAML 1.1\n---\nname: Reranking",
    "Delete the line that begins with a percent sign.",
)
ANCHOR = Rule(
    "DUR111",
    "An anchor or an alias",
    "Aliases make one text mean another and can blow up a small file to gigabytes.",
    "inputs: &list [The query]\noutputs: *list",
    "Write the value out, or put it into double quotes if it begins with & or *.",
)
TAG = Rule(
    "DUR112",
    "A tag",
    "Tags choose types by hand. Values are text, numbers and booleans as they look.",
    "year: !!int 2020",
    "Delete the tag, or put the value into double quotes if it begins with an exclamation mark.",
)
MERGE_KEY = Rule(
    "DUR113",
    "A merge key",
    "Merge keys copy other mappings; what a file says must stand in it.",
    "<<: *defaults",
    "Write the keys out.",
)
KEY_NOT_TEXT = Rule(
    "DUR114",
    "A key is not text",
    "Keys are the names of fields.",
    "1: one",
    "Use the field's name as the key.",
)
DUPLICATE_KEY = Rule(
    "DUR115",
    "A key is there twice",
    "Readers of YAML silently take one of the two.",
    "name: Reranking\nname: Re-ranking",
    "Keep one of the two.",
)
TOO_DEEP = Rule(
    "DUR116",
    "Nested too deep",
    f"Mappings and lists nest at most {MAX_DEPTH} levels; no document needs more than six.",
    "[[[[[[[[[too deep]]]]]]]]]",
    "Compare the nesting with the reference of the YAML format.",
)
TOO_MANY_NODES = Rule(
    "DUR117",
    "Too many values in one file",
    f"A file holds at most {MAX_NODES} keys, values, lists and mappings.",
    "a list of 6,000 aliases",
    "Say less, or split what belongs to two records.",
)
SCALAR_TOO_LONG = Rule(
    "DUR118",
    "A value is too long",
    f"A single value holds at most {MAX_SCALAR_BYTES} bytes (8 KiB).",
    "definition: <9,000 letters>",
    "Shorten it.",
)
AMBIGUOUS_SCALAR = Rule(
    "DUR120",
    "A value that readers of YAML understand differently",
    "Numbers are written in plain decimal digits, booleans as true and false, nothing as null. Other spellings "
    "(0x1F, 0o17, 007, +1, 1e3, True, yes, off, ~) are numbers or booleans for some readers and text for others.",
    "year: 0x7E7",
    "Write plain digits, or put text into double quotes.",
)
NOT_A_MAPPING = Rule(
    "DUR121",
    "The document is not a mapping",
    "The top of a content file is a mapping of field names to values.",
    "- name: Reranking",
    "Write `key: value` lines at the left margin.",
)

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTANTS: dict[str, Plain] = {"": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
# what YAML 1.2's core schema would take for null, booleans and numbers in other spellings, and YAML 1.1 for booleans
_UNUSUAL = re.compile(
    r"~|Null|NULL|True|TRUE|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"
)


class AmbiguousScalar(ValueError):
    """A plain scalar in a spelling that readers of YAML understand differently."""


class _Stop(Exception):
    """Reading cannot go on; the reason was reported."""


@dataclass(slots=True)
class Parsed:
    """What a file holds: the tree, where it could be read at all, and what is wrong with it."""

    root: Mapping | None
    text: str
    problems: list[Diagnostic]


def resolve_plain(text: str) -> Plain:
    """Return the value of a plain scalar.

    Raises:
        AmbiguousScalar: If it is a number, boolean or null in an unusual spelling.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) <= MAX_NUMBER_LENGTH:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    if _UNUSUAL.fullmatch(text):
        raise AmbiguousScalar(text)
    return text


def parse(path: Path, raw: bytes) -> Parsed:
    """Read the bytes of one file. Cost: linear in the bytes, which are bounded; never raises for what they hold."""
    reader = TextReader(path)
    text = reader.read(raw)
    if text is None:
        return Parsed(None, "", reader.problems)
    root = _Composer(reader).compose(text)
    return Parsed(root, text, reader.problems)


@dataclass(slots=True)
class _Open:
    """A collection whose end was not reached yet."""

    start: Mark
    flow: bool
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    key: Scalar | None = None
    key_is_refused: bool = False
    keys: dict[str, Mark] = field(default_factory=dict)

    @property
    def expects_key(self) -> bool:
        return self.is_mapping and self.key is None


class _Composer:
    """Composes nodes from events without recursion, so that depth costs nothing until it is refused."""

    def __init__(self, reader: TextReader) -> None:
        self.report = reader.report
        self.open: list[_Open] = []
        self.roots: list[Node] = []
        self.count = 0
        self.long_quoted: Scalar | None = None
        """The first text in quotes that runs over several lines: where a quote is missing when the syntax breaks."""

    def compose(self, text: str) -> Mapping | None:
        """Return the document's mapping, or null."""
        try:
            for event in _events(text):
                self._take(event)
        except yaml.YAMLError as error:
            self.report(SYNTAX, *explained(error, self.long_quoted))
            return None
        except _Stop:
            return None
        return self._root()

    def _root(self) -> Mapping | None:
        root = self.roots[0] if self.roots else None
        if root is None or (isinstance(root, Scalar) and root.value is None):
            self.report(EMPTY, Mark(1, 1), "the file holds no document", EMPTY.fix)
            return None
        if not isinstance(root, Mapping):
            self.report(NOT_A_MAPPING, root.start, "the document is not a mapping of keys to values", NOT_A_MAPPING.fix)
            return None
        return root

    def _take(self, event: yaml.Event) -> None:
        start, end = _mark(event.start_mark), _mark(event.end_mark)
        match event:
            case yaml.DocumentStartEvent():
                self._check_document(event, start)
            case yaml.AliasEvent():
                self.report(ANCHOR, start, f"the alias {quoted(f'*{event.anchor}')} is not allowed", ANCHOR.fix)
                self._add(Scalar("", "", Style.PLAIN, start, end))
            case yaml.ScalarEvent():
                self._check_properties(event, start)
                self._add(self._scalar(event, start, end))
            case yaml.CollectionStartEvent():
                self._check_properties(event, start)
                self._open_collection(event, start)
            case yaml.CollectionEndEvent():
                self._close_collection(end)
            case _:
                pass

    def _check_document(self, event: yaml.DocumentStartEvent, start: Mark) -> None:
        if event.version or event.tags:
            self.report(DIRECTIVE, Mark(1, 1), "directives are not allowed", DIRECTIVE.fix)
        if self.roots:
            self.report(SEVERAL_DOCUMENTS, start, "a second document begins here", SEVERAL_DOCUMENTS.fix)
            raise _Stop

    def _check_properties(self, event: yaml.NodeEvent, start: Mark) -> None:
        if event.anchor is not None:
            self.report(ANCHOR, start, f"the anchor {quoted(f'&{event.anchor}')} is not allowed", ANCHOR.fix)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.report(TAG, start, f"the tag {quoted(tag)} is not allowed", TAG.fix)

    def _scalar(self, event: yaml.ScalarEvent, start: Mark, end: Mark) -> Scalar:
        text, style = event.value, Style(event.style or "")
        size = len(text.encode())
        if size > MAX_SCALAR_BYTES:
            message = f"a value of {size} bytes; the limit is {MAX_SCALAR_BYTES}"
            self.report(SCALAR_TOO_LONG, start, message, SCALAR_TOO_LONG.fix)
            return Scalar("", "", style, start, end)
        if style is Style.DOUBLE:
            self._check_escapes(text, start)
        if style is not Style.PLAIN:
            quoted_text = Scalar(text, text, style, start, end)
            if style in {Style.SINGLE, Style.DOUBLE} and start.line != end.line:
                self.long_quoted = self.long_quoted or quoted_text
            return quoted_text
        try:
            return Scalar(text, resolve_plain(text), style, start, end)
        except AmbiguousScalar:
            message = f"{quoted(text)} is read as a number, boolean or null by some and as text by others"
            self.report(AMBIGUOUS_SCALAR, start, message, AMBIGUOUS_SCALAR.fix)
            return Scalar(text, text, style, start, end)

    def _check_escapes(self, text: str, start: Mark) -> None:
        for _, character in forbidden_in(text):
            message = f"the character {name_of(character)} is not allowed, neither as itself nor as an escape"
            self.report(FORBIDDEN_CHARACTER, start, message, FORBIDDEN_CHARACTER.fix)
            return
        if not unicodedata.is_normalized("NFC", text):
            self.report(NOT_NFC, start, "this text is not in Unicode normalization form C", NOT_NFC.fix)

    def _open_collection(self, event: yaml.CollectionStartEvent, start: Mark) -> None:
        if self.open and self.open[-1].expects_key:
            self.report(KEY_NOT_TEXT, start, "a list or a mapping cannot be a key", KEY_NOT_TEXT.fix)
            raise _Stop
        self._counted(start)
        if len(self.open) == MAX_DEPTH:
            self.report(TOO_DEEP, start, f"nested more than {MAX_DEPTH} levels deep", TOO_DEEP.fix)
            raise _Stop
        self.open.append(_Open(start, bool(event.flow_style), isinstance(event, yaml.MappingStartEvent)))

    def _close_collection(self, end: Mark) -> None:
        done = self.open.pop()
        if done.is_mapping:
            self._place(Mapping(tuple(done.entries), done.flow, done.start, end))
        else:
            self._place(Sequence(tuple(done.items), done.flow, done.start, end))

    def _add(self, scalar: Scalar) -> None:
        self._counted(scalar.start)
        if self.open and self.open[-1].expects_key:
            self.open[-1].key = scalar
            self.open[-1].key_is_refused = self._is_refused(self.open[-1], scalar)
        else:
            self._place(scalar)

    def _place(self, node: Node) -> None:
        if not self.open:
            self.roots.append(node)
            return
        parent = self.open[-1]
        if parent.key is None:
            parent.items.append(node)
            return
        if not parent.key_is_refused:
            parent.entries.append((parent.key, node))
        parent.key = None

    def _is_refused(self, parent: _Open, key: Scalar) -> bool:
        """Report what is wrong with a key, and tell whether anything is: then its value is left out."""
        first = parent.keys.setdefault(key.text, key.start)
        if key.style is Style.PLAIN and key.text == "<<":
            self.report(MERGE_KEY, key.start, "merge keys are not allowed", MERGE_KEY.fix)
        elif not isinstance(key.value, str):
            self.report(KEY_NOT_TEXT, key.start, f"the key {quoted(key.text)} is not text", KEY_NOT_TEXT.fix)
        elif first != key.start:
            message = f"the key {quoted(key.text)} is there twice, first in line {first.line}"
            self.report(DUPLICATE_KEY, key.start, message, DUPLICATE_KEY.fix)
        else:
            return False
        return True

    def _counted(self, start: Mark) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            self.report(TOO_MANY_NODES, start, f"more than {MAX_NODES} values in one file", TOO_MANY_NODES.fix)
            raise _Stop


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=_LOADER)


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)
