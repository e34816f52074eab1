"""What a child process that reads a stranger's files gives up, set by itself before the first request."""

import resource

OPEN_FILES = 128


def limit_process(memory_bytes: int) -> None:
    """Give up memory beyond the limit, writing to files, and core dumps; what was given up before stays so."""
    for kind, wanted in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        limit = _at_most(kind, wanted)
        resource.setrlimit(kind, (limit, limit))


def limit_request(cpu_seconds: int) -> None:
    """Allow the CPU time of one more request."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + cpu_seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (_at_most(resource.RLIMIT_CPU, wanted), hard))


def _at_most(kind: int, wanted: int) -> int:
    """Return a limit that may still be set: the process cannot have more than its hard one."""
    _, hard = resource.getrlimit(kind)
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
