"""What can go wrong between the graph and whoever asks it; each error carries what a caller needs to answer well."""


class GraphError(Exception):
    """The base of all errors of this package."""


class BadCursor(GraphError):
    """A cursor was not made by this field with this order and these filters."""


class CursorExpired(GraphError):
    """A cursor is bound to a version of the graph that is no longer the one asked."""


class BadPage(GraphError):
    """A page is asked for in a way that has no answer, such as from both ends at once."""


class StoreError(GraphError):
    """The base of what a store may raise. `reason` is for operators: it never reaches a client."""

    def __init__(self, reason: str = "") -> None:
        """Keep `reason` for the log."""
        super().__init__(reason)
        self.reason = reason


class StoreUnavailable(StoreError):
    """The store cannot be reached or took too long; the same question may succeed later."""


class StoreMisconfigured(StoreError):
    """The store refuses us (password, database name); trying again does not help."""


class VersionGone(StoreError):
    """The pinned version was swept away while a request still read it."""


class ContentTooLarge(StoreError):
    """The whole content has more bytes than the store gives out at once; lists and records can be read as always."""

    def __init__(self, size: int, limit: int) -> None:
        """Keep both, in bytes."""
        super().__init__(f"the content has {size} bytes, more than {limit}")
        self.size, self.limit = size, limit


class ContentError(GraphError):
    """Records do not fit together, such as a mapping to a concept that is not there; names the record."""
