"""The evidence: how many mappings are in which state, how old the checks are, and the rows behind each figure."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.explorer import words
from api.explorer.drawing.plots_coverage import Cell, Heading, coverage_plots
from api.explorer.names import clean
from api.explorer.queries import Query
from api.explorer.site import Crumb, Page, Site
from api.explorer.views.choices import Choices
from api.explorer.views.entries import HOME, LOST_PLACE, MAX_CURSOR_LENGTH

STALE_DAYS = 90
"""A check that is so many days older than the newest one is called stale."""
_STATES = ("VERIFIED", "DOCUMENTED", "DEPRECATED", "UNVERIFIED", "BROKEN")
_CHECKS = {
    "stale": ("Stale checks", f"a name that was looked up more than {STALE_DAYS} days before the newest check"),
    "never": ("Never checked", "no name that was ever looked up"),
}
"""The ways to ask for mappings by the age of their check: their name, and what such a mapping has."""
_MAX_PAGES = 200
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Proof:
    """A mapping with its state and the day of the oldest check of its names; no day where nothing was checked."""

    concept: Mapping[str, Any]
    framework: Mapping[str, Any]
    state: str
    checked: str | None


async def evidence(site: Site, request: Request) -> Page:
    """Show the figures, or the rows of a ``state=``, a ``family=``, a ``framework=`` or a ``check=``."""
    choices = Choices(request, await site.names())
    parameters = request.query_params
    state, notices = _state(parameters.get("state", ""))
    framework = choices.framework("framework")
    family = clean(parameters.get("family", ""))
    check = parameters.get("check", "")
    if check in _CHECKS:
        return await _by_check(site, check, choices)
    if check:
        notices.append("Checks are stale or never made; anything else was left out.")
    if state or framework or family:
        return await _rows(site, request, {"state": state, "family": family, "framework": framework}, choices, notices)
    return await _figures(site, [*notices, *choices.notices])


def _state(asked: str) -> tuple[str | None, list[str]]:
    state = asked.upper()
    if not state or state in _STATES:
        return state or None, []
    return None, ["There is no such state, so all states are shown."]


async def proofs(site: Site, version: str) -> Sequence[Proof]:
    """Return all mappings of a version with their states, in the order of concepts; they are read once a version."""
    return await site.kept.get(version, "proofs", lambda: _proofs(site))


async def _proofs(site: Site) -> Sequence[Proof]:
    found: list[Proof] = []
    after: str | None = None
    for _ in range(_MAX_PAGES):
        data = await site.read(Query("proofs", {"after": after}))
        found += map(_proof, data["mappings"]["nodes"])
        if not data["mappings"]["pageInfo"]["hasNextPage"]:
            break
        after = data["mappings"]["pageInfo"]["endCursor"]
    return found


def _proof(mapping: Mapping[str, Any]) -> Proof:
    days = [evidence["checkedOn"] for evidence in mapping["evidence"]]
    return Proof(mapping["concept"], mapping["framework"], mapping["state"], min(days, default=None))


async def _figures(site: Site, notices: Sequence[str]) -> Page:
    query = Query("evidence", {})
    data = await site.read(query)
    all_proofs = await proofs(site, data["snapshot"]["version"])
    stale = _stale_ones(all_proofs, data["snapshot"]["evidenceNewest"])
    families = [family for family in data["families"]["nodes"] if _of_family(all_proofs, family["slug"])]
    states = Counter(proof.state for proof in all_proofs)
    return Page(
        "evidence.html",
        "Evidence",
        "Evidence: what has been checked, when, and what was found",
        "How many mappings are proven against published packages, how old the checks are, and which names are gone.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "states": [(state, states[state], f"/evidence?state={state.lower()}") for state in _STATES],
            "total": len(all_proofs),
            "families": [
                (family, Counter(proof.state for proof in _of_family(all_proofs, family["slug"])))
                for family in families
            ],
            "shown_states": [state for state in _STATES if states[state]] or ["VERIFIED"],
            "plots": _plots(families, all_proofs),
            "stale": len(stale),
            "stale_days": STALE_DAYS,
            "never": sum(proof.checked is None for proof in all_proofs),
            "days": sorted(Counter(proof.checked for proof in all_proofs if proof.checked).items()),
            "notices": notices,
        },
        crumbs=(HOME,),
        query=query,
        also=(Query("proofs"),),
        section="evidence",
        canonical="/evidence",
    )


def _of_family(all_proofs: Iterable[Proof], slug: str) -> list[Proof]:
    return [proof for proof in all_proofs if proof.concept["family"]["slug"] == slug]


def _plots(families: Sequence[Mapping[str, Any]], all_proofs: Sequence[Proof]) -> Sequence[str]:
    frameworks = {proof.framework["slug"]: proof.framework["name"] for proof in all_proofs}
    columns = sorted(frameworks.items(), key=lambda one: one[1].casefold())
    cells: dict[tuple[str, str], list[str]] = {}
    for proof in all_proofs:
        cells.setdefault((proof.concept["family"]["slug"], proof.framework["slug"]), []).append(proof.state)
    return coverage_plots(
        [Heading(f["slug"], f["name"], f"/evidence?{urlencode({'family': f['slug']})}") for f in families],
        [Heading(slug, name, f"/evidence?{urlencode({'framework': slug})}") for slug, name in columns],
        {key: Cell(len(states), max(states, key=_STATES.index).lower()) for key, states in cells.items()},
    )


def _stale_ones(all_proofs: Iterable[Proof], newest: str | None) -> list[Proof]:
    """Return the mappings whose oldest check is stale, oldest first."""
    if newest is None:
        return []
    limit = (datetime.date.fromisoformat(newest) - datetime.timedelta(days=STALE_DAYS)).isoformat()
    stale = [(proof.checked, proof) for proof in all_proofs if proof.checked is not None and proof.checked < limit]
    return [proof for _, proof in sorted(stale, key=lambda one: one[0])]


async def _by_check(site: Site, check: str, choices: Choices) -> Page:
    query = Query("proofs")
    snapshot = (await site.read(Query("frame")))["snapshot"]
    found = await proofs(site, snapshot["version"])
    if check == "stale":
        newest = (await site.read(Query("evidence", {})))["snapshot"]["evidenceNewest"]
        found = _stale_ones(found, newest)
    else:
        found = [proof for proof in found if proof.checked is None]
    name, having = _CHECKS[check]
    return Page(
        "evidence_checks.html",
        name,
        f"Evidence: {name.lower()}",
        f"Mappings that have {having}.",
        version=snapshot["version"],
        content={
            "snapshot": snapshot,
            "found": found[:_MOST_ROWS],
            "total": len(found),
            "having": having,
            "notices": choices.notices,
        },
        crumbs=(HOME, Crumb("Evidence", "/evidence")),
        query=query,
        section="evidence",
        canonical=f"/evidence?check={check}",
    )


async def _rows(
    site: Site, request: Request, chosen: Mapping[str, Any], choices: Choices, notices: Sequence[str]
) -> Page:
    told = [*notices, *choices.notices]
    framework = chosen["framework"]
    given = {
        **({"states": [chosen["state"]]} if chosen["state"] else {}),
        **({"families": [chosen["family"][:64]]} if chosen["family"] else {}),
        **({"frameworks": [framework.slug]} if framework else {}),
    }
    after = request.query_params.get("after", "")
    query = Query("evidence", {**given, "after": after} if after else given)
    data = await site.try_read(query) if len(after) <= MAX_CURSOR_LENGTH else None
    if data is None:
        query = Query("evidence", given)
        data = await site.read(query)
        told.append(LOST_PLACE)
    family = next((one for one in data["families"]["nodes"] if one["slug"] == chosen["family"]), None)
    if chosen["family"] and family is None:
        return await _figures(site, [*told, "There is no such family, so all families are shown."])
    named = [words.STATES[chosen["state"]].label] if chosen["state"] else []
    named += [one for one in (family and family["name"], framework and framework.name) if one]
    kept = {"state": (chosen["state"] or "").lower(), "family": chosen["family"]}
    kept["framework"] = framework.slug if framework else ""
    path = f"/evidence?{urlencode({key: value for key, value in kept.items() if value})}"
    info = data["mappings"]["pageInfo"]
    return Page(
        "evidence_rows.html",
        ", ".join(named),
        f"Evidence: mappings, {', '.join(named)}",
        f"Mappings with each name that was looked up, the release it was looked up in, and what was found: {named[0]}.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "state": chosen["state"],
            "more": f"{path}&{urlencode({'after': info['endCursor']})}" if info["hasNextPage"] else None,
            "notices": told,
        },
        crumbs=(HOME, Crumb("Evidence", "/evidence")),
        query=query,
        section="evidence",
        canonical=path,
    )
