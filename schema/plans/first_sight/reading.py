"""Selections as they are read: cut into tokens, looked up in the table, found again if they are kept."""

from collections.abc import Callable, Iterator
from typing import Any

from schema.plans.budget import ENTRY_BYTES
from schema.plans.calls import Calls
from schema.plans.first_sight.literals import arguments_of_tokens
from schema.plans.first_sight.selections import Builder, Part, Selection, Surroundings
from schema.plans.first_sight.sights import Sights
from schema.plans.first_sight.table import CLOSING, OPENING, Asked, Asking, Leaf, Link, On, TypeName
from schema.plans.first_sight.tokens import selection_in, tokens_of
from schema.plans.first_sight.writers import Write
from schema.plans.handing import HandedOver, Reason

_ENTRY_BYTES = 250


class Selections:
    """The selections on all types of one snapshot that are kept, and what is needed to read others."""

    def __init__(self, around: Surroundings, calls: Calls) -> None:
        """Make calls by `calls`, and keep what the budget of `around` allows."""
        self._around = around
        self._calls = calls
        self._budget = around.budget
        self.begin_anew()

    def begin_anew(self) -> None:
        """Drop all that is kept."""
        self._budget.held = 0
        self._builder = Builder(self._around)
        self._met = Sights()
        self._known: dict[tuple[Part, ...], Selection] = {}
        self._types: dict[str, On] = {}

    def on(self, name: str) -> On:
        """Return what may be selected on a type."""
        found = self._types.get(name)
        if found is None:
            found = self._types[name] = On(name, self._around.longest)
            self._budget.charge(_ENTRY_BYTES * len(found.entries))
        return found

    def has_met(self, text: str) -> bool:
        """Tell whether the text of a selection was met before, and note that it was."""
        return self._met.again(text)

    def field(
        self, on: On, entry: Any, token: str, tokens: Iterator[str]
    ) -> tuple[Link | Asking, str, Selection | None]:
        """Return a field that is more than a text of its row, the token of its selection, and that if it is kept.

        The token is empty if the field selects nothing.

        Args:
            on: The type that has the field.
            entry: The entry of `token`, null where there is none.
            token: The token that the field begins with.
            tokens: Those that follow: the field's arguments are taken from them.

        Raises:
            HandedOver: If there is no such field, or its arguments are not right.
        """
        if type(entry) is tuple:
            return entry[0], token, entry[1]
        if type(entry) is not Asked:
            return self._opened(on, token), token, None
        asking, closing = self._asking(entry, tokens)
        if entry.is_leaf:
            return asking, "", None
        return asking, closing, self.on(entry.ref.name).selections.get(closing)

    def below(self, on: On, field: Link | Asking, token: str) -> Selection:
        """Return the selection of a field on the type `on`, which is not kept under its text yet."""
        inner = self.on(field.ref.name)
        selection = self._selection(inner, selection_in(token), of_many=field.ref.is_list)
        if selection.is_kept and self._met.again(token):
            self._budget.charge(ENTRY_BYTES + len(token))
            if token[0] == CLOSING:
                inner.selections[token] = selection
            else:
                on.entries[token] = (field, selection)
        return selection

    def write(self, field: Link | Asking, selection: Selection) -> Write:
        """Return what writes a field with its selection."""
        return self._builder.write(field, selection)

    def _selection(self, on: On, text: str, *, of_many: bool) -> Selection:
        """Return a selection; only one that was met before is kept, since most are never met again."""
        parts = tuple(self._parts(on, text))
        known = self._known.get(parts)
        if known is not None:
            return known
        is_kept = self._met.again(parts)
        made = self._builder.selection(parts, is_kept=is_kept, is_node=on.is_node, of_many=of_many)
        if is_kept:
            self._known[parts] = made
        return made

    def _parts(self, on: On, text: str) -> list[Part]:
        """Return the parts of the selection on a type that stands between two braces."""
        find: Callable[[str], Any] = on.entries.get
        parts: list[Part] = []
        tokens = iter(tokens_of(text))
        for token in tokens:
            entry = find(token)
            if type(entry) is Leaf or type(entry) is TypeName:
                parts.append(entry)
            elif entry is None and token[-1] == ":":
                parts.append(token)
            else:
                field, selected, selection = self.field(on, entry, token, tokens)
                parts.append(field)
                if selected:
                    parts.append(selection or self.below(on, field, selected))
        return parts

    def _opened(self, on: On, token: str) -> Link | Asking:
        """Return the field of a token that ends with its selection."""
        name, opening, _ = token.partition(OPENING)
        entry = on.entries.get(name.rstrip(" ") + opening) if opening else None
        if type(entry) is Link:
            return entry
        if type(entry) is Asked:
            return entry.known.get(()) or self._first_asking(entry, ())
        raise HandedOver(Reason.TEXT)

    def _asking(self, asked: Asked, tokens: Iterator[str]) -> tuple[Asking, str]:
        """Return a field with the arguments that follow, and the token that closes them."""
        given: list[str] = []
        for token in tokens:
            if token[0] == CLOSING:
                break
            given.append(token)
        else:
            raise HandedOver(Reason.TEXT)
        if not given or (token == CLOSING) is not asked.is_leaf:
            raise HandedOver(Reason.TEXT)
        key = tuple(given)
        return asked.known.get(key) or self._first_asking(asked, key), token

    def _first_asking(self, asked: Asked, tokens: tuple[str, ...]) -> Asking:
        arguments = arguments_of_tokens(tokens, asked.declared, self._around.limits)
        call = self._calls.call(asked.field, arguments)
        self._budget.charge(4 * ENTRY_BYTES + sum([len(token) + ENTRY_BYTES for token in tokens]))
        made = asked.known[tokens] = Asking(asked, call, arguments, tokens, self._around.longest)
        return made
