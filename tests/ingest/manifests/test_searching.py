"""Which folders a pattern of workspace members names."""

from pathlib import PurePath

import pytest

from ingest.manifests.searching import FolderPattern


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("packages/*", ["packages/a"], ["packages", "packages/a/b", "a", "other/a"]),
        ("packages/**", ["packages/a", "packages/a/b"], ["packages", "a"]),
        ("**", ["a", "a/b"], []),
        ("**/web", ["web", "a/web", "a/b/web"], ["web/a", "aweb"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a", "b", "a/b/c"]),
        ("apps/web-*-x", ["apps/web-1-x", "apps/web--x"], ["apps/web-x", "apps/web-1-x/y"]),
        ("a?[b]", ["a?[b]"], ["axb", "a?b"]),
        ("libs", ["libs"], ["lib", "libs/a"]),
    ],
)
def test_a_pattern_names_folders(pattern: str, inside: list[str], outside: list[str]) -> None:
    members = FolderPattern(pattern)
    assert [one for one in [*inside, *outside] if members.fits(PurePath(one))] == inside


def test_a_pattern_that_nearly_fits_a_long_path_is_no_work() -> None:
    assert not FolderPattern("**/*a*ab").fits(PurePath(*["a" * 255] * 12))
    assert not FolderPattern("*a*a*a*ab").fits(PurePath("a" * 255))
