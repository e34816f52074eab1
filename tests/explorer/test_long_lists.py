"""Catalogues with more than a page holds: the next part has an address, and orders put what has no figure last."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from bs4 import BeautifulSoup

from api.app import create_app
from api.settings import Settings
from graph.memory import MemoryStore
from graph.records import Package, Release, Survival, SurvivalPoint
from graph.snapshot import Snapshot
from graph.vocabulary import SurvivalScope
from tests.contents import concept, framework, mapping, small_content, symbol
from tests.explorer.conftest import words
from tests.explorer.serving import PATIENT, serving

MANY = 130


def _survival(slug: str, same_path: float) -> Survival:
    later = same_path / 2
    points = (SurvivalPoint(365, 40, same_path, 0.0, 1 - same_path), SurvivalPoint(730, 40, later, 0.0, 1 - later))
    start, end = datetime.date(2024, 1, 1), datetime.date(2026, 11, 1)
    return Survival(slug, SurvivalScope.PUBLIC, start, end, (), 40, 0, 0, sampled=True, caution="Few.", points=points)


@pytest.fixture(scope="module")
def long() -> Iterator[httpx.Client]:
    small = small_content()
    slugs = [f"idea-{number:03}" for number in range(MANY)]
    tools = [f"tool-{number:03}" for number in range(MANY)]
    names = [symbol("pkg:pypi/wide", f"wide:Name{number}") for number in range(MANY)]
    ends = [symbol(f"pkg:pypi/{slug}", f"{slug.replace('-', '_')}:Name") for slug in tools]
    content = replace(
        small,
        concepts=tuple(sorted((*small.concepts, *map(concept, slugs)), key=lambda one: one.slug)),
        frameworks=tuple(
            sorted((*small.frameworks, framework("wide"), *map(framework, tools)), key=lambda one: one.slug)
        ),
        packages=tuple(
            sorted(
                (*small.packages, *(Package(f"pkg:pypi/{slug}", slug) for slug in ("wide", *tools))),
                key=lambda one: one.purl,
            )
        ),
        symbols=tuple(sorted((*small.symbols, *names, *ends), key=lambda one: (one.package, one.ref))),
        mappings=tuple(
            sorted(
                (
                    *small.mappings,
                    *(mapping("wide", slug, name) for slug, name in zip(slugs, names, strict=True)),
                    *(mapping(slug, "chunking", name) for slug, name in zip(tools, ends, strict=True)),
                ),
                key=lambda one: (one.framework, one.concept),
            )
        ),
        survival=(*small.survival, _survival("jslib", 0.9), _survival("tool-001", 0.96), _survival("wide", 0.2)),
        releases=(
            *small.releases,
            *(
                Release("pkg:pypi/wide", f"1.{number}", datetime.date(2020, 1, 1) + datetime.timedelta(number), False)
                for number in range(250)
            ),
        ),
    )
    with (
        serving(create_app(MemoryStore(Snapshot.of(content)), Settings(limits=PATIENT))) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def _page(client: httpx.Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def _walk(client: httpx.Client, path: str, rows: str) -> list[str]:
    """Follow the link to what comes next until there is none."""
    seen: list[str] = []
    for _ in range(10):
        page = _page(client, path)
        seen += [words(row) for row in page.select(rows)]
        following = page.select_one(".more a.button")
        if following is None:
            return seen
        path = following["href"]
    raise AssertionError("the list has no end")


@pytest.mark.parametrize(
    ("path", "rows", "count"),
    [
        ("/frameworks/wide", ".mappings tbody tr:not(.group) > th", MANY),
        ("/concepts/chunking", ".mappings tbody tr > th", MANY + 1),
        ("/frameworks", ".tools tbody th", MANY + 4),
        ("/evidence?state=unverified", ".proofs tbody th", 2 * MANY + 3),
        ("/changes?kind=release", ".changes tbody td:last-child", 252),
    ],
)
def test_a_long_list_is_read_to_its_end_without_a_gap(long: httpx.Client, path: str, rows: str, count: int) -> None:
    seen = _walk(long, path, rows)
    assert len(seen) == count
    assert len(set(seen)) == count


def test_frameworks_by_churn_come_with_figures_first(long: httpx.Client) -> None:
    rows = _page(long, "/frameworks?sort=churn").select(".tools tbody tr")
    assert [row.th.a.get_text() for row in rows[:2]] == ["Wide", "Jslib"]
    assert "10 %, 0 %, 90 %" in words(rows[0])
    assert "not measured" in words(rows[3])
    assert len(rows) == MANY + 4


@pytest.mark.parametrize(
    ("path", "figures"),
    [
        ("/swap?from=tool-000&concept=chunking", [96]),
        ("/compare?a=jslib&b=wide", [90, 20]),
    ],
)
def test_who_is_set_beside_another_is_so_at_the_age_that_graphql_and_the_commands_tell(
    long: httpx.Client, path: str, figures: list[int]
) -> None:
    shown = [words(one.parent) for one in _page(long, path).select("main .shares")]
    assert len(shown) == len(figures)
    for text, same in zip(shown, figures, strict=True):
        assert f"{same} % same path, 0 % moved, {100 - same} % gone after 365 days of 40 public names" in text
    frameworks = {96: "tool-001", 90: "jslib", 20: "wide"}
    asked = " ".join(
        f'f{same}: compare(frameworks: ["{frameworks[same]}", "haystack"]) '
        "{ frameworks { lasting { percent days } } }"
        for same in figures
    )
    answer = long.post("/graphql", json={"query": f"{{ {asked} }}"}).json()["data"]
    assert [answer[f"f{same}"]["frameworks"][0]["lasting"] for same in figures] == [
        {"percent": same, "days": 365} for same in figures
    ]


def test_frameworks_by_release_come_newest_first(long: httpx.Client) -> None:
    rows = _page(long, "/frameworks?sort=release").select(".tools tbody tr")
    assert [row.th.a.get_text() for row in rows[:2]] == ["Haystack", "Wide"]
    assert "not recorded" in words(rows[2])


def test_a_timeline_reads_all_releases_and_silence_is_named(long: httpx.Client) -> None:
    page = _page(long, "/frameworks/wide")
    assert "wide 250 releases" in words(page.find(id="releases").parent)
    assert "No release since 2020-09-06, as of 2026-11-01." in words(page.select_one(".notice"))


def test_many_frameworks_are_drawn_in_several_pictures(long: httpx.Client) -> None:
    assert len(_page(long, "/evidence").select(".coverage-plot")) == 3
