"""Digests: equal content gives equal bytes on any machine, and different content never does."""

import os
import subprocess
import sys
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given

from graph.canonical import SNAPSHOT_FORMAT, decode_content, digest_of, encode_content, version_of
from graph.records import Content
from tests.contents import contents, small_content


@given(contents())
def test_content_reads_back_as_it_was_written(content: Content) -> None:
    assert decode_content(encode_content(content)) == content


def test_small_content_with_every_kind_of_record_reads_back_as_it_was_written() -> None:
    assert decode_content(encode_content(small_content())) == small_content()


def test_the_digest_is_the_same_in_another_process_with_another_hash_seed() -> None:
    code = (
        "from tests.contents import small_content; from graph.canonical import version_of;"
        "print(version_of(small_content()))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("0", "1", "4711")
    }
    assert seen == {str(version_of(small_content()))}


def test_the_digest_of_a_record_changes_with_its_content_only() -> None:
    concept = small_content().concepts[0]
    assert digest_of(concept) == digest_of(replace(concept))
    assert digest_of(concept) != digest_of(replace(concept, name=f"{concept.name}!"))


def test_a_version_names_format_and_digest() -> None:
    version = version_of(small_content())
    assert str(version) == f"{SNAPSHOT_FORMAT}-{version.digest}"
    assert len(version.digest) == 64


@pytest.mark.parametrize("body", [b"", b"[]", b'{"concepts": 1}', b'{"concepts": [{"slug": "a"}]}', b"\xff"])
def test_what_is_no_content_is_refused(body: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        decode_content(body)
