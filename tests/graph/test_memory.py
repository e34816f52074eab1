"""The store in memory: what it looks at for a page grows with the lists that are asked for, not with the graph."""

import asyncio
import datetime
from collections import Counter

import pytest

from graph import edges
from graph.edges import OrderField
from graph.memory import MemoryPinned
from graph.snapshot import Snapshot
from graph.store import Filter, Order, Page
from graph.vocabulary import MappingState
from tests.contents import small_content


def test_an_order_by_the_states_of_a_day_looks_at_the_mappings_of_the_list_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: Counter[str] = Counter()
    plain = Snapshot.state_on

    def counted(snapshot: Snapshot, key: str, on: datetime.date | None) -> MappingState | None:
        seen[key] += 1
        return plain(snapshot, key, on)

    monkeypatch.setattr(Snapshot, "state_on", counted)
    content = small_content()
    owners = [one.slug for one in content.concepts]
    order, day = Order(OrderField.STATE), datetime.date(2026, 6, 1)
    pinned = MemoryPinned(Snapshot.of(content))
    asyncio.run(pinned.slices(edges.CONCEPT_MAPPINGS, owners, Page(first=1), Filter(), order, day))
    assert dict(seen) == dict.fromkeys(pinned.snapshot.mappings, 1)
