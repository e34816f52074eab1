"""The home page: what Duramen is, and the picture of the graph on a day, with all that it says as lists below it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request

from api.explorer import words
from api.explorer.drawing.crowns import crowns
from api.explorer.drawing.places import places_of
from api.explorer.drawing.rings import STATES, leaf_note, rings
from api.explorer.markup import counted
from api.explorer.queries import Query
from api.explorer.scene import CONCEPT_KINDS, Scene, Seasons, Wanted, chosen, scene_of
from api.explorer.seasons import day_named, seasons_of
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME

DESCRIPTION = (
    "A curated map from the durable concepts of AI engineering to the frameworks that express them, "
    "with the exact names to import."
)
_MOST_PAGES = 20
TITLE = "Concepts as rings of heartwood, frameworks as leaves on the bark"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, what is understood of it, and notices about the rest."""

    wanted: Wanted
    day: datetime.date | None
    newest: bool
    notices: Sequence[str]


async def home(site: Site, request: Request) -> Page:
    """Show the home page: ``?family= ?kind= ?state= ?date=`` choose what the picture shows."""
    today = await read_graph(site, None)
    version = today["snapshot"]["version"]
    seasons = await site.kept.get(version, "seasons", lambda: _seasons(site, today))
    asked = _asked(request.query_params, today, seasons)
    query = _query(asked)
    data = today if asked.newest else await read_graph(site, asked.day)
    scene = scene_of(data, asked.day, newest=asked.newest)
    shown = chosen(scene, asked.wanted)

    async def draw() -> Markup:
        places = places_of(scene_of(today, None, newest=True))
        return rings(places, scene, shown, seasons.lives, title=TITLE, text=_spoken(scene, shown, asked))

    usual = asked.newest and asked.wanted == Wanted()
    picture = await site.kept.get(version, ("rings", asked.wanted, asked.day), draw)
    return Page(
        "home.html",
        "Duramen" if usual else "The picture",
        "Duramen: the concepts of AI engineering that last, and the tools that express them"
        if usual
        else f"The picture of the graph: {_choice(asked, scene)}",
        DESCRIPTION if usual else f"Concepts and the frameworks that express them: {_choice(asked, scene)}.",
        version=version,
        content={
            **data,
            "asked": asked,
            "picture": picture,
            "scene": scene,
            "shown": shown,
            "seasons": seasons,
            "crowns": await site.kept.get(version, "crowns", lambda: _crowns(seasons)),
            "years": _years(seasons),
            "states": [state for state in STATES if any(link.state == state for link in shown.links)],
            "covered": _covered(scene),
            "lasting": _lasting(data["persistence"]),
            "names": next((one for one in data["survival"] if one["scope"] == "PUBLIC" and one["points"]), None),
            "notices": asked.notices,
            "position_link": position_link,
            "leaf_note": leaf_note,
            "state_words": words.STATES if asked.newest else words.STATES_ON_A_DAY,
            "filtered": asked.wanted != Wanted(),
        },
        crumbs=() if usual else (HOME,),
        query=query,
        canonical="/",
        index=usual,
    )


async def read_graph(site: Site, day: datetime.date | None) -> dict[str, Any]:
    """Read the home page's content on a day, with all pages of its lists."""
    variables: dict[str, Any] = {} if day is None else {"date": day.isoformat()}
    data = await site.read(Query("home", variables))
    ends = {name: data[name]["pageInfo"] for name in ("concepts", "frameworks")}
    for _ in range(_MOST_PAGES):
        if not any(end["hasNextPage"] for end in ends.values()):
            break
        more = await site.read(
            Query(
                "home",
                {
                    **variables,
                    "afterConcept": ends["concepts"]["endCursor"],
                    "afterFramework": ends["frameworks"]["endCursor"],
                },
            )
        )
        for name, end in ends.items():
            if end["hasNextPage"]:
                data[name]["nodes"] += more[name]["nodes"]
                ends[name] = more[name]["pageInfo"]
    return data


async def _seasons(site: Site, today: Mapping[str, Any]) -> Seasons:
    newest = today["snapshot"]["evidenceNewest"]
    if newest is None or not today["frameworks"]["nodes"]:
        return Seasons()
    return await seasons_of(site, datetime.date.fromisoformat(newest))


