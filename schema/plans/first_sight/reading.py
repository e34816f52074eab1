"""The pass: a text is cut, checked against the table and answered in one go, or handed over."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph.errors import BadCursor, BadPage, CursorExpired
from schema.errors import ClientError
from schema.limits import DEFAULT_PAGE
from schema.plans.budget import ENTRY_BYTES
from schema.plans.calls import Calls
from schema.plans.first_sight.literals import arguments_of_tokens
from schema.plans.first_sight.selections import Builder, Fields, Measures, Part, Selection, Surroundings
from schema.plans.first_sight.sights import NEVER, Sights
from schema.plans.first_sight.table import CLOSE, Asked, Asking, Entry, Find, Leaf, Link, TypeName, entries_of
from schema.plans.first_sight.tokens import OPENINGS, is_name, tokens_of
from schema.plans.handing import HandedOver, Reason
from schema.plans.leaves import to_bytes
from schema.types import OBJECTS

MOST_SIGHTS = 2
"""Sights of one text that the pass answers; after them it is worth a plan."""
_LONGEST = 16 * 1024
_MOST_AT_ONCE = 400
"""Objects that an answer given at once may hold: writing one takes a few microseconds, even the first time."""
_OF_FIELDS = (ClientError, BadCursor, CursorExpired, BadPage)
_ROOT = "Query"
_KEYWORD = "query"
_ANONYMOUS = frozenset(["{", *(f"{_KEYWORD}{sign}" for sign in OPENINGS)])
_ENTRY_BYTES = 250


class Seen(NamedTuple):
    """The answer to a text: its body, the name of its operation, and its cost."""

    body: bytes
    operation_name: str | None
    cost: int


class _Later(Exception):
    """The text can be answered, but not while others wait."""


class FirstSight:
    """Answers texts that no plan was made for, over one snapshot."""

    def __init__(self, around: Surroundings, calls: Calls, sights: Sights) -> None:
        """Make calls by `calls`, keep what the budget of `around` allows, and count in `sights`."""
        self._around = around
        self._calls = calls
        limits = self._limits = around.limits
        self._most_tokens = min(limits.fields, limits.tokens // 2)  # a token here is at most two of GraphQL
        self._sights = sights
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._budget = self._around.budget
        self._budget.held = 0
        self._builder = Builder(self._around)
        self._met = Sights()
        self._selections: dict[tuple[Part, ...], Selection] = {}
        self._tables: dict[str, dict[str, Entry]] = {}

    @property
    def held_bytes(self) -> int:
        """The bytes that selections, calls and texts are taken to need."""
        return self._budget.held

    def answer(self, text: str, operation_name: str | None, *, at_once: bool) -> Seen | None:
        """Return the answer to a text, null if it must be found in another way.

        Args:
            text: The document.
            operation_name: The operation that is to be run, null if there is to be one only.
            at_once: Whether others wait meanwhile, so that nothing that may take long is done.
        """
        sights = self._sights.of(text)
        if sights >= MOST_SIGHTS:
            return None
        try:
            seen = self._answer(text, operation_name, at_once=at_once)
        except _Later:
            return None
        except HandedOver as handed:
            self._sights.handed_over[handed.reason] += 1
            seen = None
        except Exception as error:  # noqa: BLE001  # graphql-core tells what is wrong
            self._sights.handed_over[Reason.FIELD if isinstance(error, _OF_FIELDS) else Reason.FAULT] += 1
            seen = None
        if self._budget.is_spent:
            self._begin_anew()
        self._sights.set(text, NEVER if seen is None else sights + 1)
        self._sights.answered += seen is not None
        return seen

    def _answer(self, text: str, operation_name: str | None, *, at_once: bool) -> Seen:
        if len(text) > _LONGEST:
            raise HandedOver(Reason.TEXT)
        found = tokens_of(text)
        if len(found) > self._most_tokens:
            raise HandedOver(Reason.TEXT)
        tokens = iter(found)
        name = _operation_name(tokens)
        if operation_name is not None and operation_name != name:
            raise HandedOver(Reason.TEXT)
        fields = self._builder.fields(self._parts(tokens))
        measures = fields.measures
        self._check(measures, len(fields.keys))
        if at_once and (measures.cost > _MOST_AT_ONCE or not measures.is_quick):
            raise _Later
        return Seen(self._body(fields), name, measures.cost)

    def _parts(self, tokens: Iterator[str]) -> list[Part]:  # noqa: C901, PLR0912  # a call for each token would double its cost
        """Return the parts of the operation whose selection begins with the next token; it must end the text."""
        selections, waiting = self._selections, []
        find, owner, parts = self._find(_ROOT), _ROOT, []
        for token in tokens:
            entry = find(token)
            kind = type(entry)
            if kind is Leaf:
                parts.append(entry)
            elif kind is Link:
                waiting.append((parts, find, owner, entry))
                parts, find, owner = [], entry.find or self._find_below(entry), entry.ref.name
            elif kind is Asked:
                asking, opens = self._asking(entry, token, tokens)
                if opens:
                    waiting.append((parts, find, owner, asking))
                    parts, find, owner = [], entry.find or self._find_below(entry), entry.ref.name
                else:
                    parts.append(asking)
            elif entry is CLOSE:
                if not waiting:
                    break
                key = tuple(parts)
                selection = selections.get(key)
                if selection is None:
                    selection = self._new_selection(key, owner)
                parts, find, owner, opener = waiting.pop()
                parts.append(opener)
                parts.append(selection)
            elif kind is TypeName:
                parts.append(entry)
            elif token[-1] == ":":
                parts.append(token)
            else:
                raise HandedOver(Reason.TEXT)
        else:
            raise HandedOver(Reason.TEXT)
        if next(tokens, None) is not None:
            raise HandedOver(Reason.TEXT)
        return parts

    def _new_selection(self, parts: tuple[Part, ...], owner: str) -> Selection:
        """Build a selection; only one that was met before is kept, since most are never met again."""
        is_kept = self._met.of(parts) > 0
        of_nodes = OBJECTS[owner].kind is not None
        made = self._builder.selection(parts, is_kept=is_kept, of_nodes=of_nodes)
        if is_kept:
            self._selections[parts] = made
        else:
            self._met.set(parts, 1)
        return made

    def _asking(self, asked: Asked, token: str, tokens: Iterator[str]) -> tuple[Asking, bool]:
        """Return a field with its arguments, and whether a selection is opened behind them."""
        given: list[str] = []
        end = token
        if token[-1] == "(":
            for end in tokens:
                if end[0] == ")":
                    break
                given.append(end)
            if not given:
                raise HandedOver(Reason.TEXT)
        opens = end[-1] == "{"
        if opens is asked.is_leaf:
            raise HandedOver(Reason.TEXT)
        key = tuple(given)
        return asked.known.get(key) or self._first_asking(asked, key), opens

    def _first_asking(self, asked: Asked, tokens: Sequence[str]) -> Asking:
        arguments = arguments_of_tokens(tokens, asked.declared, self._limits)
        sizes = [size for name in ("first", "last") if (size := arguments.get(name)) is not None]
        call = self._calls.call(asked.field, arguments)
        self._budget.charge(4 * ENTRY_BYTES + sum([len(token) + ENTRY_BYTES for token in tokens]))
        made = asked.known[tuple(tokens)] = Asking(asked, call, arguments, min(sizes, default=DEFAULT_PAGE))
        return made

    def _find(self, name: str) -> Find:
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = entries_of(name)
            self._budget.charge(_ENTRY_BYTES * len(table))
        return table.get

    def _find_below(self, entry: Link | Asked) -> Find:
        entry.find = self._find(entry.ref.name)
        return entry.find

    def _check(self, measures: Measures, roots: int) -> None:
        """Leave what a limit forbids to those who say so."""
        limits = self._limits
        if measures.cost > limits.cost:
            raise HandedOver(Reason.COST)
        if roots > limits.root_fields or measures.aliases > limits.aliases or measures.depth > limits.depth:
            raise HandedOver(Reason.TEXT)

    def _body(self, fields: Fields) -> bytes:
        self._around.lister.begin()
        data = self._builder.writer(fields)(self._around.rows.root)
        body = to_bytes(f'{{"data":{data}}}')
        if len(body) > self._limits.answer_bytes:
            raise HandedOver(Reason.SIZE)
        return body


def _operation_name(tokens: Iterator[str]) -> str | None:
    """Read up to the sign that opens the selection of the operation, and return its name."""
    first = next(tokens, "")
    if first in _ANONYMOUS:
        return None
    name = next(tokens, "") if first == _KEYWORD else ""
    if name.endswith(OPENINGS):
        name = name.rstrip(" {")
    elif next(tokens, "") != "{":
        raise HandedOver(Reason.TEXT)
    if not is_name(name):
        raise HandedOver(Reason.TEXT)
    return name
