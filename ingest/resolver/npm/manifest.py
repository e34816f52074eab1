"""Which declaration file stands behind an entry point, by ``package.json``.

Rules: Node's package entry points (``exports``, ``imports``), and how TypeScript finds declarations for them
(handbook, "Modules: Reference"): the condition ``types``, a declaration file beside the script, ``typesVersions``.
"""

import json
from collections.abc import Iterator
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import CorruptArtifact

CONDITIONS = (frozenset({"types", "import", "node", "default"}), frozenset({"types", "require", "node", "default"}))
"""The conditions of an ``import`` and, for what has none, of a ``require``; each in the order that the package says."""
_SCRIPT_SUFFIXES = {
    ".mjs": (".d.mts", ".mts"),
    ".cjs": (".d.cts", ".cts"),
    ".js": (".d.ts", ".ts"),
    ".jsx": (".d.ts",),
    ".mts": (".d.mts",),
    ".cts": (".d.cts",),
    ".ts": (".d.ts",),
    ".tsx": (".d.ts",),
}
"""For what an import names, a script or a source that was not published, the declarations that stand beside it."""
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
_SOURCES = (*_DECLARATIONS, ".ts", ".mts", ".cts")
_PEERS = "peerDependencies"
MAX_DEPTH = 12
TYPESCRIPT = "5.9"
"""The compiler for which ``typesVersions`` and ``types@RANGE`` are read."""


class Manifest:
    """The ``package.json`` of a tarball."""

    def __init__(self, artifact: Artifact) -> None:
        """Read it.

        Raises:
            CorruptArtifact: If it is not a JSON object.
        """
        self._members = artifact.members
        content = json.loads(artifact.read("package.json"))
        if not isinstance(content, dict):
            raise CorruptArtifact(artifact.filename, "its package.json is not an object")
        self._content: dict[str, Any] = content
        self.name = artifact.name

    def requirement_of(self, package: str) -> str | None:
        """Return the range of versions that is asked of another package; null where it is none of its dependencies."""
        for key in ("optionalDependencies", "dependencies", _PEERS):  # npm's own order: an optional one is no other
            held = self._content.get(key)
            if isinstance(held, dict) and isinstance(held.get(package), str):
                return str(held[package])
        return None

    def is_peer(self, package: str) -> bool:
        """Tell whether another package is to be brought by whoever installs this one."""
        held = self._content.get(_PEERS)
        return isinstance(held, dict) and package in held

    def is_commonjs(self, path: str) -> bool:
        """Tell whether a declaration file is of a CommonJS module, as Node decides by suffix and ``type``."""
        return path.endswith(".cts") or (not path.endswith(".mts") and self._content.get("type") != "module")

    def entry_points(self) -> list[str]:
        """Return the entry points that are named in full, as they are imported, sorted."""
        exports = self._content.get("exports")
        if not isinstance(exports, dict) or not any(str(key).startswith(".") for key in exports):
            return [self.name]
        keys = [str(key) for key in exports if str(key).startswith(".") and "*" not in str(key)]
        return sorted(self.name + key[1:] for key in keys if not key.endswith(".json"))

    def exports_anything(self, subpath: str) -> bool:
        """Tell whether an entry point leads to a file that is there, with or without declarations."""
        exports = self._content.get("exports")
        if exports is None:
            beginnings = (f"{subpath[2:]}.", f"{subpath[2:]}/")
            return (
                subpath == "."
                or subpath[2:] in self._members
                or any(one.startswith(beginnings) for one in self._members)
            )
        return any(_plain(target) in self._members for target in self._targets(exports, subpath))

    def declarations_of(self, subpath: str) -> str | None:
        """Return the declaration file of an entry point (``.`` or ``./name``); null where there is none."""
        exports = self._content.get("exports")
        if exports is not None:
            return self._first(self._targets(exports, subpath))
        if subpath == ".":
            return self._main()
        path = subpath[2:]
        return next(self._by_version(subpath), None) or self._declaration_for(path) or self.beside(path)

    def internal(self, specifier: str) -> str | None:
        """Return the declaration file behind an import of the package's own ``#name``."""
        imports = self._content.get("imports")
        return self._first(self._targets(imports, specifier)) if isinstance(imports, dict) else None

    def _main(self) -> str | None:
        named = [self._content.get(key) for key in ("types", "typings")]
        for one in [*named, self._content.get("module"), self._content.get("main"), "index.js"]:
            if isinstance(one, str):
                path = _plain(one)
                by_version = next(self._by_version(f"./{path}"), None)
                found = by_version or self._declaration_for(path) or self.beside(path)
                if found is not None:
                    return found
        return next(self._by_version("./index"), None)

    def _first(self, targets: Iterator[str]) -> str | None:
        return next((found for one in targets if (found := self._declaration_for(_plain(one)))), None)

    def _declaration_for(self, path: str) -> str | None:
        if path in self._members and path.endswith(_SOURCES):
            return path
        for suffix, others in _SCRIPT_SUFFIXES.items():
            if path.endswith(suffix):
                stem = path[: -len(suffix)]
                return next((stem + one for one in others if stem + one in self._members), None)
        return None

    def beside(self, path: str, first: str = ".d.ts") -> str | None:
        """Return the declaration file for a path without suffix, or for the folder of that name."""
        for suffix in sorted(_SOURCES, key=lambda one: one != first):
            if path + suffix in self._members:
                return path + suffix
        inner = f"{path}/index" if path else "index"
        return next(
            (
                inner + suffix
                for suffix in sorted(_SOURCES, key=lambda one: one != first)
                if inner + suffix in self._members
            ),
            None,
        )

    def relative(self, origin: str, specifier: str) -> str | None:
        """Return the declaration file that a relative import in `origin` names."""
        parts = origin.split("/")[:-1]
        for piece in specifier.split("/"):
            if piece == "..":
                if not parts:
                    return None
                parts.pop()
            elif piece not in {".", ""}:
                parts.append(piece)
        path = "/".join(parts)
        kind = next((one for one in _DECLARATIONS if origin.endswith(one)), ".d.ts")
        return self._declaration_for(path) or self.beside(path, kind)

    def _by_version(self, subpath: str) -> Iterator[str]:
        """Yield the declaration files that the first fitting table of ``typesVersions`` names for a path."""
        versions = self._content.get("typesVersions")
        tables = versions.items() if isinstance(versions, dict) else ()
        mapped = next((table for wanted, table in tables if _is_for_compiler(wanted)), None)
        for pattern, targets in mapped.items() if isinstance(mapped, dict) else ():
            rest = _matched(pattern, subpath[2:])
            for target in targets if rest is not None and isinstance(targets, list) else ():
                path = _plain(str(target).replace("*", rest or ""))
                found = self._declaration_for(path) or self.beside(path)
                if found is not None:
                    yield found

    def _targets(self, exports: object, subpath: str) -> Iterator[str]:
        if not isinstance(exports, dict) or not any(str(key).startswith((".", "#")) for key in exports):
            exports = {".": exports}
        target, rest = _entry(exports, subpath)
        for conditions in CONDITIONS:
            for one in _conditional(target, conditions):
                if one is None:
                    break
                yield one + rest if one.endswith("/") else one.replace("*", rest)


