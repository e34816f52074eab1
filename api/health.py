"""``/healthz`` (the process answers) and ``/readyz`` (it can answer questions): for load balancers and supervisors."""

from dataclasses import dataclass

import orjson
from starlette.types import Receive, Scope, Send

from api.refusals import Code, Refusal
from api.replies import JSON_HEADERS, NO_STORE, Reply
from graph.store import Store


@dataclass(slots=True)
class Lifecycle:
    """Where the process stands; shared by the server that changes it and the health checks that report it."""

    draining: bool = False


class Healthz:
    """Says that the event loop answers; asks nothing else."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 200."""
        await _reply(scope, 200, {"status": "ok"}).send(send)


class Readyz:
    """Says whether requests should come here: 503 with a reason while stopping or without a store.

    ``stale`` tells that newer content could not be built, and that the version before it is still served.
    """

    def __init__(self, store: Store, lifecycle: Lifecycle) -> None:
        """Report on `store` and `lifecycle`."""
        self._store = store
        self._lifecycle = lifecycle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 200 or 503."""
        if self._lifecycle.draining:
            await _reply(scope, 503, {"ready": False, "reason": "stopping", "stale": False}).send(send)
            return
        readiness = await self._store.ready()
        body: dict[str, object] = {"ready": readiness.ready, "stale": readiness.stale}
        if not readiness.ready:
            body["reason"] = readiness.reason or "store"
        await _reply(scope, 200 if readiness.ready else 503, body).send(send)


def _reply(scope: Scope, status: int, body: dict[str, object]) -> Reply:
    if scope["method"] not in {"GET", "HEAD"}:
        raise Refusal(405, Code.METHOD_NOT_ALLOWED, "Ask by GET.", {"Allow": "GET, HEAD"})
    return Reply(status, orjson.dumps(body), {"content-type": "application/json", **JSON_HEADERS, **NO_STORE})
