"""Settings of the service, read from the environment (prefix ``DURAMEN_``); each has a default that is safe to run.

``docs/reference/settings.md`` is made from the descriptions here, and a test compares them.
"""

import dataclasses
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.strict_json import JsonLimits
from schema.limits import Limits

Seconds = Annotated[float, Field(gt=0, le=3600)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Size = Annotated[int, Field(ge=1, le=1 << 30)]


_MAX_PORT = 65535
_ADDRESS = re.compile(r"(?:\[?(?P<host>[A-Za-z0-9._:-]{1,255}?)\]?:)?(?P<port>[0-9]{1,5})")


class Settings(BaseSettings):
    """Everything that can be set. Sizes are in bytes, times in seconds, counts per process."""

    model_config = SettingsConfigDict(env_prefix="DURAMEN_", env_nested_delimiter="__", frozen=True, extra="ignore")

    # where things are
    cache: Path | None = Field(None, description="Folder for built snapshots. Default: `build/` beside the seeds.")
    public_url: str | None = Field(
        None, description="Address under which readers reach the service, for canonical links in pages."
    )

    # who may ask
    hosts: str = Field(
        "", description="Host names that requests may name, separated by commas; empty takes any. Set it in production."
    )
    trusted_proxies: str = Field(
        "", description="Addresses or networks whose `X-Forwarded-For` is believed, separated by commas."
    )
    rate_per_second: Annotated[float, Field(ge=0, le=1e6)] = Field(
        0, description="Operations a client may ask per second on average; 0 switches the limit off."
    )
    rate_burst: Count = Field(50, description="Operations a client may ask at once before the rate counts.")

    # one document
    documents: Path | None = Field(
        None,
        description="Trusted documents: a JSON map, Apollo's manifest, or a folder of GraphQL files. Only those run. "
        "Default: any document may.",
    )
    limits: Limits = Field(
        default_factory=Limits, description="What one document may ask for: `DURAMEN_LIMITS__COST` and so on."
    )

    # one request
    max_target: Size = Field(16 * 1024, description="Longest request target (path and query).")
    max_head: Size = Field(16 * 1024, description="Longest request line and headers together.")
    max_headers: Count = Field(64, description="Most headers of a request.")
    max_body: Size = Field(64 * 1024, description="Longest request body, announced or counted.")
    max_audit_body: Size = Field(4 * 1024 * 1024, description="Longest request body of `/audit`.")
    max_json_depth: Count = Field(32, description="Deepest nesting of arrays and objects in JSON.")
    max_json_digits: Count = Field(20, description="Most digits of a number in JSON.")
    max_json_keys: Count = Field(1000, description="Most names in one JSON text, all objects together.")

    # many requests
    max_operations: Count = Field(8, description="Operations run at once.")
    max_waiting: Annotated[int, Field(ge=0, le=1_000_000)] = Field(64, description="Operations that may wait.")
    waiting_seconds: Seconds = Field(5, description="Longest wait of an operation for its turn.")
    max_connections: Count = Field(512, description="Open connections; one more is answered 503 at once.")

    # manifests that are handed in
    audit_readers: Count = Field(2, description="Requests whose manifests are read at once, each in a child process.")
    audit_seconds: Seconds = Field(5, description="Time for reading the manifests of one request.")

    # slow clients
    head_seconds: Seconds = Field(10, description="Time for the request line and headers, from their first byte.")
    body_seconds: Seconds = Field(15, description="Time for the body, from the end of the headers.")
    idle_seconds: Seconds = Field(30, description="Time a connection may be silent between requests.")
    write_seconds: Seconds = Field(30, description="Time in which a client must take some of its answer.")

    # watching
    metrics: str = Field(
        "",
        description="Address `HOST:PORT`, or a port of `127.0.0.1`, at which `/metrics` answers; empty: nowhere. "
        "Whoever reaches it may read it, so choose one that the public does not reach.",
    )

    # stopping
    drain_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        1, description="Time in which requests are still taken after the signal to stop."
    )
    grace_seconds: Seconds = Field(7, description="Time after that until what is still running is cut off.")

    # answers
    plans: bool = Field(
        True,
        description="Run operations over a graph in memory by compiled plans; without, all take the generic executor.",
    )
    plan_memo: bool = Field(
        True, description="Let plans keep the texts of what they answered, within `DURAMEN_LIMITS__PLAN_BYTES`."
    )
    first_sight: bool = Field(
        True,
        description="Answer plain documents that no plan was made for yet by one pass over their text, with "
        "`DURAMEN_PLANS` only; same answers.",
    )
    fast_path: bool = Field(
        True, description="Answer plain requests as they are received, where the graph is in memory; same answers."
    )
    answer_cache_bytes: Annotated[int, Field(ge=0, le=1 << 34)] = Field(
        16 * 1024 * 1024,
        description="Bytes of whole answers to plain requests that are kept until the graph changes; 0 keeps none.",
    )
    request_cache_bytes: Annotated[int, Field(ge=0, le=1 << 34)] = Field(
        8 * 1024 * 1024,
        description="Bytes of plain requests that are kept with what was understood of them; 0 keeps none.",
    )
    encoded_bytes: Annotated[int, Field(ge=0, le=1 << 34)] = Field(
        8 * 1024 * 1024,
        description="Bytes of compressed answers (gzip, br) that are kept until the graph changes; 0 compresses none.",
    )
    cache_seconds: Annotated[int, Field(ge=0, le=31_536_000)] = Field(
        60, description="How long caches may keep an answer to a GET without asking again."
    )

    persisted_bytes: Annotated[int, Field(ge=0, le=1 << 34)] = Field(
        4 * 1024 * 1024, description="Bytes of documents that are kept for clients who send their hash; 0 keeps none."
    )

    # the log
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="Form of the log on stderr: `json`, `text`, or `auto` (text on a terminal)."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")

    @field_validator("limits")
    @classmethod
    def _positive(cls, limits: Limits) -> Limits:
        for field in dataclasses.fields(limits):
            if getattr(limits, field.name) <= 0:
                raise ValueError(f"{field.name} must be positive")
        return limits

    @field_validator("metrics")
    @classmethod
    def _an_address(cls, metrics: str) -> str:
        match = _ADDRESS.fullmatch(metrics)
        if metrics and (match is None or int(match["port"]) > _MAX_PORT):
            raise ValueError("it is neither a port nor HOST:PORT")
        return metrics

    @property
    def metrics_address(self) -> tuple[str, int] | None:
        """Host and port of the metrics; null where there are none."""
        match = _ADDRESS.fullmatch(self.metrics)
        return None if match is None else (match["host"] or "127.0.0.1", int(match["port"]))

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The names of `hosts` in lower case; empty stands for any."""
        return frozenset(host.strip().lower() for host in self.hosts.split(",") if host.strip())

    @property
    def json_limits(self) -> JsonLimits:
        """The limits of JSON texts."""
        return JsonLimits(self.max_json_depth, self.max_json_digits, self.max_json_keys)
