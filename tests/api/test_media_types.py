"""Which media type a client gets (RFC 9110 section 12.5.1)."""

import pytest

from api.media_types import (
    GRAPHQL_RESPONSE,
    JSON,
    Coding,
    accepts_encoding,
    negotiate,
    negotiate_coding,
    parse_media_type,
)

OFFERED = (JSON, GRAPHQL_RESPONSE)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, {JSON};q=0.9", GRAPHQL_RESPONSE),
        (f"{JSON};q=0.9, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, {JSON}", GRAPHQL_RESPONSE),
        (f"{JSON}, {GRAPHQL_RESPONSE}", JSON),
        (f"{GRAPHQL_RESPONSE};charset=utf-8, */*;q=0.1", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.5, */*;q=0.5", GRAPHQL_RESPONSE),
        (f"{JSON};q=0, */*", GRAPHQL_RESPONSE),
        ("APPLICATION/JSON", JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        (f'text/plain;x="a,b;c", {GRAPHQL_RESPONSE}', GRAPHQL_RESPONSE),
        ("text/html", None),
        (f"{JSON};q=0", None),
        (f"{JSON};charset=utf-16", None),
        ("nonsense", None),
        (f"{JSON};q=nan", None),
        (f"{JSON};q=2", None),
    ],
)
def test_the_type_that_a_client_prefers_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert negotiate(accept, OFFERED) == chosen


def test_the_most_specific_range_decides_about_a_type() -> None:
    assert negotiate(f"*/*;q=1, application/*;q=0.5, {JSON};q=0.1", OFFERED) == GRAPHQL_RESPONSE


@pytest.mark.parametrize("text", ["", "json", "application/", "/json", "a/b/c", "application /json", "a/b;c", "a/b;=c"])
def test_what_is_no_media_type_is_none(text: str) -> None:
    assert parse_media_type(text) is None


def test_a_charset_may_be_quoted_and_in_any_case() -> None:
    media = parse_media_type('Application/JSON; Charset="UTF-8"')
    assert media is not None
    assert media.kind == JSON
    assert media.charset_is_utf8


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, Coding("identity")),
        ("", Coding("identity")),
        ("gzip", Coding("gzip")),
        ("br", Coding("br")),
        ("gzip, deflate, br, zstd", Coding("br")),
        ("GZIP;q=0.5, br;Q=0.4", Coding("gzip")),
        ("gzip;q=0.5, br;Q=0.6", Coding("br")),
        ("gzip;q=0.2, br;q=0.1", Coding("gzip")),
        ("gzip;q=0", Coding("identity")),
        ("deflate", Coding("identity")),
        ("identity", Coding("identity")),
        ("gzip;q=0.5, identity", Coding("identity")),
        ("gzip, identity;q=0.5", Coding("gzip")),
        ("gzip, identity;q=0", Coding("gzip", plain_is_refused=True)),
        ("gzip, *;q=0", Coding("gzip", plain_is_refused=True)),
        ("*", Coding("br")),
        ("gzip, *;q=0.1", Coding("gzip")),
        ("gzip;q=0.5, *", Coding("br")),
        ("br;q=0, *", Coding("gzip")),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("deflate, *;q=0", None),
        ("identity;q=0, *;q=0.1", Coding("br", plain_is_refused=True)),
        ("gzip;q=2", Coding("identity")),
        ("gzip;q=nan", Coding("identity")),
        (", ,;q=1,", Coding("identity")),
    ],
)
def test_the_coding_that_a_client_prefers_is_chosen(header: str | None, chosen: Coding | None) -> None:
    assert negotiate_coding(header, ("br", "gzip")) == chosen


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (None, False),
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("br", False),
        ("gzip; q=0.0", False),
    ],
)
def test_an_encoding_is_used_only_where_it_is_named(header: str | None, taken: bool) -> None:
    assert accepts_encoding(header, "gzip") is taken
