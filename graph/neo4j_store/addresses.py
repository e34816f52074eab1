"""Which addresses of a server are accepted, and what is wrong with others, said in our own words."""

from urllib.parse import SplitResult, parse_qsl, urlsplit

from graph.errors import StoreMisconfigured

_DIRECT = frozenset({"bolt", "bolt+s", "bolt+ssc"})
_ROUTED = frozenset({"neo4j", "neo4j+s", "neo4j+ssc"})
_SHOWN = 40
ACCEPTED = (
    "write bolt://HOST:PORT for one server or neo4j://HOST:PORT for a cluster, bolt+s:// or neo4j+s:// for either with "
    "TLS, +ssc:// where the certificate is self-signed"
)


def check_address(address: str) -> None:
    """Refuse what is no address of a Neo4j server.

    Raises:
        StoreMisconfigured: Says what is wrong and what is accepted. Nothing behind the scheme is repeated, since there
            may be a password.
    """
    fault = _fault(address)
    if fault is not None:
        raise StoreMisconfigured(f"{fault}; {ACCEPTED}")


def _fault(address: str) -> str | None:
    if not address.isprintable() or " " in address:
        return "an address has no spaces or control characters"
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, a bracket that is not closed
        has_host, parts = False, SplitResult(address.partition("://")[0].lower(), "", "", "", "")
    if "://" not in address:
        return "an address begins with a scheme such as bolt://"
    if parts.scheme not in _DIRECT | _ROUTED:
        return f"{parts.scheme[:_SHOWN]!r} is no scheme of a Neo4j address"
    if "@" in parts.netloc:
        return "user and password do not stand in an address, they have settings of their own"
    if not has_host:
        return "the host or the port of the address cannot be read"
    return _fault_behind_the_host(parts)


def _fault_behind_the_host(parts: SplitResult) -> str | None:
    if parts.path not in {"", "/"} or parts.fragment:
        return "nothing stands behind host and port; the database has a setting of its own"
    if parts.query and parts.scheme in _DIRECT:
        return "only a neo4j:// address has parameters"
    given = parse_qsl(parts.query, keep_blank_values=True)
    if len(dict(given)) < len(given) or not all(value for _, value in given):
        return "each parameter of an address stands there once and has a value"
    return None
