"""Scalars: texts whose form is stated, and checked where they come in."""

import datetime
import re

from schema.declare import ScalarType
from schema.errors import BadText

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*/[^\s?#]+")


def _read_date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        raise BadText("a date is a day of the calendar, written as 2026-11-24") from None


def _read_purl(text: str) -> str:
    if not _PURL.fullmatch(text):
        raise BadText("a package URL is written as pkg:pypi/haystack-ai")
    return text


def _as_it_is(text: str) -> str:
    return text


DATE = ScalarType(
    "Date",
    "A calendar day, such as `2026-11-24`.",
    "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
    read=_read_date,
    write=datetime.date.isoformat,
)
VERSION = ScalarType(
    "Version",
    "A version of a published package, spelt as its index spells it, such as `1.4.2`.",
    None,
    read=_as_it_is,
    write=str,
)
PURL = ScalarType(
    "Purl",
    "A package URL without version: the index and the name of a package, such as `pkg:pypi/haystack-ai` or "
    "`pkg:npm/%40langchain/core`.",
    "https://github.com/package-url/purl-spec",
    read=_read_purl,
    write=str,
)
URL = ScalarType(
    "URL",
    "An address on the web, such as `https://example.org/guide`.",
    "https://url.spec.whatwg.org/",
    read=_as_it_is,
    write=str,
)
MANIFEST_TEXT = ScalarType(
    "ManifestText",
    "The text of one file, such as a dependency manifest, at most 48 KiB in UTF-8. Newlines and tabs are the only "
    "control characters. Give it as a variable: it is neither kept nor logged.",
    "https://www.rfc-editor.org/rfc/rfc3629",
    read=_as_it_is,
    write=str,
)

SCALARS = (DATE, VERSION, PURL, URL, MANIFEST_TEXT)
