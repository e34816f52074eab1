"""Findings about tools: packages that are dead or moved, what hangs on a fast-changing one, several for one idea."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from graph.identity import NodeKey
from graph.questions.audit_findings import (
    MOST_ALTERNATIVES,
    Alternative,
    Finding,
    FindingCode,
    Severity,
    about_line,
    listed,
)
from graph.questions.audit_inventory import Declared, Inventory
from graph.questions.choosing import ecosystems, swap
from graph.questions.reasons import Basis, Reason
from graph.questions.upkeep import lasting_of, maintenance_of, package_upkeep, pooled_lasting
from graph.vocabulary import Coverage, Ecosystem, NodeKind


def of_packages(inventory: Inventory) -> Iterator[Finding]:
    """Return packages that are dead or moved: a successor is named, no release for a year, a version withdrawn."""
    projection = inventory.projection
    for line in inventory.lines_by_version:
        kept_up = maintenance_of(projection, line.framework)
        name = line.dependency.name
        if kept_up.successor is not None:
            text = f"{name} has a successor: {projection.frameworks[kept_up.successor].name}."
            alternatives = (Alternative(kept_up.successor, (), kept_up.because),)
            yield about_line(
                line,
                FindingCode.PACKAGE_SUCCEEDED,
                Severity.WARNING,
                text,
                alternatives=alternatives,
                because=(line.reason, *kept_up.because),
            )
        elif (own := package_upkeep(projection, line.purl)) is not None and not own.is_recent:
            text = f"{name} has had no release since {own.since} ({own.version}), as of {own.checked_on}."
            reason = Reason(
                Basis.RELEASE, text, NodeKey(NodeKind.PACKAGE, line.purl), None, own.checked_on, own.version
            )
            yield about_line(
                line,
                FindingCode.PACKAGE_NO_RELEASE,
                Severity.WARNING,
                text,
                alternatives=_alternatives(inventory, line.framework, ()),
                because=(line.reason, reason),
            )
        yield from _of_withdrawal(inventory, line)


def _of_withdrawal(inventory: Inventory, line: Declared) -> Iterator[Finding]:
    for release in inventory.projection.releases.get(line.purl, ()):
        if release.yanked and release.version == line.pinned:
            text = f"{line.dependency.name} {release.version} was withdrawn by its owner."
            check = inventory.projection.checks.get(line.purl)
            reason = Reason(
                Basis.RELEASE,
                text,
                NodeKey(NodeKind.PACKAGE, line.purl),
                checked_on=check.checked_on if check else None,
                version=release.version,
            )
            yield about_line(line, FindingCode.VERSION_YANKED, Severity.WARNING, text, because=(line.reason, reason))


def of_change(inventory: Inventory) -> Iterator[Finding]:
    """Return what hangs on one framework whose public names lasted less long than those of all that were measured."""
    projection = inventory.projection
    pooled = pooled_lasting(projection)
    if pooled is None:
        return
    hanging: dict[str, list[str]] = {}
    for concept, by in _in_use(inventory).items():
        if len(by) == 1:
            hanging.setdefault(next(iter(by)), []).append(concept)
    for framework, concepts in hanging.items():
        lasting, lines = lasting_of(projection, framework), inventory.frameworks.get(framework)
        if lasting is None or lines is None or lasting.same_path >= pooled.same_path:
            continue
        name = projection.frameworks[framework].name
        said = listed([projection.concepts[slug].name for slug in concepts])
        hang = f"hang{'s' if len(concepts) == 1 else ''} on" if inventory.sources_read else "could be done by"
        text = (
            f"{said} {hang} {name} alone, of whose public names {lasting.percent} % stood at the same path after "
            f"{lasting.days} days."
        )
        yield about_line(
            lines[0],
            FindingCode.FAST_CHANGING,
            Severity.WARNING,
            text,
            concepts=concepts,
            alternatives=_alternatives(inventory, framework, concepts),
            because=(lines[0].reason, lasting.reason, pooled.reason),
        )


def _in_use(inventory: Inventory) -> Mapping[str, Collection[str]]:
    """Return the concepts with their frameworks: those that imports show, or, without imports, that could be."""
    return inventory.uses if inventory.sources_read else inventory.offers


def _alternatives(inventory: Inventory, framework: str, concepts: Sequence[str]) -> tuple[Alternative, ...]:
    stand_ins = (one for one in swap(inventory.projection, framework, concepts) if one.maintenance.is_maintained)
    return tuple(
        Alternative(one.framework, tuple(covered.concept for covered in one.covers), one.because)
        for one, _ in zip(stand_ins, range(MOST_ALTERNATIVES), strict=False)
    )


def of_overlap(inventory: Inventory) -> Iterator[Finding]:
    """Return the concepts for which there are several tools of one package index, together for the same tools."""
    projection = inventory.projection
    together: dict[tuple[str, ...], list[str]] = {}
    for concept, by in _in_use(inventory).items():
        mappings = [
            one
            for one in projection.mappings_of_concept.get(concept, ())
            if one.framework in by
            and (one.coverage is Coverage.CORE if not inventory.sources_read else one.coverage is not Coverage.HOOK)
        ]
        for ecosystem in Ecosystem:
            tools = tuple(
                one.framework
                for one in mappings
                if one.framework in inventory.frameworks
                and ecosystem in ecosystems(projection.frameworks[one.framework])
            )
            if len(tools) > 1 and concept not in together.setdefault(tools, []):
                together[tools].append(concept)
    for tools, concepts in together.items():
        lines = [inventory.frameworks[slug][0] for slug in tools]
        names = listed([projection.frameworks[slug].name for slug in tools])
        said = listed([projection.concepts[slug].name for slug in concepts])
        verb = "are used" if inventory.sources_read else "could be used"
        text = f"For {said} there are several tools that {verb}: {names}."
        yield about_line(
            lines[-1],
            FindingCode.SEVERAL_TOOLS,
            Severity.NOTE,
            text,
            frameworks=tools,
            concepts=concepts,
            because=[line.reason for line in lines],
        )
