"""Single objects, written right while their selection is read: most such selections are never met again."""

from collections.abc import Callable, Iterator
from typing import Any

from schema.plans.first_sight.reading import Selections
from schema.plans.first_sight.selections import Measures, Surroundings
from schema.plans.first_sight.table import Leaf, Link, On, TypeName
from schema.plans.first_sight.tokens import selection_in, tokens_of
from schema.plans.handing import HandedOver, Reason
from schema.plans.rows import Row


class Later(Exception):
    """The text can be answered, but not while others wait."""


class Straight:
    """Writes the answer to one text; what it costs is known before it is done."""

    __slots__ = ("_around", "_cost", "_most_at_once", "_selections")

    def __init__(self, selections: Selections, around: Surroundings, most_at_once: int | None) -> None:
        """Read by `selections`; where others wait, write no more than `most_at_once` objects, and ask nothing slow."""
        self._selections = selections
        self._around = around
        self._most_at_once = most_at_once
        self._cost = 0

    def object(self, on: On, text: str, row: Row, depth: int) -> tuple[str, Measures]:
        """Return the text of a row, and the measures of its selection.

        Args:
            on: The type of the row.
            text: What stands between the braces of its selection.
            row: The row.
            depth: The level of its fields.

        Raises:
            HandedOver: If the selection is not valid or beyond a limit.
            Later: If it takes too long.
        """
        find: Callable[[str], Any] = on.entries.get
        keys: list[str] = []
        texts: list[str] = []
        measures, aliases = Measures(), 0
        tokens = iter(tokens_of(text))
        for token in tokens:
            entry = find(token)
            if type(entry) is Leaf:
                keys.append(entry.key)
                texts.append(f'"{entry.key}":{getattr(row, entry.slot, None) or self._filled(row, entry)}')
                continue
            alias = ""
            if entry is None and token[-1] == ":":
                alias, token = token[:-1], next(tokens, " ")  # noqa: PLW2901  # the field stands in the token after it
                aliases += 1
                if not alias:
                    raise HandedOver(Reason.TEXT)
                entry = find(token)
            key, written = self._field(on, (entry, token, tokens), row, measures, depth)
            keys.append(alias or key)
            texts.append(f'"{alias or key}":{written}')
        if not keys or len(set(keys)) < len(keys) or depth > self._around.limits.depth:
            raise HandedOver(Reason.TEXT)
        measures.close(len(keys), aliases)
        return f"{{{','.join(texts)}}}", measures

    def _filled(self, row: Row, leaf: Leaf) -> str:
        self._around.rows.fill(row, (leaf.key,))
        text: str = getattr(row, leaf.slot)
        return text

    def _field(
        self, on: On, met: tuple[Any, str, Iterator[str]], row: Row, measures: Measures, depth: int
    ) -> tuple[str, str]:
        """Return the name of a field that is more than a text of its row, or has an alias, and its text.

        `met` are the entry of its token, the token, and those that follow.
        """
        entry, token, tokens = met
        if type(entry) is Leaf:
            return entry.key, getattr(row, entry.slot, None) or self._filled(row, entry)
        if type(entry) is TypeName:
            return entry.key, entry.text
        field, token, selection = self._selections.field(on, entry, token, tokens)
        if isinstance(field, Link):
            if not hasattr(row, field.slot):
                self._around.rows.fill(row, (field.key,))
        elif not token:
            self._spend(0, is_quick=field.is_quick)
            measures.ask(field)
            return field.key, field.target(row)
        if selection is None and field.is_single and not self._selections.has_met(token):
            target = field.target(row)
            if target is not None:
                self._spend(1, is_quick=True)
                below = self._selections.on(field.ref.name)
                written, inner = self.object(below, selection_in(token), target, depth + 1)
                measures.include(inner, field)
                return field.key, written
        selection = selection or self._selections.below(on, field, token)
        before = measures.cost
        measures.include(selection.measures, field)
        if depth + selection.measures.depth > self._around.limits.depth:
            raise HandedOver(Reason.TEXT)
        self._spend(measures.cost - before, is_quick=field.is_quick and selection.measures.is_quick)
        return field.key, self._selections.write(field, selection)(row)

    def _spend(self, cost: int, *, is_quick: bool) -> None:
        """Count what is about to be written."""
        self._cost += cost
        if self._cost > self._around.limits.cost:
            raise HandedOver(Reason.COST)
        if self._most_at_once is not None and (self._cost > self._most_at_once or not is_quick):
            raise Later
