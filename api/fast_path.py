"""The fast path: a whole plain ``POST /graphql`` is answered when it is received, without ASGI.

It answers only what is beyond doubt: a head in a strict form with known headers, each once, a body that is there to its
last byte, and an operation that a plan has answered before or whose text is plain. Everything else takes the way of
every request.

What was received and understood once is known by its bytes: the same bytes between two messages mean the same request,
as long as the snapshot is the same. So a repeated request is neither parsed nor checked again, whether its answer is
kept or written anew.
"""

import logging
import time
from collections.abc import Sequence

import structlog

from api.admission import Admission
from api.boundary import Boundary
from api.byte_bounded import ByteBounded
from api.encodings import is_worth_it
from api.graphql_http import GraphQLEndpoint
from api.graphql_request import request_of
from api.logs import RequestRecord
from api.media_types import IDENTITY, Form
from api.plain_heads import LONGEST, START, PlainHeads
from api.ready import Prepared, Ready, Whole, Written, put_id
from api.refusals import Refusal
from api.request_ids import IDS, draw
from api.settings import Settings
from graph.memory import MemoryPinned, MemoryStore
from schema.engine import Engine, Outcome

_LONGEST_HELD = 16 * 1024
_LONGEST_BODY_KEPT = 8 * 1024
_CHUNK_BYTES = 200
_SEEN_ONCE = 4096
_REGISTERS = b'"persistedQuery"'  # to be understood each time, so that the document stays known by its hash

BodyKey = tuple[Form, bytes]
"""All that an answer depends on: the form that it has to have, and the body of the request."""


