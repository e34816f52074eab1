"""What questions need beside the graph, given by whoever serves: `schema` knows no file formats, `api` brings them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from graph.dependencies import Manifests


class GivenManifest(NamedTuple):
    """A dependency manifest as it was handed in: its file name, by which its format is known, and its text."""

    name: str
    text: str


class ReadManifests(Protocol):
    """Reads manifests and Python sources: runs nothing in them, and does not hold up other requests."""

    async def __call__(self, manifests: Sequence[GivenManifest], sources: Sequence[GivenManifest]) -> Manifests:
        """Return what they say; what can't be read is a problem in the answer."""


@dataclass(frozen=True, slots=True)
class Services:
    """What is at hand; a question that needs something else says so."""

    read_manifests: ReadManifests | None = None
