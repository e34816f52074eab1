"""How to reach Neo4j: settings from the environment (prefix ``DURAMEN_NEO4J_``), for serving and for loading alike."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.neo4j_store.settings import Neo4jSettings

Seconds = Annotated[float, Field(gt=0, le=60)]


class PasswordProblem(Exception):
    """The password cannot be read, or is given twice; the message is one line that says what to change."""


class DatabaseSettings(BaseSettings):
    """Where the database is, who we are there, and how long to wait. Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="DURAMEN_NEO4J_", frozen=True, extra="ignore")

    uri: str = Field(
        "", description="Address: `bolt://` for one server, `neo4j://` for a cluster, `neo4j+s://` with TLS (Aura)."
    )
    user: str = Field("neo4j", description="User; empty for a server that asks for none.")
    password: SecretStr | None = Field(None, description="Password. A file is safer: the environment is seen by more.")
    password_file: Path | None = Field(None, description="File that holds the password; one newline at its end is cut.")
    database: str = Field("neo4j", description="Name of the database.")
    pool_size: Annotated[int, Field(ge=1, le=1000)] = Field(16, description="Most connections of a serving process.")
    connect_seconds: Seconds = Field(2, description="Time to connect.")
    acquire_seconds: Seconds = Field(3, description="Time to wait for a free connection.")
    retry_seconds: Seconds = Field(1, description="Time in which a read is tried again after a lost connection.")
    query_seconds: Seconds = Field(4.5, description="Time after which the server ends a read.")
    call_seconds: Seconds = Field(
        5, description="Time after which we stop to wait for a read, whatever the server does."
    )
    content_bytes: Annotated[int, Field(ge=1)] = Field(
        256_000_000,
        description="Most bytes of the whole content that a process reads at once, for `/data` and for questions about "
        "all of it; with more, these are refused and lists and records go on.",
    )

    def resolved(self) -> Neo4jSettings:
        """Return the settings of the store, with the password read.

        Raises:
            PasswordProblem: If the password file can't be read, or both kinds of password are given.
        """
        return Neo4jSettings(
            uri=self.uri,
            user=self.user or None,
            password=self._password(),
            database=self.database,
            pool_size=self.pool_size,
            connect_seconds=self.connect_seconds,
            acquire_seconds=self.acquire_seconds,
            retry_seconds=self.retry_seconds,
            query_seconds=self.query_seconds,
            call_seconds=self.call_seconds,
            content_bytes=self.content_bytes,
        )

    def _password(self) -> str | None:
        if self.password_file is None:
            return None if self.password is None else self.password.get_secret_value()
        if self.password is not None:
            raise PasswordProblem("give the password or a file that holds it, not both")
        try:
            return self.password_file.read_text("utf-8").removesuffix("\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
            raise PasswordProblem(f"{self.password_file}: {reason}") from None
