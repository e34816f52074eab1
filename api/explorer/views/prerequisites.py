"""What to learn before what, family by family: a picture in layers, and the same as a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from api.explorer.drawing.layered import Box, layered
from api.explorer.names import clean
from api.explorer.queries import Query
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME


async def prerequisites(site: Site, request: Request) -> Page:
    """Show the prerequisites within a family, and of it: ``?family=``, the first family if none is given."""
    wanted = clean(request.query_params.get("family", ""))
    query = Query("prerequisites", {"family": wanted[:64]})
    data = await site.read(query)
    families = [one for one in data["families"]["nodes"] if one["concepts"]["totalCount"]]
    notices = []
    if data["family"] is None and families:
        if wanted:
            notices.append("There is no such family, so the first one is shown.")
        query = Query("prerequisites", {"family": families[0]["slug"]})
        data = await site.read(query)
    family = data["family"]
    name = family["name"] if family else "none yet"
    nodes = family["concepts"]["nodes"] if family else []
    return Page(
        "prerequisites.html",
        "Prerequisites",
        f"Prerequisites: {name}, from what comes first to what rests on it",
        f"What to learn before what among the concepts of one family: {name}.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "families": families,
            "picture": _picture(nodes, name),
            "steps": sorted(nodes, key=lambda node: (node["depth"], node["name"].casefold())),
            "notices": notices,
        },
        crumbs=(HOME,),
        query=query,
        section="prerequisites",
        canonical=f"/prerequisites?family={family['slug']}" if family else "/prerequisites",
    )


def _picture(nodes: Sequence[Mapping[str, Any]], name: str) -> Markup:
    """Draw a family's concepts and what they need of others."""
    own = {node["slug"] for node in nodes}
    around = {need["slug"]: need for node in nodes for need in node["prerequisites"]["nodes"]}
    drawn = {**{node["slug"]: node for node in nodes}, **{slug: one for slug, one in around.items() if slug not in own}}
    ordered = sorted(drawn.values(), key=lambda node: (node["depth"], node["slug"]))
    return layered(
        [
            Box(node["slug"], node["name"], f"/concepts/{node['slug']}", "here" if node["slug"] in own else "")
            for node in ordered
        ],
        [(need["slug"], node["slug"]) for node in nodes for need in node["prerequisites"]["nodes"]],
        title=f"Prerequisites of {name}: lines lead from a concept to what rests on it",
    )
