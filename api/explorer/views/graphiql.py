"""The query editor: GraphiQL where its bundle is there, and a plain form that works without it and without script."""

import json
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.explorer.forms import BadForm, read_form
from api.explorer.headers import GRAPHIQL_HEADERS
from api.explorer.queries import DOCUMENTS, Query
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME
from api.strict_json import JsonLimits, NotStrictJson, read_json
from api.trusted.documents import REFUSED

_MAX_SHOWN = 262_144
"""Characters of an answer that a page shows; a longer one is for programs."""


async def graphiql(site: Site, request: Request) -> Page:
    """Show the editor with the query that the address gives, or answer the form."""
    if request.method != "POST":
        parameters = request.query_params
        return await _page(site, parameters.get("query"), parameters.get("variables"))
    try:
        form = await read_form(request)
        query, variables = form.text("query"), form.text("variables")
        answer = await _answer(site, query, variables)
    except BadForm as refused:
        return await _page(site, None, None, refused=refused)
    return await _page(site, query, variables, answer=answer)


async def _page(
    site: Site,
    query: str | None,
    variables: str | None,
    *,
    answer: str | None = None,
    refused: BadForm | None = None,
) -> Page:
    data = await site.read(Query("frame"))
    listed = site.trusted is not None
    examples = () if listed else site.assets.examples  # they are on nobody's list
    tabs = [{"query": example.document} for example in examples]
    # An answer to the form is shown on the plain page: whoever sent it saw no editor.
    plain = answer is not None or refused is not None
    headers = {**GRAPHIQL_HEADERS, "Cache-Control": "no-store"} if plain else {**GRAPHIQL_HEADERS}
    if refused is not None:
        headers.update(refused.headers)
    return Page(
        "graphiql.html",
        "GraphiQL",
        "GraphiQL: ask the graph yourself",
        "Write a GraphQL query against the catalogue, with documentation and completion beside it.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "bundle": None if plain or listed else site.assets.bundle(),
            "listed": listed,
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
            "notice": None if refused is None else refused.message,
        },
        crumbs=(HOME,),
        status=200 if refused is None else refused.status,
        section="graphiql",
        canonical="/graphiql",
        index=query is None,
        headers=headers,
    )


async def _answer(site: Site, document: str, variables: str) -> str:
    """Return the answer to a form as indented JSON."""
    if site.trusted is not None and document not in site.trusted:
        raise BadForm(403, REFUSED)
    given: Any = None
    if variables.strip():
        try:
            given = read_json(variables, JsonLimits())
        except NotStrictJson as error:
            raise BadForm(400, f"The variables are not acceptable JSON: {error}.") from None
        if not isinstance(given, dict):
            raise BadForm(400, "The variables must be a JSON object.")
    return json.dumps(await site.answer(document, given), indent=2, ensure_ascii=False)
