"""The entry of the resolver: references in, findings out, in the order asked."""

from collections.abc import Callable, Iterator, Sequence

from graph.vocabulary import Ecosystem
from ingest.artifacts.artifact import Artifact
from ingest.resolver.npm.answering import NpmResolver
from ingest.resolver.python.answering import PythonResolver
from ingest.resolver.requirements import Wanted
from ingest.resolver.resolution import PublicName, Resolution

Fetch = Callable[[Wanted], Artifact | None]
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
    resolver = _resolver(artifacts, fetch)
    return [resolver.resolve(ref) for ref in refs]


def public_names(artifacts: Sequence[Artifact], fetch: Fetch | None = None) -> Iterator[PublicName]:
    """Yield the public names of the first artifact, sorted by reference."""
    return _resolver(artifacts, fetch).public_names()


def _resolver(artifacts: Sequence[Artifact], fetch: Fetch | None) -> PythonResolver | NpmResolver:
    first = artifacts[0]
    alike = [one for one in artifacts if one.ecosystem is first.ecosystem]
    return NpmResolver(alike, fetch) if first.ecosystem is Ecosystem.NPM else PythonResolver(alike, fetch)
