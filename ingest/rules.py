"""The registry of all rules by their codes: what `duramen explain` prints and the reference of errors lists."""

from types import ModuleType

from ingest import checks, ids, machine, shape, tree, yaml_subset, yaml_syntax, yaml_text
from ingest.diagnostics import Rule

GROUPS: dict[str, tuple[ModuleType, ...]] = {
    "Files": (tree,),
    "The YAML subset": (yaml_text, yaml_subset, yaml_syntax),
    "The shape of a document": (shape,),
    "References, names and ids": (checks.references, checks.uniqueness, checks.published, ids),
    "Cycles and relations": (checks.cycles, checks.relations),
    "Frameworks, mappings and symbols": (checks.coverage, checks.symbols, checks.packages, checks.addresses),
    "Concepts, examples and sources": (checks.concepts, checks.examples),
    "Prose": (checks.prose,),
    "Roles and goals": (checks.roles, checks.goals),
    "Evidence and warnings": (machine, checks.thin),
}


def rules_of(modules: tuple[ModuleType, ...]) -> list[Rule]:
    """Return the rules that modules define, sorted by code."""
    found = (value for module in modules for value in vars(module).values() if isinstance(value, Rule))
    return sorted(dict.fromkeys(found), key=lambda rule: rule.code)


def all_rules() -> dict[str, Rule]:
    """Return each rule by its code, in the order of codes."""
    found = (rule for modules in GROUPS.values() for rule in rules_of(modules))
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}
