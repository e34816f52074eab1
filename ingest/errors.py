"""What stops content from being built: broken content, with everything that is wrong, or none at all."""

from collections.abc import Sequence
from pathlib import Path

from ingest.diagnostics import Diagnostic, Severity, displayed, first_of_each_file, in_order, line_of


class ContentProblem(Exception):
    """The base of what `ingest.building` raises."""

    def lines(self) -> list[str]:
        """Return what to print or log, one line each."""
        return [str(self)]


class NoContent(ContentProblem):
    """A content folder is missing, is no folder, cannot be read, or holds no content."""

    def __init__(self, path: Path, reason: str) -> None:
        """Name the folder and say what is the matter with it."""
        super().__init__(f"{displayed(path)}: {reason}")
        self.path = path


class BrokenContent(ContentProblem):
    """The content breaks rules; `diagnostics` holds all errors and warnings in order."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep what is wrong."""
        self.diagnostics = in_order(diagnostics)
        self.errors = [one for one in self.diagnostics if one.severity is Severity.ERROR]
        super().__init__(f"the content has {len(self.errors)} error{'' if len(self.errors) == 1 else 's'}")

    def lines(self) -> list[str]:
        """Return ``file:line:column: error[CODE]: message`` for the first errors of each file, and their number."""
        shown = []
        for path, group, hidden in first_of_each_file(self.errors):
            shown += [line_of(diagnostic) for diagnostic in group]
            if hidden:
                shown.append(f"{displayed(path)}: and {hidden} more errors")
        return shown
