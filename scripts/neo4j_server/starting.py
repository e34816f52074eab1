"""Starting the server of an instance: its command, a free port, and waiting until it answers."""

import argparse
import json
import socket
import subprocess
import time
from pathlib import Path

from neo4j.exceptions import AuthError

from scripts.neo4j_server.instance import INSTANCE, PID_FILE, POLL_SECONDS, USER, Instance, settings_of
from scripts.neo4j_server.jars import Installation
from scripts.neo4j_server.machine import Problem, say
from scripts.neo4j_server.tools import java_for, jdk_range, jdk_release


class PortTaken(Exception):
    """The port was free when it was chosen and is not any more."""


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
