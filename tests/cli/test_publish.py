"""`duramen publish`: ids.txt is written at a release, and an id that is gone must be explained."""

from pathlib import Path

from tests.cli.running import duramen
from tests.ingest.small_content import GOAL, RETRIEVAL

DATE = ("--date", "2026-11-24")


def test_a_release_writes_all_ids_and_changes_no_digest(seeds: Path) -> None:
    digest = duramen("digest").out
    ended = duramen("publish", *DATE)
    assert (ended.code, ended.err) == (0, "")
    lines = (seeds / "ids.txt").read_text().splitlines()
    assert lines[1:] == sorted(lines[1:])
    assert "concept:retrieval 2026-11-24" in lines
    assert len(lines) == 15
    assert duramen("digest").out == digest
    assert duramen("check").code == 0


def test_a_renamed_record_is_retired_and_then_all_is_well(seeds: Path) -> None:
    duramen("publish", *DATE)
    (seeds / GOAL).rename(seeds / "goals/search.yaml")
    refused = duramen("publish", *DATE)
    assert refused.code == 1
    assert "goal:manual-search is gone" in refused.err
    retire = ("--retire", "goal:manual-search", "--ending", "renamed", "--to", "goal:search")
    assert duramen("publish", *DATE, *retire, "--reason", "It had another name.").code == 0
    assert duramen("publish", *DATE).code == 0
    assert duramen("check").code == 0
    (seeds / "goals/search.yaml").rename(seeds / GOAL)
    ended = duramen("check", seeds / GOAL)
    assert "error[DUR321]: `goal:manual-search` was renamed on 2026-11-24" in ended.out


def test_broken_content_is_not_published(seeds: Path) -> None:
    (seeds / RETRIEVAL).write_text("name: [\n")
    ended = duramen("publish", *DATE)
    assert ended.code == 1
    assert "error[DUR119]" in ended.err
    assert not (seeds / "ids.txt").exists()


def test_options_that_do_not_belong_together_are_wrong_usage(seeds: Path) -> None:
    assert duramen("publish", *DATE, "--ending", "renamed").code == 2
    assert duramen("publish", *DATE, "--retire", "goal:x").code == 2
    assert duramen("publish").code == 2
