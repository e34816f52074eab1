"""Why an artifact is not read: one class a cause; each message is one line that names the artifact and the fault."""


class ArtifactProblem(Exception):
    """The base: `artifact` is the file's name, `fault` says what is the matter with it."""

    def __init__(self, artifact: str, fault: str) -> None:
        """Keep both; the message joins them."""
        super().__init__(f"{artifact}: {fault}")
        self.artifact = artifact
        self.fault = fault


class UnknownArtifact(ArtifactProblem):
    """Neither a wheel nor an npm tarball by its name, or not to be read as a file."""


class CorruptArtifact(ArtifactProblem):
    """The archive or its metadata cannot be read."""


class UnsafeArtifact(ArtifactProblem):
    """A member's name leads outside, a member is a link or a device, or two members share one name."""


class OversizedArtifact(ArtifactProblem):
    """One of the limits of `ingest.artifacts.limits` is passed."""


class WrongDigest(ArtifactProblem):
    """The bytes are not those that the digest names."""


class ReaderFailed(ArtifactProblem):
    """The child process that read the artifact ran out of time or memory, or died."""
