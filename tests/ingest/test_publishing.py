"""Published ids: written at a release, sorted, for good; each that is gone has an ending."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.records import RetiredId
from graph.vocabulary import Ending
from ingest.ids import HEADER, PublishedId, parse_ids, write_ids
from ingest.publishing import CannotPublish, retirement, with_new_ids, with_retired
from ingest.yaml_text import MAX_MACHINE_FILE_BYTES

DAY = datetime.date(2026, 11, 24)
LATER = datetime.date(2026, 12, 1)
PATH = Path("ids.txt")


def published(*ids: str) -> dict[str, PublishedId]:
    return {id_: PublishedId(id_, DAY) for id_ in ids}


def test_new_ids_are_added_and_old_ones_keep_their_day() -> None:
    entries = with_new_ids(published("concept:a"), {"concept:a", "concept:b"}, LATER)
    assert write_ids(entries.values()) == f"{HEADER}\nconcept:a 2026-11-24\nconcept:b 2026-12-01\n"


def test_publishing_twice_changes_nothing() -> None:
    once = with_new_ids({}, {"concept:a", "role:b"}, DAY)
    assert with_new_ids(once, {"concept:a", "role:b"}, LATER) == once


def test_every_id_that_is_gone_stands_against_it() -> None:
    with pytest.raises(CannotPublish) as caught:
        with_new_ids(published("concept:a", "concept:b", "concept:c"), {"concept:b"}, LATER)
    assert caught.value.lines == (
        "concept:a is gone; restore it, or retire it with --retire concept:a",
        "concept:c is gone; restore it, or retire it with --retire concept:c",
    )


def test_a_retired_id_needs_no_file_and_publishes_its_successor() -> None:
    end = retirement("concept:a", Ending.RENAMED, LATER, "It had another name.", ["concept:b"])
    entries = with_retired(published("concept:a"), {"concept:b"}, end)
    assert write_ids(entries.values()).splitlines()[1:] == [
        "concept:a 2026-11-24 renamed 2026-12-01 concept:b It had another name.",
        "concept:b 2026-12-01",
    ]
    assert with_new_ids(entries, {"concept:b"}, LATER) == entries


@pytest.mark.parametrize(
    ("id_", "ending", "to", "reason", "message"),
    [
        ("concept:x", Ending.WITHDRAWN, [], "It is gone.", "`concept:x` was never published"),
        ("concept:b", Ending.WITHDRAWN, [], "It is gone.", "concept:b is still in the content"),
        ("concept:old", Ending.WITHDRAWN, [], "It is gone.", "concept:old was withdrawn on 2026-11-24 already"),
        ("symbol:x", Ending.WITHDRAWN, [], "It is gone.", "`symbol:x` is not an id"),
        ("concept:a", Ending.RENAMED, [], "It is gone.", "has 1 successors"),
        ("concept:a", Ending.SPLIT, ["concept:b"], "It is gone.", "has 2 to 8 successors"),
        ("concept:a", Ending.MERGED, ["concept:nowhere"], "It is gone.", "`concept:nowhere` is no concept"),
        ("concept:a", Ending.MERGED, ["role:b"], "It is gone.", "`role:b` is no concept"),
        ("concept:a", Ending.WITHDRAWN, [], "It is gone", "one sentence that ends in a full stop"),
        ("concept:a", Ending.WITHDRAWN, [], "It is gone. It was bad.", "one sentence"),
        ("concept:a", Ending.WITHDRAWN, [], "It is\u202e gone.", "one line of plain text"),
        ("concept:a", Ending.WITHDRAWN, [], "It is\ngone.", "one line of plain text"),
    ],
)
def test_an_ending_that_explains_nothing_is_refused(
    id_: str, ending: Ending, to: list[str], reason: str, message: str
) -> None:
    entries = published("concept:a", "concept:b", "role:b")
    entries["concept:old"] = PublishedId(
        "concept:old", DAY, RetiredId("concept:old", Ending.WITHDRAWN, DAY, "It was wrong.", ())
    )
    with pytest.raises(CannotPublish, match=message):
        with_retired(entries, {"concept:b", "role:b"}, retirement(id_, ending, LATER, reason, to))


def test_an_end_before_the_beginning_is_refused() -> None:
    end = retirement("concept:a", Ending.WITHDRAWN, DAY - datetime.timedelta(days=1), "It is gone.", [])
    with pytest.raises(CannotPublish, match="after 2026-11-23"):
        with_retired(published("concept:a"), set(), end)


slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True).filter(lambda slug: len(slug) <= 64)
ids = st.builds("{}:{}".format, st.sampled_from(["concept", "framework", "role"]), slugs)
dates = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))


@st.composite
def entries(draw: st.DrawFn) -> dict[str, PublishedId]:
    names = draw(st.sets(ids, min_size=1, max_size=8))
    found = {}
    for name in names:
        end = None
        if draw(st.booleans()):
            heirs = tuple(sorted(draw(st.sets(st.sampled_from(sorted(names)), max_size=3))))
            end = RetiredId(name, draw(st.sampled_from(Ending)), draw(dates), "It came to an end.", heirs)
        found[name] = PublishedId(name, draw(dates), end)
    return found


@given(entries())
def test_what_is_written_is_read_again(written: dict[str, PublishedId]) -> None:
    read, problems = parse_ids(PATH, write_ids(written.values()).encode())
    assert problems == []
    assert {id_: (one.published, one.retired) for id_, one in read.items()} == {
        id_: (one.published, one.retired) for id_, one in written.items()
    }


def test_a_file_that_is_too_long_is_not_read_in_part() -> None:
    cut = b"#\n" * (MAX_MACHINE_FILE_BYTES // 2) + b"\n"  # where a reader of one byte more than allowed stopped
    entries, problems = parse_ids(PATH, cut)
    assert entries == {}
    assert [one.code for one in problems] == ["DUR005"]
