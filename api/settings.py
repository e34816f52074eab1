"""Settings of the service, read from the environment (prefix ``DURAMEN_``); each has a default that is safe to run.

``docs/reference/settings.md`` is made from the descriptions here, and a test compares them.
"""

import dataclasses
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from api.strict_json import JsonLimits
from schema.limits import Limits

PREFIX = "DURAMEN_"
Seconds = Annotated[float, Meta(gt=0, le=3600)]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Size = Annotated[int, Meta(ge=1, le=1 << 30)]


_MAX_PORT = 65535
_ADDRESS = re.compile(r"(?:\[?(?P<host>[A-Za-z0-9._:-]{1,255}?)\]?:)?(?P<port>[0-9]{1,5})")
_TRUE, _FALSE = frozenset({"1", "true", "t", "yes", "y", "on"}), frozenset({"0", "false", "f", "no", "n", "off"})
_PLACE = re.compile(r" - at `\$\.(?P<path>[a-z_.]+)`$")


class WrongSetting(Exception):
    """A setting that cannot be right: the variable that says it, and what is wrong."""

    def __init__(self, path: str, reason: str) -> None:
        """Name the setting by its path, such as ``limits.cost``."""
        self.variable = PREFIX + path.replace(".", "__").upper()
        self.reason = reason
        super().__init__(f"{self.variable}: {reason}")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set. Sizes are in bytes, times in seconds, counts per process."""

    # where things are
    cache: Annotated[
        Path | None,
        Meta(description="Folder for built snapshots. Default: `build/` of a checkout, else the user's cache."),
    ] = None
    public_url: Annotated[
        str | None, Meta(description="Address under which readers reach the service, for canonical links in pages.")
    ] = None

    # who may ask
    hosts: Annotated[
        str,
        Meta(
            description="Host names that requests may name, separated by commas; empty takes any. Set it in production."
        ),
    ] = ""
    trusted_proxies: Annotated[
        str, Meta(description="Addresses or networks whose `X-Forwarded-For` is believed, separated by commas.")
    ] = ""
    rate_per_second: Annotated[
        float,
        Meta(ge=0, le=1e6, description="Operations a client may ask per second on average; 0 switches the limit off."),
    ] = 0
    rate_burst: Annotated[Count, Meta(description="Operations a client may ask at once before the rate counts.")] = 50

    # one document
    documents: Annotated[
        Path | None,
        Meta(
            description="Trusted documents: a JSON map, Apollo's manifest, or a folder of GraphQL files. Only those "
            "run. Default: any document may."
        ),
    ] = None
    limits: Annotated[Limits, Meta(description="What one document may ask for: `DURAMEN_LIMITS__COST` and so on.")] = (
        Limits()
    )

    # one request
    max_target: Annotated[Size, Meta(description="Longest request target (path and query).")] = 16 * 1024
    max_head: Annotated[Size, Meta(description="Longest request line and headers together.")] = 16 * 1024
    max_headers: Annotated[Count, Meta(description="Most headers of a request.")] = 64
    max_body: Annotated[Size, Meta(description="Longest request body, announced or counted.")] = 64 * 1024
    max_audit_body: Annotated[Size, Meta(description="Longest request body of `/audit`.")] = 4 * 1024 * 1024
    max_json_depth: Annotated[Count, Meta(description="Deepest nesting of arrays and objects in JSON.")] = 32
    max_json_digits: Annotated[Count, Meta(description="Most digits of a number in JSON.")] = 20
    max_json_keys: Annotated[Count, Meta(description="Most names in one JSON text, all objects together.")] = 1000

    # many requests
    max_operations: Annotated[Count, Meta(description="Operations run at once.")] = 8
    max_waiting: Annotated[int, Meta(ge=0, le=1_000_000, description="Operations that may wait.")] = 64
    waiting_seconds: Annotated[Seconds, Meta(description="Longest wait of an operation for its turn.")] = 5
    max_connections: Annotated[Count, Meta(description="Open connections; one more is answered 503 at once.")] = 512

    # manifests that are handed in
    audit_readers: Annotated[
        Count, Meta(description="Requests whose manifests are read at once, each in a child process.")
    ] = 2
    audit_seconds: Annotated[Seconds, Meta(description="Time for reading the manifests of one request.")] = 5

    # slow clients
    head_seconds: Annotated[
        Seconds, Meta(description="Time for the request line and headers, from their first byte.")
    ] = 10
    body_seconds: Annotated[Seconds, Meta(description="Time for the body, from the end of the headers.")] = 15
    idle_seconds: Annotated[Seconds, Meta(description="Time a connection may be silent between requests.")] = 30
    write_seconds: Annotated[Seconds, Meta(description="Time in which a client must take some of its answer.")] = 30

    # watching
    metrics: Annotated[
        str,
        Meta(
            description="Address `HOST:PORT`, or a port of `127.0.0.1`, at which `/metrics` answers; empty: nowhere. "
            "Whoever reaches it may read it, so choose one that the public does not reach."
        ),
    ] = ""

    # stopping
    drain_seconds: Annotated[
        float, Meta(ge=0, le=3600, description="Time in which requests are still taken after the signal to stop.")
    ] = 1
    grace_seconds: Annotated[Seconds, Meta(description="Time after that until what is still running is cut off.")] = 7

    # answers
    plans: Annotated[
        bool,
        Meta(
            description="Run operations over a graph in memory by compiled plans; without, all take the generic "
            "executor."
        ),
    ] = True
    plan_memo: Annotated[
        bool, Meta(description="Let plans keep the texts of what they answered, within `DURAMEN_LIMITS__PLAN_BYTES`.")
    ] = True
    first_sight: Annotated[
        bool,
        Meta(
            description="Answer plain documents that no plan was made for yet by one pass over their text, with "
            "`DURAMEN_PLANS` only; same answers."
        ),
    ] = True
    fast_path: Annotated[
        bool,
        Meta(description="Answer plain requests as they are received, where the graph is in memory; same answers."),
    ] = True
    answer_cache_bytes: Annotated[
        int,
        Meta(
            ge=0,
            le=1 << 34,
            description="Bytes of whole answers to plain requests that are kept until the graph changes; 0 keeps none.",
        ),
    ] = 16 * 1024 * 1024
    request_cache_bytes: Annotated[
        int,
        Meta(
            ge=0,
            le=1 << 34,
            description="Bytes of plain requests that are kept with what was understood of them; 0 keeps none.",
        ),
    ] = 8 * 1024 * 1024
    encoded_bytes: Annotated[
        int,
        Meta(
            ge=0,
            le=1 << 34,
            description="Bytes of compressed answers (gzip, br) that are kept until the graph changes; 0 compresses "
            "none.",
        ),
    ] = 8 * 1024 * 1024
    cache_seconds: Annotated[
        int, Meta(ge=0, le=31_536_000, description="How long caches may keep an answer to a GET without asking again.")
    ] = 60

    persisted_bytes: Annotated[
        int,
        Meta(
            ge=0,
            le=1 << 34,
            description="Bytes of documents that are kept for clients who send their hash; 0 keeps none.",
        ),
    ] = 4 * 1024 * 1024

    # the log
    log_format: Annotated[
        Literal["auto", "json", "text"],
        Meta(description="Form of the log on stderr: `json`, `text`, or `auto` (text on a terminal)."),
    ] = "auto"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="Least level that is logged.")
    ] = "info"

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, **given: Any) -> "Settings":
        """Return the settings that the environment says; what is `given` by name beats it.

        Raises:
            WrongSetting: If a value cannot be right.
        """
        try:
            found = msgspec.convert(_said_by(environment) | given, cls, strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            place = _PLACE.search(str(error))
            assert place is not None
            raise WrongSetting(place["path"], _plainly(str(error)[: place.start()])) from None
        for field in dataclasses.fields(found.limits):
            if not getattr(found.limits, field.name) > 0:
                raise WrongSetting(f"limits.{field.name}", "it must be positive")
        match = _ADDRESS.fullmatch(found.metrics)
        if found.metrics and (match is None or int(match["port"]) > _MAX_PORT):
            raise WrongSetting("metrics", "it is neither a port nor HOST:PORT")
        return found

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


def _said_by(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the values by the names of settings; those of `Limits` have a mapping of their own."""
    said = {name.upper(): value for name, value in environment.items()}
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        value = said.get(PREFIX + field.name.upper())
        if value is None or field.name == "limits" or (field.default is None and not value.strip()):
            continue
        if isinstance(field.default, bool):
            found[field.name] = _as_bool(value)
        else:
            found[field.name] = value.strip() if isinstance(field.default, int | float) else value
    limits = (field.name for field in dataclasses.fields(Limits))
    variables = {name: f"{PREFIX}LIMITS__{name.upper()}" for name in limits}
    found["limits"] = {name: said[variable].strip() for name, variable in variables.items() if variable in said}
    return found


def _as_bool(value: str) -> bool | str:
    lower = value.strip().lower()
    return True if lower in _TRUE else False if lower in _FALSE else value


def _path(kind: type, value: Any) -> Any:
    return kind(value)


def _plainly(message: str) -> str:
    """Return what msgspec says without its marks: ``expected an int >= 1``."""
    return message[0].lower() + message[1:].replace("`", "")
