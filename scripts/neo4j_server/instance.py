"""One instance: a data folder, the server that runs on it, if one does, and how both are prepared."""

import hashlib
import json
import os
import secrets
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from scripts.neo4j_server.machine import Problem

USER = "neo4j"
POLL_SECONDS = 0.1
INSTANCE, PID_FILE, PASSWORD_FILE = "instance.json", "server.pid", "password"


@dataclass(frozen=True, slots=True)
class Instance:
    """A data folder, and the server that runs on it, if one does."""

    data: Path

    def facts(self) -> dict[str, object]:
        """Return what was written when the server was started last."""
        try:
            return dict(json.loads((self.data / INSTANCE).read_text()))
        except (OSError, ValueError):
            return {}

    def password(self) -> str:
        """Return the password of user ``neo4j``."""
        return (self.data / PASSWORD_FILE).read_text()

    def pid(self) -> int | None:
        """Return the process of this instance; a number that another process got since is not taken for it."""
        try:
            pid = int((self.data / PID_FILE).read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, ValueError):
            return None
        return pid if f"--home-dir={self.data}".encode() in command and state != "Z" else None

    def answers(self, password: str) -> bool:
        """Tell whether the database answers; raises `AuthError` when it refuses the password."""
        try:
            with GraphDatabase.driver(str(self.facts()["uri"]), auth=(USER, password), connection_timeout=2) as driver:
                driver.execute_query("RETURN 1", database_="neo4j")
        except AuthError:
            raise
        except (DriverError, Neo4jError, OSError):
            return False
        return True

    def end(self, how: signal.Signals, seconds: float) -> int | None:
        """End the process; one that outlives its time is killed."""
        pid = self.pid()
        if pid is None:
            return None
        os.kill(pid, how)
        deadline = time.monotonic() + seconds
        while self.pid() is not None:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(POLL_SECONDS)
        return pid


def settings_of(port: int, heap_and_pages: tuple[str, str], extra: list[str]) -> str:
    """Return ``neo4j.conf``: loopback, Bolt only, no reports, no reading of local files, small logs."""
    settings = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.heap.initial_size": heap_and_pages[0],
        "server.memory.heap.max_size": heap_and_pages[0],
        "server.memory.pagecache.size": heap_and_pages[1],
        "dbms.usage_report.enabled": "false",
        # otherwise LOAD CSV reads any file that the server's user may read
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "db.logs.query.enabled": "OFF",
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.retention_policy": "2 files",
    }
    settings |= dict(setting.split("=", 1) for setting in extra)
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def initial_auth(password: str) -> str:
    """Return the file from which a server takes its first password: salted SHA-256, 1,024 rounds."""
    salt = secrets.token_bytes(32)
    digest = salt + password.encode()
    for _ in range(1024):
        digest = hashlib.sha256(digest).digest()
    return f"{USER}:SHA-256,{digest.hex()},{salt.hex()},1024:\n"


def write_private(file: Path, text: str) -> None:
    """Write a file that its owner alone may read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)


def prepare(instance: Instance, password: str | None) -> None:
    """Make the folders of a new instance and set its password; an old one keeps its own."""
    if not instance.facts() and any(instance.data.iterdir()):
        raise Problem(f"{instance.data} is neither empty nor an instance of this script", 3)
    for folder in ("conf", "data/dbms", "logs", "run", "plugins", "import", "lib"):
        (instance.data / folder).mkdir(parents=True, exist_ok=True)
    if not (instance.data / PASSWORD_FILE).exists():
        chosen = password or secrets.token_urlsafe(24)
        write_private(instance.data / PASSWORD_FILE, chosen)
        write_private(instance.data / "data" / "dbms" / "auth.ini", initial_auth(chosen))