class FastPath:
    """Answers plain requests at once, or not at all."""

    def __init__(
        self, engine: Engine, boundary: Boundary, admission: Admission, endpoint: GraphQLEndpoint, settings: Settings
    ) -> None:
        """Answer with `engine` what `boundary`, `admission` and the rates of `endpoint` let through."""
        self._engine = engine
        self._store = engine.store if type(engine.store) is MemoryStore else None
        self._admission = admission
        self._rates = endpoint.rates
        self._persisted = endpoint.persisted
        self._encoded = endpoint.encoded
        self._limits = settings.json_limits
        self._heads = PlainHeads(boundary, endpoint.encoded, settings)
        self._pinned: MemoryPinned | None = None
        self._era: object = None
        self._chunks: dict[bytes, Ready] = {}
        self._chunk_bytes = 0
        self._most_chunk_bytes = settings.request_cache_bytes // 2
        self.prepared: ByteBounded[BodyKey, Prepared] = ByteBounded(settings.request_cache_bytes // 2)
        """Requests that were understood, by type and body."""
        self.answers: ByteBounded[BodyKey, Whole] = ByteBounded(settings.answer_cache_bytes)
        """Answers that are kept, by type and body."""
        self._seen: set[int] = set()
        self._log = structlog.get_logger().bind()
        self._logs = self._log.is_enabled_for(logging.INFO)
        self._is_watched = self._logs or endpoint.rates.limits
        self._opening = b""
        self.begin_answers_with([])
        self.answered = 0

    def answer(self, data: bytes, client: str | None) -> Written | None:
        """Return all bytes of the answer to a request, null if it has to take the way of every request.

        Args:
            data: All bytes that were received since the last message.
            client: The address of the client.
        """
        if self._admission.admitted:
            return None
        is_watched, began = self._is_watched, 0.0
        if is_watched:
            began = time.perf_counter()
            if self._rates.limits and not self._rates.has_room(client):  # before anything is worked out
                return None
        ready = self._chunks.get(data)
        if ready is None or self._pinned is not self._store.pinned:  # type: ignore[union-attr]  # there are none without
            ready = self._understood(data)
            if ready is None:
                return None
        if not IDS:
            draw(IDS)
        request_id = IDS.pop()
        answer: Written | None
        if (
            type(ready) is Whole and ready.opening is self._opening
        ):  # as `written` does: the commonest case, a call less
            put_id(ready.whole, ready.id_at, request_id)
            answer = ready.whole
        else:
            answer = ready.written(self._opening, request_id) or self._written_anew(data, request_id)
        if answer is None or (is_watched and not self._may_go(ready, client, request_id, began)):
            return None
        self.answered += 1
        return answer

    def begin_answers_with(self, headers: Sequence[tuple[bytes, bytes]]) -> None:
        """Give all answers from now on these headers first."""
        self._opening = b"HTTP/1.1 200 OK\r\n" + b"".join([b"%b: %b\r\n" % header for header in headers])

    def wants_more(self, data: bytes) -> bool:
        """Tell whether these bytes are a plain head, and a short body of which something has not come yet."""
        end = data.find(b"\r\n\r\n", 0, LONGEST) + 4 if data.startswith(START) else 0
        head = self._heads.read(data[:end]) if end >= 4 else None  # noqa: PLR2004  # found
        return head is not None and len(data) - end < head.length <= _LONGEST_HELD

    def _written_anew(self, data: bytes, request_id: bytes) -> Written | None:
        """Return the answer to a request whose plan has gone, null if it is there and has given up."""
        if self._era is self._engine.era:
            return None
        ready = self._understood(data)
        return None if ready is None else ready.written(self._opening, request_id)

    def _understood(self, data: bytes) -> Ready | None:
        """Read a request that is not known by its bytes."""
        store = self._store
        if store is None or not data.startswith(START):
            return None
        self._forget_what_is_stale(store.pinned)
        end = data.find(b"\r\n\r\n", 0, LONGEST) + 4
        if end < 4:  # noqa: PLR2004  # not found
            return None
        head = self._heads.read(data[:end])
        if head is None or len(data) - end != head.length:
            return None
        key = (head.form, data[end:])
        ready = self.answers.get(key) or self.prepared.get(key)
        if ready is None:
            return self._new(key)
        if not head.is_traced:
            self._keep_chunk(data, ready)
        return ready

    def _new(self, key: BodyKey) -> Ready | None:
        """Return what answers a body that is not known; what comes once only is not worth keeping."""
        form, body = key
        try:
            request = request_of(body, self._limits, self._persisted)
        except Refusal:
            return None
        bound = self._engine.bound_at_once(request)
        if bound is not None:
            return self._kept_bound(key, Prepared(bound, form.media_type))
        answer = self._engine.answer_at_once(request)
        if answer is None or answer.outcome is not Outcome.ANSWERED or answer.codes:
            return None
        whole = self._in_form(Whole.of(answer, form.media_type), form)
        if whole is not None and not answer.private and self._is_worth_keeping(key):
            self._keep_answer(key, whole)
        return whole

    def _kept_bound(self, key: BodyKey, made: Prepared) -> Ready | None:
        """Return what answers a request that a plan can answer, null if it has to be compressed first."""
        form, body = key
        is_kept = self._is_worth_keeping(key)
        if form.coding.name != IDENTITY or (is_kept and self.answers.most_bytes):
            plain = made.whole()
            whole = None if plain is None else self._in_form(plain, form)
            if whole is None or whole is not plain or (is_kept and self._keep_answer(key, whole)):
                return whole
        size = made.size + len(body)
        if is_kept and self.prepared.takes(size) and self.prepared.keep(key, made, size):
            self._forget_chunks()
        return made

    def _in_form(self, whole: Whole, form: Form) -> Whole | None:
        """Return an answer as a client takes it; what was not compressed before is left to the way of every request."""
        if not is_worth_it(form.coding, whole.sent):
            return whole
        coding, version = form.coding.name, whole.facts.version
        coded = self._encoded.known(coding, whole.body, version)
        return None if coded is None else Whole(coded, whole.facts, form.media_type, coding)

    def _is_worth_keeping(self, key: BodyKey) -> bool:
        """Tell whether a body may be kept and came before."""
        body = key[1]
        if len(body) > _LONGEST_BODY_KEPT or _REGISTERS in body:
            return False
        digest = hash(key)
        if digest in self._seen:
            return True
        if len(self._seen) >= _SEEN_ONCE:
            self._seen.clear()
        self._seen.add(digest)
        return False

    def _keep_answer(self, key: BodyKey, whole: Whole) -> bool:
        """Keep an answer unless it is too large; tell whether it is kept."""
        size = whole.size + len(key[1])
        if not self.answers.takes(size):
            return False
        if self.answers.keep(key, whole, size):
            self._forget_chunks()
        return True

    def _keep_chunk(self, data: bytes, ready: Ready) -> None:
        size = _CHUNK_BYTES + len(data)
        if self._chunk_bytes + size > self._most_chunk_bytes:
            self._forget_chunks()
        if size <= self._most_chunk_bytes:
            self._chunks[data] = ready
            self._chunk_bytes += size

    def _forget_chunks(self) -> None:
        """Forget requests by their bytes; those that are asked again are found by head and body."""
        self._chunks.clear()
        self._chunk_bytes = 0

    def _forget_what_is_stale(self, pinned: MemoryPinned) -> None:
        """Forget what holds of another snapshot, or holds on to what its plans have dropped."""
        era = self._engine.era
        if era is not self._era:
            self._forget_chunks()
            self.prepared.clear()
            self._era = era
        if pinned is not self._pinned:
            self._forget_chunks()
            self.prepared.clear()
            self.answers.clear()
            self._pinned = pinned

    def _may_go(self, ready: Ready, client: str | None, request_id: bytes, began: float) -> bool:
        """Tell whether a client may be answered that often, and log the answer if so."""
        if self._rates.limits:
            try:
                self._rates.check(client)
            except Refusal:
                return False
        if self._logs:
            self._log_answer(ready, request_id.decode("ascii"), time.perf_counter() - began)
        return True

    def _log_answer(self, ready: Ready, request_id: str, seconds: float) -> None:
        facts = ready.facts
        record = RequestRecord(
            request_id,
            "POST",
            "/graphql",
            facts.operation_name,
            facts.document_hash,
            cost=facts.cost,
            snapshot=facts.version,
            status=200,
            sent=ready.sent,
            at_once=True,
        )
        self._log.info("request", **record.fields(seconds * 1000))
