"""Which Python index this machine uses, as its own pip is configured; pip's public default where nothing is said."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec

from pypi_simple import PYPI_SIMPLE_ENDPOINT

PIP_TIMEOUT = 30


@dataclass(frozen=True, slots=True)
class PythonIndexSettings:
    """Where the simple index is, and the file of certificates to trust (null: the system's own)."""

    endpoint: str
    certificates: str | None = None


def python_index_settings() -> PythonIndexSettings:
    """Return what pip would use: its environment variables first, then its configuration files."""
    said = {"index-url": os.environ.get("PIP_INDEX_URL"), "cert": os.environ.get("PIP_CERT")}
    configured = {} if all(value is not None for value in said.values()) else _pip_configuration()
    endpoint = said["index-url"] or configured.get("index-url") or PYPI_SIMPLE_ENDPOINT
    return PythonIndexSettings(endpoint, said["cert"] or configured.get("cert"))


def _pip_configuration() -> dict[str, str]:
    """Return the global and install options of pip's files; empty where there is no pip to ask."""
    pip = [sys.executable, "-m", "pip"] if find_spec("pip") else [shutil.which("pip") or ""]
    if not pip[0]:
        return {}
    try:
        listed = subprocess.run(  # noqa: S603 - this interpreter's pip, fixed arguments
            [*pip, "config", "list"], capture_output=True, text=True, check=True, timeout=PIP_TIMEOUT
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    options = {}
    for line in listed.stdout.splitlines():
        name, equals, value = line.partition("=")
        section, _, option = name.rpartition(".")
        if equals and section in {"global", "install"}:
            options[option] = value.strip().strip("'\"")
    return options
