"""Several serving processes on one port: a parent that loads the graph once, forks, and looks after its children.

The children share the parent's memory and its listening socket, so that a connection waits for whoever is free and none
is lost when a child dies. Signals to the parent: SIGTERM and SIGINT stop all, SIGHUP takes in newer content.
"""

import functools
import gc
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import structlog

from api.build_aside import build
from api.reload import report_problems
from graph.memory import MemoryStore
from ingest.building import built_snapshot
from ingest.errors import ContentProblem

REFRESH = signal.SIGHUP
MARK_STALE = signal.SIGUSR2

_WATCHED = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}
_SHORT_LIFE_SECONDS = 2.0
_MAX_SHORT_LIVES = 5
_LOOK_SECONDS = 0.2

log = structlog.get_logger()


class _Child(NamedTuple):
    number: int
    started: float


class Workers:
    """The parent of the serving processes."""

    def __init__(
        self,
        count: int,
        serve: Callable[[Callable[[], None], Callable[[], bool], int], None],
        store: MemoryStore | None,
        seeds: Path,
        cache: Path,
        *,
        stop_seconds: float,
        on_ready: Callable[[], None],
    ) -> None:
        """Prepare `count` processes.

        Args:
            count: How many serve.
            serve: Serves in a child; takes what to call when ready, what tells whether the parent is gone, and the
                number of the child, which one that takes its place inherits.
            store: What children serve and inherit; null where there is nothing to renew, since it is a database.
            seeds: The content folder.
            cache: Where built snapshots are kept.
            stop_seconds: How long children may take to stop before they are killed.
            on_ready: Called once when all children are ready for the first time.
        """
        self._count = count
        self._serve = serve
        self._store = store
        self._seeds = seeds
        self._cache = cache
        self._stop_seconds = stop_seconds
        self._on_ready = on_ready
        self._children: dict[int, _Child] = {}
        self._builder: int | None = None
        self._build_again = False
        self._short_lives = 0
        self._ready_reader, self._ready_writer = os.pipe()
        self._ready = 0

    def run(self) -> int:
        """Serve until told to stop; return the exit status."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        os.set_blocking(self._ready_reader, False)
        gc.freeze()  # what is loaded stays shared: the collector of a child need not touch it
        for place in range(self._count):
            self._fork_worker(place)
        while True:
            received = signal.sigtimedwait(_WATCHED, _LOOK_SECONDS)
            number = received.si_signo if received else None
            if number in {signal.SIGTERM, signal.SIGINT}:
                log.info("stopping", signal=signal.Signals(number).name)
                return self._stop()
            if number == signal.SIGHUP and self._store is not None:
                self._build()
            self._reap()
            if self._short_lives >= _MAX_SHORT_LIVES:
                log.error("workers end as soon as they start; giving up")
                self._stop()
                return 1
            self._announce()

    def _fork_worker(self, number: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._child(functools.partial(self._work, number))
        self._children[pid] = _Child(number, time.monotonic())

    def _child(self, work: Callable[[], int]) -> None:
        """Run `work` in a child that has just been forked, and end it without the parent's clean-up."""
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the parent passes on what it means
            status = work()
        except BaseException as error:  # noqa: BLE001 - nothing may run on in the parent's code
            log.error("worker failed", reason=type(error).__name__)  # noqa: TRY400 - a line, not a traceback
        finally:
            os._exit(status)

    def _work(self, number: int) -> int:
        parent = os.getppid()
        self._serve(self._worker_is_ready, lambda: os.getppid() != parent, number)
        return 0

    def _worker_is_ready(self) -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)  # a signal that came before its handler has waited
        os.write(self._ready_writer, b".")

    def _build(self) -> None:
        if self._builder is not None:
            self._build_again = True
            return
        pid = os.fork()
        if pid == 0:
            self._child(self._build_in_child)
        self._builder = pid

    def _build_in_child(self) -> int:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
        problems = build(self._seeds, self._cache)
        if problems:
            report_problems(problems)
        return 1 if problems else 0

    def _built(self, *, good: bool) -> None:
        assert self._store is not None
        self._builder = None
        if good:
            try:
                self._store.swap(built_snapshot(self._seeds, self._cache))
            except ContentProblem:  # changed again and broken since: the next build says so
                good = False
        if not good:
            self._store.mark_stale()
        self._signal(REFRESH if good else MARK_STALE)
        if self._build_again:
            self._build_again = False
            self._build()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            code = os.waitstatus_to_exitcode(status)
            if pid == self._builder:
                self._built(good=code == 0)
            elif pid in self._children:
                child = self._children.pop(pid)
                lived = time.monotonic() - child.started
                self._short_lives = self._short_lives + 1 if lived < _SHORT_LIFE_SECONDS else 0
                log.warning("worker ended, starting another", status=code)
                if self._short_lives < _MAX_SHORT_LIVES:
                    self._fork_worker(child.number)

    def _announce(self) -> None:
        if self._ready >= self._count:
            return
        try:
            self._ready += len(os.read(self._ready_reader, self._count))
        except BlockingIOError:
            return
        if self._ready >= self._count:
            self._on_ready()

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._children:
            os.kill(pid, number)

    def _stop(self) -> int:
        """Stop all children; return 0 if each of them ended well."""
        self._signal(signal.SIGTERM)
        if self._builder is not None:
            os.kill(self._builder, signal.SIGKILL)
        deadline = time.monotonic() + self._stop_seconds
        statuses = []
        while self._children:
            if time.monotonic() >= deadline:
                self._signal(signal.SIGKILL)
            signal.sigtimedwait({signal.SIGCHLD}, _LOOK_SECONDS)
            for pid in list(self._children):
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    del self._children[pid]
                    statuses.append(os.waitstatus_to_exitcode(status))
        return 0 if not any(statuses) else 1
