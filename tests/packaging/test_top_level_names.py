"""Our packages have plain names, so no dependency may own one of them."""

from importlib.metadata import packages_distributions

import pytest


@pytest.mark.parametrize("name", ["graph", "schema", "ingest", "api"])
def test_no_installed_distribution_owns_a_top_level_name_of_ours(name: str) -> None:
    owners = set(packages_distributions().get(name, ())) - {"duramen"}
    assert owners == set()
