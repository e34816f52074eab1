"""How the tests draw their examples: the same ones on every machine, and without a limit on time."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("duramen", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("duramen")


@pytest.fixture
def dropped_fields() -> Iterator[None]:
    """Let go what graphql-core dropped while the test that bears with it still runs.

    It drops fields that it will not need after an error without having run them. Python warns of each when it is
    collected, which may otherwise be in the middle of another test.
    """
    yield
    gc.collect()