def _entry(exports: dict[str, Any], subpath: str) -> tuple[object, str]:
    """Return the target of an entry point and what its ``*`` stands for; the longest pattern wins."""
    if subpath in exports and "*" not in subpath:
        return exports[subpath], ""
    fitting = [(pattern, rest) for pattern in exports if (rest := _within(pattern, subpath)) is not None]
    if not fitting:
        return None, ""
    pattern, rest = max(fitting, key=lambda one: (len(one[0].partition("*")[0]), len(one[0])))
    return exports[pattern], rest


def _within(pattern: str, subpath: str) -> str | None:
    """Return what stands for the open part of a pattern or, in the older form, below a folder; null for neither."""
    if pattern.endswith("/") and "*" not in pattern:
        return subpath[len(pattern) :] if subpath.startswith(pattern) else None
    return _matched(pattern, subpath) if "*" in pattern else None


def _matched(pattern: str, path: str) -> str | None:
    before, star, after = pattern.partition("*")
    if not star:
        return "" if pattern == path else None
    if len(path) < len(before) + len(after) or not path.startswith(before) or not path.endswith(after):
        return None
    return path[len(before) : len(path) - len(after)]


def _conditional(target: object, conditions: frozenset[str], depth: int = 0) -> Iterator[str | None]:
    """Yield the paths of a target in the order that the package says; null closes what comes after."""
    if depth > MAX_DEPTH:
        return
    if target is None or isinstance(target, str):
        yield target
    elif isinstance(target, list):
        for one in target:
            yield from _conditional(one, conditions, depth + 1)
    elif isinstance(target, dict):
        for condition, inner in target.items():
            name, _, wanted = str(condition).partition("@")
            if name in conditions and (not wanted or _is_for_compiler(wanted)):
                yield from _conditional(inner, conditions, depth + 1)


def _is_for_compiler(wanted: str) -> bool:
    """Tell whether a range of compiler versions (``>=4.2 <6``, ``*``) holds the one that is read for."""
    if wanted.strip() == "*":
        return True
    try:
        return SpecifierSet(",".join(wanted.split())).contains(TYPESCRIPT)
    except InvalidSpecifier:
        return False


def _plain(path: str) -> str:
    return path.removeprefix("./")
