"""Findings about names: imports that are gone, names that a pinned version lacks, packages that nothing asks for."""

import functools
from collections.abc import Callable, Iterator, Sequence

from packaging.specifiers import SpecifierSet

from graph.identity import NodeKey, symbol_key
from graph.questions.audit_findings import (
    MOST_REASONS,
    Finding,
    FindingCode,
    Severity,
    about_line,
    listed,
)
from graph.questions.audit_inventory import GONE, Declared, Inventory, Used
from graph.questions.reasons import Basis, Reason
from graph.records import SymbolKey
from graph.state import state_in
from graph.vocabulary import Ecosystem, NodeKind, SymbolState

Allows = Callable[[str, str | None], bool]
"""Tells of the purl of a package and a version whether the project may get that version."""


def of_names(inventory: Inventory) -> Iterator[Finding]:
    """Return the imports of names that are gone, or that their owner says will go; each name once a file."""
    allows = functools.cache(functools.partial(_allows, inventory))  # many names are of one package and release
    seen: set[tuple[str, SymbolKey]] = set()
    for one in inventory.used:
        if (one.at.file, one.key) not in seen:
            seen.add((one.at.file, one.key))
            found = _of_name(inventory, one, allows)
            if found is not None:
                yield found


def _of_name(inventory: Inventory, one: Used, allows: Allows) -> Finding | None:
    pin = inventory.pins.get(one.key.package)
    package = one.key.package.partition("/")[2]
    instead = f"; {one.later.ref} took its place" if one.later is not None else ""
    if pin is not None and (state := one.state_in(pin)) in GONE:
        text = f"{one.name} is {_gone(state)} in {package} {pin}, the version that is pinned{instead}."
        return _about_name(inventory, one, FindingCode.SYMBOL_GONE, Severity.ERROR, text)
    if one.state in GONE:
        text = f"{one.name} is {_gone(one.state)} in {package} {one.newest}, the newest release read{instead}."
        installs_newest = pin is None and allows(one.key.package, one.newest)
        if installs_newest:
            return _about_name(inventory, one, FindingCode.SYMBOL_GONE, Severity.ERROR, text)
        return _about_name(inventory, one, FindingCode.SYMBOL_GOING, Severity.WARNING, text)
    if one.state is SymbolState.DEPRECATED:
        text = f"{one.name} is deprecated in {package} {one.newest}: its owner says that it will go{instead}."
        return _about_name(inventory, one, FindingCode.SYMBOL_GOING, Severity.WARNING, text)
    return None


def _gone(state: SymbolState) -> str:
    return "absent" if state is SymbolState.ABSENT else "there only to say that it is gone"


def _allows(inventory: Inventory, purl: str, version: str | None) -> bool:
    """Tell whether what is asked for of a package may be a version: sure of Python packages that are asked for."""
    asked = [one.dependency for one in inventory.lines_of.get(purl, ())]
    if not asked or version is None or any(one.ecosystem is not Ecosystem.PYPI for one in asked):
        return False
    try:
        return all(SpecifierSet(one.specifier).contains(version, prereleases=True) for one in asked)
    except ValueError:  # no specifier, or a number in it with thousands of digits, which Python does not read
        return False


def _about_name(inventory: Inventory, one: Used, code: FindingCode, severity: Severity, text: str) -> Finding:
    mappings = inventory.mappings_of(one)
    reasons = [one.reason, _recorded(one, inventory.pins.get(one.key.package))]
    if one.later is not None:
        target = NodeKey(NodeKind.SYMBOL, symbol_key(one.later)) if one.carrier is not None else None
        reasons.append(Reason(Basis.REPLACEMENT, f"{one.later.ref} took its place.", one.node, target))
    reasons += [line.reason for line in inventory.lines_of.get(one.key.package, ())[:2]]
    return Finding(
        code,
        severity,
        text,
        one.at.file,
        one.at.line,
        frameworks=tuple(dict.fromkeys(mapping.framework for mapping in mappings)),
        concepts=tuple(dict.fromkeys(mapping.concept for mapping in mappings)),
        symbols=tuple(dict.fromkeys(filter(None, (one.carrier,)))),
        because=tuple(reasons),
    )


def _recorded(one: Used, pin: str | None) -> Reason:
    checked_on = one.evidence.checked_on if one.evidence else one.known.survey.checked_on if one.known else None
    state, version = (one.state, one.newest) if pin is None else (one.state_in(pin), pin)
    said = "not recorded" if state is SymbolState.NOT_RECORDED else state.value
    text = f"{one.key.ref} is {said} in {version}."
    return Reason(Basis.SYMBOL, text, one.node, checked_on=checked_on, version=version)


def of_pins(inventory: Inventory) -> Iterator[Finding]:
    """Return packages held at a version that lacks mapped names; where sources are given, imports tell more."""
    if inventory.sources_read:
        return
    for line in inventory.lines_by_version:
        if line.pinned is None:
            continue
        symbols = [
            key
            for mapping in inventory.projection.mappings_of_framework.get(line.framework, ())
            for key in mapping.symbols
            if key.package == line.purl
        ]
        dead = [
            key
            for key in dict.fromkeys(symbols)
            if state_in(inventory.projection.evidence.get(key), line.pinned) in GONE
        ]
        if dead:
            yield _not_at_pin(inventory, line, dead, len(set(symbols)))


def _not_at_pin(inventory: Inventory, line: Declared, dead: Sequence[SymbolKey], known: int) -> Finding:
    projection = inventory.projection
    is_new = any(not projection.symbols[key].former for key in dead)
    name = line.dependency.name
    names = listed([key.ref for key in dead])
    text = f"{len(dead)} of {known} names that the catalogue knows are not in {name} {line.pinned}: {names}."
    reasons = [line.reason]
    for key in dead[: MOST_REASONS - 1]:
        evidence = projection.evidence[key]
        said = f"{key.ref} is {evidence.finding.value} in {evidence.version}, and not there in {line.pinned}."
        node = NodeKey(NodeKind.SYMBOL, symbol_key(key))
        reasons.append(Reason(Basis.SYMBOL, said, node, checked_on=evidence.checked_on, version=line.pinned))
    concepts = (mapping.concept for key in dead for mapping in projection.mappings_of_symbol.get(key, ()))
    return about_line(
        line,
        FindingCode.SYMBOLS_NOT_AT_PIN,
        Severity.WARNING if is_new else Severity.NOTE,
        text,
        concepts=tuple(dict.fromkeys(concepts)),
        symbols=dead,
        because=reasons,
    )


def of_undeclared(inventory: Inventory) -> Iterator[Finding]:
    """Return frameworks that are imported and that no manifest asks for; said only where manifests tell all."""
    if not inventory.direct or inventory.manifests.dynamic:
        return
    told: set[str] = set()
    for one in inventory.used:
        package = one.key.package
        if package in inventory.installed or package in told:
            continue
        told.add(package)
        mappings = inventory.mappings_of(one)
        frameworks = tuple(dict.fromkeys(mapping.framework for mapping in mappings))
        if any(slug in inventory.frameworks for slug in frameworks):
            continue  # a package of the same framework brings it along
        text = f"{one.name} is imported, and no manifest that was read asks for {package.partition('/')[2]}."
        yield Finding(
            FindingCode.UNDECLARED,
            Severity.NOTE,
            text,
            one.at.file,
            one.at.line,
            frameworks=frameworks,
            because=(one.reason,),
        )
