"""Each rule about which files there may be: content that breaks it, and exactly what is said."""

from pathlib import Path

import pytest

from tests.ingest.small_content import RETRIEVAL, Edit, ErrorsAfter, found, with_file

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR003: a file that is no YAML": (
        [with_file("concepts/notes.txt", "x\n")],
        ["concepts/notes.txt:1:1: error[DUR003]: this does not belong into the content folder"],
    ),
    "DUR003: the suffix yml": (
        [with_file("concepts/a-b.yml", "x\n")],
        ["concepts/a-b.yml:1:1: error[DUR003]: this does not belong into the content folder"],
    ),
    "DUR003: an unknown folder": (
        [with_file("extra/x.yaml", "x\n")],
        ["extra:1:1: error[DUR003]: this does not belong into the content folder"],
    ),
    "DUR004: capitals in a file name": (
        [with_file("concepts/Re_ranking.yaml", "x\n")],
        ["concepts/Re_ranking.yaml:1:1: error[DUR004]: `Re_ranking` is not a slug"],
    ),
    "DUR005: more than 256 KiB": (
        [with_file(RETRIEVAL, "#" * (256 * 1024) + "\n")],
        ["concepts/retrieval.yaml:1:1: error[DUR005]: the file has more than 262144 bytes"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        ("concepts/Re_ranking.yaml", "rename the file to re-ranking.yaml"),
        ("concepts/é.yaml", "rename the file to a slug, such as re-ranking.yaml"),
        ("concepts/a-b.yml", "rename it to a-b.yaml"),
        ("a-b.yaml", "move it into the folder of its kind: families, concepts, frameworks, roles, goals"),
    ],
)
def test_the_help_says_where_a_file_belongs(name: str, help_: str, seeds: Path) -> None:
    (seeds / name).write_text("name: x\n")
    assert [one.help for one in found(seeds) if one.place.path == seeds / name] == [help_]
