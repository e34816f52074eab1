"""How often the resolver is right: findings against the labelled references of `tests/labelled/*.tsv`.

Wheels are downloaded through pip into ``build/wheels`` (kept between runs, at most 60 MB each), and so are the
requirements that the resolver asks for; npm tarballs and what they lead to come through npm into ``build/indexes``.
Nothing is imported. With ``--griffe`` the same references are also looked up
by griffe, as a second opinion (``pip install griffe``).

Run from the checkout: ``python -m benchmarks.resolver_accuracy``.
"""

import argparse
import contextlib
import csv
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from ingest.indexes.errors import IndexProblem
from ingest.indexes.indexes import Indexes
from ingest.indexes.listing import PublishedFile, PublishedRelease
from ingest.resolver.isolated import ArtifactFile, Reader
from ingest.resolver.requirements import Wanted

ROOT = Path(__file__).parent.parent
WHEELS = ROOT / "build" / "wheels"
LABELLED = ROOT / "tests" / "labelled"
MAX_BYTES = 60_000_000
THERE = {"PRESENT", "DEPRECATED", "TOMBSTONE"}


def main() -> None:
    """Score the labelled files that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, default=sorted(LABELLED.glob("*.tsv")))
    parser.add_argument("--griffe", action="store_true", help="look the same references up with griffe too")
    parser.add_argument("--alone", action="store_true", help="follow no name into another package")
    parser.add_argument("--quiet", action="store_true", help="print the tables only")
    options = parser.parse_args()
    WHEELS.mkdir(parents=True, exist_ok=True)
    with Reader() as reader:
        for path in options.files:
            source = Npm() if path.name.startswith("npm-") else Wheels()
            score(path, reader, source, options)


class Wheels:
    """Wheels and their requirements, as pip chooses them."""

    def __init__(self) -> None:
        """Hold to nothing yet."""
        self._held: dict[str, SpecifierSet] = {}

    def hold(self, requirements: Iterable[Requirement]) -> None:
        """Give from now on what these requirements allow, as the environment that the truth was taken in did."""
        self._held = {canonicalize_name(one.name): one.specifier for one in requirements}

    def artifact(self, package: str, version: str) -> ArtifactFile | None:
        """Return a release; null where there is none to be had."""
        wheel = fetched(f"{package}=={version}")
        return ArtifactFile(wheel) if wheel is not None else None

    def fetch(self, wanted: Wanted) -> ArtifactFile | None:
        """Give the resolver a requirement."""
        if not isinstance(wanted, Requirement):
            return None
        held = self._held.get(canonicalize_name(wanted.name), SpecifierSet())
        wheel = fetched(f"{wanted.name}{wanted.specifier & held}")
        return ArtifactFile(wheel) if wheel is not None else None


class Npm:
    """Tarballs and their dependencies, as `duramen resolve` gets them."""

    def __init__(self) -> None:
        """Use the cache of the checkout."""
        self._indexes = Indexes(ROOT / "build" / "indexes")
        self.fetch = self._indexes.fetcher()

    def hold(self, requirements: Iterable[Requirement]) -> None:
        """Do nothing: npm takes what the release itself asks for."""

    def artifact(self, package: str, version: str) -> ArtifactFile | None:
        """Return a release; null where there is none to be had."""
        release = PublishedRelease(version, None, yanked=False, file=PublishedFile(f"{version}.tgz"))
        try:
            return self._indexes.artifact(f"pkg:npm/{package.replace('@', '%40')}", release)
        except IndexProblem:
            return None


def score(path: Path, reader: Reader, source: Wheels | Npm, options: argparse.Namespace) -> None:
    """Print the confusion matrix of one labelled file."""
    matrix: Counter[tuple[str, str]] = Counter()
    opinions: Counter[tuple[str, str]] = Counter()
    started = time.monotonic()
    for (package, version), rows in by_release(path):
        source.hold({Requirement(one) for row in rows for one in row["basis"].split(", ")[1:]})
        artifact = source.artifact(package, version)
        if artifact is None:
            print(f"{package} {version}: no artifact to be had, {len(rows)} references left out")
            continue
        found = reader.resolve([row["ref"] for row in rows], [artifact], None if options.alone else source.fetch)
        for row, one in zip(rows, found, strict=True):
            matrix[row["truth"], one.state.name] += 1
            if one.state.name != row["truth"] and not options.quiet:
                print(
                    f"  {row['truth']:10} {one.state.name:10} {package} {version} {row['ref']}  {one.reason or one.how}"
                )
        if options.griffe and isinstance(source, Wheels):
            opinions += by_griffe(artifact.path, rows)
    report(path.name, matrix, time.monotonic() - started)
    if opinions:
        report(f"{path.name}, griffe", opinions, 0.0)


def by_release(path: Path) -> Iterator[tuple[tuple[str, str], list[dict[str, str]]]]:
    """Yield the rows of a labelled file by release, in the order of the file."""
    groups: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with path.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            groups[row["package"], row["version"]].append(row)
    yield from groups.items()


def fetched(requirement: str) -> Path | None:
    """Return a wheel from the folder, downloaded first if need be; null where there is none or it is large."""
    wanted = Requirement(requirement)
    kept = [path for path in WHEELS.glob("*.whl") if _fits(path, wanted)]
    if not kept:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", str(WHEELS), requirement], check=False, capture_output=True, timeout=300)
        kept = [path for path in WHEELS.glob("*.whl") if _fits(path, wanted)]
    newest = max(kept, key=lambda path: parse_wheel_filename(path.name)[1], default=None)
    return newest if newest is not None and newest.stat().st_size <= MAX_BYTES else None


def _fits(path: Path, wanted: Requirement) -> bool:
    try:
        name, version, _, _ = parse_wheel_filename(path.name)
    except InvalidWheelFilename:
        return False
    return name == canonicalize_name(wanted.name) and wanted.specifier.contains(version, prereleases=True)


def by_griffe(wheel: Path, rows: list[dict[str, str]]) -> Counter[tuple[str, str]]:
    """Look references up with griffe, in the unpacked wheel; it knows neither requirements nor undecided."""
    from griffe import GriffeError, GriffeLoader  # noqa: PLC0415 - only for this option

    found: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(wheel).extractall(folder)
        loader = GriffeLoader(search_paths=[folder], allow_inspection=False)
        for top in sorted({row["ref"].replace(":", ".").partition(".")[0] for row in rows}):
            with contextlib.suppress(GriffeError, ImportError):
                loader.load(top, try_relative_path=False)
        loader.resolve_aliases(implicit=True, external=False)
        for row in rows:
            try:
                known = loader.modules_collection[row["ref"].replace(":", ".")]
                state = "DEPRECATED" if known.deprecated else "PRESENT"
            except (GriffeError, KeyError, AttributeError):
                state = "ABSENT"
            found[row["truth"], state] += 1
    return found


def report(name: str, matrix: Counter[tuple[str, str]], seconds: float) -> None:
    """Print the matrix, and what it says about the three goals."""
    total = sum(matrix.values())
    findings = sorted({finding for _, finding in matrix})
    print(f"\n{name}: {total} references, {seconds:.0f} s")
    print(f"{'truth':12}" + "".join(f"{one:>12}" for one in findings))
    for truth in sorted({truth for truth, _ in matrix}):
        print(f"{truth:12}" + "".join(f"{matrix[truth, one]:>12}" for one in findings))
    there = sum(n for (truth, one), n in matrix.items() if truth == "ABSENT" and one in THERE)
    gone = sum(n for (truth, one), n in matrix.items() if truth in THERE and one == "ABSENT")
    undecided = sum(n for (truth, one), n in matrix.items() if one == "UNDECIDED" and truth != one)
    share = 100 * undecided / total if total else 0.0
    print(f"wrongly there {there}, wrongly gone {gone}, undecided {undecided} ({share:.1f} %)")


if __name__ == "__main__":
    main()
