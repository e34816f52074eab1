"""A reader of artifacts that believes what a wheel says about itself, so that tests of evidence need no resolver."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from graph.records import Content, Framework, Package, Symbol
from graph.vocabulary import Finding, FrameworkKind, Need, SymbolKind
from ingest.artifacts.errors import UnsafeArtifact
from ingest.evidence.files import EvidenceFile
from ingest.indexes.configuration import PythonIndexSettings
from ingest.indexes.indexes import Indexes
from ingest.resolver import PublicName, Resolution
from ingest.resolver.isolated import ArtifactFile, FetchFile
from tests.ingest.indexes.fake_index import FakeIndex

PURL = "pkg:pypi/ranker"
NOTHING = EvidenceFile()


def says(**names: str | Mapping[str, str]) -> dict[str, str]:
    """Return the member of a wheel in which the names of ``ranker`` are listed: a signature each, or all fields."""
    fields = {
        f"ranker:{name}": {"signature": said} if isinstance(said, str) else dict(said) for name, said in names.items()
    }
    return {"names.json": json.dumps(fields)}


class ScriptedReader:
    """Reads ``names.json``; `asked` are the files and references that it was asked about."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def resolve(
        self, refs: Sequence[str], artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None
    ) -> list[Resolution]:
        self.asked.append((artifacts[0].path.name, tuple(refs)))
        said = self._said(artifacts[0].path)
        return [self._resolution(ref, said.get(ref)) for ref in refs]

    def public_names(self, artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None) -> list[PublicName]:
        said = self._said(artifacts[0].path)
        return [PublicName(ref, ref) for ref in sorted(said) if "unlisted" not in said[ref]]

    @property
    def files(self) -> list[str]:
        return [name for name, _ in self.asked]

    def _said(self, path: Path) -> dict[str, dict[str, str]]:
        with zipfile.ZipFile(path) as archive:
            if "evil" in archive.namelist():
                raise UnsafeArtifact(path.name, "a member leads outside")
            return dict(json.loads(archive.read("names.json"))) if "names.json" in archive.namelist() else {}

    def _resolution(self, ref: str, said: dict[str, str] | None) -> Resolution:
        if said is None:
            return Resolution(ref, Finding.ABSENT, reason="no module has it", nearest=("ranker:Near",))
        state = Finding(said.get("state", "present"))
        return Resolution(
            ref,
            state,
            how=said.get("how", "definition"),  # type: ignore[arg-type]  # a word stands for the member of the list
            file="ranker.py",
            line=3,
            signature=said.get("signature"),
            doc=said.get("doc"),
            moved_to=said.get("moved_to"),
            package=said.get("package"),
        )


def symbol(name: str, purl: str = PURL, seen_in: str | None = None) -> Symbol:
    """Return a symbol of ``ranker``, former if it was seen in a release."""
    return Symbol(purl, f"ranker:{name}", SymbolKind.IMPLEMENTATION, seen_in is not None, seen_in, None)


def content(*symbols: Symbol, packages: Sequence[str] = (PURL,)) -> Content:
    """Return content with the one framework ``ranker``."""
    framework = Framework(
        "ranker",
        "Ranker",
        FrameworkKind.RETRIEVAL,
        "Ranks.",
        tuple(packages),
        "https://example.org/ranker",
        None,
        "MIT",
        (Need.NOTHING,),
        None,
    )
    return Content(
        frameworks=(framework,),
        packages=tuple(Package(purl, "ranker") for purl in sorted(packages)),
        symbols=tuple(sorted(symbols, key=lambda one: (one.package, one.ref))),
    )


def indexes(fake: FakeIndex, cache: Path, *, offline: bool = False) -> Indexes:
    """Return the indexes of a machine whose Python index is `fake`."""
    return Indexes(cache, offline, PythonIndexSettings(fake.endpoint))
