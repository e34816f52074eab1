"""The pass: a text is cut, checked against the table and answered in one go, or handed over."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from graph.errors import BadCursor, BadPage, CursorExpired
from schema.errors import ClientError
from schema.plans.budget import ENTRY_BYTES
from schema.plans.calls import Calls
from schema.plans.first_sight.literals import arguments_of_tokens
from schema.plans.first_sight.selections import Builder, Measures, Part, Selection, Surroundings
from schema.plans.first_sight.sights import NEVER, Sights
from schema.plans.first_sight.table import CLOSING, OPENING, Asked, Asking, Leaf, Link, On, TypeName
from schema.plans.first_sight.tokens import IGNORED, begin, tokens_of
from schema.plans.handing import HandedOver, Reason
from schema.plans.leaves import to_bytes

MOST_SIGHTS = 2
"""Sights of one text that the pass answers; after them it is worth a plan."""
_LONGEST = 16 * 1024
_MOST_AT_ONCE = 400
"""Objects that an answer given at once may hold: writing one takes a few microseconds, even the first time."""
_TOKENS_OF_AN_OPERATION = 6
_OF_FIELDS = (ClientError, BadCursor, CursorExpired, BadPage)
_ROOT = "Query"
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
        self._limits = around.limits
        self._sights = sights
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._budget = self._around.budget
        self._budget.held = 0
        self._builder = Builder(self._around)
        self._met = Sights()
        self._selections: dict[tuple[Part, ...], Selection] = {}
        self._types: dict[str, On] = {}

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
        opened = begin(text) if len(text) <= _LONGEST else None
        if opened is None:
            raise HandedOver(Reason.TEXT)
        name, selected = opened[1], text[opened.end() :].rstrip(IGNORED)
        if selected[-1:] != "}" or (operation_name is not None and operation_name != name):
            raise HandedOver(Reason.TEXT)
        parts = self._parts(self._on(_ROOT), selected[:-1])
        selection = self._builder.selection(parts, is_kept=False, is_node=False, of_many=False)
        measures = selection.measures
        self._check(measures)
        if at_once and (measures.cost > _MOST_AT_ONCE or not measures.is_quick):
            raise _Later
        return Seen(self._body(selection), name, measures.cost)

    def _parts(self, on: On, text: str) -> list[Part]:
        """Return the parts of the selection on a type that stands between two braces."""
        find: Callable[[str], Any] = on.entries.get
        parts: list[Part] = []
        tokens = iter(tokens_of(text))
        for token in tokens:
            entry = find(token)
            kind = type(entry)
            if kind is Leaf or kind is TypeName:
                parts.append(entry)
            elif kind is tuple:
                parts += entry
            elif kind is Asked:
                parts += self._asked(entry, tokens)
            elif token[-1] == ":":
                parts.append(token)
            else:
                parts += self._opened(on, token)
        return parts

    def _opened(self, on: On, token: str) -> Sequence[Part]:
        """Return a field with its selection, which was not kept under this text."""
        name, _, selected = token.partition(OPENING)
        entry = on.entries.get(name.rstrip(" ") + OPENING)
        if type(entry) is Asked:
            field: Part = entry.known.get(()) or self._first_asking(entry, ())
        elif type(entry) is Link:
            field = entry
        else:
            raise HandedOver(Reason.TEXT)
        selection = self._selection(self._on(entry.ref.name), selected[:-1], of_many=entry.ref.is_list)
        pair = (field, selection)
        if self._is_worth_keeping(token, selection):
            on.entries[token] = pair
        return pair

    def _asked(self, asked: Asked, tokens: Iterator[str]) -> Sequence[Part]:
        """Return a field with the arguments that follow, and the selection behind them."""
        given: list[str] = []
        for token in tokens:
            if token[0] == CLOSING:
                break
            given.append(token)
        else:
            raise HandedOver(Reason.TEXT)
        key = tuple(given)
        asking = asked.known.get(key) or self._first_asking(asked, key)
        if token == CLOSING and asked.is_leaf:
            return (asking,)
        if token == CLOSING or asked.is_leaf or not given:
            raise HandedOver(Reason.TEXT)
        on = self._on(asked.ref.name)
        selection = on.selections.get(token)
        if selection is None:
            selection = self._selection(on, token.partition(OPENING)[2][:-1], of_many=asked.ref.is_list)
            if self._is_worth_keeping(token, selection):
                on.selections[token] = selection
        return asking, selection

    def _selection(self, on: On, text: str, *, of_many: bool) -> Selection:
        """Return a selection; only one that was met before is kept, since most are never met again."""
        parts = tuple(self._parts(on, text))
        known = self._selections.get(parts)
        if known is not None:
            return known
        is_kept = self._met.again(parts)
        made = self._builder.selection(parts, is_kept=is_kept, is_node=on.is_node, of_many=of_many)
        if is_kept:
            self._selections[parts] = made
        return made

    def _is_worth_keeping(self, text: str, selection: Selection) -> bool:
        """Tell whether a selection should be found by its text, too; charge it if so."""
        if not selection.is_kept or not self._met.again(text):
            return False
        self._budget.charge(ENTRY_BYTES + len(text))
        return True

    def _first_asking(self, asked: Asked, tokens: tuple[str, ...]) -> Asking:
        arguments = arguments_of_tokens(tokens, asked.declared, self._limits)
        call = self._calls.call(asked.field, arguments)
        self._budget.charge(4 * ENTRY_BYTES + sum([len(token) + ENTRY_BYTES for token in tokens]))
        made = asked.known[tokens] = Asking(asked, call, arguments, tokens, self._around.longest)
        return made

    def _on(self, name: str) -> On:
        found = self._types.get(name)
        if found is None:
            found = self._types[name] = On(name, self._around.longest)
            self._budget.charge(_ENTRY_BYTES * len(found.entries))
        return found

    def _check(self, measures: Measures) -> None:
        """Leave what a limit forbids to those who say so."""
        limits = self._limits
        if measures.cost > limits.cost:
            raise HandedOver(Reason.COST)
        if (
            measures.roots > limits.root_fields
            or measures.fields > limits.fields
            or measures.aliases > limits.aliases
            or measures.tokens + _TOKENS_OF_AN_OPERATION > limits.tokens
        ):
            raise HandedOver(Reason.TEXT)

    def _body(self, selection: Selection) -> bytes:
        self._around.lister.begin()
        body = to_bytes(f'{{"data":{selection.write(self._around.rows.root)}}}')
        if len(body) > self._limits.answer_bytes:
            raise HandedOver(Reason.SIZE)
        return body
