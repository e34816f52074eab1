"""The contract of `graph.store`: what any store must answer, whatever it keeps the graph in."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import edges
from graph.canonical import version_of
from graph.edges import EDGES, ROOT, Edge, Facet, OrderField, RelationEnd, RelationRole
from graph.errors import BadCursor, BadPage, CursorExpired
from graph.identity import key_of
from graph.publications import with_version
from graph.records import Content, Node, PublishedVersion, Release, SymbolKey
from graph.snapshot import Snapshot
from graph.store import Filter, Item, Order, Page, Pinned, Slice
from graph.vocabulary import MappingState, NodeKind
from tests.contents import concept, contents, small_content
from tests.contract.conftest import MakeStore, Run

Pin = Callable[[Content], Pinned]
ALL = Page(first=100)
EVERYTHING = Filter()
AS_IT_COMES = Order()
fixtures_are_stateless = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def name(item: Item) -> str:
    return f"{item.role} {item.other}" if isinstance(item, RelationEnd) else key_of(item).key


def names(page: Slice) -> list[str]:
    return [name(item) for item in page.items]


@pytest.fixture
def ask(pin: Pin, run: Run[Sequence[Slice]]) -> Callable[..., list[str]]:
    """Ask the small content for one list and return its items' names."""

    def _ask(edge: Edge, owner: str = ROOT, page: Page = ALL, **options: object) -> list[str]:
        return names(_slice(pin(small_content()), run, edge, owner, page, **options))

    return _ask


def _slice(
    pinned: Pinned,
    run: Run[Sequence[Slice]],
    edge: Edge,
    owner: str = ROOT,
    page: Page = ALL,
    where: Filter = EVERYTHING,
    order: Order = AS_IT_COMES,
    as_of: datetime.date | None = None,
) -> Slice:
    return run(pinned.slices(edge, [owner], page, where, order, as_of))[0]


class TestNodes:
    def test_answers_keep_number_and_order_of_the_keys(self, pin: Pin, run: Run[Sequence[Node | None]]) -> None:
        found = run(pin(small_content()).nodes(NodeKind.CONCEPT, ["retrieval", "nowhere", "chunking", "retrieval"]))
        assert [node and key_of(node).key for node in found] == ["retrieval", None, "chunking", "retrieval"]

    def test_every_node_is_found_whole_by_its_key(self, pin: Pin, run: Run[Sequence[Node | None]]) -> None:
        content = small_content()
        pinned = pin(content)
        groups = (content.families, content.concepts, content.frameworks, content.packages, content.symbols)
        for node in [n for g in (*groups, content.mappings, content.roles, content.goals) for n in g]:
            kind, key = key_of(node)
            assert run(pinned.nodes(kind, [key])) == [node]

    def test_depths_count_the_longest_chain_of_prerequisites(self, pin: Pin, run: Run[Sequence[int | None]]) -> None:
        assert run(pin(small_content()).depths(["rag", "chunking", "nowhere", "retrieval"])) == [2, 0, None, 1]

    def test_a_key_of_another_kind_is_unknown(self, pin: Pin, run: Run[Sequence[Node | None]]) -> None:
        assert run(pin(small_content()).nodes(NodeKind.FRAMEWORK, ["reranking"])) == [None]

    def test_no_keys_give_no_answers(self, pin: Pin, run: Run[Sequence[Node | None]]) -> None:
        assert list(run(pin(small_content()).nodes(NodeKind.CONCEPT, []))) == []

    @pytest.mark.parametrize("key", ["", "x'}) DETACH DELETE n //", "\N{SNOWMAN}", "a" * 400])
    def test_odd_keys_are_unknown_keys(self, pin: Pin, run: Run[Sequence[Node | None]], key: str) -> None:
        assert run(pin(small_content()).nodes(NodeKind.CONCEPT, [key])) == [None]


