"""The process that reads artifacts for `ingest.resolver.isolated`: limits itself, then answers requests line by line.

A request and an answer are one line of JSON each. In between the child may ask for another artifact
(``{"fetch": {ECOSYSTEM: [NAME, RANGE]}}``) and gets ``{"artifact": …}`` or ``{"artifact": null}``.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import ArtifactProblem
from ingest.artifacts.opening import open_artifact
from ingest.isolation.limits import limit_process, limit_request
from ingest.resolver.requirements import Wanted, Written, written
from ingest.resolver.resolving import public_names, resolve

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 90
"""For one request; the heaviest seen (transformers, every public name) takes 40."""


def answer(request: dict[str, Any], ask: Callable[[Written], dict[str, Any] | None]) -> dict[str, Any]:
    """Answer one request; what is wrong with an artifact is an answer too."""
    try:
        artifacts = [_opened(one) for one in request["artifacts"]]

        def fetch(requirement: Wanted) -> Artifact | None:
            given = ask(written(requirement))
            return _opened(given) if given is not None else None

        if request["do"] == "names":
            return {"names": [asdict(one) for one in public_names(artifacts, fetch)]}
        return {"resolutions": [asdict(one) for one in resolve(request["refs"], artifacts, fetch)]}
    except ArtifactProblem as problem:
        return {"problem": type(problem).__name__, "artifact": problem.artifact, "fault": problem.fault}
    except MemoryError:
        return {"problem": "ReaderFailed", "artifact": _first(request), "fault": "reading it takes too much memory"}
    except Exception as error:  # noqa: BLE001 - a fault of the reader must not look like one of the artifact
        fault = f"the reader failed on it ({type(error).__name__})"
        return {"problem": "ReaderFailed", "artifact": _first(request), "fault": fault}


def _opened(given: dict[str, Any]) -> Artifact:
    return open_artifact(Path(given["path"]), given["sha256"])


def _first(request: dict[str, Any]) -> str:
    return Path(request["artifacts"][0]["path"]).name


def main() -> None:
    """Answer requests until standard input ends."""
    limit_process(MEMORY_BYTES)
    lines = sys.stdin

    def say(message: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()

    def ask(requirement: Written) -> dict[str, Any] | None:
        say({"fetch": requirement})
        given: dict[str, Any] | None = json.loads(lines.readline())["artifact"]
        return given

    for line in lines:
        limit_request(CPU_SECONDS)
        say(answer(json.loads(line), ask))


if __name__ == "__main__":
    main()
