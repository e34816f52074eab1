"""What machines wrote about the content: evidence and survival, read as strictly as what people write.

``evidence/F.json`` is ``{"releases": […], "evidence": […]}`` and ``survival/F.json`` a list, of the records of the
framework F in `graph.records`; unknown keys, duplicate keys and other frameworks' records are refused.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from graph.records import Evidence, Release, Survival
from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.yaml_text import Lines, forbidden_in

MAX_JSON_DEPTH = 16

MALFORMED_EVIDENCE = Rule(
    "DUR901",
    "A machine-written file is malformed",
    "Files below evidence/ and survival/ are written by `duramen verify` and edited by nobody.",
    '{"evidence": "edited by hand"}',
    "Restore the file from git, or write it anew with `duramen verify`.",
)
STRAY_EVIDENCE = Rule(
    "DUR902",
    "Evidence about something that is not in the catalogue",
    "Evidence belongs to a symbol of the framework that its file is named after, and releases to its packages.",
    "evidence/haystack.json with a symbol that no mapping names",
    "Write the file anew with `duramen verify`.",
)

T = TypeVar("T")


class EvidenceFile(msgspec.Struct, forbid_unknown_fields=True):
    """The form of ``evidence/F.json``."""

    releases: list[Release] = []
    evidence: list[Evidence] = []


@dataclass(frozen=True, slots=True)
class MachineRecords:
    """Everything that machines wrote, each kind sorted by its key."""

    releases: tuple[Release, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    survival: tuple[Survival, ...] = ()


def read_machine_files(root: Path, files: Mapping[str, bytes]) -> tuple[MachineRecords, list[Diagnostic]]:
    """Read the files below evidence/ and survival/; what cannot be read is reported and left out."""
    problems: list[Diagnostic] = []
    evidence: list[EvidenceFile] = []
    survival: list[Survival] = []
    for name, raw in sorted(files.items()):
        try:
            if name.startswith("evidence/"):
                evidence.append(_decoded(raw, EvidenceFile))
            elif name.startswith("survival/"):
                survival += _decoded(raw, list[Survival])
        except ValueError as error:
            problems.append(MALFORMED_EVIDENCE.at(_place(root / name, raw, error), str(error), MALFORMED_EVIDENCE.fix))
    records = MachineRecords(
        releases=tuple(one for file in evidence for one in file.releases),
        evidence=_sorted((one for file in evidence for one in file.evidence), lambda one: (one.package, one.ref)),
        survival=_sorted(survival, lambda one: (one.framework, str(one.window_start), str(one.window_end))),
    )
    return records, problems


def _sorted(records: Iterable[T], key: Callable[[T], tuple[str, ...]]) -> tuple[T, ...]:
    return tuple(sorted(records, key=key))


def _decoded(raw: bytes, form: Any) -> Any:
    """Read JSON into records.

    Raises:
        ValueError: If the bytes are not such JSON; the message says why.
    """
    for offset, character in forbidden_in(raw.decode()):
        if character not in "\t\r":
            raise ValueError(f"the character {quoted(character)} at position {offset} is not allowed")
    try:
        return msgspec.json.decode(raw, type=form)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{error}") from None


def _place(path: Path, raw: bytes, error: Exception) -> Place:
    """Return where JSON is broken; a file of the wrong form is named by its first line."""
    try:
        json.loads(raw)
    except json.JSONDecodeError as broken:
        mark = Lines(broken.doc).mark(broken.pos)
        return Place(path, mark.line, mark.column)
    except (ValueError, RecursionError):
        pass
    return Place(path)
