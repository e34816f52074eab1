"""What one request may ask for: every limit that concerns documents, pages, cost, time and answers."""

from dataclasses import dataclass, field

DEFAULT_PAGE = 20
"""Items in a page when a request gives neither `first` nor `last`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one engine. Each has its error code and meaning in ``docs/reference/limits.md``."""

    tokens: int = field(default=2_000, metadata={"code": "TOO_MANY_TOKENS", "text": "tokens in a document"})
    operations: int = field(default=10, metadata={"code": "TOO_MANY_OPERATIONS", "text": "operations in a document"})
    depth: int = field(
        default=12, metadata={"code": "TOO_DEEP", "text": "levels of fields, through fragments; `{ a { b } }` has two"}
    )
    introspection_depth: int = field(
        default=16, metadata={"code": "TOO_DEEP", "text": "levels of fields under `__schema` and `__type`"}
    )
    aliases: int = field(
        default=50, metadata={"code": "TOO_MANY_ALIASES", "text": "aliases in an operation, fragments expanded"}
    )
    root_fields: int = field(
        default=20, metadata={"code": "TOO_MANY_ROOT_FIELDS", "text": "root fields in an operation, fragments expanded"}
    )
    fields: int = field(
        default=500, metadata={"code": "TOO_MANY_FIELDS", "text": "fields in a document, fragments expanded"}
    )
    directives: int = field(default=50, metadata={"code": "TOO_MANY_DIRECTIVES", "text": "directives in a document"})
    schema_fields: int = field(
        default=1, metadata={"code": "INTROSPECTION_LIMIT", "text": "`__schema` fields in an operation"}
    )
    type_fields: int = field(
        default=10, metadata={"code": "INTROSPECTION_LIMIT", "text": "`__type` fields in an operation"}
    )
    page_size: int = field(default=100, metadata={"code": "BAD_PAGE_SIZE", "text": "items in a page, at least 1"})
    cost: int = field(
        default=25_000,
        metadata={
            "code": "TOO_COSTLY",
            "text": "objects that an answer could hold: page sizes multiplied along the way, each no more than the "
            "longest real list of its field",
        },
    )
    text_length: int = field(
        default=200,
        metadata={"code": "BAD_USER_INPUT", "text": "characters of a text argument after NFC; no control characters"},
    )
    code_bytes: int = field(
        default=48 * 1024,
        metadata={"code": "BAD_USER_INPUT", "text": "bytes of code or of a manifest that is given as an argument"},
    )
    list_length: int = field(
        default=200, metadata={"code": "BAD_USER_INPUT", "text": "values in a list that is given as an argument"}
    )
    seconds: float = field(default=2.0, metadata={"code": "TIMEOUT", "text": "seconds for one operation"})
    answer_bytes: int = field(
        default=4 * 1024 * 1024, metadata={"code": "ANSWER_TOO_LARGE", "text": "bytes of an answer"}
    )
    errors: int = field(default=20, metadata={"code": "TOO_MANY_ERRORS", "text": "errors in an answer"})
    message_length: int = field(default=500, metadata={"code": None, "text": "characters of an error's message"})
    refusal_bytes: int = field(
        default=16 * 1024, metadata={"code": None, "text": "bytes of the answer to a request that was not run"}
    )
    cached_documents: int = field(default=1_000, metadata={"code": None, "text": "documents kept parsed and validated"})
    cached_bytes: int = field(
        default=16 * 1024 * 1024, metadata={"code": None, "text": "bytes that those documents may take, estimated"}
    )
    plan_bytes: int = field(
        default=128 * 1024 * 1024,
        metadata={
            "code": None,
            "text": "bytes that plans and what they keep of one version may take, estimated; past it all is dropped "
            "and made again",
        },
    )
