"""Static resolution: what the files of a published artifact say about a reference. Nothing is imported or run.

`resolve` is pure: references and opened artifacts in, findings out. `ingest.resolver.isolated` runs it on files in a
child process with limits, which is what commands use.
"""

from ingest.resolver.requirements import NpmRequirement, Wanted
from ingest.resolver.resolution import How, ObjectKind, PublicName, Resolution
from ingest.resolver.resolving import Fetch, public_names, resolve

__all__ = [
    "Fetch",
    "How",
    "NpmRequirement",
    "ObjectKind",
    "PublicName",
    "Resolution",
    "Wanted",
    "public_names",
    "resolve",
]
