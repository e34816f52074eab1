"""The JDK that runs the server, and Maven, which fetches it: found on this machine, or installed where allowed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from scripts.neo4j_server.machine import Problem, say

JDKS = {"5.26.30": (17, 21), "2026.08.1": (21, 25)}
"""The versions that Duramen is tested on, with the oldest and the newest JDK that each runs on."""


def jdk_range(version: str) -> tuple[int, int]:
    """Return the oldest and the newest JDK for a version of the server."""
    return JDKS.get(version) or ((17, 21) if version.startswith("5.") else (21, 25))


def jdk_release(java: Path) -> int:
    """Return the release number of a JDK, 0 when it does not say."""
    release = java.parent.parent / "release"
    if not release.is_file():
        return 0
    found = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', release.read_text(errors="replace"), re.MULTILINE)
    return int(found.group(1)) if found else 0


def installed_jdks() -> dict[Path, int]:
    """Return every ``java`` of this machine with its release: named in the environment, on PATH, and their siblings."""
    named = [Path(value) / "bin" / "java" for name, value in os.environ.items() if name.startswith("JAVA_HOME")]
    on_path = shutil.which("java")
    first = [java.resolve() for java in [*named, *([Path(on_path)] if on_path else [])] if java.exists()]
    folders = {java.parent.parent.parent for java in first} | {Path("/usr/lib/jvm")}
    beside = [java.resolve() for folder in folders for java in sorted(folder.glob("*/bin/java"))]
    return {java: jdk_release(java) for java in [*first, *beside]}


def java_for(version: str) -> Path:
    """Return the oldest JDK of this machine that fits, installing one where that is allowed."""
    oldest, newest = jdk_range(version)
    for may_install in (True, False):
        fitting = sorted((release, java) for java, release in installed_jdks().items() if oldest <= release <= newest)
        if fitting:
            return fitting[0][1]
        if may_install:
            wanted = [f"openjdk-{release}-jre-headless" for release in (newest, 21, oldest)]
            apt_install(dict.fromkeys(wanted))
    raise Problem(f"Neo4j {version} needs a JDK from {oldest} to {newest}, and none is here; name one in JAVA_HOME")


def apt_install(packages: dict[str, None]) -> None:
    """Install the first of these packages that the system knows, when we are root on a Debian."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return
    _apt_get("update", "-qq")
    for package in packages:
        say(f"installing {package}")
        if _apt_get("install", "-y", "-qq", "--no-install-recommends", package) == 0:
            return


def _apt_get(*arguments: str) -> int:
    """Run it without questions or output, and return its exit code."""
    nothing = subprocess.DEVNULL
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *arguments]
    ended = subprocess.run(command, check=False, env=environment, stdin=nothing, stdout=nothing, stderr=nothing)
    return ended.returncode


def maven() -> str:
    """Return the path of Maven, installing it where that is allowed."""
    if not shutil.which("mvn"):
        apt_install({"maven": None})
    found = shutil.which("mvn")
    if not found:
        raise Problem("Maven (mvn) is needed to fetch the server, and is not here")
    return found
