"""Which release is a framework's newest: of two of one day the higher version."""

import datetime
from dataclasses import replace

from graph.questions.upkeep import maintenance_of, package_upkeep
from graph.records import Release
from tests.contents import small_content
from tests.graph.questions.real import projection_of

DAY = datetime.date(2026, 10, 1)
PURL = "pkg:pypi/haystack-ai"


def test_of_releases_of_one_day_the_highest_version_is_named() -> None:
    versions = ("3.9.0", "3.10.0")
    releases = tuple(Release(PURL, version, DAY, yanked=False) for version in versions)
    projection = projection_of(replace(small_content(), releases=releases))
    assert maintenance_of(projection, "haystack").version == "3.10.0"
    found = package_upkeep(projection, PURL)
    assert found is not None
    assert found.version == "3.10.0"
