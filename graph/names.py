"""Public names of packages that no mapping uses: found in the tables of their modules, never held one by one."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from graph.records import ModuleNames, NameSurvey, ReadRelease, SymbolKey
from graph.versions import version_key
from graph.vocabulary import SymbolState


@dataclass(frozen=True, slots=True)
class NameRun:
    """A run of releases read that all had a name; `last` is null while the newest one has it."""

    first: ReadRelease
    last: ReadRelease | None


@dataclass(frozen=True, slots=True)
class KnownName:
    """A public name, the survey that found it, its runs, oldest first, and where it is now if it moved."""

    package: str
    ref: str
    survey: NameSurvey
    runs: tuple[NameRun, ...]
    moved_to: SymbolKey | None

    @property
    def state(self) -> SymbolState:
        """What the newest release read says."""
        return SymbolState.PRESENT if self.runs[-1].last is None else SymbolState.ABSENT

    def state_in(self, version: str) -> SymbolState:
        """Return what is recorded for a release, read or not.

        A release that was not read has what the releases read before and after it have in common.
        """
        wanted = version_key(self.package, version)
        keys = [version_key(self.package, read.version) for read in self.survey.read]
        if wanted is None or None in keys:
            return SymbolState.NOT_RECORDED
        before = [index for index, key in enumerate(keys) if key <= wanted]
        after = [index for index, key in enumerate(keys) if key >= wanted]
        if not before or not after:
            return SymbolState.NOT_RECORDED
        there = {self._has(before[-1]), self._has(after[0])}
        if len(there) > 1:
            return SymbolState.NOT_RECORDED
        return SymbolState.PRESENT if there.pop() else SymbolState.ABSENT

    def state_on(self, day: datetime.date) -> SymbolState:
        """Return what is recorded for a day: what the releases read before and after it have in common.

        From the last release read on, what that has holds; before the first one nothing is recorded.
        """
        before = [index for index, read in enumerate(self.survey.read) if read.date <= day]
        if not before:
            return SymbolState.NOT_RECORDED
        there = {self._has(before[-1]), self._has(min(before[-1] + 1, len(self.survey.read) - 1))}
        if len(there) > 1:
            return SymbolState.NOT_RECORDED
        return SymbolState.PRESENT if there.pop() else SymbolState.ABSENT

    def _has(self, index: int) -> bool:
        place = {read: at for at, read in enumerate(self.survey.read)}
        return any(place[run.first] <= index and (run.last is None or index <= place[run.last]) for run in self.runs)


def module_and_name(ref: str) -> tuple[str, str]:
    """Return the module and the name of an object reference; the name is empty where there is none."""
    module, _, name = ref.partition(":")
    return module, name


def rows_of(table: str, name: str) -> list[str]:
    """Return the rows of a name in a module's table; cost: one search through its text."""
    rows: list[str] = []
    if "\t" in name:  # it would be taken for a name and the columns after it
        return rows
    start = 0 if table.startswith(f"{name}\t") else table.find(f"\n{name}\t") + 1 or -1
    while start >= 0 and table.startswith(f"{name}\t", start):
        end = table.index("\n", start)
        rows.append(table[start:end])
        start = end + 1
    return rows


def known_name(key: SymbolKey, rows: Iterable[str], survey: NameSurvey) -> KnownName | None:
    """Return what the rows of a table say about a name; null where there are none."""
    dates = {read.version: read for read in survey.read}
    runs, moved_to = [], None
    for row in rows:
        _, first, last, moved = row.split("\t")
        runs.append(NameRun(dates[first], dates[last] if last else None))
        moved_to = SymbolKey(*moved.split("#", 1)) if moved else None
    return KnownName(key.package, key.ref, survey, tuple(runs), moved_to) if runs else None


def find_name(key: SymbolKey, module: ModuleNames | None, survey: NameSurvey | None) -> KnownName | None:
    """Return a name from its module's table; null where package, module or name are not known."""
    if module is None or survey is None:
        return None
    return known_name(key, rows_of(module.names, module_and_name(key.ref)[1]), survey)
