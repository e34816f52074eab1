"""The jars of a version of the server, fetched by Maven once a version."""

import os
import re
import subprocess
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from scripts.neo4j_server.machine import Problem, home, locked, say
from scripts.neo4j_server.tools import maven

ALIASES = {"5.26": "5.26.30", "lts": "5.26.30", "2026.08": "2026.08.1", "calendar": "2026.08.1"}
DEPENDENCY_PLUGIN = "3.8.1"


def version_of(name: str) -> str:
    """Return the full version that a name stands for."""
    version = ALIASES.get(name, name)
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise Problem(f"no version of Neo4j: {name!r}; try {', '.join(ALIASES)}", 2)
    return version


POM = """<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>duramen.local</groupId>
  <artifactId>neo4j-jars</artifactId>
  <version>{version}</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version></dependency>
  </dependencies>
</project>
"""
GOAL = f"org.apache.maven.plugins:maven-dependency-plugin:{DEPENDENCY_PLUGIN}:build-classpath"


@dataclass(frozen=True, slots=True)
class Installation:
    """The jars of one version."""

    version: str

    @property
    def folder(self) -> Path:
        """Where what Maven said about this version is kept."""
        return home() / "versions" / self.version

    @property
    def classpath(self) -> str | None:
        """The class path, or null when the version is not installed or its jars were cleaned away."""
        try:
            text = (self.folder / "classpath").read_text().strip()
        except OSError:
            return None
        return text if text and all(Path(jar).is_file() for jar in text.split(os.pathsep)) else None

    @property
    def main_class(self) -> str:
        """The class that starts the server; its name differs between versions, so the jar is asked."""
        own = next(
            jar for jar in (self.classpath or "").split(os.pathsep) if jar.endswith(f"/neo4j-{self.version}.jar")
        )
        with zipfile.ZipFile(own) as jar:
            return jar.read("META-INF/services/org.neo4j.server.startup.EntryPoint").decode().split()[-1]

    def ensure(self) -> None:
        """Fetch the jars unless they are here; twice, since networks hiccup."""
        if self.classpath:
            return
        with locked(home() / "install.lock"):
            if self.classpath:
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "pom.xml").write_text(POM.format(version=self.version))
            begun = time.monotonic()
            say(f"fetching Neo4j {self.version} by Maven (about 150 MB, once)")
            output = ""
            for _ in range(2):
                output, ended = self._resolve()
                if ended == 0:
                    say(f"fetched in {time.monotonic() - begun:.0f} s")
                    return
            raise Problem(f"Maven could not fetch Neo4j {self.version}; it said:\n{output[-2000:]}")

    def _resolve(self) -> tuple[str, int]:
        command = [maven(), "--batch-mode", "--quiet", "--strict-checksums", "--file", str(self.folder / "pom.xml")]
        command += [f"-Dmaven.repo.local={home() / 'repository'}", GOAL, "-Dmdep.includeScope=runtime"]
        command.append(f"-Dmdep.outputFile={self.folder / 'classpath'}")
        ended = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return ended.stdout, ended.returncode
