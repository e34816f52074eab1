"""The process that reads manifests for `ingest.manifests.isolated`: limits itself, then answers line by line."""

import contextlib
import sys
import warnings

from graph.dependencies import ManifestProblemCode
from ingest.isolation.limits import limit_process, limit_request
from ingest.manifests.collecting import Collector, FileReading, GivenUp, Unreadable
from ingest.manifests.formats import PYTHON_SOURCE, REQUIREMENTS, Format, recognise
from ingest.manifests.limits import LIMITS
from ingest.manifests.messages import Request, decode_request, encode


def read(request: Request) -> FileReading:
    """Read one text; whatever is wrong with it is in the answer, beside what could be read."""
    out = Collector(request.file, request.constraint, request.group, request.limits)
    try:
        _format(request).read(request.text, out)
    except GivenUp:
        pass
    except Unreadable as problem:
        _end(out, problem)
    except RecursionError:
        _end(out, Unreadable(ManifestProblemCode.TOO_DEEP, "nested too deep"))
    except MemoryError:
        _end(out, Unreadable(ManifestProblemCode.READER_FAILED, "reading it takes too much memory"))
    except Exception:  # noqa: BLE001 - a fault of a parser is told as one of this file, without its inner text
        _end(out, Unreadable(ManifestProblemCode.READER_FAILED, "it makes the reader fail"))
    return out.reading()


def _end(out: Collector, problem: Unreadable) -> None:
    with contextlib.suppress(GivenUp):
        out.problem(problem.line, problem.code, problem.message)


def _format(request: Request) -> Format:
    if request.source:
        return PYTHON_SOURCE
    found = REQUIREMENTS if request.requirements else recognise(request.name, request.text)
    if found is None:
        message = "no manifest that is known, neither by its name nor by its content"
        raise Unreadable(ManifestProblemCode.UNKNOWN_FORMAT, message)
    return found


def main() -> None:
    """Answer requests until standard input ends."""
    limit_process(LIMITS.memory_bytes)
    warnings.simplefilter("ignore")  # of a stranger's source, such as invalid escapes
    for line in sys.stdin.buffer:
        limit_request(LIMITS.cpu_seconds)
        request = decode_request(line)
        limit_process(min(request.limits.memory_bytes, LIMITS.memory_bytes))
        limit_request(request.limits.cpu_seconds)
        sys.stdout.buffer.write(encode(read(request)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
