"""What readers choose in forms of pages that set tools side by side: frameworks and concepts by their slugs."""

from collections.abc import Sequence

from starlette.requests import Request

from api.explorer.names import Named, Names, clean


class Choices:
    """The values that the address of a page gives; what is unknown is left out, with a notice of what is near it."""

    def __init__(self, request: Request, names: Names) -> None:
        """Keep what was asked and what there is."""
        self._parameters = request.query_params
        self._names = names
        self.notices: list[str] = []

    def options(self, kind: str) -> Sequence[Named]:
        """Return everything of a kind that can be chosen, by name."""
        return sorted(
            (named for named in self._names.entries if named.kind == kind), key=lambda named: named.name.casefold()
        )

    def framework(self, parameter: str) -> Named | None:
        """Return the framework that a parameter names."""
        return self._one(parameter, "frameworks", "framework")

    def concept(self, parameter: str) -> Named | None:
        """Return the concept that a parameter names."""
        return self._one(parameter, "concepts", "concept")

    def _one(self, parameter: str, kind: str, word: str) -> Named | None:
        asked = clean(self._parameters.get(parameter, ""))
        if not asked:
            return None
        found = next((named for named in self._names.entries if (named.kind, named.slug) == (kind, asked)), None)
        if found is None:
            near = [named for named in self._names.nearest(asked.replace("-", " "), kind, 3) if named.kind == kind]
            said = f" Near it: {', '.join(named.slug for named in near)}." if near else ""
            self.notices.append(f"There is no {word} “{asked[:64]}”, so it was left out.{said}")
        return found
