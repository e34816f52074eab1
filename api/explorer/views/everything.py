"""Everything at once: concepts, frameworks and all public names, on a canvas that follows a list of links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.explorer.drawing.crown import crown
from api.explorer.drawing.measures import number
from api.explorer.drawing.places import Places, places_of
from api.explorer.queries import Query
from api.explorer.scene import Scene, scene_of
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME
from api.explorer.views.home import read_graph

_MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Name:
    """A public name: where it leads, where it is drawn, and whether it is a former one."""

    ref: str
    path: str
    at: str
    former: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A framework with its names and the slugs of the concepts that it expresses."""

    slug: str
    name: str
    at: str
    concepts: str
    names: Sequence[Name]


async def everything(site: Site, _request: Request) -> Page:
    """Show all nodes of the graph."""
    query = Query("everything")
    data = await site.read(query)
    frameworks = data["frameworks"]
    nodes, end = list(frameworks["nodes"]), frameworks["pageInfo"]
    for _ in range(_MOST_PAGES):
        if not end["hasNextPage"]:
            break
        more = (await site.read(Query("everything", {"after": end["endCursor"]})))["frameworks"]
        nodes += more["nodes"]
        end = more["pageInfo"]
    scene = scene_of(await read_graph(site, None), None, newest=True)
    places = places_of(scene)
    return Page(
        "everything.html",
        "Everything",
        "Everything: concepts, frameworks and every public name",
        "The whole catalogue at once: each concept, each framework, and each public name that a mapping uses.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "rings": [(ring, _text(places.concepts[ring.slug].point)) for ring in _rings(scene)],
            "branches": _branches(nodes, places),
        },
        crumbs=(HOME,),
        query=query,
        section="everything",
        canonical="/everything",
    )


def _rings(scene: Scene) -> Sequence[Any]:
    return sorted(scene.rings, key=lambda ring: (ring.depth, ring.slug))


def _text(point: tuple[float, float]) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _branches(nodes: Sequence[Mapping[str, Any]], places: Places) -> Sequence[Branch]:
    used: dict[str, dict[str, tuple[str, bool]]] = {}
    for node in nodes:
        names = used.setdefault(node["slug"], {})
        for mapping in node["mappings"]["nodes"]:
            for symbol in mapping["symbols"]:
                names.setdefault(symbol["ref"], (mapping["concept"]["slug"], symbol["former"]))
    points = crown(places, {slug: list(names) for slug, names in used.items() if slug in places.leaves})
    return [
        Branch(
            node["slug"],
            node["name"],
            _text(places.leaves[node["slug"]].point),
            " ".join(mapping["concept"]["slug"] for mapping in node["mappings"]["nodes"]),
            [
                Name(ref, f"/concepts/{concept}#framework-{node['slug']}", _text(points[node["slug"], ref]), former)
                for ref, (concept, former) in used[node["slug"]].items()
            ],
        )
        for node in nodes
        if node["slug"] in places.leaves
    ]
