"""What the resolver asks for when a name leads into another package."""

import re
from dataclasses import dataclass

from packaging.requirements import Requirement

from graph.vocabulary import Ecosystem


@dataclass(frozen=True, slots=True)
class NpmRequirement:
    """A dependency of an npm package: its name, and the range of versions as ``package.json`` writes it."""

    name: str
    range: str

    def __str__(self) -> str:
        """Return it as npm's command line takes it."""
        return f"{self.name}@{self.range}"


_PART = r"(?:[0-9]{1,16}|[xX*])"
_SUFFIX = r"[-+][0-9A-Za-z.+-]{1,100}"
_VERSION = rf"v?{_PART}(?:\.{_PART}){{0,2}}(?:{_SUFFIX})?"
_COMPARATOR = rf"(?:(?:[<>]=?|[=^]|~>?) {{0,4}})?{_VERSION}"
_RANGE = re.compile(rf"{_COMPARATOR}(?:(?: {{0,4}}\|\| {{0,4}}| {{1,4}}(?:- {{1,4}})?){_COMPARATOR}){{0,40}}")
_TAG = re.compile(r"[A-Za-z][0-9A-Za-z_-]{0,60}")
MAX_RANGE = 400


def is_npm_range(text: str) -> bool:
    """Tell whether a text is a range of versions or a distribution tag; places (``file:``, ``git+ssh:``) are none.

    Form: npm's documentation of package.json, "dependencies", and the grammar of node-semver.
    """
    text = text.strip()
    return not text or (len(text) <= MAX_RANGE and bool(_RANGE.fullmatch(text) or _TAG.fullmatch(text)))


Wanted = Requirement | NpmRequirement
Written = dict[str, list[str]]
"""A requirement as it passes between processes."""


def written(requirement: Wanted) -> Written:
    """Return a requirement in the form that passes between processes."""
    if isinstance(requirement, NpmRequirement):
        return {Ecosystem.NPM.value: [requirement.name, requirement.range]}
    return {Ecosystem.PYPI.value: [str(requirement)]}


def read(form: Written) -> Wanted:
    """Read what `written` gave."""
    if Ecosystem.NPM in form:
        name, wanted = form[Ecosystem.NPM]
        return NpmRequirement(name, wanted)
    return Requirement(form[Ecosystem.PYPI][0])
