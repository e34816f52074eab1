"""Checking what somebody would like to add, before there is a file: by the rules of `duramen check`, and no others.

A proposal is one file of the YAML format. It is checked against the graph that is served, with all that the rules say
of the file itself, and of other files as far as the proposal is to blame. Nothing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from graph.records import Content
from graph.vocabulary import NodeKind
from ingest.checks import check_catalogue
from ingest.diagnostics import Diagnostic, Severity, in_order
from ingest.disassembly import Values, catalogue_of, file_of, values_of
from ingest.formatting import FormattingBug, Unformattable, formatted
from ingest.machine import MachineRecords
from ingest.shape import validate
from ingest.skeletons import skeleton, why_not
from ingest.sources import DOCUMENT_OF, Catalogue, Reading, Source
from ingest.yaml_subset import parse

ROOT = Path("seeds")
"""The folder that files are said to lie in."""

_Known = frozenset[tuple[str, Path, str]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What proposals are checked against: the documents of one version, and what is wrong with them already."""

    content: Content
    catalogue: Catalogue
    known: _Known

    @classmethod
    def of(cls, content: Content) -> "Ground":
        """Make the ground from what is served."""
        catalogue = catalogue_of(content, ROOT)
        return cls(content, catalogue, frozenset(map(_said, check_catalogue(catalogue, MachineRecords(), None))))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A checked proposal: its file's path, its canonical text (as it came where it cannot be read), what is wrong."""

    path: Path
    text: str
    diagnostics: Sequence[Diagnostic]

    @property
    def is_acceptable(self) -> bool:
        """Whether no rule is broken; warnings are fine."""
        return all(one.severity is not Severity.ERROR for one in self.diagnostics)


def check_proposal(ground: Ground, kind: NodeKind, slug: str, raw: bytes) -> Proposal:
    """Check one file.

    Args:
        ground: The version to check against.
        kind: What the file describes.
        slug: The slug that its name would give it; one that is there already is changed by the proposal.
        raw: The file, at most as long as content files may be.

    Cost: linear in the file, and some 50 ms for what depends on the rest of the curated graph.
    """
    path = file_of(ROOT, kind, slug)
    parsed = parse(path, raw)
    if parsed.root is None:
        return Proposal(path, raw.decode("utf-8", "replace"), in_order(parsed.problems))
    document, wrong = validate(path, parsed.root, DOCUMENT_OF[kind])
    told = {problem.place for problem in parsed.problems}
    problems = [*parsed.problems, *(one for one in wrong if one.place not in told)]
    # only the proposal is read anew: what the rules say of other readings is known
    catalogue = replace(
        ground.catalogue,
        readings=[Reading(path, kind, slug, parsed.root)],
        families=dict(ground.catalogue.families),
        concepts=dict(ground.catalogue.concepts),
        frameworks=dict(ground.catalogue.frameworks),
        roles=dict(ground.catalogue.roles),
        goals=dict(ground.catalogue.goals),
        broken=ground.catalogue.broken - {(kind, slug)},
    )
    if document is None:
        catalogue.of(kind).pop(slug, None)
        catalogue.broken.add((kind, slug))
    else:
        catalogue.of(kind)[slug] = Source(path, kind, slug, parsed.root, document)
    found = check_catalogue(catalogue, MachineRecords(), None)
    new = [one for one in found if one.place.path == path or _said(one) not in ground.known]
    return Proposal(path, _canonical(path, raw, kind), in_order([*problems, *new]))


def refusal_of(ground: Ground, kind: NodeKind, slug: str) -> str | None:
    """Return why a slug cannot be given to a new record, in words; null where it can."""
    return why_not(kind, slug, ground.catalogue)


def file_text(ground: Ground, kind: NodeKind, slug: str) -> str:
    """Return the file of a record as it is served, in canonical form; a skeleton where there is no such record."""
    values = values_of(ground.content, kind, slug)
    if values is None:
        return skeleton(kind, slug, ground.catalogue.slugs(NodeKind.FAMILY))
    return _written(kind, slug, values).decode("utf-8")


def with_mapping(ground: Ground, slug: str, mapping: Values) -> bytes | None:
    """Return the file of a framework with one mapping more, or with another one for the same concept.

    What a mapping and its symbols say already stays where `mapping` does not speak of it. Null where there is no such
    framework.
    """
    values = values_of(ground.content, NodeKind.FRAMEWORK, slug)
    if values is None:
        return None
    concepts = [one["concept"] for one in values["mappings"]]
    if mapping["concept"] in concepts:
        at = concepts.index(mapping["concept"])
        values["mappings"][at] = _merged(values["mappings"][at], mapping)
    else:
        values["mappings"].append(mapping)
    return _written(NodeKind.FRAMEWORK, slug, values)


def _merged(before: Values, mapping: Values) -> Values:
    symbols = {(one["package"], one["ref"]): one for one in before["symbols"]}
    merged = [{**symbols.get((one["package"], one["ref"]), {}), **one} for one in mapping["symbols"]]
    fit = {"fit": before["fit"]} if "fit" in before else {}
    return {**mapping, **fit, "symbols": merged}


def _written(kind: NodeKind, slug: str, values: Values) -> bytes:
    """Return values as a file; JSON is YAML too, and stays it where the canonical form cannot be written."""
    raw = orjson.dumps(values, option=orjson.OPT_INDENT_2) + b"\n"
    try:
        return formatted(file_of(ROOT, kind, slug), raw, kind)
    except (Unformattable, FormattingBug):
        return raw


def _canonical(path: Path, raw: bytes, kind: NodeKind) -> str:
    try:
        return formatted(path, raw, kind).decode("utf-8")
    except (Unformattable, FormattingBug):
        return raw.decode("utf-8", "replace")


def _said(diagnostic: Diagnostic) -> tuple[str, Path, str]:
    return diagnostic.code, diagnostic.place.path, diagnostic.message
