"""The whole content: read in parts of bounded size, and refused where it is too large to be given out at once."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from api.public_files import DataFile
from api.refusals import Refusal
from graph import edges
from graph.canonical import encode_content, version_of
from graph.errors import ContentTooLarge, VersionGone
from graph.neo4j_store import statements
from graph.neo4j_store.connection import Connection
from graph.neo4j_store.decoding import Records
from graph.neo4j_store.model import GROUPS
from graph.neo4j_store.settings import Neo4jSettings
from graph.neo4j_store.store import Neo4jPinned, Neo4jStore, _Known
from graph.questions.projection import Projections
from graph.store import Filter, Order, Page
from schema import reading
from schema.engine import Engine, GraphQLRequest, Outcome
from schema.limits import Limits
from tests.contents import small_content
from tests.neo4j.servers import Server

CONTENT = small_content()
SIZE = len(encode_content(CONTENT))


@pytest.fixture(params=[SIZE - 1, SIZE])
def limited(server: Server, request: pytest.FixtureRequest) -> Iterator[tuple[Neo4jStore, bool]]:
    """Return a store that gives out a little less than the content, or just as much, and whether it does."""
    server.serving(CONTENT)
    store = Neo4jStore(Connection(replace(server.settings, content_bytes=request.param)))
    yield store, request.param >= SIZE
    server.run(store.close())


def test_content_of_more_bytes_than_the_limit_is_refused_and_lists_go_on(
    server: Server, limited: tuple[Neo4jStore, bool]
) -> None:
    store, fits = limited
    pinned = server.run(store.pin())
    if fits:
        assert server.run(pinned.content()) == CONTENT
    else:
        with pytest.raises(ContentTooLarge) as caught:
            server.run(pinned.content())
        assert (caught.value.size, caught.value.limit) == (SIZE, SIZE - 1)
    (page,) = server.run(pinned.slices(edges.CONCEPTS, [edges.ROOT], Page(first=50), Filter(), Order(), None))
    assert page.total == len(CONTENT.concepts)


def test_a_file_that_would_be_too_large_is_not_there_and_the_answer_says_why(
    server: Server, limited: tuple[Neo4jStore, bool]
) -> None:
    store, fits = limited
    version = server.run(store.pin()).version

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(DataFile(store))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(f"/data/{version}.json")

    if fits:
        answer = server.run(ask())
        assert answer.status_code == 200
        assert encode_content(CONTENT) in answer.content
    else:
        with pytest.raises(Refusal, match=f"{SIZE} bytes") as caught:
            server.run(ask())
        assert caught.value.status == 404


QUESTION = '{ search(query: "tracing", first: 3) { totalCount } }'


def test_questions_about_the_whole_are_told_what_is_too_large_and_by_which_setting(
    server: Server, limited: tuple[Neo4jStore, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, fits = limited
    monkeypatch.setattr(reading, "PROJECTIONS", Projections())  # that another test read this version does not count
    answer = server.run(Engine(store, Limits(seconds=60)).answer(GraphQLRequest(QUESTION)))
    body = json.loads(answer.body)
    if fits:
        assert answer.codes == ()
        return
    (error,) = body["errors"]
    assert error["extensions"] == {"code": "GRAPH_TOO_LARGE", "size": SIZE, "limit": SIZE - 1}
    assert "DURAMEN_NEO4J_CONTENT_BYTES" in error["message"]
    assert answer.outcome is Outcome.ANSWERED


@pytest.mark.parametrize("some", [1, 2, 3, 1000])
def test_parts_of_any_size_give_the_whole_content(server: Server, monkeypatch: pytest.MonkeyPatch, some: int) -> None:
    store = server.serving(CONTENT)
    monkeypatch.setattr(statements, "RECORDS_A_ROW", some)

    async def read() -> None:
        async with asyncio.timeout(30):
            assert await (await store.pin()).content() == CONTENT

    server.run(read())


def test_where_one_part_is_gone_the_others_are_not_read_any_further() -> None:
    class Swept:
        settings = Neo4jSettings("bolt://nowhere")

        def __init__(self) -> None:
            self.asked = 0

        async def read_streamed(self, _text: str, _parameters: object) -> list[str]:
            self.asked += 1
            is_first = self.asked == 1
            await asyncio.sleep(0)
            if is_first:
                raise VersionGone("swept")
            return []

    async def read() -> int:
        connection = Swept()
        known = _Known({}, 0, Records())
        with pytest.raises(VersionGone):
            await Neo4jPinned(connection, 1, version_of(CONTENT), known).content()  # type: ignore[arg-type]
        for _ in range(3 * len(GROUPS)):
            await asyncio.sleep(0)
        return connection.asked

    assert asyncio.run(read()) < len(GROUPS)
