"""What happened to packages and their names, newest first, as a page and as an Atom feed."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response

from api.explorer import words
from api.explorer.headers import PAGE_HEADERS
from api.explorer.markup import package_name
from api.explorer.names import Named, clean
from api.explorer.queries import Query
from api.explorer.site import Page, Site
from api.explorer.views.choices import Choices
from api.explorer.views.entries import HOME, LOST_PLACE, MAX_CURSOR_LENGTH

KINDS = {
    "gone": "SYMBOL_GONE",
    "moved": "SYMBOL_MOVED",
    "leaving": "SYMBOL_DEPRECATED",
    "came": "SYMBOL_APPEARED",
    "release": "RELEASE_PUBLISHED",
    "withdrawn": "RELEASE_YANKED",
}
"""The kinds of changes as addresses name them, in the order in which they stand there."""
USUAL = ("gone", "moved", "leaving")
"""What is shown where nothing is asked for: what breaks code that worked."""
_FEED_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_ENTRIES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:duramen:changes")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which changes a reader wants."""

    since: str | None
    framework: Named | None
    kinds: tuple[str, ...]
    notices: tuple[str, ...]

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the query."""
        return {
            **({"since": self.since} if self.since else {}),
            **({"frameworks": [self.framework.slug]} if self.framework else {}),
            "kinds": [KINDS[kind] for kind in self.kinds],
        }

    def address(self, path: str, **more: str) -> str:
        """Return an address that asks for the same; its parameters stand in one fixed order."""
        pairs = [("since", self.since), ("framework", self.framework.slug if self.framework else None)]
        kinds = self.kinds if self.kinds != USUAL else ()
        given = [(key, value) for key, value in (*pairs, *(("kind", kind) for kind in kinds), *more.items()) if value]
        return f"{path}?{urlencode(given)}" if given else path


async def changes(site: Site, request: Request) -> Page:
    """Show what changed ``since=`` a day, in a ``framework=``, of each ``kind=`` that is named."""
    choices = Choices(request, await site.names())
    asked = _asked(request, choices)
    query, data, lost = await _read(site, request, asked)
    info = data["changes"]["pageInfo"]
    about = [asked.framework.name if asked.framework else "", f"since {asked.since}" if asked.since else ""]
    about = [part for part in about if part]
    return Page(
        "changes.html",
        "Changes" + (f": {', '.join(about)}" if about else ""),
        f"Changes{': ' + ', '.join(about) if about else ' of names and releases'}, newest first",
        "Which public names of packages went, moved or are leaving, by day and release"
        + (f": {', '.join(about)}." if about else "."),
        version=data["snapshot"]["version"],
        content={
            **data,
            "asked": asked,
            "kinds": KINDS,
            "frameworks": choices.options("frameworks"),
            "feed": asked.address("/changes.atom"),
            "more": asked.address("/changes", after=info["endCursor"]) if info["hasNextPage"] else None,
            "notices": (*asked.notices, *choices.notices, *lost),
        },
        crumbs=(HOME,),
        query=query,
        section="changes",
        canonical=asked.address("/changes"),
    )


def _asked(request: Request, choices: Choices) -> Asked:
    notices = []
    given = clean(request.query_params.get("since", ""))
    since = _day(given)
    if given and since is None:
        notices.append(f"“{given[:40]}” is no day such as 2026-01-31, so changes of all days are shown.")
    wanted = request.query_params.getlist("kind")
    kinds = tuple(kind for kind in KINDS if kind in wanted)
    if any(kind not in KINDS for kind in wanted):
        notices.append(f"Kinds of changes are {', '.join(KINDS)}; others were left out.")
    return Asked(since, choices.framework("framework"), kinds or USUAL, tuple(notices))


def _day(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


async def _read(site: Site, request: Request, asked: Asked) -> tuple[Query, dict[str, Any], tuple[str, ...]]:
    after = request.query_params.get("after", "")
    if after and len(after) <= MAX_CURSOR_LENGTH:
        query = Query("changes", {**asked.variables, "after": after})
        data = await site.try_read(query)
        if data is not None:
            return query, data, ()
    query = Query("changes", asked.variables)
    return query, await site.read(query), (LOST_PLACE,) if after else ()


async def feed(site: Site, request: Request) -> Response:
    """Return the newest changes as an Atom feed (RFC 4287); what it holds is asked for as on the page."""
    asked = _asked(request, Choices(request, await site.names()))
    data = await site.read(Query("changes", asked.variables))
    tag = f'W/"{data["snapshot"]["version"]}-{site.template_digest}"'
    headers = {**PAGE_HEADERS, "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = _atom(data, asked, site.assets.public_url or "")
    return Response(body, headers=headers, media_type=_FEED_TYPE)


def _atom(data: Mapping[str, Any], asked: Asked, root: str) -> bytes:
    nodes: Sequence[Mapping[str, Any]] = data["changes"]["nodes"]
    of = f" of {asked.framework.name}" if asked.framework else ""
    tree = ElementTree.Element("feed", {"xmlns": _ATOM})
    _add(tree, "title", f"Duramen: changes{of}")
    _add(tree, "subtitle", "Public names of packages that went, moved or are leaving. It says nothing of quality.")
    _add(tree, "id", uuid.uuid5(_ENTRIES, asked.address("/changes")).urn)
    _add(tree, "updated", _moment(nodes[0]["date"] if nodes else data["snapshot"]["evidenceNewest"] or "1970-01-01"))
    _add(tree, "link", rel="self", type=_FEED_TYPE, href=root + asked.address("/changes.atom"))
    _add(tree, "link", rel="alternate", type="text/html", href=root + asked.address("/changes"))
    _add(tree, "rights", f"{data['snapshot']['licence']} by {data['snapshot']['attribution']}")
    _add(_add(tree, "author"), "name", data["snapshot"]["attribution"])
    for change in nodes:
        _entry(tree, change, root)
    written: bytes = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written


def _entry(tree: ElementTree.Element, change: Mapping[str, Any], root: str) -> None:
    ref = change["symbol"]["ref"] if change["symbol"] else ""
    key = [change[part] for part in ("kind", "date", "version")]
    entry = _add(tree, "entry")
    label = words.CHANGE_KINDS[change["kind"]].label
    _add(entry, "title", f"{change['framework']['name']}: {label}: {ref or change['version']}")
    _add(entry, "id", uuid.uuid5(_ENTRIES, "\n".join([change["package"]["purl"], ref, *key])).urn)
    _add(entry, "updated", _moment(change["date"]))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{root}/frameworks/{change['framework']['slug']}")
    _add(entry, "category", term=change["kind"].lower(), label=label)
    _add(entry, "summary", said(change))


def said(change: Mapping[str, Any]) -> str:
    """Return a change as a sentence, with the release that shows it and how exactly that is known."""
    package, version = package_name(change["package"]["purl"]), change["version"]
    if change["symbol"] is None:
        return f"{package} {version}: {words.CHANGE_KINDS[change['kind']].meaning}"
    when = f"with {version}" if change["exact"] else f"by {version}"
    if not change["exact"] and change["after"]:
        when = f"after {change['after']}, {when}"
    now = (
        f" It is now {change['movedTo']['ref']} in {package_name(change['movedTo']['package'])}."
        if change["movedTo"]
        else ""
    )
    return f"{change['symbol']['ref']} ({package}, {when}): {words.CHANGE_KINDS[change['kind']].meaning}{now}"


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
