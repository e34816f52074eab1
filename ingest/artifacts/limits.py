"""How much of a stranger's artifact is read. Each limit was set well above what the largest packages in use need."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one artifact; sizes in bytes. Measured on torch, vllm, litellm and transformers (2026-11).

    Attributes:
        file_bytes: Size of the file itself.
        entries: Members of the archive; the largest seen has 13 187.
        name_bytes: Length of a member's name; more than any file system takes.
        depth: Folders above a member.
        source_bytes: Size of one source file that is read; the largest seen has 1.5 MB.
        total_source_bytes: Size of all source files together; the largest seen have 53 MB.
        ratio: Compression of a source file above 1 MiB; the largest seen is 18.
        unpacked_bytes: Announced size of all members of a compressed tarball, which must be walked to be listed.
    """

    file_bytes: int = 1024 * MEBIBYTE
    entries: int = 30_000
    name_bytes: int = 512
    depth: int = 32
    source_bytes: int = 8 * MEBIBYTE
    total_source_bytes: int = 160 * MEBIBYTE
    ratio: int = 100
    unpacked_bytes: int = 512 * MEBIBYTE


LIMITS = Limits()
