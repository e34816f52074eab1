"""Plans that can be run: source compiled once, and the memos of the texts that plans have in common."""

import functools
import sys
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any
from weakref import WeakValueDictionary

from schema.plans.budget import ENTRY_BYTES, Budget
from schema.plans.handing import HandedOver, Reason
from schema.plans.rows import Row, Rows
from schema.plans.selections import Chosen, Selection
from schema.plans.source import NAMES, MemoSlot, Needed, source_of

Memo = dict[Row, str]
Root = Callable[[Row, Sequence[Any]], str]
"""Writes the data of an answer from the root's row and the calls and memos of an operation."""
_CODES_KEPT = 1_000
_LONGEST_KEPT = 64 * 1024
_BYTES_A_CHARACTER = 6  # of source: what its functions, constants and code take, measured over the examples


@functools.lru_cache(maxsize=_CODES_KEPT)
def _code(source: str) -> CodeType:
    """Compile a source; it depends on declared names and numbers only, so that plans of all snapshots share it."""
    return compile(source, "<plan>", "exec")


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Plan:
    """A plan: `root` writes the answer's data from the root row, the calls and the memos, in this order."""

    root: Root
    calls: tuple[Chosen, ...]
    memo_slots: tuple[MemoSlot, ...]


class Memos:
    """The texts of subtrees that are kept, by what is selected and the literals in it, then by row."""

    def __init__(self, budget: Budget) -> None:
        """Charge what is kept to `budget`."""
        self._tables: dict[Hashable, Memo] = {}
        self._budget = budget

    def table(self, key: Hashable) -> Memo:
        """Return the memo of one selection."""
        known = self._tables.get(key)
        if known is None:
            known = self._tables[key] = {}
            self._budget.charge(4 * ENTRY_BYTES)
        return known

    def keep(self, memo: Memo, row: Row, text: str) -> str:
        """Keep a text unless it is long, and return it."""
        if len(text) <= _LONGEST_KEPT:
            memo[row] = text
            self._budget.charge(len(text) + ENTRY_BYTES)
        return text


class Compiler:
    """Makes the plans of one snapshot."""

    def __init__(self, rows: Rows, budget: Budget, *, most_text: int, seconds: float, memo: bool) -> None:
        """Let the lists of one answer have `most_text` characters together, inner lists counted at each level.

        One answer may be written for `seconds`: nobody else gets a turn meanwhile.
        """
        self._rows = rows
        self._budget = budget
        self._most_text = most_text
        self._seconds = seconds
        self._memo = memo
        self.memos = Memos(budget)
        self._text = 0
        self._deadline = 0.0
        self.plans: WeakValueDictionary[Hashable, Plan] = WeakValueDictionary()

    def begin(self, now: float) -> None:
        """Count the text and the time of an answer from nothing; `now` is the time by `time.perf_counter`."""
        self._text = 0
        self._deadline = now + self._seconds

    def plan(self, selection: Selection) -> Plan:
        """Return the plan for what is selected at the root, made once for all selections of one shape."""
        shape = selection.shape()
        known = self.plans.get(shape)
        if known is None:
            known = self.plans[shape] = self._compiled(selection)
        return known

    def _compiled(self, selection: Selection) -> Plan:
        source = source_of(selection, memo=self._memo)
        text = source.text
        namespace: dict[str, Any] = {
            **NAMES,
            "L": self._list,
            "again": self._again,
            "keep": self.memos.keep,
            **{name: sys.intern(constant) for name, constant in source.constants.items()},
            **source.needed,
            **{name: self.memos.table(shape) for name, shape in source.memos.items()},
        }
        exec(_code(text), namespace)  # noqa: S102  # made of declared names and numbers, see `schema.plans.source`
        for name, functions in source.tables.items():
            namespace[name] = {kind: namespace[function] for kind, function in functions.items()}
        self._budget.charge(len(text) * _BYTES_A_CHARACTER)
        return Plan(namespace[source.root], tuple(source.calls), tuple(source.memo_slots))

    def _list(self, texts: list[str]) -> str:
        """Join the texts of a list; memory and time that an answer takes while it is written are bounded here."""
        joined = f"[{','.join(texts)}]"
        self._text += len(joined)
        if self._text > self._most_text:
            raise HandedOver(Reason.SIZE)
        if time.perf_counter() > self._deadline:
            raise HandedOver(Reason.TIME)
        return joined

    def _again(self, function: Callable[[Row, Any], str], row: Row, calls: Any, needed: Needed) -> str:
        """Fill the empty slots that a function met, and run it once more."""
        filled = False
        for path, names in needed:
            owner = row
            for slot in path:
                owner = getattr(owner, slot)
            filled = self._rows.fill(owner, names) or filled
        if not filled:
            raise HandedOver(Reason.FAULT)
        return function(row, calls)
