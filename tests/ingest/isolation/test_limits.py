"""The limits that a child sets for itself, and those that were set for it before."""

import subprocess
import sys
from pathlib import Path

MEBIBYTE = 1024 * 1024
LIMITED = """
import resource
from ingest.isolation.limits import limit_process, limit_request
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
limit_process({wanted_memory})
limit_request({wanted_seconds})
print(*resource.getrlimit(resource.RLIMIT_AS), *resource.getrlimit(resource.RLIMIT_CPU))
"""


def limits_of(memory: int, seconds: int, wanted_memory: int, wanted_seconds: int) -> list[int]:
    """Return the limits of a process that began with some and asked for others: memory, then processor time."""
    code = LIMITED.format(memory=memory, seconds=seconds, wanted_memory=wanted_memory, wanted_seconds=wanted_seconds)
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=root, capture_output=True, text=True)
    return [int(one) for one in done.stdout.split()]


def test_a_child_gives_up_what_is_beyond_its_limits() -> None:
    memory, hard_memory, seconds, hard_seconds = limits_of(900 * MEBIBYTE, 1000, 800 * MEBIBYTE, 10)
    assert memory == hard_memory == 800 * MEBIBYTE
    assert 10 < seconds < hard_seconds == 1000


def test_limits_that_are_closer_already_stay() -> None:
    assert limits_of(800 * MEBIBYTE, 1000, 900 * MEBIBYTE, 5000) == [800 * MEBIBYTE] * 2 + [1000] * 2
