"""The verbs of the command line."""

import argparse
import json
import shutil
import signal
import sys
from pathlib import Path

import scripts.neo4j_server
from scripts.neo4j_server.instance import PASSWORD_FILE, Instance, prepare
from scripts.neo4j_server.jars import Installation, version_of
from scripts.neo4j_server.machine import Problem, home, locked, say
from scripts.neo4j_server.starting import start_on_a_port
from scripts.neo4j_server.tools import java_for


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
    parser = argparse.ArgumentParser(
        prog="scripts/neo4j", description=(scripts.neo4j_server.__doc__ or "").split("\n", maxsplit=1)[0]
    )
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
