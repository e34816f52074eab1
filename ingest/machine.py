r"""What machines wrote about the content: evidence and survival, read as strictly as what people write.

``evidence/F.json`` is about the framework F and has the form of `ingest.evidence.files`, byte for byte as it is written
there; ``survival/F.json`` is ``{"survival": […], "persistence": […]}``, each a list of the records of `graph.records`;
``names/PACKAGE.tsv`` has the form of `ingest.evidence.names`, and ``published.jsonl`` that of `ingest.versions`.
Characters stand for themselves: there are no ``\u`` escapes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from graph.names import module_and_name
from graph.records import (
    Evidence,
    ModuleNames,
    NameSurvey,
    PackageCheck,
    Persistence,
    PublishedVersion,
    ReadRelease,
    Release,
    Survival,
    SymbolKey,
)
from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.evidence.files import EvidenceFile, EvidenceForm, encode, records_of
from ingest.evidence.names import NameInterval, NamesFile, decode_names
from ingest.tree import EVIDENCE_FOLDER, NAMES_FOLDER, SURVIVAL_FOLDER, VERSIONS_FILE
from ingest.versions import read_versions
from ingest.yaml_text import MAX_MACHINE_FILE_BYTES, Lines, forbidden_in, name_of

MALFORMED = Rule(
    "DUR901",
    "A machine-written file is malformed",
    "Files below evidence/, survival/ and names/ are written by `duramen verify`, published.jsonl is written by "
    "`duramen publish`, and nobody edits them.",
    '{"evidence": "edited by hand"}',
    "Restore the file from git; `duramen verify` writes those that it wrote anew.",
)
TWICE = Rule(
    "DUR902",
    "A record of evidence is there twice",
    "One symbol has one record of evidence, one version of a package one release, and one package one table of names.",
    "evidence/haystack.json and evidence/haystack-2.json about the same symbol",
    "Delete the file that no framework is named after.",
)

_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u")
_POSITION = re.compile(r"\(byte ([0-9]+)\)")


class SurvivalFile(msgspec.Struct, forbid_unknown_fields=True):
    """The form of ``survival/F.json``."""

    survival: list[Survival] = []
    persistence: list[Persistence] = []


@dataclass(slots=True)
class MachineRecords:
    """Everything that machines wrote, by file."""

    evidence_files: dict[Path, EvidenceFile] = field(default_factory=dict)
    survival_files: dict[Path, SurvivalFile] = field(default_factory=dict)
    names_files: dict[Path, NamesFile] = field(default_factory=dict)
    published: tuple[PublishedVersion, ...] = ()

    def releases(self, packages: set[str]) -> tuple[Release, ...]:
        """Return the releases of these packages, package by package, each in the order of its file: oldest first."""
        found = (one for file in self._evidence() for one in file.releases if one.package in packages)
        return tuple(sorted(found, key=lambda one: one.package))

    def checks(self, packages: set[str]) -> tuple[PackageCheck, ...]:
        """Return when these packages were looked at, sorted by package."""
        found = (one for file in self._evidence() for one in file.checks if one.package in packages)
        return tuple(sorted(found, key=lambda one: one.package))

    def evidence(self, symbols: set[SymbolKey]) -> tuple[Evidence, ...]:
        """Return the evidence about these symbols, sorted by symbol."""
        found = (one for file in self._evidence() for one in file.evidence)
        return tuple(sorted((one for one in found if _key(one) in symbols), key=_key))

    def survival(self, frameworks: set[str]) -> tuple[Survival, ...]:
        """Return the life tables of these frameworks and of all together, in a fixed order."""
        found = (one for file in self._survival() for one in file.survival)
        wanted = (one for one in found if one.framework is None or one.framework in frameworks)
        return tuple(sorted(wanted, key=lambda one: (one.framework or "", one.scope, one.window_start, one.window_end)))

    def persistence(self, concepts: set[str]) -> tuple[Persistence, ...]:
        """Return how ideas lasted; one that names a concept that is not there is left out."""
        found = (one for file in self._survival() for one in file.persistence)
        wanted = (one for one in found if one.concept is None or one.concept in concepts)
        return tuple(sorted(wanted, key=lambda one: (one.name, one.then_date, one.now_date)))

    def surveys(self, packages: set[str]) -> tuple[NameSurvey, ...]:
        """Return which releases of these packages were read for all names, sorted by package."""
        return tuple(
            NameSurvey(one.package, one.checked_on, tuple(ReadRelease(*read) for read in one.read))
            for one in self._names(packages)
        )

    def names(self, packages: set[str]) -> tuple[ModuleNames, ...]:
        """Return the names of these packages, a table for each module, sorted by package and module."""
        return tuple(table for one in self._names(packages) for table in _tables(one))

    def _names(self, packages: set[str]) -> list[NamesFile]:
        wanted = (one for one in self.names_files.values() if one.package in packages)
        return sorted(wanted, key=lambda one: one.package)

    def _evidence(self) -> Iterable[EvidenceFile]:
        return (file for _, file in sorted(self.evidence_files.items()))

    def _survival(self) -> Iterable[SurvivalFile]:
        return (file for _, file in sorted(self.survival_files.items()))


def read_machine_files(root: Path, files: Mapping[str, bytes]) -> tuple[MachineRecords, list[Diagnostic]]:
    """Read the files below evidence/, survival/ and names/; what cannot be read is reported and left out."""
    records, problems = MachineRecords(), []
    for name, raw in sorted(files.items()):
        path = root / name
        try:
            if name.startswith(f"{EVIDENCE_FOLDER}/"):
                records.evidence_files[path] = _evidence_file(raw)
            elif name.startswith(f"{SURVIVAL_FOLDER}/"):
                records.survival_files[path] = _decoded(raw, SurvivalFile)
            elif name.startswith(f"{NAMES_FOLDER}/"):
                records.names_files[path] = _names_file(raw)
            elif name == VERSIONS_FILE:
                records.published = _versions_file(raw)
        except _Malformed as error:
            problems.append(MALFORMED.at(_place(path, raw, error.offset), str(error), MALFORMED.fix))
    return records, [*problems, *_repeated(records)]


class _Malformed(ValueError):
    """What is wrong with a file, and after how many of its bytes."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def _evidence_file(raw: bytes) -> EvidenceFile:
    try:
        file = records_of(_decoded(raw, EvidenceForm))
    except _Malformed:
        raise
    except ValueError as error:
        raise _Malformed(str(error)) from None
    written = encode(file)
    if written != raw:
        same = zip(written, raw, strict=False)
        offset = next((at for at, (one, other) in enumerate(same) if one != other), min(len(written), len(raw)))
        raise _Malformed("the file is not as `duramen verify` writes it", offset)
    return file


