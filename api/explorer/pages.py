"""The map of the pages: which address shows what."""

import re
from collections.abc import Container, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from api.admission import ClientRates
from api.explorer.assets import Assets, File
from api.explorer.headers import BUNDLE_HEADERS, STATIC_HEADERS, takes_gzip
from api.explorer.navigation import reachable
from api.explorer.site import Endpoint, Page, Redirect, Site, View
from api.explorer.views.aims import goal, goals, role, roles
from api.explorer.views.audit import audit, audit_result
from api.explorer.views.changes import changes, feed
from api.explorer.views.compare import compare
from api.explorer.views.concepts import concept, concepts
from api.explorer.views.contribute import contribute
from api.explorer.views.embed import MODULE, card, embed, module
from api.explorer.views.entries import SECTIONS, missing
from api.explorer.views.everything import everything
from api.explorer.views.evidence import evidence
from api.explorer.views.explain import explain
from api.explorer.views.frameworks import framework
from api.explorer.views.graphiql import graphiql
from api.explorer.views.home import home
from api.explorer.views.matrix import matrix
from api.explorer.views.method import about, method
from api.explorer.views.paths import path as path_page
from api.explorer.views.paths import paths
from api.explorer.views.prerequisites import prerequisites
from api.explorer.views.search import search
from api.explorer.views.swap import swap
from api.explorer.views.tools import frameworks
from api.explorer.workshop import Workshop
from graph.store import Store
from schema.engine import Engine

_VIEWS: tuple[tuple[str, View], ...] = (
    ("/", home),
    ("/concepts", concepts),
    ("/concepts/{slug}", concept),
    ("/frameworks", frameworks),
    ("/frameworks/{slug}", framework),
    ("/roles", roles),
    ("/roles/{slug}", role),
    ("/goals", goals),
    ("/goals/{slug}", goal),
    ("/matrix", matrix),
    ("/prerequisites", prerequisites),
    ("/everything", everything),
    ("/paths", paths),
    ("/paths/{slug}", path_page),
    ("/search", search),
    ("/compare", compare),
    ("/swap", swap),
    ("/changes", changes),
    ("/changes.atom", feed),
    ("/evidence", evidence),
    ("/method", method),
    ("/about", about),
    ("/audit", audit),
    ("/embed", embed),
    ("/embed/concepts/{slug}", card),
)
_FORMS: tuple[tuple[str, View], ...] = (
    ("/audit/result", audit_result),
    ("/contribute", contribute),
    ("/explain", explain),
    ("/graphiql", graphiql),
)
"""Pages that take a form too."""
_SHAPES = (path[1:].replace("{slug}", "[a-z0-9-]+") for path, _ in (*_VIEWS, *_FORMS) if path != "/")
_WITH_SLASH = re.compile(f"/(?:{'|'.join(_SHAPES)})/")
"""Paths that differ from a page's by a slash at the end; none of them can be read as another host."""


class _EveryMethod:
    """An endpoint that is asked whatever the method, so that it can refuse the wrong ones with a page."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._endpoint(Request(scope, receive))
        await response(scope, receive, send)


def routes(
    engine: Engine,
    assets: Assets,
    store: Store,
    trusted: Container[str] | None = None,
    rates: ClientRates | None = None,
) -> list[BaseRoute]:
    """Return the explorer's routes, to be put after all others: the last one takes every path.

    Args:
        engine: Answers the pages' queries.
        assets: The files that pages use.
        store: What contributions are checked against.
        trusted: The documents that a reader may send; null if any.
        rates: How often a reader may send a form; null if ever so often.
    """
    navigation = reachable({path for path, _ in (*_VIEWS, *_FORMS)})
    site = Site(engine, assets, navigation, Workshop(store), trusted, rates)
    pages = [Route(path, _EveryMethod(site.endpoint(view))) for path, view in _VIEWS]
    return [
        Route("/static/graphiql/{name}", _EveryMethod(_bundle_file(site))),
        Route("/static/{name}", _EveryMethod(_static_file(site))),
        *(Route(path, _EveryMethod(site.endpoint(view, ("GET", "HEAD", "POST")))) for path, view in _FORMS),
        Route(f"/embed/{MODULE}", _EveryMethod(site.endpoint(module))),
        *pages,
        Route("/{path:path}", _EveryMethod(site.endpoint(nowhere))),
    ]


async def nowhere(site: Site, request: Request) -> Page | Redirect:
    """Answer a path that leads nowhere; one with a slash too many goes to the page without it."""
    path = request.scope["path"]
    if _WITH_SLASH.fullmatch(path):
        query = request.url.query
        return Redirect(path.removesuffix("/") + (f"?{query}" if query else ""))
    section = path.split("/")[1]
    return await missing(site, path.rpartition("/")[2] or path, section if section in SECTIONS else None)


def _static_file(site: Site) -> Endpoint:
    async def static_file(request: Request) -> Response:
        file = site.assets.files.get(request.path_params["name"])
        return await _file(site, request, file, STATIC_HEADERS)

    return static_file


def _bundle_file(site: Site) -> Endpoint:
    async def bundle_file(request: Request) -> Response:
        bundle = site.assets.bundle()
        file = None if bundle is None else bundle.files.get(request.path_params["name"])
        return await _file(site, request, file, BUNDLE_HEADERS)

    return bundle_file


async def _file(site: Site, request: Request, file: File | None, headers: Mapping[str, str]) -> Response:
    if file is None or request.method not in ("GET", "HEAD"):
        return await site.endpoint(nowhere)(request)
    sent = {**headers, "Vary": "Accept-Encoding"}
    if takes_gzip(request.headers.get("accept-encoding")):
        sent["Content-Encoding"] = "gzip"
        return Response(file.compressed, headers=sent, media_type=file.media_type)
    return Response(file.plain(), headers=sent, media_type=file.media_type)
