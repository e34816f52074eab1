"""Two frameworks side by side, concept by concept."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from api.explorer.queries import Query
from api.explorer.site import Page, Site
from api.explorer.views.choices import Choices
from api.explorer.views.entries import HOME
from api.explorer.views.tools import lasted_when_compared

MOST_ROWS = 100
"""Concepts that one comparison holds."""


async def compare(site: Site, request: Request) -> Page:
    """Show what two frameworks (``a=``, ``b=``) both express, and what only one does; without them, the form."""
    choices = Choices(request, await site.names())
    a, b = choices.framework("a"), choices.framework("b")
    if a is not None and a == b:
        choices.notices.append("A framework differs in nothing from itself. Choose another one beside it.")
        b = None
    both = None if a is None or b is None else (a, b)
    query = Query("frame") if both is None else Query("compare", {"frameworks": [one.slug for one in both]})
    data = await site.read(query)
    rows = data["compare"]["rows"] if both else []
    title = f"{both[0].name} and {both[1].name}, concept by concept" if both else "Compare two frameworks"
    return Page(
        "compare.html",
        f"{both[0].name} and {both[1].name}" if both else "Compare",
        title,
        f"What {both[0].name} and {both[1].name} both express, what only one of them does, and by which names."
        if both
        else "Choose two frameworks to see which concepts both express, and by which names.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "a": a,
            "b": b,
            "frameworks": choices.options("frameworks"),
            "tools": [(one, lasted_when_compared(one)) for one in data["compare"]["frameworks"]] if both else [],
            "shared": _having(rows, (True, True)),
            "only": (_having(rows, (True, False)), _having(rows, (False, True))),
            "cut": len(rows) == MOST_ROWS,
            "notices": choices.notices,
        },
        crumbs=(HOME,),
        query=query if both else None,
        section="compare",
        canonical=f"/compare?a={both[0].slug}&b={both[1].slug}" if both else "/compare",
    )


def _having(rows: Sequence[Mapping[str, Any]], wanted: tuple[bool, bool]) -> list[Mapping[str, Any]]:
    """Return the rows in which exactly the wanted ones of the two frameworks have a mapping."""
    return [row for row in rows if tuple(cell["mapping"] is not None for cell in row["cells"]) == wanted]
