"""How Duramen comes to say what it says, and what it does not say."""

from starlette.requests import Request

from api.explorer.queries import Query
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME


async def about(site: Site, _request: Request) -> Page:
    """Show the method."""
    query = Query("frame")
    data = await site.read(query)
    return Page(
        "about.html",
        "About",
        "About: how a claim here is shown to be true",
        "What Duramen maps, how every name is checked against published packages, and what a state does not mean.",
        version=data["snapshot"]["version"],
        content=data,
        crumbs=(HOME,),
        query=query,
        section="about",
        canonical="/about",
    )
