"""`duramen publish`: ids and version are written at a release, and an id that is gone must be explained."""

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


def test_a_release_writes_its_version_once_and_later_content_remembers_it(seeds: Path) -> None:
    first = duramen("build").out.splitlines()[0]
    ended = duramen("publish", *DATE)
    assert f"version 1, {first}, with 0 new events" in " ".join(ended.out.split())
    written = (seeds / "published.jsonl").read_bytes()
    assert f"{first} was published on 2026-11-24 already" in " ".join(duramen("publish", *DATE).out.split())
    assert (seeds / "published.jsonl").read_bytes() == written
    assert duramen("build").out.splitlines()[0] == first
    concept = seeds / RETRIEVAL
    concept.write_text(concept.read_text().replace("name: Retrieval", "name: Retrieving"))
    second = duramen("build").out.splitlines()[0]
    assert duramen("publish", "--date", "2026-11-23").code == 1
    assert duramen("publish", "--date", "2026-11-25").code == 0
    lines = (seeds / "published.jsonl").read_text().splitlines()
    assert [first in lines[0], second in lines[1], len(lines)] == [True, True, 2]


def test_broken_content_is_not_published(seeds: Path) -> None:
    (seeds / RETRIEVAL).write_text("name: [\n")
    ended = duramen("publish", *DATE)
    assert ended.code == 1
    assert "error[DUR119]" in ended.err
    assert not (seeds / "ids.txt").exists()
    assert not (seeds / "published.jsonl").exists()


def test_options_that_do_not_belong_together_are_wrong_usage(seeds: Path) -> None:
    assert duramen("publish", *DATE, "--ending", "renamed").code == 2
    assert duramen("publish", *DATE, "--retire", "goal:x").code == 2
    assert duramen("publish").code == 2
