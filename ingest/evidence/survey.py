"""Surveying the public names of Python packages: which were there each quarter, and how long they last."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from graph.records import Content, Evidence, Survival, SurvivalPoint
from graph.vocabulary import Ecosystem, SurvivalScope
from ingest.evidence.findings import GONE, THERE
from ingest.evidence.lives import Life, Outcome, lives_of_evidence, lives_of_names
from ingest.evidence.moves import ambiguous_names, moves_of
from ingest.evidence.names import NamesFile, decode_names, each_quarter, encode_names, name_intervals
from ingest.evidence.reading import ReleaseReader
from ingest.files import replace_file
from ingest.indexes.errors import IndexProblem
from ingest.indexes.indexes import name_of, parsed_purl
from ingest.indexes.listing import PublishedRelease
from ingest.resolver import PublicName
from ingest.tree import NAMES_FOLDER, SURVIVAL_FOLDER

POOLED = "all"
"""The name of the file with what is said about all frameworks; no framework has it as its slug."""
WINDOW_START = datetime.date(2024, 1, 1)
_CAUTION = {
    SurvivalScope.PUBLIC: "Releases were read once a quarter, so that a name left up to three months before it counts "
    "as gone; a public name is not always one that users are told to use, and a name that stays may behave otherwise "
    "than before.",
    SurvivalScope.MAPPED: "Mapped names were chosen by people who knew the newest release, so that names which stayed "
    "are over-represented; a name that stays may behave otherwise than before.",
}
POOLED_CAUTION = (
    "The mean over the packages that were followed from the beginning, each counted once; these packages were chosen "
    "for this catalogue and are no sample of all packages, and names of one package leave together."
)


@dataclass(frozen=True, slots=True)
class ReleaseNames:
    """The public names of one release, by reference."""

    version: str
    date: datetime.date
    names: Mapping[str, PublicName]


@dataclass(frozen=True, slots=True)
class Survey:
    """The names of the packages of one framework; `problems` are packages that could not be read."""

    framework: str
    names: Mapping[str, NamesFile]
    problems: Mapping[str, str]


def survey_framework(reader: ReleaseReader, content: Content, framework: str, on: datetime.date) -> Survey:
    """Read the public names of the Python packages of a framework in one release a quarter."""
    found: dict[str, list[ReleaseNames]] = {}
    problems: dict[str, str] = {}
    for package in content.packages:
        if package.framework != framework or parsed_purl(package.purl).type != Ecosystem.PYPI:
            continue
        tops = {_top(one.ref) for one in content.symbols if one.package == package.purl}
        try:
            found[package.purl] = _read(reader, package.purl, tops, on)
        except IndexProblem as problem:
            problems[package.purl] = problem.fault
    now = {purl: read[-1].names.values() for purl, read in found.items() if read}
    moved = moves_of(_gone(found), now, _ambiguous(found))
    names = {purl: _file(purl, on, read, moved) for purl, read in found.items() if read}
    return Survey(framework, names, problems)


def _read(reader: ReleaseReader, purl: str, tops: set[str], on: datetime.date) -> list[ReleaseNames]:
    """Read releases; `tops` are the top modules that count, all where there are none."""
    listing = reader.indexes.listing(purl).until(on)
    found: list[ReleaseNames] = []
    for release in each_quarter(listing.mainline, WINDOW_START, on):
        reading = reader.read(purl, release, (), names=True, again=True)
        if reading.names is None or release.date is None:
            continue
        names = {one.ref: one for one in reading.names if not tops or _top(one.ref) in tops}
        names |= top_names(reader, purl, release, names)
        before = found[-1].names if found else {}
        missing = sorted(before.keys() - names.keys())
        # a name that is made when somebody asks for it is in no list, and there nevertheless
        still = reader.read(purl, release, missing, again=True).resolutions if missing else {}
        reader.forget(purl, release)
        names |= {ref: before[ref] for ref, resolution in still.items() if resolution.state not in GONE}
        found.append(ReleaseNames(release.version, release.date, names))
    return found


def top_names(
    reader: ReleaseReader, purl: str, release: PublishedRelease, names: Mapping[str, PublicName]
) -> dict[str, PublicName]:
    """Return the names that the top modules hand on from inside the package without listing them in ``__all__``.

    They are what most users import: ``from package import Name`` for a name that a module below it defines.
    """
    own = {one.ref.rpartition(":")[2] for one in names.values()}
    wanted = sorted({f"{_top(ref)}:{name}" for ref in names for name in own if "." not in name} - names.keys())
    found = reader.read(purl, release, wanted, again=True).resolutions if wanted else {}
    return {
        ref: PublicName(ref, one.target) for ref, one in found.items() if one.state in THERE and one.kind != "module"
    }


def _top(ref: str) -> str:
    return ref.partition(":")[0].partition(".")[0]


def _gone(found: Mapping[str, list[ReleaseNames]]) -> dict[str, str | None]:
    """Return the names that were in an older release and are not in the newest, with what each led to last."""
    gone: dict[str, str | None] = {}
    for read in found.values():
        for release in read:
            gone |= {ref: one.target for ref, one in release.names.items() if ref not in read[-1].names}
    return gone


def _ambiguous(found: Mapping[str, list[ReleaseNames]]) -> set[str]:
    """Return the names that another object shared with them in the last release that had them."""
    names: set[str] = set()
    for read in found.values():
        for release in read:
            names = (names - release.names.keys()) | ambiguous_names(release.names)
    return names


def _file(purl: str, on: datetime.date, read: list[ReleaseNames], moved: Mapping[str, str]) -> NamesFile:
    return NamesFile(
        purl,
        on,
        tuple((one.version, one.date) for one in read),
        name_intervals([(one.version, one.names) for one in read], moved),
    )


def survival_of(survey: Survey, evidence: Iterable[Evidence], on: datetime.date) -> list[Survival]:
    """Return the life tables of a framework: of its mapped names, by their evidence, then of its public names."""
    from ingest.evidence.survival import life_table  # noqa: PLC0415 - needs statsmodels, which is an extra

    mapped = lives_of_evidence([one for one in evidence if one.package in survey.names], WINDOW_START, on)
    public = [life for file in survey.names.values() for life in lives_of_names(file, WINDOW_START, on)]
    packages = tuple(sorted(survey.names))
    return [
        _survival(survey.framework, scope, packages, lives, life_table(lives, _length(on)), on)
        for scope, lives in ((SurvivalScope.MAPPED, mapped), (SurvivalScope.PUBLIC, public))
        if lives
    ]


def _length(on: datetime.date) -> int:
    return (on - WINDOW_START).days


def _survival(
    framework: str | None,
    scope: SurvivalScope,
    packages: tuple[str, ...],
    lives: list[Life],
    points: tuple[SurvivalPoint, ...],
    on: datetime.date,
) -> Survival:
    outcomes = Counter(life.outcome for life in lives)
    caution = POOLED_CAUTION if framework is None else _CAUTION[scope]
    return Survival(
        framework=framework,
        scope=scope,
        window_start=WINDOW_START,
        window_end=on,
        packages=packages,
        names=len(lives),
        moved=outcomes[Outcome.MOVED],
        gone=outcomes[Outcome.GONE],
        sampled=scope is SurvivalScope.PUBLIC,
        caution=caution,
        points=points,
    )


def pooled_survival(files: Iterable[NamesFile], on: datetime.date) -> Survival:
    """Return the life table over all packages whose names were read."""
    from ingest.evidence.survival import pooled_table  # noqa: PLC0415 - as above

    lives = {file.package: lives_of_names(file, WINDOW_START, on) for file in files}
    packages, points = pooled_table(lives, _length(on))
    together = [life for purl in packages for life in lives[purl]]
    return _survival(None, SurvivalScope.PUBLIC, packages, together, points, on)


def write_survey(seeds: Path, survey: Survey) -> None:
    """Write the names of each package of a survey."""
    for purl, file in survey.names.items():
        _write(names_path(seeds, purl), encode_names(file))


def write_survival(seeds: Path, name: str, tables: Iterable[Survival], persistence: Iterable[object] = ()) -> None:
    """Write life tables, one a line, into ``survival/NAME.json``."""
    body = f'{{"survival":[\n{_lines(tables)}],\n"persistence":[\n{_lines(persistence)}]}}\n'
    _write(seeds / SURVIVAL_FOLDER / f"{name}.json", body.encode())


def names_path(seeds: Path, purl: str) -> Path:
    """Return where the names of a package are."""
    return seeds / NAMES_FOLDER / f"{name_of(parsed_purl(purl)).removeprefix('@').replace('/', '--')}.tsv"


def known_names(seeds: Path) -> list[NamesFile]:
    """Return all names files, sorted by package.

    Raises:
        ValueError: If one is malformed.
    """
    files = sorted((seeds / NAMES_FOLDER).glob("*.tsv"))
    return sorted((decode_names(file.read_bytes()) for file in files), key=lambda file: file.package)


def _lines(records: Iterable[object]) -> str:
    return ",\n".join(msgspec.json.encode(record).decode() for record in records)


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, body)