def _versions_file(raw: bytes) -> tuple[PublishedVersion, ...]:
    if len(raw) > MAX_MACHINE_FILE_BYTES:
        raise _Malformed(f"the file has more than {MAX_MACHINE_FILE_BYTES} bytes")
    try:
        return read_versions(raw)
    except (ValueError, RecursionError):
        raise _Malformed("the file is not as `duramen publish` writes it") from None


def _names_file(raw: bytes) -> NamesFile:
    if len(raw) > MAX_MACHINE_FILE_BYTES:
        raise _Malformed(f"the file has more than {MAX_MACHINE_FILE_BYTES} bytes")
    try:
        _check_characters(raw.decode().replace("\t", " "))
        file = decode_names(raw)
    except UnicodeDecodeError as error:
        raise _Malformed("the file is not UTF-8", error.start) from None
    except _Malformed:
        raise
    except ValueError:
        raise _Malformed("the file is not as `duramen verify` writes it") from None
    return file


def _check_characters(text: str) -> None:
    for at, character in forbidden_in(text):
        raise _Malformed(f"the character {name_of(character)} is not allowed", len(text[:at].encode()))


def _tables(file: NamesFile) -> Iterable[ModuleNames]:
    """Return the names of a package as tables, in the form of `graph.records.ModuleNames`."""
    modules: dict[str, list[str]] = {}
    for one in sorted(file.names, key=lambda one: one.ref):
        module, name = module_and_name(one.ref)
        modules.setdefault(module, []).append(_row(name, one))
    return (ModuleNames(file.package, module, "".join(rows)) for module, rows in sorted(modules.items()))


def _row(name: str, one: NameInterval) -> str:
    return "\t".join((name, one.first, one.last or "", one.moved_to or "")) + "\n"


def _decoded(raw: bytes, form: Any) -> Any:
    if len(raw) > MAX_MACHINE_FILE_BYTES:
        raise _Malformed(f"the file has more than {MAX_MACHINE_FILE_BYTES} bytes")
    escape = _ESCAPE.search(raw)
    if escape:
        raise _Malformed("a character is written as an escape", escape.start())
    try:
        _check_characters(raw.decode())
        return msgspec.json.decode(raw, type=form)
    except UnicodeDecodeError as error:
        raise _Malformed("the file is not UTF-8", error.start) from None
    except RecursionError:
        raise _Malformed("the file is nested too deep") from None
    except msgspec.ValidationError as error:
        raise _Malformed(str(error)) from None
    except msgspec.DecodeError as error:
        position = _POSITION.search(str(error))
        if position is None:
            raise _Malformed("the file is cut off", len(raw)) from None
        raise _Malformed("the file is not JSON from here on", int(position[1])) from None


def _place(path: Path, raw: bytes, offset: int) -> Place:
    before = raw[:offset].decode(errors="replace")
    mark = Lines(before).mark(len(before))
    return Place(path, mark.line, mark.column)


def _repeated(records: MachineRecords) -> Iterable[Diagnostic]:
    first: set[tuple[str, str, str]] = set()
    for path, file in sorted(records.evidence_files.items()):
        again: dict[str, list[str]] = {}
        for kind, package, which in _identities(file):
            if (kind, package, which) in first:
                again.setdefault(kind, []).append(f"{quoted(package)} {quoted(which)}")
            first.add((kind, package, which))
        for kind, named in again.items():
            more = f", and {len(named) - 1} more of this file" if len(named) > 1 else ""
            yield TWICE.at(Place(path), f"the {kind} of {named[0]} is there twice{more}", TWICE.fix)
    surveyed: set[str] = set()
    for path, names in sorted(records.names_files.items()):
        if names.package in surveyed:
            yield TWICE.at(Place(path), f"the names of {quoted(names.package)} are there twice", TWICE.fix)
        surveyed.add(names.package)


def _identities(file: EvidenceFile) -> Iterable[tuple[str, str, str]]:
    """Return the kind, package, and version or reference of each record."""
    yield from (("release", one.package, one.version) for one in file.releases)
    yield from (("check", one.package, one.newest) for one in file.checks)
    yield from (("evidence", one.package, one.ref) for one in file.evidence)


def _key(evidence: Evidence) -> SymbolKey:
    return SymbolKey(evidence.package, evidence.ref)
