"""The matrix: which framework expresses which concept, in what state, as one table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.explorer import words
from api.explorer.names import clean
from api.explorer.queries import Query
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME

_MOST_PAGES = 20
_STATES = ("VERIFIED", "DEPRECATED", "DOCUMENTED", "UNVERIFIED", "BROKEN")
SORTS = {
    "family": "by the family that they express most of",
    "name": "by name",
    "concepts": "most concepts first",
}
"""Orders of the columns, the usual one first."""


@dataclass(frozen=True, slots=True)
class Column:
    """A framework, and how many concepts of the table it expresses."""

    slug: str
    name: str
    concepts: int


@dataclass(frozen=True, slots=True)
class Row:
    """A concept and its mappings by the slug of their framework."""

    slug: str
    name: str
    cells: Mapping[str, Mapping[str, Any]]


async def matrix(site: Site, request: Request) -> Page:
    """Show the matrix: ``?family= ?state=`` choose rows and cells, ``?sort=`` orders the columns."""
    family = clean(request.query_params.get("family", ""))
    state = request.query_params.get("state", "").upper()
    sort = request.query_params.get("sort", "") or "family"
    query, data = await _read(site, family)
    families = {one["slug"]: one["name"] for one in data["families"]["nodes"]}
    notices = []
    if family and family not in families:
        notices.append("There is no such family, so all families are shown.")
        family = ""
        query, data = await _read(site, "")
    if state and state not in _STATES:
        notices.append("There is no such state, so all states are shown.")
        state = ""
    if sort not in SORTS:
        notices.append("There is no such order, so the columns stand by family.")
        sort = "family"
    nodes = _in_state(data["concepts"]["nodes"], state)
    columns = _columns(nodes, list(families), sort)
    title = f"{families[family]}: concepts and frameworks" if family else "Matrix: every concept and every framework"
    return Page(
        "matrix.html",
        "Matrix",
        title,
        f"Which of {len(columns)} frameworks express which of {len(nodes)} concepts, and whether the names are there.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "family": family,
            "state": state,
            "sort": sort,
            "sorts": SORTS,
            "columns": columns,
            "groups": _groups(nodes, families),
            "mappings": sum(column.concepts for column in columns),
            "rows": len(nodes),
            "states": [(one, words.STATES[one]) for one in _STATES],
            "notices": notices,
        },
        crumbs=(HOME,),
        query=query,
        section="matrix",
        canonical=_address(family, state, sort),
        index=not state and sort == "family",
    )


def _address(family: str, state: str, sort: str) -> str:
    """Return the address of a choice; keys stand in one fixed order, and what is usual is left out."""
    pairs = (("family", family), ("state", state.lower()), ("sort", "" if sort == "family" else sort))
    given = {name: value for name, value in pairs if value}
    return f"/matrix?{urlencode(given)}" if given else "/matrix"


async def _read(site: Site, family: str) -> tuple[Query, dict[str, Any]]:
    variables: dict[str, Any] = {"families": [family[:64]]} if family else {}
    query = Query("matrix", variables)
    data = await site.read(query)
    end = data["concepts"]["pageInfo"]
    for _ in range(_MOST_PAGES):
        if not end["hasNextPage"]:
            break
        more = await site.read(Query("matrix", {**variables, "afterConcept": end["endCursor"]}))
        data["concepts"]["nodes"] += more["concepts"]["nodes"]
        end = more["concepts"]["pageInfo"]
    return query, data


def _in_state(nodes: Sequence[Mapping[str, Any]], state: str) -> Sequence[Mapping[str, Any]]:
    """Keep the mappings in a state and the concepts that have one; everything where none is asked for."""
    if not state:
        return nodes
    kept = [
        {**node, "mappings": {"nodes": [one for one in node["mappings"]["nodes"] if one["state"] == state]}}
        for node in nodes
    ]
    return [node for node in kept if node["mappings"]["nodes"]]


def _columns(nodes: Sequence[Mapping[str, Any]], families: Sequence[str], sort: str) -> Sequence[Column]:
    names: dict[str, str] = {}
    home: dict[str, Counter[str]] = {}
    for node in nodes:
        for mapping in node["mappings"]["nodes"]:
            framework = mapping["framework"]
            names[framework["slug"]] = framework["name"]
            home.setdefault(framework["slug"], Counter())[node["family"]["slug"]] += 1
    columns = [Column(slug, name, home[slug].total()) for slug, name in names.items()]
    columns.sort(key=lambda column: (column.name.casefold(), column.slug))
    if sort == "concepts":
        columns.sort(key=lambda column: -column.concepts)
    if sort == "family":
        rank = {family: place for place, family in enumerate(families)}
        columns.sort(key=lambda column: min((-count, rank[one]) for one, count in home[column.slug].items())[1])
    return columns


def _groups(nodes: Sequence[Mapping[str, Any]], families: Mapping[str, str]) -> Sequence[tuple[str, str, list[Row]]]:
    rows: dict[str, list[Row]] = {}
    for node in nodes:
        cells = {mapping["framework"]["slug"]: mapping for mapping in node["mappings"]["nodes"]}
        rows.setdefault(node["family"]["slug"], []).append(Row(node["slug"], node["name"], cells))
    return [(slug, name, rows[slug]) for slug, name in families.items() if slug in rows]
