"""Public names over time: which releases are read, intervals, files, and where names went."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.evidence.moves import ambiguous_names, moves_of
from ingest.evidence.names import NamesFile, decode_names, each_quarter, encode_names, name_intervals
from ingest.indexes.listing import PublishedFile, PublishedRelease
from ingest.resolver import PublicName

START, END = datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)


def release(version: str, day: datetime.date | None, *, readable: bool = True) -> PublishedRelease:
    noon = None if day is None else datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    return PublishedRelease(version, noon, yanked=False, file=PublishedFile("a.whl") if readable else None)


def chosen(*releases: PublishedRelease) -> list[str]:
    return [one.version for one in each_quarter(releases, START, END)]


def test_the_newest_of_each_quarters_first_day_is_read_and_the_last_of_all() -> None:
    day = datetime.date
    assert chosen(
        release("0.1", day(2023, 6, 1)),
        release("0.2", day(2023, 12, 31)),
        release("0.3", day(2024, 2, 1)),
        release("0.4", day(2024, 3, 1)),
        release("0.5", day(2024, 10, 1)),
        release("0.6", day(2024, 11, 1)),
        release("0.7", day(2025, 1, 1)),
    ) == ["0.2", "0.4", "0.5", "0.6"]


def test_a_package_that_began_inside_the_window_is_read_from_its_first_release() -> None:
    assert chosen(release("0.1", datetime.date(2024, 5, 2)), release("0.2", datetime.date(2024, 5, 20))) == [
        "0.1",
        "0.2",
    ]


def test_releases_without_a_date_or_an_artifact_are_not_read() -> None:
    assert chosen(release("0.1", None), release("0.2", START, readable=False)) == []


names = st.lists(st.sets(st.sampled_from(["a:x", "a:y", "b:z"])), min_size=1, max_size=8)


@given(names)
def test_a_file_tells_which_names_each_release_had(found: list[set[str]]) -> None:
    dates = [START + datetime.timedelta(days=number) for number in range(len(found))]
    intervals = name_intervals([(f"{number}.0", one) for number, one in enumerate(found)], {})
    read = tuple((f"{number}.0", day) for number, day in enumerate(dates))
    file = NamesFile("pkg:pypi/a", END, read, intervals)
    assert decode_names(encode_names(file)) == file
    assert [file.at(day) for day in dates] == found
    assert file.at(START - datetime.timedelta(days=1)) is None


def test_only_the_last_interval_of_a_name_says_where_it_went() -> None:
    intervals = name_intervals([("1", ["a:x"]), ("2", []), ("3", ["a:x"]), ("4", [])], {"a:x": "pkg:pypi/b#b:x"})
    assert [(one.first, one.last, one.moved_to) for one in intervals] == [
        ("1", "1", None),
        ("3", "3", "pkg:pypi/b#b:x"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("ref\t", "name\t"), ("a:x\t1", "a:x\t9"), ("2024-01-01", "yesterday"), ("\n", "\n\n"), ("# read", "# seen")],
)
def test_a_file_of_another_form_is_refused(old: str, new: str) -> None:
    body = encode_names(NamesFile("pkg:pypi/a", END, (("1", START),), name_intervals([("1", ["a:x"])], {}))).decode()
    with pytest.raises(ValueError):  # noqa: PT011 - some come from the parsers of the parts
        decode_names(body.replace(old, new, 1).encode())


@pytest.mark.parametrize("interval", ["1\t3", "2\t1"])
def test_an_interval_that_ends_with_the_newest_release_or_before_it_begins_is_refused(interval: str) -> None:
    read = tuple((version, START + datetime.timedelta(days=int(version))) for version in "123")
    body = encode_names(NamesFile("pkg:pypi/a", END, read, name_intervals([("1", ["a:x"]), ("2", []), ("3", [])], {})))
    assert decode_names(body).names[0].last == "1"
    with pytest.raises(ValueError, match="a name was"):
        decode_names(body.replace(b"a:x\t1\t1", f"a:x\t{interval}".encode()))


def test_a_name_moved_when_its_object_its_path_or_its_only_namesake_is_found() -> None:
    now = {
        "pkg:pypi/lib": [
            PublicName("lib.new:Kept", "lib._impl:Kept"),
            PublicName("lib.sole:OnlyOne", "lib.sole:OnlyOne"),
        ],
        "pkg:pypi/lib-classic": [PublicName("lib_classic.chains:Chain", "lib_classic.chains:Chain")],
        "pkg:pypi/lib-more": [
            PublicName("lib_more.a:Twin", "lib_more.a:Twin"),
            PublicName("lib_more.b:Twin", "lib_more.b:Twin"),
        ],
    }
    gone = {
        "lib:Kept": "lib._impl:Kept",
        "lib.chains:Chain": "lib.chains:Chain",
        "lib.old:OnlyOne": "lib.old:OnlyOne",
        "lib.old:Twin": None,
        "lib.old:Lost": None,
    }
    assert moves_of(gone, now) == {
        "lib:Kept": "pkg:pypi/lib#lib.new:Kept",
        "lib.chains:Chain": "pkg:pypi/lib-classic#lib_classic.chains:Chain",
        "lib.old:OnlyOne": "pkg:pypi/lib#lib.sole:OnlyOne",
    }


def test_a_name_that_other_objects_shared_did_not_move_to_its_namesake() -> None:
    before = {
        one.ref: one
        for one in (
            PublicName("lib.cohere:MODELS", "lib.cohere:MODELS"),
            PublicName("lib.openai_utils:MODELS", "lib.openai_utils:MODELS"),
            PublicName("lib.agents:Runner", "lib.agents.run:Runner"),
            PublicName("lib.legacy:Runner", "lib.legacy:Runner"),
            PublicName("lib.utilities.events:Started", "lib.utilities.events:Started"),
            PublicName("lib.events.types:Started", "lib.events.types:Started"),
            PublicName("lib.tools:Search", "lib.tools.search:Search"),
            PublicName("lib.tools.search:Search", "lib.tools.search:Search"),
        )
    }
    now = {
        "pkg:pypi/lib-core": [PublicName("lib_core.agents:Runner", "lib_core.agents:Runner")],
        "pkg:pypi/lib": [
            PublicName("lib.core.agents:Runner", "lib_core.agents:Runner"),
            PublicName("lib.openai.utils:MODELS", "lib.openai.utils:MODELS"),
            PublicName("lib.community:Search", "lib.community:Search"),
            PublicName("lib.events:Started", "lib.events:Started"),
        ],
    }
    ambiguous = ambiguous_names(before)
    assert ambiguous == before.keys() - {"lib.tools:Search", "lib.tools.search:Search"}
    assert moves_of({ref: one.target for ref, one in before.items()}, now, ambiguous) == {
        "lib.agents:Runner": "pkg:pypi/lib-core#lib_core.agents:Runner",
        "lib.utilities.events:Started": "pkg:pypi/lib#lib.events:Started",
        "lib.tools:Search": "pkg:pypi/lib#lib.community:Search",
        "lib.tools.search:Search": "pkg:pypi/lib#lib.community:Search",
    }
