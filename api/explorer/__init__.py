"""The explorer: pages for people, rendered here, whose content comes by GraphQL alone.

`routes` is all that the server needs. The pages take every path that nothing else has, so they come last.
"""

from api.explorer.assets import Assets
from api.explorer.pages import routes
from api.places import example_queries, graphiql_bundle

__all__ = ["Assets", "assets", "routes"]


def assets(public_url: str | None = None) -> Assets:
    """Return the explorer's files, with GraphiQL and the example queries from where this installation keeps them."""
    return Assets(graphiql_bundle(), example_queries(), public_url)
