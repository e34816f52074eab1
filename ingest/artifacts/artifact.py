"""An artifact in memory: who it is, what members it has, and their bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from packaging.requirements import Requirement

from graph.vocabulary import Ecosystem


@dataclass(frozen=True, slots=True, eq=False)
class Artifact:
    """An opened wheel or npm tarball. All checks were made when it was opened; `read` gives one member's bytes.

    Attributes:
        ecosystem: The index it was published on.
        name: Normalised name of the distribution, such as ``langchain-core`` or ``@langchain/core``.
        version: Its version, as the artifact says.
        filename: Name of the file, for messages.
        sha256: Digest of the whole file, in hex; null when only parts of it were read.
        members: Size in bytes of each member, by its path inside the artifact.
        requires: Requirements that apply without extras (Python).
        read: Gives the bytes of a member; raises `ArtifactProblem` where its bytes do not fit what was announced.
    """

    ecosystem: Ecosystem
    name: str
    version: str
    filename: str
    sha256: str | None
    members: Mapping[str, int]
    read: Callable[[str], bytes]
    requires: tuple[Requirement, ...] = field(default=())
