"""The entry of the resolver: references in, findings out, in the order asked."""

from collections.abc import Callable, Iterator, Sequence

from packaging.requirements import Requirement

from ingest.artifacts.artifact import Artifact
from ingest.resolver.python.answering import PythonResolver
from ingest.resolver.resolution import PublicName, Resolution

Fetch = Callable[[Requirement], Artifact | None]
"""Gives an artifact of another distribution that a requirement asks for, or None where there is none to be had."""


def resolve(refs: Sequence[str], artifacts: Sequence[Artifact], fetch: Fetch | None = None) -> list[Resolution]:
    """Resolve references against the first artifact, with the others at hand.

    Args:
        refs: ``module:qualname`` or a plain dotted name (Python), ``module:name`` (npm).
        artifacts: The artifact that is asked about, then others that it may lead to (requirement wheels).
        fetch: Asked, once a requirement, for the artifacts of requirements that share the import prefix or that an
            import names; without it, what leaves the given artifacts is not followed.

    Returns:
        One finding a reference, in the order asked.

    Raises:
        BadReference: If a reference is in neither form.
    """
    resolver = PythonResolver(artifacts, fetch)
    return [resolver.resolve(ref) for ref in refs]


def public_names(artifacts: Sequence[Artifact], fetch: Fetch | None = None) -> Iterator[PublicName]:
    """Yield the public names of the first artifact, sorted by reference."""
    return PythonResolver(artifacts, fetch).public_names()
