"""What can stand in for a framework, and name by name how one moves from it to another."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from api.explorer.names import Named
from api.explorer.queries import Query
from api.explorer.site import Crumb, Page, Site
from api.explorer.views.choices import Choices
from api.explorer.views.entries import HOME
from api.explorer.views.tools import lasted_when_compared

_DESCRIPTION = (
    "Choose the tool that you use: what can stand in for it, what would be lost, and the names to write instead."
)


async def swap(site: Site, request: Request) -> Page:
    """Show stand-ins for ``from=``, for one ``concept=`` where it is given, and with ``to=`` the move name by name."""
    choices = Choices(request, await site.names())
    origin, target, concept = choices.framework("from"), choices.framework("to"), choices.concept("concept")
    if origin is not None and origin == target:
        choices.notices.append("A framework cannot stand in for itself, so all that can are shown.")
        target = None
    if origin is None:
        return await _form(site, choices, target, concept)
    if target is None:
        return await _stand_ins(site, choices, origin, concept)
    return await _move(site, choices, (origin, target), concept)


def _shown(choices: Choices, **chosen: Named | None) -> dict[str, Any]:
    return {
        **chosen,
        "frameworks": choices.options("frameworks"),
        "concepts": choices.options("concepts"),
        "notices": choices.notices,
    }


async def _form(site: Site, choices: Choices, target: Named | None, concept: Named | None) -> Page:
    data = await site.read(Query("frame"))
    return Page(
        "swap.html",
        "Swap a tool",
        "Swap a tool: what can stand in for it",
        _DESCRIPTION,
        version=data["snapshot"]["version"],
        content={**data, **_shown(choices, origin=None, target=target, concept=concept)},
        crumbs=(HOME,),
        section="swap",
        canonical="/swap",
    )


async def _stand_ins(site: Site, choices: Choices, origin: Named, concept: Named | None) -> Page:
    query = Query("substitutes", {"framework": origin.slug, **({"concepts": [concept.slug]} if concept else {})})
    data = await site.try_read(query)
    if data is None:
        # the framework does not express the concept: no mapping, nothing to swap
        choices.notices.append(f"{origin.name} is not mapped to {concept.name if concept else 'anything'}.")
        query, concept = Query("substitutes", {"framework": origin.slug}), None
        data = await site.read(query)
    what = f"{origin.name} for {concept.name}" if concept else origin.name
    return Page(
        "stand_ins.html",
        what,
        f"What can stand in for {what}",
        f"Tools that express what {what} does, with what is kept, lost and gained.",
        version=data["snapshot"]["version"],
        content={
            **data,
            **_shown(choices, origin=origin, target=None, concept=concept),
            "stand_ins": [(one, lasted_when_compared(one)) for one in data["swap"]],
        },
        crumbs=(HOME, Crumb("Swap a tool", "/swap")),
        query=query,
        section="swap",
        canonical=_path(origin, None, concept),
    )


async def _move(site: Site, choices: Choices, ends: tuple[Named, Named], concept: Named | None) -> Page:
    origin, target = ends
    query = Query("migrate", {"from": origin.slug, "to": target.slug})
    data = await site.read(query)
    items = [item for item in data["migrate"]["items"] if concept is None or _expresses(item, concept.slug)]
    about = f" for {concept.name}" if concept else ""
    return Page(
        "move.html",
        f"{origin.name} to {target.name}{about}",
        f"From {origin.name} to {target.name}{about}, name by name",
        f"Each name of {origin.name} with the names of {target.name} that do the same{about}, and those without any.",
        version=data["snapshot"]["version"],
        content={
            **data,
            **_shown(choices, origin=origin, target=target, concept=concept),
            "found": _with_prospect(items, "COUNTERPART", concept),
            "replaced": _with_prospect(items, "REPLACED", concept),
            "nothing": _with_prospect(items, "NOTHING", concept),
            "further": data["migrate"]["further"],
        },
        crumbs=(HOME, Crumb("Swap a tool", "/swap"), Crumb(origin.name, _path(origin, None, None))),
        query=query,
        section="swap",
        canonical=_path(origin, target, concept),
    )


def _path(origin: Named, target: Named | None, concept: Named | None) -> str:
    """Return the address of a swap, its parameters in one fixed order."""
    to = f"&to={target.slug}" if target else ""
    return f"/swap?from={origin.slug}{to}" + (f"&concept={concept.slug}" if concept else "")


def _expresses(item: Mapping[str, Any], slug: str) -> bool:
    return any(concept["slug"] == slug for concept in item["concepts"])


def _with_prospect(
    items: Iterable[Mapping[str, Any]], prospect: str, concept: Named | None
) -> Sequence[Mapping[str, Any]]:
    """Return items of one prospect, their counterparts only for one concept where one is given."""
    found = []
    for item in items:
        if item["prospect"] == prospect:
            kept = [c for c in item["counterparts"] if concept is None or c["concept"]["slug"] == concept.slug]
            found.append({**item, "counterparts": kept})
    return found
