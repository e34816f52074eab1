"""What questions need beside the graph, given by whoever serves: `schema` knows no file formats, `api` brings them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from graph.dependencies import Manifests


class GivenManifest(NamedTuple):
    """A dependency manifest as it was handed in: its file name, by which its format is known, and its text."""

    name: str
    text: str


class CannotRead(Exception):
    """Manifests can't be read now; the message may be shown."""


class ReadManifests(Protocol):
    """Reads manifests without running anything, and without holding up other requests."""

    async def __call__(self, given: Sequence[GivenManifest]) -> Manifests:
        """Return what they say, problems included.

        Raises:
            CannotRead: If there is no room to read now.
        """


@dataclass(frozen=True, slots=True)
class Services:
    """What is at hand; a question that needs something else says so."""

    read_manifests: ReadManifests | None = None
