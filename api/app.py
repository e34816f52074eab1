"""The application: which address is answered by what, decided by the path alone."""

import hashlib
from pathlib import Path

from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from api.admission import Admission, AdmittedEngine, ClientRates
from api.audit_http import AuditEndpoint
from api.audits.reading import ManifestReading
from api.boundary import RECORD, Boundary
from api.fast_path import FastPath
from api.graphql_http import GraphQLEndpoint
from api.health import Healthz, Lifecycle, Readyz
from api.installed import installed_version
from api.later import Later
from api.metrics.board import Board
from api.metrics.endpoint import Metrics
from api.metrics.gathering import Gatherer
from api.metrics.requests import MeasuredFastPath, RequestCounts
from api.public_files import DataFile, SchemaFile
from api.refusals import Code, Refusal
from api.settings import Settings
from api.trusted.documents import TrustedDocuments, trusted_documents
from api.versions import ServedVersion
from graph.store import Store
from schema.engine import sdl
from schema.services import Services

_AUDIT, _READING = "/audit", frozenset({"GET", "HEAD"})
_API_PATHS = ("/api", "/data", "/graphql", "/schema.graphql")


def create_app(
    store: Store, settings: Settings, lifecycle: Lifecycle | None = None, board: Board | None = None
) -> Boundary:
    """Return the ASGI application that serves the graph of a store.

    Args:
        store: Where the graph lives.
        settings: Limits and habits.
        lifecycle: What the server tells about itself; without one the application is never stopping.
        board: Where serving processes tell each other their counts; without one nothing is counted.

    Raises:
        UnusableDocuments: If the settings name a list of documents of which one cannot be run.
    """
    admission = Admission(settings.max_operations, settings.max_waiting, settings.waiting_seconds)
    version = ServedVersion(store)
    read = ManifestReading(settings.audit_readers, settings.audit_seconds)
    engine = AdmittedEngine(store, settings, admission, version, Services(read))
    text = sdl()
    revision = hashlib.sha256(f"{installed_version()}\n{text}".encode()).hexdigest()
    trusted = None if settings.documents is None else _trusted(settings.documents, engine)
    graphql = GraphQLEndpoint(engine, settings, version, revision, trusted)
    audit = AuditEndpoint(store, settings, admission, read)
    pages = Later(lambda: _pages(engine, settings, store, trusted, graphql.rates))
    exact: dict[str, ASGIApp] = {
        "/graphql": graphql,
        "/schema.graphql": SchemaFile(text, settings.cache_seconds),
        "/healthz": Healthz(),
        "/readyz": Readyz(store, lifecycle or Lifecycle()),
    }
    boundary = Boundary(_Addresses(exact, DataFile(store), audit, pages), settings.allowed_hosts, version)
    if settings.fast_path:
        boundary.fast_path = FastPath(engine, boundary, admission, graphql, settings)
    if board is not None:
        _count(boundary, engine, graphql, board)

    def warm() -> None:
        engine.warm()
        pages.made()

    boundary.warm = warm
    return boundary


def _pages(
    engine: AdmittedEngine, settings: Settings, store: Store, trusted: TrustedDocuments | None, rates: ClientRates
) -> ASGIApp:
    """Return the explorer, which is imported when its pages are first needed."""
    from api.explorer import assets, routes  # noqa: PLC0415  # costs as much as the rest of the application

    # a redirect to the address with a slash would repeat the client's Host
    found = routes(engine, assets(settings.public_url), store, trusted, rates)
    return Router(found, redirect_slashes=False, default=_nothing_here)


def _trusted(listed: Path, engine: AdmittedEngine) -> TrustedDocuments:
    from api.explorer.queries import DOCUMENTS  # noqa: PLC0415  # as above

    return trusted_documents(listed, DOCUMENTS.values(), engine)


def _count(boundary: Boundary, engine: AdmittedEngine, graphql: GraphQLEndpoint, board: Board) -> None:
    """Count what passes through `boundary`, and tell it by `boundary.metrics`."""
    boundary.counts = RequestCounts()
    fast = None
    if isinstance(boundary.fast_path, FastPath):
        fast = boundary.fast_path = MeasuredFastPath(boundary.fast_path)
    boundary.metrics = Metrics(Gatherer(engine, boundary.counts, fast, graphql.persisted, graphql.encoded), board)


class _Addresses:
    """Finds who answers a path: exact ones first, then data by version, then the pages."""

    def __init__(self, exact: dict[str, ASGIApp], data: ASGIApp, audit: ASGIApp, pages: ASGIApp) -> None:
        self._exact = exact
        self._data = data
        self._audit = audit
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = scope["path"]
        app = self._exact.get(path)
        if app is not None:
            scope[RECORD].route = path
        elif path == _AUDIT and scope["method"] not in _READING:
            scope[RECORD].route, app = path, self._audit  # to those who read, the address is a page
        elif path.startswith("/data/"):
            scope[RECORD].route, app = "/data", self._data
        elif path.startswith(_API_PATHS):
            app = _nothing_here
        else:
            scope[RECORD].route, app = "page", self._pages
        await app(scope, receive, send)


async def _nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    raise Refusal(404, Code.NOT_FOUND, "There is nothing at this address.")
