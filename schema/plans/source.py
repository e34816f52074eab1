"""The source of a plan: one Python function a selection, which joins fixed texts and what rows hold.

Only names of declared fields and numbers enter the source. What comes from a request, its response names, stands in
constants; its literals and variables are in the calls that a plan is run with (`C`). So documents that differ in
literals share a plan, and documents that differ in names as well share the compiled code.

In the source `o` is a row, `C` the calls and memos of the operation, `J` joins texts, `L` joins a list, `N` is null.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.store import Slice
from schema.declare import Connection, Lookup, TypeRef
from schema.plans.leaves import NULL, text_of
from schema.plans.rows import ROW_CLASSES, slot_of
from schema.plans.selections import Chosen, Selection
from schema.types import OBJECTS

_MOST_INLINED = 8
Needed = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""The fields that a function reads: for each path of slots from its row, their names."""


@dataclass(frozen=True, slots=True)
class MemoSlot:
    """A memo that depends on the literals of the calls `first` to `last`, the latter not included."""

    shape: tuple[Any, ...]
    first: int
    last: int


@dataclass(slots=True)
class Source:
    """A plan before it is compiled.

    `constants` are texts by their names in the source, `needed` what functions read, `memos` the shapes whose texts
    are kept whatever the literals, and `memo_slots` those that depend on literals, in their order after the calls.
    `tables` lead from the type of a row to a function's name.
    """

    lines: list[str] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    needed: dict[str, Needed] = field(default_factory=dict)
    memos: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    memo_slots: list[MemoSlot] = field(default_factory=list)
    tables: dict[str, dict[type, str]] = field(default_factory=dict)
    calls: list[Chosen] = field(default_factory=list)
    root: str = ""

    @property
    def text(self) -> str:
        """The source itself."""
        return "\n".join(self.lines) + "\n"


def source_of(selection: Selection, *, memo: bool) -> Source:
    """Return the source of the plan for what is selected at the root; with `memo` it keeps the texts of subtrees."""
    writer = _Writer(memo=memo)
    writer.source.calls = list(selection.calls())
    writer.source.root = writer.function(selection, kept=True)
    return writer.source


class _Parts:
    """An answer's pieces in order: neighbouring texts become one constant."""

    def __init__(self, writer: "_Writer") -> None:
        self._writer = writer
        self._text: list[str] = []
        self._pieces: list[str] = []

    def text(self, text: str) -> None:
        self._text.append(text)

    def expression(self, expression: str) -> None:
        self._flush()
        self._pieces.append(expression)

    def joined(self) -> str:
        self._flush()
        return self._pieces[0] if len(self._pieces) == 1 else f"J(({', '.join(self._pieces)}))"

    def _flush(self) -> None:
        if self._text:
            self._pieces.append(self._writer.constant("".join(self._text)))
            self._text.clear()


