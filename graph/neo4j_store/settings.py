"""How to reach the database, and how long to wait for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Neo4jSettings:
    """An address, credentials and time limits, in seconds. Without a user the server must ask for none.

    `query_seconds` is given to the server, which ends slower queries itself; `call_seconds` bounds a call whatever the
    server does, and should be a little longer. `retry_seconds` bounds repeated attempts after a lost connection.
    `content_bytes` is the most that is read at once as the whole content.
    """

    uri: str
    user: str | None = None
    password: str | None = None
    database: str = "neo4j"
    pool_size: int = 16
    connect_seconds: float = 2.0
    acquire_seconds: float = 3.0
    retry_seconds: float = 1.0
    query_seconds: float = 4.5
    call_seconds: float = 5.0
    ready_seconds: float = 2.0
    content_bytes: int = 256_000_000

    def __repr__(self) -> str:
        """Return the address alone: credentials never reach a log."""
        return f"Neo4jSettings({self.uri!r}, database={self.database!r})"
