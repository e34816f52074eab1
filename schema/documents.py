"""Documents as they come, parsed once: a bounded cache of what was parsed, refused or validated, by SHA-256."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, Token, parse

from schema.errors import TOO_DEEP, TOO_MANY_TOKENS
from schema.limits import Limits

BYTES_A_DOCUMENT = 2_000
BYTES_A_TOKEN = 700
"""What a parsed token takes in memory, rounded up; measured over the longest legal documents."""
_EMPTY = DocumentNode(definitions=())


@dataclass(slots=True)
class Document:
    """A document, parsed unless `refusal` says why not; `errors` and `introspection` are filled in when known."""

    hash: str
    node: DocumentNode
    size: int
    refusal: GraphQLError | None = None
    errors: list[GraphQLError] | None = None
    introspection: dict[str | None, bytes] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation with this name, or the only one if no name is given; null if there is no such one."""
        operations = [one for one in self.node.definitions if isinstance(one, OperationDefinitionNode)]
        if name is not None:
            operations = [one for one in operations if one.name is not None and one.name.value == name]
        return operations[0] if len(operations) == 1 else None


class Documents:
    """Keeps documents by their hash, the least recently used leaving first; good and refused ones alike."""

    def __init__(self, limits: Limits) -> None:
        """Keep as many documents and bytes as `limits` allow."""
        self._limits = limits
        self._known: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0
        self.hits = self.misses = self.evicted = 0

    def __len__(self) -> int:
        return len(self._known)

    @property
    def held_bytes(self) -> int:
        """The bytes that all documents kept are taken to need."""
        return self._bytes

    def read(self, text: str) -> Document:
        """Return a document, parsed unless it is known."""
        digest = hash_of(text)
        known = self._known.get(digest)
        if known is not None:
            self._known.move_to_end(digest)
            self.hits += 1
            return known
        self.misses += 1
        document = self._parse(digest, text)
        self._keep(document)
        return document

    def forget(self, document: Document) -> None:
        """Drop a document that holds what somebody did not give to be kept."""
        if self._known.pop(document.hash, None) is not None:
            self._bytes -= document.size

    def remember(self, document: Document, operation_name: str | None, answer: bytes) -> None:
        """Keep the answer to an operation that asks about the schema only, which no content changes."""
        if document.hash in self._known:
            document.introspection[operation_name] = answer
            document.size += len(answer)
            self._bytes += len(answer)
            self._shrink()

    def _parse(self, digest: str, text: str) -> Document:
        try:
            # the specification of September 2025 asks for one selection at least, as other servers and clients do
            node = parse(text, max_lexical_tokens=self._limits.tokens, allow_empty_selection_sets=False)
        except GraphQLError as error:
            refusal = _named(error, self._limits.tokens)
            return Document(digest, _EMPTY, BYTES_A_DOCUMENT + len(text), refusal)
        assert node.loc is not None
        tokens = _count_tokens(node.loc.start_token)
        return Document(digest, node, BYTES_A_DOCUMENT + len(text) + tokens * BYTES_A_TOKEN)

    def _keep(self, document: Document) -> None:
        self._known[document.hash] = document
        self._bytes += document.size
        self._shrink()

    def _shrink(self) -> None:
        while len(self._known) > self._limits.cached_documents or self._bytes > self._limits.cached_bytes:
            _, oldest = self._known.popitem(last=False)
            self._bytes -= oldest.size
            self.evicted += 1


def hash_of(text: str) -> str:
    """Return the SHA-256 of a document as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _count_tokens(first: Token) -> int:
    count, token = 0, first.next
    while token is not None:
        count, token = count + 1, token.next
    return count


def _named(error: GraphQLError, limit: int) -> GraphQLError:
    """Tell the limits that graphql-core's parser keeps from plain syntax errors, by a code of their own."""
    if f"more than {limit} tokens" in error.message:
        message = f"The document has more than {limit} tokens."
        return GraphQLError(message, extensions={"code": TOO_MANY_TOKENS, "limit": limit})
    if "nested too deeply" in error.message:
        return GraphQLError("The document is nested too deeply.", extensions={"code": TOO_DEEP})
    return error
