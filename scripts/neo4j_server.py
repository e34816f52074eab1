"""What `scripts/neo4j` does: install, start, stop, kill, status and wipe a local Neo4j Community server.

One data folder is one instance. The server is fetched once a version by the Maven client of the machine, with its own
settings, and runs in a process group of its own; it listens on 127.0.0.1 and serves Bolt only. Each instance gets a
random password unless one is given; it is kept in the data folder, readable by its owner alone.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not running (`status`) or in conflict with what is there (`start`).
"""

import argparse
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

JDKS = {"5.26.30": (17, 21), "2026.08.1": (21, 25)}
"""The versions that Duramen is tested on, with the oldest and the newest JDK that each runs on."""
ALIASES = {"5.26": "5.26.30", "lts": "5.26.30", "2026.08": "2026.08.1", "calendar": "2026.08.1"}
DEPENDENCY_PLUGIN = "3.8.1"
USER = "neo4j"
POLL_SECONDS = 0.1
INSTANCE, PID_FILE, PASSWORD_FILE = "instance.json", "server.pid", "password"


class Problem(Exception):
    """Something that the user can act on; the message is one line, `code` the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        """Keep the exit code."""
        super().__init__(message)
        self.code = code


class PortTaken(Exception):
    """The port was free when it was chosen and is not any more."""


def home() -> Path:
    """Return the folder for jars and instances: ``$DURAMEN_NEO4J_HOME``, else one in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("DURAMEN_NEO4J_HOME") or cache / "duramen" / "neo4j").absolute()


def say(text: str) -> None:
    """Tell the user about progress; results alone go to standard output."""
    sys.stderr.write(f"neo4j: {text}\n")


def version_of(name: str) -> str:
    """Return the full version that a name stands for."""
    version = ALIASES.get(name, name)
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise Problem(f"no version of Neo4j: {name!r}; try {', '.join(ALIASES)}", 2)
    return version


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file; the server never inherits it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# -- the JDK and Maven --------------------------------------------------------------------------------------------


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
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment, **quiet)
    for package in packages:
        say(f"installing {package}")
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        if subprocess.run(command, check=False, env=environment, **quiet).returncode == 0:
            return


def maven() -> str:
    """Return the path of Maven, installing it where that is allowed."""
    if not shutil.which("mvn"):
        apt_install({"maven": None})
    found = shutil.which("mvn")
    if not found:
        raise Problem("Maven (mvn) is needed to fetch the server, and is not here")
    return found


# -- the jars -----------------------------------------------------------------------------------------------------

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


