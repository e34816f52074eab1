"""Documents that are vetted before any request for them: what is wrong is told whatever the cache has room for."""

import pytest

from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema import errors
from schema.engine import Engine
from schema.limits import Limits
from schema.vetting import problems_of
from tests.contents import small_content


@pytest.mark.parametrize("cached_bytes", [Limits().cached_bytes, 10])
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('{ concept(slug: "rag") { name } }', []),
        ("{ concept", [errors.GRAPHQL_PARSE_FAILED]),
        ("{ nothing }", [errors.GRAPHQL_VALIDATION_FAILED]),
        ("mutation { __typename }", [errors.GRAPHQL_VALIDATION_FAILED]),
        ("{ concepts(first: 101) { totalCount } }", [errors.BAD_PAGE_SIZE]),
        ("query A { __typename } query B { concepts(first: 0) { totalCount } }", [errors.BAD_PAGE_SIZE]),
        ("{ concepts { nodes { slug mappings { nodes { summary } } } } }", [errors.TOO_COSTLY]),
    ],
)
def test_a_document_is_told_what_is_wrong_with_it(text: str, codes: list[str], cached_bytes: int) -> None:
    engine = Engine(MemoryStore(Snapshot.of(small_content())), Limits(cached_bytes=cached_bytes, cost=12))
    assert [problem.code for problem in problems_of(engine, text)] == codes
