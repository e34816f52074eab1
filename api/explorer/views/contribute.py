"""Contributing: a form that writes the YAML, the same checks as `duramen check`, and the file to copy or to save.

Nothing is stored: what is sent is checked, answered and forgotten. The file goes into a pull request by its author.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.explorer.forms import BadForm, Form, read_form
from api.explorer.headers import PAGE_HEADERS
from api.explorer.names import clean
from api.explorer.queries import Query
from api.explorer.site import Crumb, Page, Site
from api.explorer.views.entries import HOME
from graph.identity import is_slug
from graph.vocabulary import NodeKind

if TYPE_CHECKING:
    from api.explorer.contributions import Checked, MappingForm, SymbolRow

MAX_FORM_BYTES = 262_144
_MAX_FIELDS = 64
_MOST_ROWS = 12
_LEAST_ROWS = 3
_NO_STORE = {**PAGE_HEADERS, "Cache-Control": "no-store"}
_CONTRIBUTE = Crumb("Contribute", "/contribute")
_KINDS = {kind.value: kind for kind in (NodeKind.CONCEPT, NodeKind.FRAMEWORK, NodeKind.ROLE, NodeKind.GOAL)}
_NEW = ("framework", "concept")


async def contribute(site: Site, request: Request) -> Page | Response:
    """Show where to begin, the form of a mapping or of a file; check what is sent, or give it back as a file."""
    if request.method != "POST":
        return await _asked(site, request.query_params)
    try:
        form = await read_form(request, MAX_FORM_BYTES, _MAX_FIELDS)
        if form.has("framework"):
            return await _sent_mapping(site, form)
        return await _sent_file(site, form)
    except BadForm as refused:
        return await _start(site, notices=(refused.message,), refused=refused)


async def _asked(site: Site, given: Mapping[str, str]) -> Page:
    kind, slug = given.get("kind", ""), clean(given.get("slug", ""))
    framework, concept = given.get("framework", ""), given.get("concept", "")
    if framework and concept:
        return await _mapping_page(site, framework, concept)
    if framework or concept:
        return await _start(site, chosen=(framework, concept))
    if kind or slug:
        return await _begun_file(site, kind, slug)
    return await _start(site)


async def _start(
    site: Site,
    notices: tuple[str, ...] = (),
    refused: BadForm | None = None,
    chosen: tuple[str, str] = ("", ""),
) -> Page:
    query = Query("frame")
    data = await site.read(query)
    names = await site.names()
    return Page(
        "contribute.html",
        "Contribute",
        "Contribute: add or correct what Duramen says",
        "Fill in a form; the file is written for you and checked by the rules that every contribution is checked by.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "frameworks": [one for one in names.entries if one.kind == "frameworks"],
            "concepts": [one for one in names.entries if one.kind == "concepts"],
            "kinds": _NEW,
            "chosen": chosen,
            "notices": notices,
        },
        crumbs=(HOME,),
        status=200 if refused is None else refused.status,
        section="contribute",
        canonical="/contribute",
        headers=PAGE_HEADERS if refused is None else {**_NO_STORE, **refused.headers},
    )


async def _mapping_page(
    site: Site, framework: str, concept: str, form: "MappingForm | None" = None, checked: "Checked | None" = None
) -> Page:
    query = Query("contribute", {"framework": framework[:64], "concept": concept[:64]})
    data = await site.try_read(query)
    if data is None or data["framework"] is None or data["concept"] is None:
        wanted = clean(framework if data is None or data["framework"] is None else concept)
        return await _start(site, (f"There is no “{wanted}” here; please choose from the lists.",))
    from api.explorer.contributions import SymbolRow  # noqa: PLC0415 - a server starts without the checks

    filled = form or _filled(data["mapping"], framework, concept)
    rows = [row for row in filled.symbols if not row.is_empty]
    spare = max(_LEAST_ROWS - len(rows), 1)
    name = f"{data['concept']['name']} in {data['framework']['name']}"
    return Page(
        "contribute_mapping.html",
        name,
        f"{name}: {'correct' if data['mapping'] else 'add'} the mapping",
        f"How {data['framework']['name']} expresses {data['concept']['name']}: write it down and have it checked.",
        version=data["snapshot"]["version"],
        content={
            **data,
            "form": filled,
            "rows": [*rows, *[SymbolRow()] * spare][:_MOST_ROWS],
            "most_rows": _MOST_ROWS,
            "checked": checked,
        },
        crumbs=(HOME, _CONTRIBUTE),
        query=query,
        section="contribute",
        index=False,
        headers=PAGE_HEADERS if form is None else _NO_STORE,
    )


def _filled(mapping: Mapping[str, Any] | None, framework: str, concept: str) -> "MappingForm":
    """Return the form of a mapping that is there, or an empty one."""
    from api.explorer.contributions import MappingForm, SymbolRow  # noqa: PLC0415 - as above

    if mapping is None:
        return MappingForm(framework, concept, "", "", "", "", ())
    return MappingForm(
        framework,
        concept,
        mapping["coverage"].lower(),
        mapping["summary"],
        mapping["caveat"] or "",
        mapping["documentation"] or "",
        [SymbolRow(one["package"]["purl"], one["ref"], one["kind"].lower()) for one in mapping["symbols"]],
    )


async def _sent_mapping(site: Site, form: Form) -> Page | Response:
    from api.explorer.contributions import check_mapping  # noqa: PLC0415 - as above

    sent = _mapping_form(form)
    checked = await site.workshop.do(lambda ground: check_mapping(ground, sent))
    if form.has("download") and checked is not None:
        return _file(checked)
    if form.has("live"):
        return _live(checked)
    return await _mapping_page(site, sent.framework, sent.concept, sent, checked)


def _mapping_form(form: Form) -> "MappingForm":
    from api.explorer.contributions import MappingForm, SymbolRow  # noqa: PLC0415 - as above

    def row(number: int) -> "SymbolRow":
        return SymbolRow(*(form.text(f"{field}{number}") for field in ("package", "ref", "kind")))

    return MappingForm(
        form.text("framework"),
        form.text("concept"),
        form.text("coverage"),
        form.text("summary"),
        form.text("caveat"),
        form.text("documentation"),
        [row(number) for number in range(_MOST_ROWS)],
    )


async def _begun_file(site: Site, kind: str, slug: str) -> Page:
    from api.explorer.contributions import begun_file  # noqa: PLC0415 - as above

    of = _KINDS.get(kind)
    if of is None or (kind not in _NEW and not is_slug(slug)):
        return await _start(site, ("Please choose what to add.",))
    text, refusal = await site.workshop.do(lambda ground: begun_file(ground, of, slug))
    if refusal is not None:
        return await _start(site, (f"{refusal[0].upper()}{refusal[1:].replace('`', '')}.",))
    return await _file_page(site, of, slug, text)


async def _sent_file(site: Site, form: Form) -> Page | Response:
    from api.explorer.contributions import check_file  # noqa: PLC0415 - as above

    kind, slug, text = _KINDS.get(form.text("kind")), form.text("slug"), form.text("text")
    if kind is None or not is_slug(slug):
        raise BadForm(400, "The form names no kind and no slug of a file.")
    checked = await site.workshop.do(lambda ground: check_file(ground, kind, slug, text))
    if form.has("download"):
        return _file(checked)
    if form.has("live"):
        return _live(checked)
    return await _file_page(site, kind, slug, text, checked)


async def _file_page(site: Site, kind: NodeKind, slug: str, text: str, checked: "Checked | None" = None) -> Page:
    data = await site.read(Query("frame"))
    return Page(
        "contribute_file.html",
        f"{slug}.yaml",
        f"{slug}.yaml: write a {kind}",
        f"The file of the {kind} {slug}: write it and have it checked.",
        version=data["snapshot"]["version"],
        content={**data, "kind": kind.value, "slug": slug, "text": text, "checked": checked},
        crumbs=(HOME, _CONTRIBUTE),
        section="contribute",
        index=False,
        headers=PAGE_HEADERS if checked is None else _NO_STORE,
    )


def _file(checked: "Checked") -> Response:
    """Return a checked file for saving."""
    headers = {**_NO_STORE, "Content-Disposition": f'attachment; filename="{checked.name}"'}
    return Response(checked.text, headers=headers, media_type="application/yaml; charset=utf-8")


def _live(checked: "Checked | None") -> Response:
    """Return what the page's script shows while somebody writes."""
    body = orjson.dumps(checked) if checked is not None else b"null"
    return Response(body, headers=_NO_STORE, media_type="application/json")
