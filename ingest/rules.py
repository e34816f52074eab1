"""The registry of all rules by their codes: what `duramen explain` prints and the reference of errors lists."""

from types import ModuleType

from ingest import ids, machine, shape, tree, yaml_subset, yaml_syntax, yaml_text
from ingest.checks import (
    addresses,
    concepts,
    coverage,
    cycles,
    examples,
    goals,
    packages,
    prose,
    published,
    references,
    relations,
    roles,
    symbols,
    thin,
    uniqueness,
)
from ingest.diagnostics import Rule

GROUPS: dict[str, tuple[ModuleType, ...]] = {
    "Files": (tree,),
    "The YAML subset": (yaml_text, yaml_subset, yaml_syntax),
    "The shape of a document": (shape,),
    "References, names and ids": (references, uniqueness, published, ids),
    "Cycles and relations": (cycles, relations),
    "Frameworks, mappings and symbols": (coverage, symbols, packages, addresses),
    "Concepts, examples and sources": (concepts, examples),
    "Prose": (prose,),
    "Roles and goals": (roles, goals),
    "Evidence and warnings": (machine, thin),
}


def rules_of(modules: tuple[ModuleType, ...]) -> list[Rule]:
    """Return the rules that modules define, sorted by code."""
    found = (value for module in modules for value in vars(module).values() if isinstance(value, Rule))
    return sorted(dict.fromkeys(found), key=lambda rule: rule.code)


def all_rules() -> dict[str, Rule]:
    """Return each rule by its code, in the order of codes."""
    found = (rule for modules in GROUPS.values() for rule in rules_of(modules))
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}
