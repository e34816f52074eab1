"""A tutorial's code, import by import: what each name is for, whether it is still there, and what took its place."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from api.explorer.forms import BadForm, Form, read_form
from api.explorer.headers import PAGE_HEADERS
from api.explorer.queries import Query
from api.explorer.site import Page, Site
from api.explorer.views.entries import HOME
from graph.questions.code import MOST_BYTES

MAX_FORM_BYTES = 3 * MOST_BYTES + 1024
"""A form spells most signs by three bytes."""
_LONGEST_LINK = 6_000
_EXAMPLES = {
    "chatbot-2023": (
        """\
# A chatbot over documents, as tutorials of 2023 built it
from langchain.text_splitter import RecursiveCharacterTextSplitter
from langchain.chains import RetrievalQA
from tenacity import retry
import chromadb
""",
        "2023-06-01",
    )
}
_TITLE = "Explain: what became of a tutorial's imports"
_DESCRIPTION = (
    "Paste the code of a tutorial: each import gets the concept that it is for, whether the name is still there, "
    "and what took its place."
)
_FOUND = "What became of each import of this code: its concept, whether the name is there, what took its place."


async def explain(site: Site, request: Request) -> Page:
    """Show the form, filled with an example where ``example=`` names one, or explain the code that was sent."""
    if request.method != "POST":
        code, day = _EXAMPLES.get(request.query_params.get("example", ""), ("", ""))
        return await (_explained(site, code, day) if code else _page(site))
    try:
        form = await read_form(request, MAX_FORM_BYTES)
    except BadForm as refused:
        return await _page(site, refused=refused)
    return await _answered(site, form)


async def _answered(site: Site, form: Form) -> Page:
    code, day = form.text("code"), form.text("day").strip()
    if not code.strip():
        return await _page(site, day=day, refused=BadForm(400, "There is no code in the form yet."))
    if len(code.encode("utf-8", "replace")) > MOST_BYTES:
        too_long = f"The code is longer than {MOST_BYTES // 1024} KiB. Its imports alone are enough."
        return await _page(site, code=code, day=day, refused=BadForm(413, too_long))
    if day and not _is_day(day):
        return await _page(site, code=code, refused=BadForm(400, "The day must be a date such as 2023-06-01."))
    return await _explained(site, code, day, private=True)


async def _explained(site: Site, code: str, day: str, *, private: bool = False) -> Page:
    query = Query("explain", {"text": code, **({"asOf": day} if day else {})})
    try:
        data = await site.read_for(query)
    except BadForm as refused:
        return await _page(site, code=code, day=day, refused=refused)
    return await _page(site, code=code, day=day, data=data, query=query, private=private)


async def _page(
    site: Site,
    *,
    code: str = "",
    day: str = "",
    data: dict[str, Any] | None = None,
    query: Query | None = None,
    refused: BadForm | None = None,
    private: bool = False,
) -> Page:
    frame = data or await site.read(Query("frame"))
    found = None if data is None else data["explainCode"]
    kept = refused is None and not private
    headers = dict(PAGE_HEADERS) if kept else {**PAGE_HEADERS, "Cache-Control": "no-store"}
    return Page(
        "explain.html",
        "Explain",
        _TITLE if found is None else "Explain: these imports today",
        _DESCRIPTION if found is None else _FOUND,
        version=frame["snapshot"]["version"],
        content={
            **frame,
            "code": code,
            "day": day,
            "with_day": True,
            "rows": 14 if found is None else 8,
            "found": found,
            "groups": [] if found is None else _groups(found["imports"]),
            "notice": None if refused is None else refused.message,
            "examples": _EXAMPLES,
        },
        crumbs=(HOME,),
        # code that is too long for an address is not put into one
        query=query if query is None or len(query.link) <= _LONGEST_LINK else Query("explain"),
        status=200 if refused is None else refused.status,
        section="explain",
        canonical="/explain",
        index=found is None and refused is None,
        headers={**headers, **(refused.headers if refused else {})},
    )


def _groups(imports: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Sort imports by what a reader must do about them; empty groups are left out."""
    groups: dict[str, list[Mapping[str, Any]]] = {"act": [], "fine": [], "unsure": [], "unknown": []}
    for one in imports:
        groups[_group(one)].append({**one, "heir": _heir(one)})
    return [(name, group) for name, group in groups.items() if group]


def _group(one: Mapping[str, Any]) -> str:
    if one["knowledge"] not in ("MAPPED", "KNOWN"):
        return "unknown"
    former = one["symbol"] is not None and one["symbol"]["former"]
    if former or one["state"] in ("ABSENT", "TOMBSTONE", "DEPRECATED"):
        return "act"
    return "fine" if one["state"] == "PRESENT" else "unsure"


def _heir(one: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the name to import instead: what people say took the place, else where the name was found again."""
    curated = one["symbol"] and one["symbol"]["replacedBy"]
    if curated:
        return {"ref": curated["ref"], "package": curated["package"]["purl"]}
    found: Mapping[str, Any] | None = one["replacedBy"]
    return found


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2023-06-01")
