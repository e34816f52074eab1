"""What the resolver asks for when a name leads into another package."""

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
