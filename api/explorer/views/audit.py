"""The audit of a project's dependencies: manifests that a reader pastes or drops, read by our server and not kept."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from starlette.requests import Request

from api.explorer.forms import BadForm, Form, read_form
from api.explorer.headers import PAGE_HEADERS
from api.explorer.names import clean
from api.explorer.queries import Query
from api.explorer.site import Crumb, Page, Redirect, Site
from api.explorer.views.entries import HOME
from schema.limits import Limits

MOST_FILES = 8
MOST_BYTES = Limits().code_bytes
MAX_FORM_BYTES = 1_048_576
_MAX_FIELDS = 2 * MOST_FILES + 4
_LONGEST_LINK = 6_000
_AUDIT = Crumb("Audit", "/audit")
_PRESENCES = ("USED", "AVAILABLE", "NOT_SEEN")
_TITLE = "Audit: what your dependencies lead to"
_DESCRIPTION = (
    "Drop or paste a manifest: see which durable concepts it leads to, and which names and packages are gone, moved or "
    "likely to change."
)


class _File(NamedTuple):
    """A file as the form has it."""

    name: str
    text: str


async def audit(site: Site, request: Request) -> Page:
    """Show the form."""
    return await _page(site, [], goal=request.query_params.get("goal", ""))


async def audit_result(site: Site, request: Request) -> Page | Redirect:
    """Answer the form; whoever asks for the answer without one gets the form."""
    if request.method != "POST":
        return Redirect("/audit")
    try:
        form = await read_form(request, MAX_FORM_BYTES, _MAX_FIELDS)
    except BadForm as refused:
        return await _page(site, [], refused=refused)
    return await _audited(site, form)


async def _audited(site: Site, form: Form) -> Page:
    files = [_File(clean(form.text(f"name{n}")), form.text(f"text{n}")) for n in range(MOST_FILES)]
    files = [file for file in files if file.text.strip()]
    code, goal = form.text("code"), form.text("goal")
    if not files and not code.strip():
        return await _page(site, files, goal=goal, refused=BadForm(400, "There is no file in the form yet."))
    long = [name for name, text in (*files, ("The code", code)) if len(text.encode("utf-8", "replace")) > MOST_BYTES]
    if long:
        too_long = f"{long[0] or 'A file'} is longer than {MOST_BYTES // 1024} KiB; the command duramen audit reads it."
        return await _page(site, files, code=code, goal=goal, refused=BadForm(413, too_long))
    variables: dict[str, Any] = {
        "manifests": [{"name": file.name or "requirements.txt", "text": file.text} for file in files],
        **({"sources": [{"name": "code.py", "text": code}]} if code.strip() else {}),
        **({"goal": goal} if goal else {}),
    }
    query = Query("audit", variables)
    try:
        data = await site.read_for(query)
    except BadForm as refused:
        return await _page(site, files, code=code, goal=goal, refused=refused)
    return await _page(site, files, code=code, goal=goal, data=data, query=query)


async def _page(
    site: Site,
    files: Sequence[_File],
    *,
    code: str = "",
    goal: str = "",
    data: dict[str, Any] | None = None,
    query: Query | None = None,
    refused: BadForm | None = None,
) -> Page:
    frame = data or await site.read(Query("frame"))
    names = await site.names()
    found = None if data is None else data["auditStack"]
    sent = found is not None or refused is not None
    headers = {**PAGE_HEADERS, "Cache-Control": "no-store"} if sent else dict(PAGE_HEADERS)
    return Page(
        "audit.html",
        "Audit" if found is None else "What it leads to",
        _TITLE,
        _DESCRIPTION,
        version=frame["snapshot"]["version"],
        content={
            **frame,
            "rows": files or [_File("", "")],
            "most_files": MOST_FILES,
            "code": code,
            "goal": goal,
            "goals": [one for one in names.entries if one.kind == "goals"],
            "found": found,
            "presences": [] if found is None else _by_presence(found["concepts"]),
            "notice": None if refused is None else refused.message,
        },
        crumbs=(HOME,) if found is None else (HOME, _AUDIT),
        # manifests that are too long for an address are not put into one
        query=query if query is None or len(query.link) <= _LONGEST_LINK else Query("audit"),
        status=200 if refused is None else refused.status,
        section="audit",
        canonical="/audit",
        index=not sent,
        headers={**headers, **(refused.headers if refused else {})},
    )


def _by_presence(concepts: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Group concepts by how far they are there, what is used first; groups without any are left out."""
    grouped = [(presence, [one for one in concepts if one["presence"] == presence]) for presence in _PRESENCES]
    return [(presence, group) for presence, group in grouped if group]
