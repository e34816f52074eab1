"""Search by the words that a reader has: concepts first, since they last, then tools, then single names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.explorer.names import clean, fold
from api.explorer.queries import Query
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME

_AT_FIRST = 10
_OF_ONE_KIND = 50
_HEADINGS = {
    "concepts": "Concepts",
    "frameworks": "Frameworks and their packages",
    "symbols": "Public names",
    "aims": "Goals, roles and families",
}
_PATHS = {
    "Concept": "/concepts/{}",
    "Framework": "/frameworks/{}",
    "Goal": "/goals/{}",
    "Role": "/roles/{}",
    "Family": "/concepts?family={}",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found that has a page; `parts` is the text that fits, and `field` says what that is to it."""

    name: str
    path: str
    about: str
    parts: Sequence[Mapping[str, Any]]
    field: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `more` says that not all of it is shown."""

    kind: str
    heading: str
    hits: Sequence[Hit]
    symbols: Sequence[Mapping[str, Any]]
    total: int
    more: bool


async def search(site: Site, request: Request) -> Page:
    """Show what the words ``q`` mean, all kinds or the one that ``kind`` names, and the nearest names to a slip."""
    wanted = clean(request.query_params.get("q", ""))
    asked = request.query_params.get("kind", "")
    kind = asked if asked in _HEADINGS else ""
    query = Query("search", {"query": wanted, "first": _OF_ONE_KIND if kind else _AT_FIRST})
    data = await site.try_read(query) if fold(wanted) else None
    frame = data or await site.read(Query("frame"))
    names = await site.names()
    groups = [] if data is None else _groups(data, kind)
    total = sum(group.total for group in groups)
    return Page(
        "search.html",
        "Search",
        f"Search for “{wanted}”" if wanted else "Search",
        "Find concepts, frameworks, packages and public names by the words that you have.",
        version=frame["snapshot"]["version"],
        content={
            **frame,
            "wanted": wanted,
            "kind": kind,
            "headings": _HEADINGS,
            "groups": groups,
            "total": total,
            "slip": _slip(wanted, groups),
            "nearest": () if total else names.nearest(wanted),
            "notices": ("There is no such kind, so all are searched.",) if asked and not kind else (),
        },
        crumbs=(HOME,),
        query=None if data is None else query,
        section="search",
        index=False,
    )


def _groups(data: Mapping[str, Any], kind: str) -> list[Group]:
    kinds = [kind] if kind else list(_HEADINGS)
    found = [_group(name, data[name]) for name in kinds]
    return [group for group in found if group.total]


def _group(kind: str, found: Mapping[str, Any]) -> Group:
    nodes = [hit for hit in found["nodes"] if hit["node"] is not None]
    symbols = [hit for hit in nodes if hit["node"]["__typename"] == "Symbol"]
    hits = [_hit(hit) for hit in nodes if hit["node"]["__typename"] != "Symbol"]
    # a framework may be found by itself and by several of its packages
    first = {hit.path: hit for hit in reversed(hits)}
    return Group(
        kind,
        _HEADINGS[kind],
        [hit for hit in hits if first[hit.path] is hit],
        symbols,
        found["totalCount"] - len(hits) + len(first),
        more=found["totalCount"] > len(found["nodes"]),
    )


def _hit(hit: Mapping[str, Any]) -> Hit:
    node, parts = hit["node"], hit["highlights"]
    if node["__typename"] == "Package":
        of = node["framework"]
        return Hit(of["name"], f"/frameworks/{of['slug']}", of["about"], parts, "PACKAGE")
    path = _PATHS[node["__typename"]].format(node["slug"])
    return Hit(node["name"], path, node["about"], parts, hit["field"])


def _slip(wanted: str, groups: Sequence[Group]) -> Hit | None:
    """Return what a reader may have meant who made a slip: the best hit, where nothing holds the words as typed."""
    hits = [hit for group in groups for hit in group.hits]
    texts = [_text(hit.parts) for hit in hits] + [_text(one["highlights"]) for group in groups for one in group.symbols]
    typed = fold(wanted).split()
    if not hits or any(all(word in fold(text) for word in typed) for text in texts):
        return None
    return hits[0]


def _text(parts: Sequence[Mapping[str, Any]]) -> str:
    return "".join(part["text"] for part in parts)
