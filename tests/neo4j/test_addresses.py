"""Addresses of servers: the accepted forms, and what is said of others without the driver's words or a password."""

import asyncio

import pytest

from graph.errors import StoreMisconfigured
from graph.neo4j_store.addresses import ACCEPTED, check_address
from graph.neo4j_store.connection import Connection
from graph.neo4j_store.settings import Neo4jSettings


async def opened(address: str) -> None:
    await Connection(Neo4jSettings(address)).close()


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"])
@pytest.mark.parametrize("rest", ["localhost", "db.example.org:7687", "127.0.0.1:1/", "[::1]:7687"])
def test_the_driver_takes_every_accepted_form(scheme: str, rest: str) -> None:
    asyncio.run(opened(f"{scheme}://{rest}"))


def test_a_cluster_may_have_parameters() -> None:
    asyncio.run(opened("neo4j://localhost:7687?region=eu&policy=near"))


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", "begins with a scheme"),
        ("nonsense", "begins with a scheme"),
        ("localhost:7687", "begins with a scheme"),
        ("neo4j:secret@localhost", "begins with a scheme"),
        ("nonsense://x", "'nonsense' is no scheme"),
        ("http://localhost:7474", "'http' is no scheme"),
        ("bolt+routing://localhost", "'bolt+routing' is no scheme"),
        ("x" * 5000 + "://secret", "is no scheme"),
        ("bolt://", "the host or the port"),
        ("bolt://:7687", "the host or the port"),
        ("bolt://localhost:port", "the host or the port"),
        ("bolt://localhost:99999", "the host or the port"),
        ("bolt://localhost:0", "the host or the port"),
        ("bolt://[::1", "the host or the port"),
        ("bolt://local host", "spaces or control characters"),
        ("bolt://localhost\n", "spaces or control characters"),
        ("bolt://neo4j:secret@localhost:7687", "settings of their own"),
        ("neo4j://secret@localhost", "settings of their own"),
        ("bolt://localhost:7687/secret", "the database has a setting"),
        ("bolt://localhost#secret", "the database has a setting"),
        ("bolt://localhost?secret=1", "only a neo4j:// address"),
        ("neo4j://localhost?secret=1&secret=2", "once and has a value"),
        ("neo4j://localhost?secret=", "once and has a value"),
    ],
)
def test_what_is_wrong_is_said_with_what_is_accepted_and_without_a_secret(address: str, fault: str) -> None:
    with pytest.raises(StoreMisconfigured) as refused:
        check_address(address)
    assert fault in refused.value.reason
    assert refused.value.reason.endswith(f"; {ACCEPTED}")
    assert "secret" not in refused.value.reason
    assert len(refused.value.reason) < 400
    with pytest.raises(StoreMisconfigured) as by_the_connection:
        asyncio.run(opened(address))
    assert by_the_connection.value.reason == refused.value.reason
