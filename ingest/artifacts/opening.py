"""Opens an artifact from a file: what it is by its name, whether it is the one its digest names, then its content."""

import hashlib
import stat
from io import BufferedReader
from pathlib import Path

from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import OversizedArtifact, UnknownArtifact, WrongDigest
from ingest.artifacts.limits import LIMITS, Limits
from ingest.artifacts.tarball import open_tarball
from ingest.artifacts.wheel import open_wheel


def open_artifact(path: Path, sha256: str | None = None, limits: Limits = LIMITS) -> Artifact:
    """Open a wheel (``.whl``) or an npm tarball (``.tgz``); it is read until the artifact is no longer used.

    Args:
        path: The file.
        sha256: Digest in hex that its bytes must have; without it any bytes are taken.
        limits: How much is read.

    Raises:
        ArtifactProblem: What is wrong with it, as the classes of `ingest.artifacts.errors` say.
    """
    name = path.name
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnknownArtifact(name, "not a regular file")
        if status.st_size > limits.file_bytes:
            raise OversizedArtifact(name, f"{status.st_size} bytes, more than {limits.file_bytes}")
        file = path.open("rb")
    except OSError as error:
        raise UnknownArtifact(name, (error.strerror or "cannot be opened").lower()) from error
    try:
        return _opened(file, name, sha256, limits)
    except BaseException:
        file.close()
        raise


def _opened(file: BufferedReader, name: str, sha256: str | None, limits: Limits) -> Artifact:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 is not None and digest != sha256.lower():
        raise WrongDigest(name, f"its SHA-256 is {digest}, not {sha256}")
    file.seek(0)
    if name.endswith(".whl"):
        return open_wheel(file, name, digest, limits)
    if name.endswith((".tgz", ".tar.gz")):
        return open_tarball(file, name, digest, limits)
    raise UnknownArtifact(name, "neither a wheel (.whl) nor an npm tarball (.tgz)")
