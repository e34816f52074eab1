"""Addresses: every URL of the content is one that a reader can follow without a surprise."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ingest.diagnostics import Diagnostic, Rule, quoted
from ingest.nodes import scalars_of
from ingest.sources import Catalogue

BAD_ADDRESS = Rule(
    "DUR531",
    "An address that is not a plain public one",
    "Addresses are https, with a lower-case ASCII host name: no user name, no port, no IP address, no local name.",
    "repository: https://user@192.168.0.1:8443/x",
    "Write the public https address of the page.",
)

URL_FIELDS = frozenset({"url", "documentation", "repository"})
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP_LEVEL = re.compile(r"(?:xn--[a-z0-9-]+|[a-z]{2,})")
_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_LOCAL = frozenset({"local", "localhost", "internal", "localdomain", "home", "lan", "test", "example", "invalid"})


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report addresses that break the rule."""
    for reading in catalogue.readings:
        for route, scalar in scalars_of(reading.root):
            if route[-1] in URL_FIELDS and isinstance(scalar.value, str):
                problem = address_problem(scalar.value)
                if problem is not None:
                    yield BAD_ADDRESS.at(
                        reading.at(scalar.start), f"{quoted(scalar.value)}: {problem}", BAD_ADDRESS.fix
                    )


def address_problem(url: str) -> str | None:
    """Return what is wrong with an address, or null."""
    if not _CHARACTERS.fullmatch(url):
        return "a character that may not stand in an address"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "not an address"
    if parts.scheme != "https":
        return None  # the shape of the document says so
    if "@" in parts.netloc:
        return "a user name before the host"
    if port is not None or parts.netloc.endswith(":"):
        return "a port"
    return _host_problem(parts.netloc)


def _host_problem(host: str) -> str | None:
    if _is_ip_address(host):
        return "an IP address for a host"
    labels = host.split(".")
    if len(labels) < 2 or labels[-1] in _LOCAL:  # noqa: PLR2004 - a name and a top-level domain
        return "not a public host name"
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)) or not _TOP_LEVEL.fullmatch(labels[-1]):  # noqa: PLR2004
        return "not a lower-case host name"
    return None


def _is_ip_address(host: str) -> bool:
    """Tell whether a browser would read the host as an IP address: dotted, in brackets, hexadecimal or one number."""
    if host.startswith("["):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return re.fullmatch(r"0[xX][0-9a-fA-F]*|[0-9]+", host.rstrip(".").rpartition(".")[2]) is not None
    return True