async def _crowns(seasons: Seasons) -> Markup:
    return crowns(seasons)


def _query(asked: Asked) -> Query:
    return Query("home", {} if asked.newest or asked.day is None else {"date": asked.day.isoformat()})


def _asked(parameters: Mapping[str, str], data: Mapping[str, Any], seasons: Seasons) -> Asked:
    """Understand an address; what is not understood is left out, and the reader is told so."""
    families = {family["slug"] for family in data["families"]["nodes"]}
    known = {
        "family": families,
        "kind": {*CONCEPT_KINDS, *words.FRAMEWORK_KINDS},
        "state": set(STATES),
    }
    notices = []
    given = {}
    for name, values in known.items():
        text = parameters.get(name, "")
        value = text if name == "family" else text.upper().replace("-", "_")
        if value and value not in values:
            notices.append(f"There is no such {name}, so all are shown.")
            value = ""
        given[name] = value
    newest = seasons.days[-1] if seasons.days else None
    day = newest
    if parameters.get("date") and newest is not None:
        wanted = day_named(parameters["date"])
        if wanted is None:
            notices.append(
                "The date was not understood, so the newest day is shown. Write it like 2024-06-30 or 2024-Q2."
            )
        elif wanted < seasons.days[0]:
            day = seasons.days[0]
            notices.append(f"Nothing here was published before {day}, so that day is shown.")
        else:
            day = min(wanted, newest)
    return Asked(Wanted(**given), day, day == newest, tuple(notices))


def _choice(asked: Asked, scene: Scene) -> str:
    """Return what was asked for in words."""
    wanted = asked.wanted
    kind = words.FRAMEWORK_KINDS.get(wanted.kind) or (words.CONCEPT_KINDS[wanted.kind].label if wanted.kind else "")
    state = words.STATES[wanted.state].label if wanted.state else ""
    day = f"on {asked.day}" if asked.day else ""
    return ", ".join(part for part in (dict(scene.families).get(wanted.family, ""), kind, state, day) if part)


def _years(seasons: Seasons) -> Sequence[tuple[int, int, str]]:
    """Return each year of the slider, how many positions it has, and the day at its end."""
    years: dict[int, list[datetime.date]] = {}
    for day in seasons.days:
        years.setdefault(day.year, []).append(day)
    return [(year, len(days), days[-1].isoformat()) for year, days in years.items()]


def _covered(scene: Scene) -> tuple[int, int, int]:
    """Return how many frameworks have a record on the day, how many were published by then, and how many there are."""
    published = {leaf.slug for leaf in scene.leaves if leaf.there}
    recorded = {link.framework for link in scene.links if link.state not in ("NOT_RECORDED", "UNVERIFIED")}
    return len(published & recorded), len(published), len(scene.leaves)


def _lasting(persistence: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return how many of the ideas that packages implemented on the first day they implement on the last."""
    if not persistence:
        return None
    first = persistence[0]
    window = [one for one in persistence if all(one[name] == first[name] for name in ("source", "thenDate", "nowDate"))]
    then = [one for one in window if one["thenCount"]]
    return {**first, "then": len(then), "now": sum(one["nowCount"] > 0 for one in then)}


def _spoken(scene: Scene, shown: Scene, asked: Asked) -> str:
    """Return in words what the picture shows."""
    leaves = [leaf for leaf in shown.leaves if leaf.there]
    withered = sum(leaf.withered for leaf in leaves)
    return (
        f"{counted(len(shown.rings), 'concept')} of {len(scene.rings)} and {counted(len(leaves), 'framework')} of "
        f"{len(scene.leaves)}{f' as of {asked.day}' if asked.day else ''}, {withered} of them withered, "
        f"joined by {counted(len(shown.links), 'mapping')}. The lists below name the same."
    )


def position_link(wanted: Wanted, day: str) -> str:
    """Return the address of the picture on a day, with the same filters; keys stand in one fixed order."""
    pairs = (("family", wanted.family), ("kind", wanted.kind.lower()), ("state", wanted.state.lower()), ("date", day))
    given = {name: value for name, value in pairs if value}
    return f"/?{urlencode(given)}"
