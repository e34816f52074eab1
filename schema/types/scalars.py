"""Scalars: texts whose form is stated, and checked where they come in."""

import datetime
import re

from schema.declare import ScalarType

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*/[^\s?#]+")


def _read_date(text: str) -> datetime.date:
    if not _DATE.fullmatch(text):
        raise ValueError("a date is written as 2026-11-24")
    return datetime.date.fromisoformat(text)


def _read_purl(text: str) -> str:
    if not _PURL.fullmatch(text):
        raise ValueError("a package URL is written as pkg:pypi/haystack-ai")
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

SCALARS = (DATE, VERSION, PURL, URL)
