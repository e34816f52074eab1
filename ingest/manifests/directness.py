"""Puts readings of files together; which locked packages the project asks for itself is told by its manifest."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from graph.dependencies import Dependency, DependencyKind, ManifestProblem, ManifestProblemCode, Manifests
from graph.vocabulary import Ecosystem
from ingest.manifests.collecting import FileReading

Names = dict[tuple[str, Ecosystem], set[str]]
"""Names that the manifests of a folder ask for, by folder and ecosystem."""


def settled(readings: Sequence[FileReading]) -> Manifests:
    """Join readings in their order, what belongs to one file together and in the order of lines.

    A lock file that does not tell which packages the project asks for itself takes it from a manifest in its folder;
    where there is none, its own guess and the note about it stay.
    """
    asked = _asked(readings)
    parts = [_told(one, asked) if one.direct_unknown else one.manifests for one in readings]
    files = tuple(dict.fromkeys(file for part in parts for file in part.files))
    order = {file: index for index, file in enumerate(files)}

    def place(one: Dependency | ManifestProblem) -> tuple[int, int]:
        return order.get(one.file, len(order)), one.line

    return Manifests(
        tuple(sorted((one for part in parts for one in part.dependencies), key=place)),
        tuple(one for part in parts for one in part.imports),
        tuple(sorted((one for part in parts for one in part.problems), key=place)),
        tuple(sorted((one for part in parts for one in part.dynamic), key=place)),
        tuple(sorted((one for part in parts for one in part.notes), key=place)),
        files,
    )


def _asked(readings: Sequence[FileReading]) -> Names:
    asked: Names = {}
    for reading in readings:
        for one in reading.manifests.dependencies:
            if one.direct and one.kind is not DependencyKind.LOCKED:
                asked.setdefault((_folder(one.file), one.ecosystem), set()).add(one.name)
    return asked


def _told(reading: FileReading, asked: Names) -> Manifests:
    manifests = reading.manifests
    dependencies = tuple(
        replace(one, direct=one.name in names) if names is not None else one
        for one in manifests.dependencies
        for names in [asked.get((_folder(one.file), one.ecosystem))]
    )
    if any((_folder(one.file), one.ecosystem) not in asked for one in manifests.dependencies):
        return replace(manifests, dependencies=dependencies)
    notes = tuple(one for one in manifests.notes if one.code is not ManifestProblemCode.DIRECT_UNKNOWN)
    return replace(manifests, dependencies=dependencies, notes=notes)


def _folder(file: str) -> str:
    return str(PurePosixPath(file).parent)
