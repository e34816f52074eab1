"""The query editor: GraphiQL where its bundle is there, and a plain form that works without it and without script."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import ClientDisconnect, Request

from api.explorer.headers import GRAPHIQL_HEADERS
from api.explorer.queries import DOCUMENTS, Query
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME
from api.graphql_request import ClientGone
from api.strict_json import JsonLimits, NotStrictJson, read_json

MAX_FORM_BYTES = 65_536
_MAX_FIELDS = 8
_MAX_SHOWN = 262_144
"""Characters of an answer that a page shows; a longer one is for programs."""


class BadForm(Exception):
    """A form that is not taken; `status` is the HTTP status of the refusal."""

    def __init__(self, status: int, message: str) -> None:
        """Keep what to answer."""
        super().__init__(message)
        self.status = status
        self.message = message


async def graphiql(site: Site, request: Request) -> Page:
    """Show the editor with the query that the address gives, or answer the form."""
    if request.method != "POST":
        parameters = request.query_params
        return await _page(site, parameters.get("query"), parameters.get("variables"))
    try:
        form = await _form(request)
        query, variables = form.get("query", ""), form.get("variables", "")
        answer = await _answer(site, query, variables)
    except BadForm as refused:
        return await _page(site, None, None, notice=refused.message, status=refused.status)
    return await _page(site, query, variables, answer=answer)


async def _page(
    site: Site,
    query: str | None,
    variables: str | None,
    *,
    answer: str | None = None,
    notice: str | None = None,
    status: int = 200,
) -> Page:
    data = await site.read(Query("frame"))
    examples = site.assets.examples
    tabs = [{"query": example.document} for example in examples]
    # An answer to the form is shown on the plain page: whoever sent it saw no editor.
    plain = answer is not None or notice is not None
    headers = {**GRAPHIQL_HEADERS, "Cache-Control": "no-store"} if plain else {**GRAPHIQL_HEADERS}
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        headers["Connection"] = "close"  # the rest of the form is not read
    return Page(
        "graphiql.html",
        "GraphiQL",
        "GraphiQL: ask the graph yourself",
        "Write a GraphQL query against the catalogue, with documentation and completion beside it.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "bundle": None if plain else site.assets.bundle(),
            "document": query,
            "variables": variables,
            "shown_document": query or (examples[0].document if examples else DOCUMENTS["frameworks"]),
            "examples": [
                (e.name.replace("_", " ").replace("-", " "), f"/graphiql?{urlencode({'query': e.document})}")
                for e in examples
            ],
            "tabs": json.dumps(tabs),
            "answer": answer,
            "cut": answer is not None and len(answer) > _MAX_SHOWN,
            "limit": _MAX_SHOWN,
            "notice": notice,
        },
        crumbs=(HOME,),
        status=status,
        section="graphiql",
        canonical="/graphiql",
        index=query is None,
        headers=headers,
    )


async def _form(request: Request) -> Mapping[str, str]:
    """Read an urlencoded form from our own page, within its limits."""
    _check_origin(request)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise BadForm(415, "The form must be sent as application/x-www-form-urlencoded.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_FORM_BYTES:
                raise BadForm(413, f"The form is longer than {MAX_FORM_BYTES:,} bytes.")
    except ClientDisconnect:
        raise ClientGone from None
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise BadForm(400, "The form could not be read.") from None
    return dict(fields)


def _check_origin(request: Request) -> None:
    """Refuse a form that another site's page sent.

    Browsers say where a request comes from in Sec-Fetch-Site. Our pages send no referrer, and then Origin is ``null``
    even on our own forms, so it counts only where it names a site.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise BadForm(403, "This form can only be sent from this site.")
    if origin is None or (origin == "null" and site is not None):
        return
    if origin.partition("://")[2].lower() != request.headers.get("host", "").lower():
        raise BadForm(403, "This form can only be sent from this site.")


async def _answer(site: Site, document: str, variables: str) -> str:
    """Return the answer to a form as indented JSON."""
    given: Any = None
    if variables.strip():
        try:
            given = read_json(variables, JsonLimits())
        except NotStrictJson as error:
            raise BadForm(400, f"The variables are not acceptable JSON: {error}.") from None
        if not isinstance(given, dict):
            raise BadForm(400, "The variables must be a JSON object.")
    return json.dumps(await site.answer(document, given), indent=2, ensure_ascii=False)
