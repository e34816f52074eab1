"""Identity: every node has a kind and a key, written ``kind:key``; the Relay global id is that text in base64.

Keys: the slug for families, concepts, frameworks, roles and goals; ``FRAMEWORK/CONCEPT`` for mappings; the purl for
packages; ``PURL#REF`` for symbols.
"""

import base64
import binascii
import functools
import re
from typing import NamedTuple

from graph.records import Concept, Family, Framework, Goal, Mapping, Node, Package, Role, Symbol, SymbolKey
from graph.vocabulary import Ecosystem, NodeKind

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_SLUG_LENGTH = 64
MAX_KEY_LENGTH = 400
_KINDS = {kind.value: kind for kind in NodeKind}
_KIND_OF_SLUGGED: dict[type[Node], NodeKind] = {
    Family: NodeKind.FAMILY,
    Concept: NodeKind.CONCEPT,
    Framework: NodeKind.FRAMEWORK,
    Role: NodeKind.ROLE,
    Goal: NodeKind.GOAL,
}


class NodeKey(NamedTuple):
    """The identity of a node; a concept and a framework may share a slug, never a `NodeKey`."""

    kind: NodeKind
    key: str

    def __str__(self) -> str:
        """Return ``kind:key``, the form used in content and logs."""
        return f"{self.kind}:{self.key}"


def is_slug(text: str) -> bool:
    """Tell whether `text` is a legal slug of at most 64 characters."""
    return len(text) <= MAX_SLUG_LENGTH and SLUG.fullmatch(text) is not None


def parse_id(text: str) -> NodeKey | None:
    """Read ``kind:key``; null when the kind is unknown or the key is empty or too long."""
    kind, colon, key = text.partition(":")
    if not colon or not 0 < len(key) <= MAX_KEY_LENGTH or kind not in _KINDS:
        return None
    return NodeKey(_KINDS[kind], key)


def symbol_key(key: SymbolKey | Symbol) -> str:
    """Return the node key of a symbol, or of the symbol that a key names."""
    return f"{key.package}#{key.ref}"


def mapping_key(framework: str, concept: str) -> str:
    """Return the node key of the mapping of a framework to a concept."""
    return f"{framework}/{concept}"


def key_of(node: Node) -> NodeKey:
    """Return the identity of a record."""
    match node:
        case Mapping():
            return NodeKey(NodeKind.MAPPING, mapping_key(node.framework, node.concept))
        case Symbol():
            return NodeKey(NodeKind.SYMBOL, symbol_key(SymbolKey(node.package, node.ref)))
        case Package():
            return NodeKey(NodeKind.PACKAGE, node.purl)
        case _:
            return NodeKey(_KIND_OF_SLUGGED[type(node)], node.slug)


def to_global_id(key: NodeKey) -> str:
    """Return the opaque id that GraphQL clients hold: URL-safe base64 of ``kind:key`` without padding."""
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def from_global_id(text: str) -> NodeKey | None:
    """Read a global id; null when it is none of ours. Only the exact form that `to_global_id` gives is accepted."""
    if len(text) > MAX_KEY_LENGTH * 2:
        return None
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    key = parse_id(decoded)
    return key if key is not None and to_global_id(key) == text else None


@functools.lru_cache(maxsize=10_000)
def ecosystem_of(purl: str) -> Ecosystem:
    """Return the package index that a purl points to."""
    return Ecosystem(purl.removeprefix("pkg:").split("/", 1)[0])
