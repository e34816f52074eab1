"""The packages that one question may look into: the one asked, those at hand, and dependencies fetched for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import ArtifactProblem
from ingest.manifests.npm_packages import is_name, range_of
from ingest.resolver.npm.manifest import Manifest
from ingest.resolver.requirements import NpmRequirement, is_npm_range

MAX_FETCHED = 32
MAX_DEPTH = 6
"""Packages from the one asked to the one that defines a name; the longest way seen has 4."""
MAX_FETCHED_BYTES = 64 * 1024 * 1024
"""Declarations of all fetched packages together."""
TYPES = "@types/"
"""The scope of declarations that others publish for packages that have none."""
_SHOWN = 80

Fetch = Callable[[NpmRequirement], Artifact | None]


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """An opened tarball and its manifest; `depth` packages lie between it and the one asked."""

    artifact: Artifact
    manifest: Manifest
    depth: int = 0

    @property
    def named(self) -> str:
        """Its name and version, for messages."""
        return f"{self.artifact.name} {self.artifact.version}"

    @property
    def of_others(self) -> bool:
        """Tell whether it holds declarations of another package, written by others: what they lack may be there."""
        return self.artifact.name.startswith(TYPES)


@dataclass(frozen=True, slots=True)
class Unread:
    """A package that cannot be looked into, and why; `reason` is the end of a sentence about it."""

    name: str
    reason: str


class Packages:
    """Finds the package behind an import, as npm would have installed it beside the one that imports."""

    def __init__(self, artifacts: Sequence[Artifact], fetch: Fetch | None) -> None:
        """Take the artifact asked, then the others at hand."""
        self._at_hand = {one.name: Package(one, Manifest(one)) for one in reversed(artifacts)}
        self.asked = self._at_hand[artifacts[0].name]
        self._fetch = fetch
        self._answers: dict[NpmRequirement, Package | Unread] = {}
        self._opened: dict[tuple[str, str], Package] = {}
        self._bytes = 0
        self.fetching = True

    def behind(self, name: str, importer: Package) -> Package | Unread:
        """Return the package that `importer` means by a name."""
        if name == importer.artifact.name:
            return importer
        written = self._written(name, importer)
        at_hand = self._at_hand.get(name)
        if at_hand is not None and (written is None or _may_be(at_hand.artifact, name, written)):
            return at_hand
        if written is None:
            return Unread(name, f"is no dependency of {importer.named}")
        if f"node_modules/{name}/package.json" in importer.artifact.members:
            return Unread(name, f"comes inside {importer.named} in a version of its own")
        return self._wanted(name, written, importer)

    def types_of(self, name: str, importer: Package, described: Package | None) -> Package | None:
        """Return the package of the declarations that others wrote for a package that has none.

        Args:
            name: The package as it is imported.
            importer: Who imports it; the range is that of its own dependency, where it has one.
            described: The package itself, whose major version is asked for otherwise; null where it is not at hand.
        """
        types = TYPES + name.removeprefix("@").replace("/", "__")
        if name.startswith(TYPES):
            return None
        written = self._written(types, importer)
        if types not in self._at_hand and written is None and described is not None:
            written = described.artifact.version.partition(".")[0]
        found = self._at_hand.get(types) or (self._wanted(types, written, importer) if written is not None else None)
        return found if isinstance(found, Package) else None

    def _written(self, name: str, importer: Package) -> str | None:
        """Return the range that holds: a peer is what the package asked brings, else it is the importer's own."""
        own = importer.manifest.requirement_of(name)
        top = self.asked.manifest.requirement_of(name)
        if own is None or (top is not None and importer.manifest.is_peer(name)):
            return top if top is not None else own
        return own

    def _wanted(self, name: str, written: str, importer: Package) -> Package | Unread:
        found = range_of(name, written)
        shown = f"is asked for as {written[:_SHOWN]!r}"
        if found.source is not None or not is_name(found.name) or not is_npm_range(found.text):
            return Unread(name, f"{shown}, which is no range of published versions")
        wanted = NpmRequirement(found.name, found.text.strip() or "*")
        if wanted not in self._answers:
            if not self.fetching:
                return Unread(name, "is not at hand")
            if importer.depth >= MAX_DEPTH:
                return Unread(name, f"lies more than {MAX_DEPTH} packages away")
            self._answers[wanted] = self._fetched(wanted, importer.depth + 1)
        return self._answers[wanted]

    def _fetched(self, wanted: NpmRequirement, depth: int) -> Package | Unread:
        if self._fetch is None:
            return Unread(wanted.name, "is not at hand")
        if len(self._opened) >= MAX_FETCHED or self._bytes >= MAX_FETCHED_BYTES:
            return Unread(wanted.name, "is one package more than is read for one question")
        try:
            artifact = self._fetch(wanted)
            if artifact is None:
                return Unread(wanted.name, f"cannot be had as {wanted.range}")
            if artifact.name != wanted.name:
                return Unread(wanted.name, "came under another name")
            key = (artifact.name, artifact.version)
            if key not in self._opened:
                self._opened[key] = Package(artifact, Manifest(artifact), depth)
                self._bytes += sum(artifact.members[path] for path in _declarations(artifact))
        except ArtifactProblem as problem:  # a fault of one dependency is none of the package that was asked about
            return Unread(wanted.name, f"cannot be read ({problem.fault})")
        return self._opened[key]


def _may_be(artifact: Artifact, name: str, written: str) -> bool:
    """Tell whether the artifact at hand can be what is asked for: the same package, and no other exact version."""
    found = range_of(name, written)
    return found.name == artifact.name and found.pinned in {None, artifact.version}


def _declarations(artifact: Artifact) -> Iterator[str]:
    return (path for path in artifact.members if path.endswith((".ts", ".mts", ".cts")))
