"""What goes between `ingest.manifests.isolated` and its child process: one request and one answer a file."""

import msgspec

from ingest.manifests.collecting import FileReading
from ingest.manifests.limits import LIMITS, Limits


class Request(msgspec.Struct, frozen=True):
    """A file to read: its printable path and name, its text, how it is included, and how much may be spent on it."""

    file: str
    name: str
    text: str
    constraint: bool = False
    group: str | None = None
    source: bool = False
    requirements: bool = False
    limits: Limits = LIMITS


encode = msgspec.json.Encoder().encode
decode_request = msgspec.json.Decoder(Request).decode
decode_answer = msgspec.json.Decoder(FileReading).decode
