"""One server for the tests that leave it as it is."""

from collections.abc import Iterator

import pytest

from tests.api.running import Running, running


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    with running() as found:
        yield found
