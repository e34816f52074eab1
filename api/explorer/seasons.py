"""Time in the picture: the ends of quarters, how each framework fared at them, and the day that an address names."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from api.explorer.queries import Query
from api.explorer.scene import ALIVE, NOT_YET, WITHERED, Seasons, newest_release, withers
from api.explorer.site import Site

_DAYS_A_QUERY = 8
_MOST_QUERIES = 20
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])")
_MONTHS_A_QUARTER = 3


def day_named(text: str) -> datetime.date | None:
    """Return the day that an address names, ``2024-06-30`` or a quarter's end, ``2024-Q2``; null for another text."""
    quarter = _QUARTER.fullmatch(text)
    try:
        if quarter:
            return _end_of_quarter(int(quarter[1]), int(quarter[2]))
        return datetime.date.fromisoformat(text) if len(text) == len("2024-06-30") else None
    except (ValueError, OverflowError):
        return None


def _end_of_quarter(year: int, quarter: int) -> datetime.date:
    month = quarter * _MONTHS_A_QUARTER
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)


def _quarters_before(day: datetime.date, count: int) -> Sequence[datetime.date]:
    """Return the ends of `count` quarters before a day, newest first."""
    quarter = day.year * 4 + (day.month - 1) // _MONTHS_A_QUARTER
    return [_end_of_quarter((quarter - back) // 4, (quarter - back) % 4 + 1) for back in range(1, count + 1)]


async def seasons_of(site: Site, newest: datetime.date) -> Seasons:
    """Read how frameworks fared at the end of each quarter, back to the first in which there was none.

    On the newest day everything is there, also what has no release on record.

    Cost: one query for eight quarters; to be kept for as long as the version lives.
    """
    columns: list[tuple[datetime.date, Mapping[str, str]]] = []
    days = [newest, *_quarters_before(newest, _DAYS_A_QUERY - 1)]
    for _ in range(_MOST_QUERIES):
        read = await _fared(site, days)
        columns += read
        if all(letter == NOT_YET for letter in read[-1][1].values()):
            break
        days = list(_quarters_before(days[-1], _DAYS_A_QUERY))
    day, letters = columns[0]
    columns[0] = day, {slug: ALIVE if letter == NOT_YET else letter for slug, letter in letters.items()}
    columns.reverse()
    while len(columns) > 1 and all(letter == NOT_YET for letter in columns[0][1].values()):
        columns.pop(0)
    slugs = sorted(columns[-1][1])
    lives = {slug: "".join(column[slug] for _, column in columns) for slug in slugs}
    return Seasons([day for day, _ in columns], lives)


async def _fared(site: Site, days: Sequence[datetime.date]) -> list[tuple[datetime.date, Mapping[str, str]]]:
    variables: dict[str, Any] = {f"day{place}": day.isoformat() for place, day in enumerate(days, 1)}
    nodes, after = [], None
    while True:
        found = (await site.read(Query("history", {**variables, "after": after})))["frameworks"]
        nodes += found["nodes"]
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = found["pageInfo"]["endCursor"]
    return [
        (day, {node["slug"]: _letter(newest_release(node["packages"], f"day{place}"), day) for node in nodes})
        for place, day in enumerate(days, 1)
    ]


def _letter(last: datetime.date | None, day: datetime.date) -> str:
    if last is None:
        return NOT_YET
    return WITHERED if withers(last, day) else ALIVE
