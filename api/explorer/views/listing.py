"""Reading a list page by page: the first hundred, what comes after a cursor, or everything where a filter needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.explorer.queries import Query
from api.explorer.site import Site
from api.explorer.views.entries import LOST_PLACE, MAX_CURSOR_LENGTH


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list, with the query that asked for its first page."""

    name: str
    query: Query
    data: dict[str, Any]
    nodes: list[dict[str, Any]]
    notices: tuple[str, ...]

    @property
    def total(self) -> int:
        """The length of the whole list."""
        return int(self.data[self.name]["totalCount"])

    def more(self, **parameters: str) -> str | None:
        """Return the address of what comes next; null at the end. Empty parameters are left out."""
        info = self.data[self.name]["pageInfo"]
        if not info["hasNextPage"]:
            return None
        given = {key: value for key, value in parameters.items() if value}
        return f"/{self.name}?{urlencode({**given, 'after': info['endCursor']})}"


async def read_listing(
    site: Site, request: Request, name: str, variables: Mapping[str, Any] | None = None, pages: int = 1
) -> Listing:
    """Read up to `pages` pages of the list `name`, from the cursor that the request gives as ``after``.

    A cursor that no longer fits is ignored, and the reader is told so.
    """
    given = dict(variables or {})
    after = request.query_params.get("after")
    notices: tuple[str, ...] = ()
    query = Query(name, {**given, "after": after} if after else given)
    data = await site.try_read(query) if not after or len(after) <= MAX_CURSOR_LENGTH else None
    if data is None:
        query = Query(name, given)
        data = await site.read(query)
        notices = (LOST_PLACE,)
    nodes = list(data[name]["nodes"])
    info = data[name]["pageInfo"]
    for _ in range(pages - 1):
        if not info["hasNextPage"]:
            break
        more = await site.read(Query(name, {**given, "after": info["endCursor"]}))
        nodes += more[name]["nodes"]
        info = more[name]["pageInfo"]
    return Listing(name, query, {**data, name: {**data[name], "pageInfo": info}}, nodes, notices)