# -- one instance -------------------------------------------------------------------------------------------------


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


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def java_command(version: str, instance: Instance, options: argparse.Namespace) -> list[str]:
    """Return the command that runs the server."""
    java = java_for(version)
    installation = Installation(version)
    release = jdk_release(java)
    flags = [f"-Xms{options.heap}", f"-Xmx{options.heap}", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"]
    flags += ["-Dfile.encoding=UTF-8", "-Djava.awt.headless=true", "-Dio.netty.tryReflectionSetAccessible=true"]
    opened = ("java.nio", "java.io", "sun.nio.ch", "java.lang")
    flags += [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in opened]
    if jdk_range(version)[0] >= 21:
        flags += ["--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"]
    if release >= 24:
        flags.append("--sun-misc-unsafe-memory-access=allow")
    if options.fast:
        flags.append("-XX:TieredStopAtLevel=1")
    arguments = instance.data / "java.arguments"
    arguments.write_text(f'-cp "{installation.classpath}"\n')
    where = [f"--home-dir={instance.data}", f"--config-dir={instance.data / 'conf'}", "--console-mode"]
    return [str(java), *flags, f"@{arguments}", installation.main_class, *where]


def launch(version: str, instance: Instance, port: int, options: argparse.Namespace) -> None:
    """Start the server and wait until it answers.

    Raises:
        PortTaken: If another process took the port meanwhile.
        Problem: If the server ends, refuses the password or does not answer in time.
    """
    facts = {"version": version, "port": port, "uri": f"bolt://127.0.0.1:{port}", "user": USER}
    (instance.data / INSTANCE).write_text(json.dumps(facts))
    (instance.data / "conf" / "neo4j.conf").write_text(
        settings_of(port, (options.heap, options.pagecache), options.set)
    )
    console = instance.data / "logs" / "console.log"
    with console.open("w") as output:
        server = subprocess.Popen(
            java_command(version, instance, options),
            cwd=instance.data,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    (instance.data / PID_FILE).write_text(str(server.pid))
    try:
        wait_for_answer(server, instance, console, options.timeout)
    except BaseException:
        server.kill()
        server.wait()
        raise


def wait_for_answer(server: subprocess.Popen[bytes], instance: Instance, console: Path, seconds: float) -> None:
    """Wait until the database answers; raises as `launch`."""
    deadline = time.monotonic() + seconds
    port = int(str(instance.facts()["port"]))
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            listening = probe.connect_ex(("127.0.0.1", port)) == 0
        try:
            if listening and instance.answers(instance.password()):
                return
        except AuthError:
            raise Problem("the server refuses this password: its data was made with another; `wipe` it") from None
        time.sleep(POLL_SECONDS)
    last = console.read_text(errors="replace")[-2000:]
    if "Address already in use" in last:
        raise PortTaken
    what = "did not answer in time" if server.poll() is None else f"ended with code {server.returncode}"
    raise Problem(f"the server {what}; its last lines:\n{last}")


# -- the verbs ----------------------------------------------------------------------------------------------------


def instance_of(options: argparse.Namespace) -> Instance:
    """Return the instance that the options name."""
    return Instance(Path(options.data).absolute() if options.data else home() / "data" / version_of(options.version))


def install(options: argparse.Namespace) -> int:
    """Fetch the jars, and make sure that a JDK for them is here."""
    version = version_of(options.version)
    sys.stdout.write(f"{java_for(version)}\n")
    Installation(version).ensure()
    return 0


def start(options: argparse.Namespace) -> int:
    """Start the instance unless it runs; prints its address, or with ``--json`` all about it."""
    version = version_of(options.version)
    instance = instance_of(options)
    Installation(version).ensure()
    instance.data.mkdir(parents=True, exist_ok=True)
    with locked(instance.data.with_name(f"{instance.data.name}.lock")):
        facts = instance.facts()
        if facts and facts["version"] != version and not options.upgrade:
            raise Problem(f"{instance.data} holds data of {facts['version']}; use --upgrade (one way) or wipe it", 3)
        if instance.pid() is None:
            prepare(instance, options.password)
            start_on_a_port(version, instance, options)
    show(instance, as_json=options.json)
    return 0


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


def start_on_a_port(version: str, instance: Instance, options: argparse.Namespace) -> None:
    """Start on the port given; 0 stands for any free one, tried again when another process is faster."""
    begun = time.monotonic()
    for _ in range(3):
        try:
            launch(version, instance, options.port or free_port(), options)
        except PortTaken:
            if options.port:
                raise Problem(f"port {options.port} is taken; --port 0 picks a free one", 3) from None
        else:
            say(f"Neo4j {version} answers after {time.monotonic() - begun:.0f} s, process {instance.pid()}")
            return
    raise Problem("each free port was taken by another process at once")


def show(instance: Instance, *, as_json: bool) -> None:
    """Print the address of an instance, or all facts about it as JSON."""
    facts = {**instance.facts(), "pid": instance.pid(), "data": str(instance.data)}
    facts["passwordFile"] = str(instance.data / PASSWORD_FILE)
    sys.stdout.write(f"{json.dumps(facts, sort_keys=True) if as_json else facts['uri']}\n")


def stop(options: argparse.Namespace) -> int:
    """End the instance in good order."""
    return _end(options, signal.SIGTERM)


def kill(options: argparse.Namespace) -> int:
    """End the instance as a crash would."""
    return _end(options, signal.SIGKILL)


def _end(options: argparse.Namespace, how: signal.Signals) -> int:
    pid = instance_of(options).end(how, options.timeout)
    say(f"ended process {pid}" if pid else "was not running")
    return 0


def status(options: argparse.Namespace) -> int:
    """Say whether the instance runs and answers."""
    instance = instance_of(options)
    if instance.pid() is None or not instance.answers(instance.password()):
        say("not running" if instance.pid() is None else f"process {instance.pid()} runs but does not answer")
        return 3
    show(instance, as_json=options.json)
    return 0


def wipe(options: argparse.Namespace) -> int:
    """End the instance and delete its data; only a folder that this script made is ever deleted."""
    instance = instance_of(options)
    if not instance.data.exists():
        return 0
    if not instance.facts():
        raise Problem(f"{instance.data} is no instance of this script: not deleted", 3)
    instance.end(signal.SIGKILL, options.timeout)
    shutil.rmtree(instance.data)
    return 0


def arguments() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="scripts/neo4j", description=__doc__.split("\n", maxsplit=1)[0])
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb in (install, start, stop, kill, status, wipe):
        command = verbs.add_parser(verb.__name__, help=(verb.__doc__ or "").strip())
        command.set_defaults(run=verb)
        command.add_argument("--version", default="lts", help="lts (default), calendar, or a full version")
        command.add_argument("--data", help="folder of the instance; default: one a version in the user's cache")
        command.add_argument("--json", action="store_true", help="print all facts as JSON")
        command.add_argument("--timeout", type=float, default=180, help="seconds to wait")
    command = verbs.choices["start"]
    command.add_argument("--port", type=int, default=0, help="Bolt port; 0 (default) picks a free one")
    command.add_argument("--password", help="password of user neo4j for a new instance; default: a random one")
    command.add_argument("--fast", action="store_true", help="start sooner, run slower: for short tests")
    command.add_argument("--heap", default="512m")
    command.add_argument("--pagecache", default="128m")
    command.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="one more server setting")
    command.add_argument("--upgrade", action="store_true", help="let a newer version take over older data, for good")
    return parser


def main() -> int:
    """Run the command line; the exit code."""
    options = arguments().parse_args()
    try:
        return int(options.run(options))
    except Problem as problem:
        say(str(problem))
        return problem.code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
