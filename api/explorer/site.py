"""What all pages share: reading content by GraphQL, rendering templates, and answering with the right headers."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jinja2
import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response

from api.admission import ClientRates
from api.boundary import RECORD
from api.explorer import markup, words
from api.explorer.assets import Assets
from api.explorer.drawing.plots import percent
from api.explorer.forms import BadForm
from api.explorer.headers import PAGE_HEADERS, takes_gzip
from api.explorer.kept import Kept
from api.explorer.names import Named, Names
from api.explorer.navigation import Navigation
from api.explorer.queries import Query
from api.explorer.workshop import Workshop
from api.graphql_request import ClientGone
from api.logs import short_traceback
from api.refusals import Refusal
from schema.engine import Engine, GraphQLRequest, QueryFailed
from schema.errors import GRAPH_TOO_LARGE, INTERNAL_SERVER_ERROR, STORE_UNAVAILABLE, TIMEOUT

_HERE = Path(__file__).parent
_MAX_NAME_PAGES = 200
_OURS = frozenset([GRAPH_TOO_LARGE, INTERNAL_SERVER_ERROR, STORE_UNAVAILABLE, TIMEOUT])
"""Codes of errors that no reader can do anything about."""
_WORTH_COMPRESSING = 512

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from the home page to a page."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is rendered.

    `name` is short, for the breadcrumb; `title` and `description` are for whoever sees the page from outside. `version`
    is that of the content, empty where the page could not ask for it. `canonical` is the page's path without what
    changes nothing, `index` whether search engines should keep it; `query` made it, together with those in `also`.
    """

    template: str
    name: str
    title: str
    description: str
    version: str
    content: Mapping[str, Any] = field(default_factory=dict)
    crumbs: tuple[Crumb, ...] = ()
    query: Query | None = None
    also: tuple[Query, ...] = ()
    status: int = 200
    section: str | None = None
    canonical: str | None = None
    index: bool = True
    headers: Mapping[str, str] = field(default_factory=lambda: PAGE_HEADERS)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another address of this site for what was asked."""

    path: str


Endpoint = Callable[[Request], Awaitable[Response]]
View = Callable[["Site", Request], Awaitable[Page | Redirect | Response]]


class Site:
    """The explorer over one engine."""

    def __init__(
        self,
        engine: Engine,
        assets: Assets,
        navigation: Navigation,
        workshop: Workshop,
        trusted: Container[str] | None = None,
        rates: ClientRates | None = None,
    ) -> None:
        """Prepare the templates; content is read when pages are asked for."""
        self._rates = rates
        self.trusted = trusted
        """The documents that a reader may send; null if any."""
        self.engine = engine
        self.assets = assets
        self.workshop = workshop
        self.kept = Kept()
        self._names: tuple[str, Names] | None = None
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
            url=assets.url,
            navigation=navigation,
            words=words,
            counted=markup.counted,
            import_line=markup.import_line,
            install_command=markup.install_command,
            package_name=markup.package_name,
            source_link=markup.source_link,
        )
        self._environment.filters.update(
            dotted=markup.dotted,
            percent=percent,
            prose=markup.prose,
            python=markup.python,
            reference=markup.reference,
        )

    async def read(self, query: Query) -> dict[str, Any]:
        """Return the content that a page's query asks for."""
        return await self.engine.data(query.document, dict(query.variables))

    async def try_read(self, query: Query) -> dict[str, Any] | None:
        """Return the content that a query with a reader's own values asks for; null where they are refused.

        Raises:
            QueryFailed: If it is not the reader's fault that there is none.
        """
        try:
            return await self.read_for(query)
        except BadForm:
            return None

    async def read_for(self, query: Query) -> dict[str, Any]:
        """Return the data of a query about what a reader sent.

        Raises:
            BadForm: If what was sent is wrong, such as a sign that no text has.
            QueryFailed: If it is not the reader's fault.
        """
        answer = await self.answer(query.document, query.variables)
        if "errors" in answer:
            if any(shown["extensions"]["code"] in _OURS for shown in answer["errors"]):
                raise QueryFailed(answer["errors"])
            raise BadForm(400, str(answer["errors"][0]["message"]))
        data: dict[str, Any] = answer["data"]
        return data

    async def answer(self, document: str, variables: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the whole answer to anybody's document, errors included."""
        given = None if variables is None else dict(variables)
        answer = await self.engine.answer(GraphQLRequest(document, given, None, "POST"))
        body: dict[str, Any] = orjson.loads(answer.body)
        return body

    async def names(self) -> Names:
        """Return the names of the current version; they are read once a version."""
        first = await self._name_page(None, None, concepts=True, frameworks=True, aims=True)
        version = first["snapshot"]["version"]
        if self._names is None or self._names[0] != version:
            self._names = (version, Names(await self._all_names(first)))
        return self._names[1]

    async def _all_names(self, page: dict[str, Any]) -> Sequence[Named]:
        entries = _named(page)
        concepts, frameworks = _cursor(page, "concepts"), _cursor(page, "frameworks")
        for _ in range(_MAX_NAME_PAGES):
            if concepts is None and frameworks is None:
                break
            page = await self._name_page(
                concepts, frameworks, concepts=concepts is not None, frameworks=frameworks is not None
            )
            entries += _named(page)
            concepts, frameworks = _cursor(page, "concepts"), _cursor(page, "frameworks")
        return entries

    async def _name_page(
        self,
        after_concept: str | None,
        after_framework: str | None,
        *,
        concepts: bool,
        frameworks: bool,
        aims: bool = False,
    ) -> dict[str, Any]:
        variables = {
            "concepts": after_concept,
            "frameworks": after_framework,
            "withConcepts": concepts,
            "withFrameworks": frameworks,
            "withAims": aims,
        }
        return await self.read(Query("names", variables))

    @cached_property
    def template_digest(self) -> str:
        """A digest over everything in this package that changes what pages look like."""
        digest = hashlib.sha256()
        for path in sorted(_HERE.rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg"}:
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def respond(self, request: Request, page: Page) -> Response:
        """Return a page as an answer; 304 where the reader has it already."""
        bundle = self.assets.bundle() if page.section == "graphiql" else None
        tag = f'W/"{page.version}-{self.template_digest}{f"-{bundle.script}" if bundle else ""}"'
        headers = {**page.headers, "Vary": "Accept-Encoding"}
        if page.status == HTTPStatus.OK and page.version and headers["Cache-Control"] == "no-cache":
            headers["ETag"] = tag
            if tag in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
        canonical = None
        if self.assets.public_url is not None and page.canonical is not None:
            canonical = self.assets.public_url + page.canonical
        template = self._environment.get_template(page.template)
        body = template.render(page=page, canonical=canonical, **page.content).encode()
        if len(body) > _WORTH_COMPRESSING and takes_gzip(request.headers.get("accept-encoding")):
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return Response(body, page.status, headers, media_type="text/html")

    def endpoint(self, view: View, methods: Sequence[str] = ("GET", "HEAD")) -> Endpoint:
        """Return `view` as an endpoint of Starlette, with error pages for what goes wrong."""

        async def answer(request: Request) -> Response:
            if request.method not in methods:
                return self._refuse_method(request, methods)
            try:
                if request.method == "POST" and self._rates is not None:
                    self._rates.check(request.client.host if request.client else None)
                return await self._viewed(view, request)
            except ClientGone:
                raise
            except Refusal as refusal:
                return self._refused(request, refusal)
            except QueryFailed as error:
                return self._unanswered(request, error)
            except Exception as error:  # noqa: BLE001 - a reader gets a page with an id, the log gets the rest
                return self._failed(request, error)

        return answer

    async def _viewed(self, view: View, request: Request) -> Response:
        found = await view(self, request)
        if isinstance(found, Page):
            return self.respond(request, found)
        if isinstance(found, Redirect):
            return Response(status_code=HTTPStatus.MOVED_PERMANENTLY, headers={**PAGE_HEADERS, "Location": found.path})
        return found

    def _refuse_method(self, request: Request, methods: Sequence[str]) -> Response:
        page = error_page(405, "Method not allowed", "This page can only be read.")
        response = self.respond(request, page)
        response.headers["Allow"] = ", ".join(methods)
        return response

    def _refused(self, request: Request, refusal: Refusal) -> Response:
        record = request.scope.get(RECORD)
        if record is not None:
            record.codes = (refusal.code,)
        response = self.respond(request, error_page(refusal.status, "Not right now", refusal.message))
        response.headers.update(refusal.headers)
        return response

    def _unanswered(self, request: Request, error: QueryFailed) -> Response:
        codes = {shown["extensions"]["code"] for shown in error.shown}
        if GRAPH_TOO_LARGE in codes:
            text = (
                "It shows the catalogue as a whole, which is larger than this server reads at once. Other pages go on."
            )
            return self.respond(request, error_page(503, "The catalogue is too large for this page", text))
        if codes.isdisjoint({STORE_UNAVAILABLE, TIMEOUT}):
            return self._failed(request, error)
        page = error_page(
            503, "The catalogue cannot be read right now", "This usually lasts a few seconds. Please try again."
        )
        response = self.respond(request, page)
        response.headers["Retry-After"] = "2"
        return response

    def _failed(self, request: Request, error: Exception) -> Response:
        record = request.scope.get(RECORD)
        request_id = "unknown" if record is None else record.request_id
        log.error("page failed", request_id=request_id, traceback=short_traceback(error))
        text = f"It is in our log. If you report it, please name the request {request_id}."
        return self.respond(request, error_page(500, "Something went wrong here", text))


def error_page(status: int, title: str, text: str) -> Page:
    """Return a page that needs no content, for when there is none to be had."""
    headers = {**PAGE_HEADERS, "Cache-Control": "no-store"}
    return Page(
        "error.html",
        title,
        title,
        text,
        version="",
        content={"text": text},
        status=status,
        index=False,
        headers=headers,
    )


def _cursor(page: Mapping[str, Any], connection: str) -> str | None:
    if connection not in page or not page[connection]["pageInfo"]["hasNextPage"]:
        return None
    cursor: str = page[connection]["pageInfo"]["endCursor"]
    return cursor


def _named(page: Mapping[str, Any]) -> list[Named]:
    concepts = page["concepts"]["nodes"] if "concepts" in page else ()
    frameworks = page["frameworks"]["nodes"] if "frameworks" in page else ()
    aims = [(kind, one) for kind in ("goals", "roles") if kind in page for one in page[kind]["nodes"]]
    return [
        *(Named("concepts", c["slug"], c["name"], (*c["aliases"], *c["terms"]), c["definition"]) for c in concepts),
        *(Named("frameworks", f["slug"], f["name"], (), f["summary"]) for f in frameworks),
        *(Named(kind, one["slug"], one["name"], (), one["summary"]) for kind, one in aims),
    ]
