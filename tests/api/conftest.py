"""One server for the tests that leave it as it is."""

from collections.abc import Iterator

import pytest

from tests.api.running import Running, running


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def slow_only() -> Iterator[Running]:
    """A server without the fast path: every request takes the way through the application."""
    with running(fast_path=0) as found:
        yield found


@pytest.fixture(params=[True, False], ids=["fast path", "way of every request"])
def either(request: pytest.FixtureRequest) -> Running:
    """A server with and one without the fast path."""
    found: Running = request.getfixturevalue("server" if request.param else "slow_only")
    return found
