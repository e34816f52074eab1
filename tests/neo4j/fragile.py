"""A server of its own for tests that kill it, stop it or start it late."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from graph.neo4j_store.settings import Neo4jSettings
from tests.neo4j.servers import VERSIONS

ROOT = Path(__file__).parents[2]


@dataclass
class Fragile:
    """One instance on a port that stays its own."""

    name: str
    data: Path
    port: int = 0

    def start(self) -> None:
        """Start it, or start it again on the same port, and wait until it answers."""
        self._script("start", "--fast", "--port", str(self.port), "--heap", "384m", "--pagecache", "64m")
        self.port = int(json.loads((self.data / "instance.json").read_text())["port"])

    def kill(self) -> None:
        """End it as a crash would."""
        self._script("kill")

    def freeze(self) -> None:
        """Let it be there and answer nothing."""
        os.kill(self._pid(), signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self._pid(), signal.SIGCONT)

    def wipe(self) -> None:
        """End it and delete its data."""
        self._script("wipe")

    def settings(self, **changes: object) -> Neo4jSettings:
        """Return how to reach it."""
        plain = {"uri": f"bolt://127.0.0.1:{self.port}", "user": "neo4j", "password": self.password}
        return Neo4jSettings(**plain | changes)  # type: ignore[arg-type]

    @property
    def password(self) -> str:
        """Its password."""
        return (self.data / "password").read_text()

    def _pid(self) -> int:
        return int((self.data / "server.pid").read_text())

    def _script(self, verb: str, *options: str) -> None:
        command = [sys.executable, "-P", "-m", "scripts.neo4j_server", verb]
        command += ["--version", VERSIONS[self.name], "--data", str(self.data), *options]
        ended = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True, text=True
        )
        assert ended.returncode == 0, ended.stderr
