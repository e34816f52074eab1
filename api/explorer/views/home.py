"""The home page: what Duramen is, where to start, and every concept by family.

The picture of the graph goes between the introduction and the families: it needs a template of its own, included in
``home.html``, and what it draws added to ``queries/home.graphql``.
"""

from starlette.requests import Request

from api.explorer.queries import Query
from api.explorer.site import Page, Site

DESCRIPTION = (
    "A curated map from the durable concepts of AI engineering to the frameworks that express them, "
    "with the exact names to import."
)


async def home(site: Site, _request: Request) -> Page:
    """Show the home page."""
    query = Query("home")
    data = await site.read(query)
    return Page(
        "home.html",
        "Duramen",
        "Duramen: the concepts of AI engineering that last, and the tools that express them",
        DESCRIPTION,
        version=data["snapshot"]["version"],
        content=data,
        query=query,
        canonical="/",
    )