class _Writer:
    def __init__(self, *, memo: bool) -> None:
        self.source = Source()
        self._memo = memo
        self._count = 0
        self._next_call = 0
        self._known: dict[tuple[Any, ...], str] = {}

    def constant(self, text: str) -> str:
        name = self._name("k")
        self.source.constants[name] = text
        return name

    def function(self, selection: Selection, *, kept: bool, of_many: bool = False) -> str:
        """Write the function that gives the text of an object, and return its name.

        `kept` says that its rows stay with the snapshot: only of those are texts worth keeping. `of_many` says that
        variables choose among the pages of a list, so that no field keeps the text of its one page.
        """
        shape = (kept, of_many, *selection.shape())
        first = self._next_call
        if shape in self._known and not any(True for _ in selection.calls()):
            return self._known[shape]
        name = self._known[shape] = self._name("s")
        parts = _Parts(self)
        needed: dict[tuple[str, ...], list[str]] = {}
        self._object(selection, "o", (), parts, needed, kept=kept)
        declared = OBJECTS[selection.type]
        is_worth_it = declared.kind is not None or (of_many and declared.record is Slice)
        memo = self._memo_of(shape, first, selection) if kept and is_worth_it else None
        body = parts.joined()
        lines = [f"def {name}(o, C):"]
        if memo:
            lines += [f"    r = {memo}.get(o)", "    if r is not None:", "        return r"]
        result = "r =" if memo else "return"
        if needed:
            reads = self._name("n")
            self.source.needed[reads] = tuple((path, tuple(names)) for path, names in needed.items())
            lines += ["    try:", f"        {result} {body}", "    except AttributeError:"]
            lines += [f"        return again({name}, o, C, {reads})"]
        else:
            lines += [f"    {result} {body}"]
        if memo:
            lines += [f"    return keep({memo}, o, r)"]
        self.source.lines += lines
        return name

    def _object(
        self,
        selection: Selection,
        row: str,
        path: tuple[str, ...],
        parts: _Parts,
        needed: dict[tuple[str, ...], list[str]],
        *,
        kept: bool,
    ) -> None:
        separator = "{"
        for chosen in selection.fields:
            parts.text(f"{separator}{text_of(chosen.key)}:")
            separator = ","
            self._field(chosen, selection.type, row, path, parts, needed, kept=kept)
        parts.text("}" if selection.fields else "{}")

    def _field(
        self,
        chosen: Chosen,
        owner: str,
        row: str,
        path: tuple[str, ...],
        parts: _Parts,
        needed: dict[tuple[str, ...], list[str]],
        *,
        kept: bool,
    ) -> None:
        declared = chosen.field
        if declared is None:
            parts.text(text_of(owner))
            return
        if chosen.is_call:
            parts.expression(self._called(chosen, row, kept=kept))
            return
        needed.setdefault(path, []).append(declared.name)
        slot = f"{row}.{slot_of(declared)}"
        if chosen.below is None:
            parts.expression(slot)
        elif self._is_inlined(declared.ref, chosen.below):
            (inner,) = chosen.below.values()
            self._object(inner, slot, (*path, slot_of(declared)), parts, needed, kept=kept)
        else:
            parts.expression(self._rendered(slot, declared.ref, chosen.below, kept=kept))

    def _is_inlined(self, ref: TypeRef, below: Mapping[str, Selection]) -> bool:
        if ref.is_list or not ref.required or len(below) != 1:
            return False
        (inner,) = below.values()
        return len(inner.fields) <= _MOST_INLINED and all(
            one.field is None or (one.below is None and not one.is_call) for one in inner.fields
        )

    def _called(self, chosen: Chosen, row: str, *, kept: bool) -> str:
        """Return the expression of a field with arguments: a leaf in place, an object by a function of its own."""
        declared, number = chosen.field, self._next_call
        assert declared is not None
        self._next_call += 1
        if chosen.below is None:
            return f"C[{number}]({row})"
        name = self._name("v")
        stays = kept and isinstance(declared, Connection | Lookup)
        body = self._rendered("x", declared.ref, chosen.below, kept=stays, of_many=chosen.varies)
        shape = ("field", chosen.owner, declared.name, *(one.shape() for one in chosen.below.values()))
        memo = self._memo_slot(shape, number, (chosen, *_calls_below(chosen))) if kept else None
        lines = [f"def {name}(o, C):"]
        if memo:
            lines += [f"    r = {memo}.get(o)", "    if r is not None:", "        return r"]
        lines += [f"    x = C[{number}](o)"]
        lines += [f"    return keep({memo}, o, {body})" if memo else f"    return {body}"]
        self.source.lines += lines
        return f"{name}({row}, C)"

    def _rendered(
        self, value: str, ref: TypeRef, below: Mapping[str, Selection], *, kept: bool, of_many: bool = False
    ) -> str:
        """Return the expression of the text of an object or of a list of objects."""
        function = self._target(below, kept=kept, of_many=of_many)
        if ref.is_list:
            one = f"{function}(i, C)" if ref.items_required else f"N if i is None else {function}(i, C)"
            whole = f"L([{one} for i in {value}])"
        else:
            whole = f"{function}({value}, C)"
        return whole if ref.required else f"(N if {value} is None else {whole})"

    def _target(self, below: Mapping[str, Selection], *, kept: bool, of_many: bool) -> str:
        """Return the name of the function for objects of one type, or of one that looks at the type first."""
        if len(below) == 1:
            ((name, inner),) = below.items()
            return self.function(inner, kept=kept or OBJECTS[name].kind is not None, of_many=of_many)
        table, name = self._name("t"), self._name("d")
        self.source.tables[table] = {
            ROW_CLASSES[kind]: self.function(inner, kept=True) for kind, inner in below.items()
        }
        self.source.lines += [f"def {name}(o, C):", f"    return {table}[o.__class__](o, C)"]
        return name

    def _memo_of(self, shape: tuple[Any, ...], first: int, selection: Selection) -> str | None:
        """Return the expression of the memo of an object's texts, null where none is worth having."""
        calls = tuple(selection.calls())
        if calls:
            return self._memo_slot(shape, first, calls)
        if not self._memo:
            return None
        name = self._name("m")
        self.source.memos[name] = shape
        return name

    def _memo_slot(self, shape: tuple[Any, ...], first: int, calls: tuple[Chosen, ...]) -> str | None:
        if not self._memo or any(one.varies for one in calls):
            return None
        self.source.memo_slots.append(MemoSlot(shape, first, first + len(calls)))
        return f"C[{len(self.source.calls) + len(self.source.memo_slots) - 1}]"

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"


def _calls_below(chosen: Chosen) -> tuple[Chosen, ...]:
    return tuple(one for inner in (chosen.below or {}).values() for one in inner.calls())


NAMES = {"J": "".join, "N": NULL}
