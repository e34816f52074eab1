"""Rows for Neo4j: canonical JSON, plain properties, and timelines that say what the states on each day are."""

import dataclasses
import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph import edges
from graph.canonical import canonical_json
from graph.identity import key_of
from graph.neo4j_store.model import CHANGES, GROUP_OF_ITEM, GROUPS, FacetProperty, Group, facet_property
from graph.neo4j_store.writing import Batch
from graph.records import Concept, Content, Evidence, Faded, Interval, Survival, SurvivalPoint, SymbolKey
from graph.snapshot import Snapshot
from graph.vocabulary import Finding, SurvivalScope
from ingest.loading.readable import readable
from ingest.loading.rows import NodeRows, record_json
from ingest.loading.timeline import state_timeline
from tests.contents import concept, contents, small_content

DAY = datetime.date(2025, 1, 1)
days = st.dates(DAY, DAY + datetime.timedelta(days=12))


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Draw intervals with any dates, known or not: what the timeline may rest on."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        dates = draw(st.lists(st.none() | days, min_size=2, max_size=2))
        last = None if draw(st.booleans()) else f"{number}.9"
        found.append(
            Interval(
                draw(st.sampled_from(Finding)),
                f"{number}.0",
                dates[0],
                last,
                None if last is None else dates[1],
                draw(st.booleans()),
                draw(st.booleans()),
            )
        )
    return tuple(found)


def with_evidence(content: Content, found: list[tuple[Interval, ...]]) -> Content:
    evidence = tuple(
        replace(small_content().evidence[0], package=s.package, ref=s.ref, intervals=one)
        for s, one in zip(content.symbols, found, strict=False)
    )
    return replace(content, evidence=evidence)


@settings(deadline=None)
@given(contents(), st.lists(intervals(), min_size=2, max_size=6))
def test_a_timeline_gives_the_state_of_every_day(content: Content, found: list[tuple[Interval, ...]]) -> None:
    snapshot = Snapshot.of(with_evidence(content, found))
    for mapping in content.mappings:
        key = key_of(mapping).key
        dates, states = state_timeline(snapshot, key)
        assert len(states) == len(dates) + 1
        assert dates == sorted(set(dates))
        for offset in range(-2, 16):
            day = DAY + datetime.timedelta(days=offset)
            assert states[sum(date <= day for date in dates)] is snapshot.state_on(key, day)


@settings(deadline=None, max_examples=30)
@given(contents())
def test_records_are_written_in_their_canonical_form(content: Content) -> None:
    records = [
        one
        for part in (content, small_content())
        for field in dataclasses.fields(part)
        for one in getattr(part, field.name)
    ]
    assert [record_json(one) for one in records] == [canonical_json(one).decode() for one in records]


def test_numbers_with_fractions_are_written_in_their_canonical_form() -> None:
    point = SurvivalPoint(days=1, at_risk=2, same_path=1.0, moved=1e-7, gone=0.1 + 0.2, lower=None, upper=1e21)
    survival = Survival(
        None, SurvivalScope.PUBLIC, DAY, DAY, (), 1, 2, 3, sampled=False, caution="é\n", points=(point,)
    )
    assert record_json(survival) == canonical_json(survival).decode()


def test_odd_texts_are_written_in_their_canonical_form() -> None:
    evidence: Evidence = replace(
        small_content().evidence[0], signature='"\\/\b\f\n\r\t\x01\x1f\x7f\u2028😀é', moved_to=SymbolKey("a", "b")
    )
    assert record_json(evidence) == canonical_json(evidence).decode()


@settings(deadline=None, max_examples=30)
@given(contents())
def test_the_values_of_every_facet_are_a_property(content: Content) -> None:
    for part in (content, small_content()):
        snapshot = Snapshot.of(part)
        for items in {edge.items.name: edge.items for edge in edges.EDGES if edge.items is not edges.RELATION}.values():
            group = GROUP_OF_ITEM[items.name]
            for row in named_rows(snapshot, group):
                values = snapshot.facets[items.name][row[group.key]]
                for facet in items.facets:
                    assert property_values(row, facet_property(facet, items)) == values[facet]


def named_rows(snapshot: Snapshot, group: Group) -> Iterator[dict[str, Any]]:
    rows = NodeRows(snapshot, group)
    names = [column.name for column in rows.columns]
    assert len(set(names)) == len(names)
    return (dict(zip(names, row, strict=True)) for row in rows)


@settings(deadline=None, max_examples=30)
@given(contents())
def test_every_row_has_a_value_for_every_property_and_the_key_among_them(content: Content) -> None:
    for part in (content, small_content()):
        snapshot = Snapshot.of(part)
        for group in (*GROUPS, CHANGES):
            keys = [row[group.key] for row in named_rows(snapshot, group)]
            assert len(set(keys)) == len(keys)


def property_values(row: dict[str, Any], held: FacetProperty) -> set[str]:
    value = row[held.name]
    if held.is_list:
        return set(value)
    return {str(value).lower() if held.is_flag else value}


def test_a_record_has_its_plain_values_as_properties_and_lists_of_records_not() -> None:
    day = datetime.date(2025, 2, 3)
    retired = replace(concept("old"), faded=Faded(day, "superseded", ("new",)), recognition=None)
    plan = readable(Concept)
    names = [column.name for column in plan.columns]
    row = dict(zip(names, plan.values(retired), strict=True))
    assert row["slug"] == "old"
    assert (row["outcomesApply"], row["fadedDate"], row["fadedReplacedBy"]) == (
        retired.outcomes.apply,
        day.isoformat(),
        ("new",),
    )
    assert next(column for column in plan.columns if column.name == "fadedDate").is_date
    assert row["kind"] == retired.kind.value
    assert row["aliases"] == retired.aliases
    assert row["recognition"] is None
    assert not row.keys() & {"sources", "outcomes", "faded"}


def test_rows_are_in_no_message() -> None:
    assert repr({"rows": Batch([{"summary": "secret"}, {}])}) == "{'rows': <2 rows>}"
