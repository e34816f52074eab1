"""What the metadata of a package that is new says about its repository, whatever stands in them."""

import datetime
import zipfile
from pathlib import Path

import pytest

from ingest.evidence.newcomers import newcomer
from ingest.indexes.listing import Listing
from tests.ingest.evidence.scripted import PURL, content
from tests.ingest.wheels import wheel_name

DAY = datetime.date(2026, 1, 1)
FRAMEWORK = content().frameworks[0]  # its repository is https://example.org/ranker


def names_repository(path: Path) -> bool | None:
    return newcomer(FRAMEWORK, Listing(PURL, (), DAY), path, (PURL,), DAY).names_repository


def written(folder: Path, metadata: str) -> Path:
    path = folder / wheel_name("ranker")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ranker-1.0.dist-info/METADATA", f"Metadata-Version: 2.3\nName: ranker\n{metadata}\n")
    return path


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("https://example.org/ranker", True),
        ("https://www.Example.org/Ranker.git", True),
        ("https://example.org/ranker.git/", True),
        ("https://example.org/ranker/issues", True),
        ("https://example.org/ranker-plus", False),
        ("https://example.org.evil.com/ranker", False),
        ("https://example.org/", False),
        ("https://[::1", False),
        ("UNKNOWN", False),
    ],
)
def test_a_link_to_the_repository_or_below_it_counts(link: str, named: bool, tmp_path: Path) -> None:
    assert names_repository(written(tmp_path, f"Project-URL: Source, {link}")) is named


def test_metadata_that_cannot_be_unpacked_say_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "Project-URL: Source, https://example.org/ranker\n" + "x" * 1000)
    body = bytearray(path.read_bytes())
    begin = body.index(b"METADATA") + len("METADATA")
    body[begin : begin + 16] = b"\xff" * 16
    path.write_bytes(body)
    assert names_repository(path) is None
