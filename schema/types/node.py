"""What nodes share, and the parts of a page of a list (Relay's Object Identification and Connections)."""

from graph.identity import key_of, to_global_id
from graph.store import Slice
from schema.declare import Column, Computed, Counts, InterfaceType, ObjectType

ID = Computed(
    "id",
    "ID!",
    "Its global id: opaque, unique over all kinds, and stable as long as the thing lives.",
    function=lambda record: to_global_id(key_of(record)),
)
NODE = InterfaceType("Node", "Anything that has an id of its own and can be read again by it.", (ID,))
PAGE_INFO = ObjectType(
    "PageInfo",
    "Where a page stands in its list.",
    (
        Column("hasNextPage", "Boolean!", "Whether something comes after this page.", attribute="has_next"),
        Column("hasPreviousPage", "Boolean!", "Whether something comes before it.", attribute="has_previous"),
        Computed(
            "startCursor",
            "String",
            "The cursor of its first item; give it as `before` to read backward.",
            function=lambda page: page.cursors[0] if page.cursors else None,
        ),
        Computed(
            "endCursor",
            "String",
            "The cursor of its last item; give it as `after` to read on.",
            function=lambda page: page.cursors[-1] if page.cursors else None,
        ),
    ),
    record=Slice,
)
PAGE_INFO_FIELD = Computed(
    "pageInfo",
    "PageInfo!",
    "Where this page stands in the list.",
    function=lambda page: page,
    counts=Counts.NOTHING,
)