class TestLists:
    @pytest.mark.parametrize(
        ("edge", "owner", "expected"),
        [
            (edges.FAMILIES, ROOT, ["retrieval", "evaluation"]),
            (
                edges.CONCEPTS,
                ROOT,
                ["chunking", "error-analysis", "evaluation", "reranking", "retrieval", "rag"],
            ),
            (edges.FRAMEWORKS, ROOT, ["haystack", "jslib", "old-chain"]),
            (edges.ROLES, ROOT, ["builder"]),
            (edges.GOALS, ROOT, ["chatbot"]),
            (edges.PACKAGES, ROOT, ["pkg:npm/%40js/core", "pkg:pypi/haystack-ai", "pkg:pypi/old-chain"]),
            (edges.FAMILY_CONCEPTS, "evaluation", ["error-analysis", "evaluation"]),
            (edges.CONCEPT_PREREQUISITES, "rag", ["chunking", "retrieval"]),
            (edges.CONCEPT_ALL_PREREQUISITES, "reranking", ["chunking", "retrieval"]),
            (edges.CONCEPT_DEPENDENTS, "chunking", ["retrieval", "rag"]),
            (edges.CONCEPT_ALL_DEPENDENTS, "chunking", ["retrieval", "reranking", "rag"]),
            (edges.CONCEPT_RELATIONS, "rag", ["has-part retrieval", "evaluated-by evaluation"]),
            (edges.CONCEPT_RELATIONS, "reranking", ["complements chunking"]),
            (edges.CONCEPT_MAPPINGS, "retrieval", ["haystack/retrieval", "jslib/retrieval", "old-chain/retrieval"]),
            (edges.CONCEPT_FRAMEWORKS, "rag", ["old-chain"]),
            (edges.CONCEPT_ROLES, "retrieval", ["builder"]),
            (edges.CONCEPT_GOALS, "reranking", ["chatbot"]),
            (edges.FRAMEWORK_MAPPINGS, "haystack", ["haystack/reranking", "haystack/retrieval"]),
            (edges.FRAMEWORK_CONCEPTS, "jslib", ["chunking", "retrieval"]),
            (edges.FRAMEWORK_PREDECESSORS, "haystack", ["old-chain"]),
            (edges.FRAMEWORK_SYMBOLS, "old-chain", ["pkg:pypi/old-chain#old.chains:QA"]),
            (edges.SYMBOL_MAPPINGS, "pkg:pypi/old-chain#old.chains:QA", ["old-chain/retrieval", "old-chain/rag"]),
            (
                edges.SYMBOL_REPLACES,
                "pkg:pypi/haystack-ai#haystack.retrievers:Retriever",
                ["pkg:pypi/old-chain#old.chains:QA"],
            ),
        ],
    )
    def test_an_edge_gives_its_items_in_its_own_order(
        self, ask: Callable[..., list[str]], edge: Edge, owner: str, expected: list[str]
    ) -> None:
        assert ask(edge, owner) == expected

    @pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.name)
    def test_every_edge_answers_unknown_owners_with_an_empty_list(
        self, pin: Pin, run: Run[Sequence[Slice]], edge: Edge
    ) -> None:
        page = _slice(pin(small_content()), run, edge, "nowhere")
        assert (page.items, page.total, page.has_next, page.has_previous) == ((), 0, False, False)

    @pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.name)
    def test_the_longest_list_of_an_edge_is_known(self, pin: Pin, run: Run[Sequence[Slice]], edge: Edge) -> None:
        pinned = pin(small_content())
        content = small_content()
        owners = [ROOT, *(key_of(n).key for n in (*content.families, *content.concepts, *content.frameworks))]
        owners += [key_of(n).key for n in (*content.packages, *content.symbols)]
        totals = [page.total for page in run(pinned.slices(edge, owners, ALL, Filter(), Order(), None))]
        assert pinned.longest[edge.name] == max(totals)

    def test_the_longest_lists_inside_of_records_are_known(self, pin: Pin) -> None:
        longest = pin(small_content()).longest
        assert (longest["mapping.symbols"], longest["step.concepts"], longest["package.releases"]) == (1, 3, 2)

    def test_one_call_answers_many_owners_in_their_order(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        owners = ["retrieval", "nowhere", "rag", "retrieval"]
        pages = run(pin(small_content()).slices(edges.CONCEPT_MAPPINGS, owners, ALL, Filter(), Order(), None))
        assert [page.total for page in pages] == [3, 0, 1, 3]

    def test_names_are_ordered_without_accents_and_case(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        named = [concept("c1", name="beta"), concept("c2", name="Ämter"), concept("c3", name="Alpha")]
        content = Content(families=small_content().families, concepts=tuple(named))
        assert names(_slice(pin(content), run, edges.CONCEPTS)) == ["c3", "c2", "c1"]


class TestOrders:
    @pytest.mark.parametrize(
        ("edge", "field", "expected"),
        [
            (
                edges.CONCEPTS,
                OrderField.DEPTH,
                ["chunking", "error-analysis", "evaluation", "retrieval", "reranking", "rag"],
            ),
            (
                edges.CONCEPTS,
                OrderField.FAMILY,
                ["chunking", "reranking", "retrieval", "rag", "error-analysis", "evaluation"],
            ),
            (edges.FRAMEWORKS, OrderField.MAPPINGS, ["haystack", "jslib", "old-chain"]),
            (
                edges.MAPPINGS,
                OrderField.COVERAGE,
                [
                    "haystack/reranking",
                    "haystack/retrieval",
                    "jslib/chunking",
                    "old-chain/retrieval",
                    "old-chain/rag",
                    "jslib/retrieval",
                ],
            ),
        ],
    )
    def test_orders_are_total(
        self, ask: Callable[..., list[str]], edge: Edge, field: OrderField, expected: list[str]
    ) -> None:
        assert ask(edge, order=Order(field)) == expected
        assert ask(edge, order=Order(field, descending=True)) == expected[::-1]

    def test_an_order_by_state_puts_the_worst_first(self, ask: Callable[..., list[str]]) -> None:
        assert ask(edges.MAPPINGS, order=Order(OrderField.STATE)) == [
            "old-chain/retrieval",
            "old-chain/rag",
            "haystack/retrieval",
            "jslib/chunking",
            "jslib/retrieval",
            "haystack/reranking",
        ]


class TestFilters:
    @pytest.mark.parametrize(
        ("edge", "terms", "expected"),
        [
            (edges.CONCEPTS, {Facet.FAMILY: {"evaluation"}}, ["error-analysis", "evaluation"]),
            (edges.CONCEPTS, {Facet.KIND: {"practice"}}, ["error-analysis"]),
            (edges.CONCEPTS, {Facet.SLUG: {"rag", "nowhere", "chunking"}}, ["chunking", "rag"]),
            (edges.FAMILIES, {Facet.SLUG: {"evaluation"}}, ["evaluation"]),
            (edges.FRAMEWORKS, {Facet.SLUG: {"jslib"}}, ["jslib"]),
            (edges.GOALS, {Facet.SLUG: {"chatbot"}}, ["chatbot"]),
            (edges.CONCEPTS, {Facet.FRAMEWORK: {"haystack"}}, ["reranking", "retrieval"]),
            (edges.CONCEPTS, {Facet.FRAMEWORK: {"haystack", "jslib"}}, ["chunking", "reranking", "retrieval"]),
            (edges.CONCEPTS, {Facet.STATE: {"verified"}}, ["reranking"]),
            (edges.FRAMEWORKS, {Facet.CONCEPT: {"retrieval"}, Facet.COVERAGE: {"core"}}, ["haystack"]),
            (edges.FRAMEWORKS, {Facet.NEEDS: {"server"}}, ["jslib"]),
            (edges.FRAMEWORKS, {Facet.KIND: {"agent"}}, ["old-chain"]),
            (edges.FRAMEWORKS, {Facet.ECOSYSTEM: {"npm"}}, ["jslib"]),
            (edges.MAPPINGS, {Facet.STATE: {"broken"}}, ["old-chain/retrieval", "old-chain/rag"]),
            (edges.MAPPINGS, {Facet.LICENCE: {"Apache-2.0"}}, ["haystack/reranking", "haystack/retrieval"]),
            (edges.MAPPINGS, {Facet.ECOSYSTEM: {"npm"}, Facet.COVERAGE: {"hook"}}, ["jslib/retrieval"]),
            (edges.SYMBOLS, {Facet.FORMER: {"true"}}, ["pkg:pypi/old-chain#old.chains:QA"]),
            (edges.CONCEPTS, {Facet.FAMILY: {"nowhere"}}, []),
            (edges.CONCEPTS, {Facet.FAMILY: set()}, []),
        ],
    )
    def test_a_filter_keeps_what_has_all_its_facets(
        self, ask: Callable[..., list[str]], edge: Edge, terms: dict[Facet, set[str]], expected: list[str]
    ) -> None:
        where = Filter({facet: frozenset(values) for facet, values in terms.items()})
        assert ask(edge, where=where) == expected

    def test_mapping_facets_must_hold_of_one_and_the_same_mapping(self, ask: Callable[..., list[str]]) -> None:
        # jslib maps retrieval as a hook and chunking as core: no mapping of it is core on retrieval
        where = Filter({Facet.FRAMEWORK: frozenset({"jslib"}), Facet.COVERAGE: frozenset({"core"})})
        assert ask(edges.CONCEPTS, where=where) == ["chunking"]

    def test_a_relation_can_be_filtered_by_its_role(self, ask: Callable[..., list[str]]) -> None:
        where = Filter({Facet.ROLE: frozenset({RelationRole.HAS_PART.value})})
        assert ask(edges.CONCEPT_RELATIONS, "rag", where=where) == ["has-part retrieval"]

    def test_the_total_counts_what_the_filter_keeps(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        where = Filter({Facet.FAMILY: frozenset({"retrieval"})})
        page = _slice(pin(small_content()), run, edges.CONCEPTS, page=Page(first=1), where=where)
        assert (len(page.items), page.total) == (1, 4)


class TestPages:
    @settings(fixtures_are_stateless, max_examples=40)
    @given(content=contents(), size=st.integers(1, 4), descending=st.booleans(), data=st.data())
    def test_pages_forward_and_backward_give_the_whole_list_once(
        self, pin: Pin, run: Run[Sequence[Slice]], content: Content, size: int, descending: bool, data: st.DataObject
    ) -> None:
        edge = data.draw(st.sampled_from([e for e in EDGES if e.owner is None]))
        field = data.draw(st.sampled_from(edge.items.orders))
        pinned, order = pin(content), Order(field, descending)
        whole = names(_slice(pinned, run, edge, order=order))
        forward, cursor = [], None
        while True:
            page = _slice(pinned, run, edge, page=Page(first=size, after=cursor), order=order)
            forward += names(page)
            assert page.has_previous == (cursor is not None and bool(forward))
            if not page.has_next:
                break
            cursor = page.cursors[-1]
        backward, cursor = [], None
        while True:
            page = _slice(pinned, run, edge, page=Page(last=size, before=cursor), order=order)
            backward = names(page) + backward
            if not page.has_previous:
                break
            cursor = page.cursors[0]
        assert forward == backward == whole

    def test_a_cursor_goes_on_after_its_item_has_vanished(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        content = small_content()
        page = _slice(pin(content), run, edges.FRAMEWORKS, page=Page(first=1))
        without = replace(
            content,
            frameworks=tuple(replace(f, successor=None) for f in content.frameworks if f.slug != "haystack"),
            packages=tuple(p for p in content.packages if p.framework != "haystack"),
            symbols=tuple(replace(s, replaced_by=None) for s in content.symbols if s.package != "pkg:pypi/haystack-ai"),
            mappings=tuple(m for m in content.mappings if m.framework != "haystack"),
            evidence=(),
        )
        rest = _slice(pin(without), run, edges.FRAMEWORKS, page=Page(first=5, after=page.cursors[0]))
        assert names(rest) == ["jslib", "old-chain"]

    @pytest.mark.parametrize("cursor", ["", "x", "!!!!", "bm9uZQ", "W10", "\N{SNOWMAN}", "a" * 3000])
    def test_what_is_no_cursor_is_refused(self, pin: Pin, run: Run[Sequence[Slice]], cursor: str) -> None:
        with pytest.raises(BadCursor):
            _slice(pin(small_content()), run, edges.CONCEPTS, page=Page(first=1, after=cursor))

    @pytest.mark.parametrize(
        "other",
        [
            {"edge": edges.FRAMEWORKS},
            {"edge": edges.FAMILY_CONCEPTS, "owner": "retrieval"},
            {"order": Order(OrderField.DEPTH)},
            {"order": Order(descending=True)},
            {"where": Filter({Facet.KIND: frozenset({"component"})})},
        ],
        ids=["edge", "owned edge", "order", "direction", "filter"],
    )
    def test_a_cursor_of_another_list_is_refused(
        self, pin: Pin, run: Run[Sequence[Slice]], other: dict[str, object]
    ) -> None:
        pinned = pin(small_content())
        cursor = _slice(pinned, run, edges.CONCEPTS, page=Page(first=1)).cursors[0]
        with pytest.raises(BadCursor):
            _slice(pinned, run, **{"edge": edges.CONCEPTS, "page": Page(first=1, after=cursor)} | other)

    def test_a_cursor_on_a_date_is_bound_to_its_version(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        day = datetime.date(2026, 6, 1)
        content = small_content()
        cursor = _slice(pin(content), run, edges.MAPPINGS, page=Page(first=1), as_of=day).cursors[0]
        again = _slice(pin(content), run, edges.MAPPINGS, page=Page(first=9, after=cursor), as_of=day)
        assert len(again.items) == 5
        with pytest.raises(CursorExpired):
            _slice(pin(replace(content, roles=())), run, edges.MAPPINGS, page=Page(first=1, after=cursor), as_of=day)

    @pytest.mark.parametrize("page", [Page(), Page(first=1, last=1)])
    def test_a_page_is_asked_from_one_end(self, pin: Pin, run: Run[Sequence[Slice]], page: Page) -> None:
        with pytest.raises(BadPage):
            _slice(pin(small_content()), run, edges.CONCEPTS, page=page)

    def test_after_and_before_bound_a_page_from_both_sides(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        pinned = pin(small_content())
        cursors = _slice(pinned, run, edges.CONCEPTS).cursors
        page = Page(first=9, after=cursors[1], before=cursors[4])
        assert names(_slice(pinned, run, edges.CONCEPTS, page=page)) == ["evaluation", "reranking"]


class TestTime:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (None, MappingState.VERIFIED),
            (datetime.date(2026, 1, 1), MappingState.VERIFIED),
            (datetime.date(2025, 12, 31), MappingState.BROKEN),
            (datetime.date(2024, 12, 31), MappingState.NOT_RECORDED),
        ],
        ids=["newest", "on the day of the release", "before the release", "before anything was read"],
    )
    def test_the_state_of_a_mapping_depends_on_the_date(
        self, pin: Pin, run: Run[Sequence[MappingState | None]], day: datetime.date | None, expected: MappingState
    ) -> None:
        keys = ["haystack/reranking", "haystack/retrieval", "old-chain/rag", "nowhere/rag"]
        states = run(pin(small_content()).states(keys, day))
        assert list(states) == [expected, MappingState.UNVERIFIED, MappingState.BROKEN, None]

    @pytest.mark.parametrize("day", [None, datetime.date(2025, 6, 1), datetime.date(2026, 6, 1)])
    def test_a_filter_by_state_agrees_with_the_states(
        self, pin: Pin, run: Run[object], day: datetime.date | None
    ) -> None:
        pinned = pin(small_content())
        keys = names(_slice(pinned, run, edges.MAPPINGS))
        states = dict(zip(keys, run(pinned.states(keys, day)), strict=True))
        for state in MappingState:
            where = Filter({Facet.STATE: frozenset({state.value})})
            found = names(_slice(pinned, run, edges.MAPPINGS, where=where, as_of=day))
            assert found == [key for key in keys if states[key] is state]


HISTORY = replace(
    small_content(),
    releases=(
        Release("pkg:npm/%40js/core", "1.0.0", None, yanked=False),
        Release("pkg:pypi/haystack-ai", "1.0.0", datetime.date(2025, 1, 1), yanked=False),
        Release("pkg:pypi/haystack-ai", "1.1.0", datetime.date(2025, 2, 1), yanked=True),
        Release("pkg:pypi/haystack-ai", "2.0.0", datetime.date(2026, 1, 1), yanked=False),
        Release("pkg:pypi/haystack-ai", "1.1.1", datetime.date(2026, 2, 1), yanked=False),
    ),
)


class TestReleasesAndChanges:
    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            ({}, ["1.1.1", "2.0.0", "1.1.0", "1.0.0"]),
            ({"order": Order(descending=True)}, ["1.0.0", "1.1.0", "2.0.0", "1.1.1"]),
            ({"order": Order(OrderField.NEWEST)}, ["1.1.1", "2.0.0", "1.1.0", "1.0.0"]),
            ({"where": Filter({Facet.YANKED: frozenset({"true"})})}, ["1.1.0"]),
            ({"where": Filter(since=datetime.date(2025, 2, 1), until=datetime.date(2026, 1, 1))}, ["2.0.0", "1.1.0"]),
        ],
        ids=["as in the line, newest first", "oldest first", "by date", "yanked", "in a span of days"],
    )
    def test_releases_are_read_in_pages(
        self, pin: Pin, run: Run[Sequence[Slice]], options: dict[str, object], expected: list[str]
    ) -> None:
        page = _slice(pin(HISTORY), run, edges.PACKAGE_RELEASES, "pkg:pypi/haystack-ai", **options)
        assert [release.version for release in page.items] == expected

    def test_a_release_without_a_date_is_in_no_span_of_days(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        pinned, day = pin(HISTORY), datetime.date(2000, 1, 1)
        whole = _slice(pinned, run, edges.PACKAGE_RELEASES, "pkg:npm/%40js/core")
        assert (whole.total, whole.items[0].date) == (1, None)
        assert _slice(pinned, run, edges.PACKAGE_RELEASES, "pkg:npm/%40js/core", where=Filter(since=day)).total == 0

    def test_changes_are_read_newest_first(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        page = _slice(pin(HISTORY), run, edges.CHANGES)
        assert [(str(one.date), one.kind.value, one.ref) for one in page.items] == [
            ("2026-02-01", "release-published", None),
            ("2026-01-01", "release-published", None),
            ("2026-01-01", "symbol-appeared", "haystack.rankers:Ranker"),
            ("2025-02-01", "release-published", None),
            ("2025-02-01", "release-yanked", None),
            ("2025-01-01", "release-published", None),
        ]

    @pytest.mark.parametrize(
        ("where", "expected"),
        [
            (Filter({Facet.KIND: frozenset({"release-yanked", "symbol-appeared"})}), 2),
            (Filter({Facet.CONCEPT: frozenset({"reranking"})}), 1),
            (Filter({Facet.PACKAGE: frozenset({"pkg:npm/%40js/core"})}), 0),
            (Filter({Facet.FRAMEWORK: frozenset({"haystack"})}, since=datetime.date(2026, 1, 1)), 3),
            (Filter(until=datetime.date(2025, 1, 31)), 1),
            (Filter({Facet.KIND: frozenset()}), 0),
        ],
    )
    def test_changes_are_filtered_by_what_and_when(
        self, pin: Pin, run: Run[Sequence[Slice]], where: Filter, expected: int
    ) -> None:
        assert _slice(pin(HISTORY), run, edges.CHANGES, where=where).total == expected

    def test_changes_are_filtered_by_the_versions_that_did_not_have_them(
        self, pin: Pin, run: Run[Sequence[Slice]]
    ) -> None:
        keys = sorted(Snapshot.of(HISTORY).changes)
        days = [datetime.date(2026, 3, day) for day in (1, 2)]
        published = with_version((), PublishedVersion(7, "4-a", days[0], ""), keys[:2])
        pinned = pin(
            replace(HISTORY, published=with_version(published, PublishedVersion(8, "4-b", days[1], ""), keys[:5]))
        )
        assert list(run(pinned.published(["4-b", "4-c", "4-a"]))) == [8, None, 7]
        for number, expected in (("7", keys[2:]), ("8", keys[5:]), ("9", [])):
            where = Filter({Facet.NEW_SINCE: frozenset({number})})
            assert sorted(one.key for one in _slice(pinned, run, edges.CHANGES, where=where).items) == expected

    def test_a_cursor_belongs_to_its_span_of_days(self, pin: Pin, run: Run[Sequence[Slice]]) -> None:
        pinned = pin(HISTORY)
        cursor = _slice(pinned, run, edges.CHANGES, page=Page(first=1)).cursors[0]
        later = Filter(since=datetime.date(2025, 1, 1))
        with pytest.raises(BadCursor):
            _slice(pinned, run, edges.CHANGES, page=Page(first=1, after=cursor), where=later)


class TestLasting:
    def test_survival_is_kept_by_framework_and_for_all(self, pin: Pin, run: Run[Sequence[object]]) -> None:
        content = small_content()
        pooled, own = content.survival
        assert list(run(pin(content).survival(["haystack", ROOT, "jslib"]))) == [(own,), (pooled,), ()]

    def test_persistence_is_kept_by_concept_and_for_all_ideas(self, pin: Pin, run: Run[Sequence[object]]) -> None:
        content = small_content()
        found = list(run(pin(content).persistence(["retrieval", "rag", ROOT])))
        assert found == [content.persistence[:1], (), content.persistence]
        assert list(run(pin(content).persistence(["retrieval"]))) == [content.persistence[:1]]


class TestNames:
    @pytest.mark.parametrize(
        ("ref", "runs", "moved"),
        [
            ("haystack.nodes:Old", [("1.0.0", "1.4.0")], SymbolKey("pkg:pypi/haystack-ai", "haystack.rankers:Ranker")),
            ("haystack.nodes:Returned", [("1.0.0", "1.0.0"), ("2.0.0", None)], None),
            ("haystack.rankers:Other", [("1.4.0", None)], None),
        ],
    )
    def test_a_name_has_its_runs_of_releases(
        self, pin: Pin, run: Run[Sequence[object]], ref: str, runs: list[tuple[str, str | None]], moved: object
    ) -> None:
        (found,) = run(pin(small_content()).names([SymbolKey("pkg:pypi/haystack-ai", ref)]))
        assert [(one.first.version, one.last and one.last.version) for one in found.runs] == runs
        assert found.moved_to == moved
        assert found.survey == small_content().surveys[0]

    def test_what_no_survey_found_is_unknown(self, pin: Pin, run: Run[Sequence[object]]) -> None:
        refs = ["haystack.nodes:Ol", "haystack.nodes:lder", "haystack.nodes:", "haystack.nodes", "", "nodes:Old"]
        keys = [SymbolKey("pkg:pypi/haystack-ai", ref) for ref in refs]
        known = SymbolKey("pkg:pypi/haystack-ai", "haystack.nodes:Older")
        found = run(pin(small_content()).names([*keys, known, SymbolKey("pkg:pypi/x", "haystack.nodes:Old")]))
        assert [one and one.ref for one in found] == [*(None for _ in keys), known.ref, None]


class TestTheRest:
    def test_evidence_is_null_where_nobody_looked(self, pin: Pin, run: Run[Sequence[object]]) -> None:
        content = small_content()
        looked = SymbolKey(content.evidence[0].package, content.evidence[0].ref)
        found = run(pin(content).evidence([SymbolKey("pkg:pypi/x", "x:y"), looked]))
        assert list(found) == [None, content.evidence[0]]

    def test_releases_come_oldest_first(self, pin: Pin, run: Run[Sequence[tuple[object, ...]]]) -> None:
        content = small_content()
        assert list(run(pin(content).releases(["pkg:pypi/haystack-ai", "pkg:pypi/x"]))) == [content.releases, ()]

    def test_a_retired_id_says_how_it_ended(self, pin: Pin, run: Run[Sequence[object]]) -> None:
        content = small_content()
        found = run(pin(content).retired(["concept:semantic-search", "concept:retrieval"]))
        assert list(found) == [content.retired[0], None]

    def test_symbols_are_found_by_their_reference_alone(self, pin: Pin, run: Run[Sequence[object]]) -> None:
        found = run(pin(small_content()).symbols_by_ref(["old.chains:QA", "old.chains:None"]))
        assert list(found) == [(SymbolKey("pkg:pypi/old-chain", "old.chains:QA"),), ()]

    def test_the_summary_counts_each_kind(self, pin: Pin, run: Run[object]) -> None:
        summary = run(pin(small_content()).summary())
        assert summary.counts[NodeKind.MAPPING] == 6
        assert summary.evidence_oldest == summary.evidence_newest == datetime.date(2026, 11, 1)

    def test_the_content_comes_back_whole_and_names_the_version(self, pin: Pin, run: Run[Content]) -> None:
        content = small_content()
        pinned = pin(content)
        assert run(pinned.content()) == content
        assert pinned.version == version_of(content)

    def test_a_store_is_ready_when_it_can_answer(self, make_store: MakeStore, run: Run[object]) -> None:
        assert run(make_store(small_content()).ready()).ready
