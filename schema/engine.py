"""The engine: a GraphQL request in, the answer's bytes out, by a compiled plan or by the generic executor.

One pinned version gives the whole answer, and both ways give the same one to the byte.

It knows no HTTP. Whoever serves it turns `Outcome` and codes into a status.
"""

import asyncio
import enum
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
import orjson
import structlog
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    validate,
)
from graphql.execution.values import get_variable_values

from graph.errors import StoreError, StoreUnavailable
from graph.memory import MemoryPinned, MemoryStore
from graph.store import Pinned, Store
from schema import errors
from schema.answers import cause_of, codes_of, encode_answer, encode_refusal, show, unreadable_told_plainly
from schema.checks import argument_errors, check_cost, check_shape
from schema.documents import Document, Documents, hash_of
from schema.errors import Refused
from schema.execution import OutOfTime, execute_within
from schema.limits import Limits
from schema.measure import Measured, measure
from schema.plain import plain_schema
from schema.plans.bound import MOST_AT_ONCE, Bound
from schema.plans.costs import Costs
from schema.plans.handing import Reason
from schema.plans.planner import Planner
from schema.plans.totals import Totals
from schema.reading import Reader
from schema.services import Services

log = structlog.get_logger(__name__)


class Outcome(enum.Enum):
    """What became of a request."""

    ANSWERED = "data is there, perhaps with errors of fields"
    REFUSED = "the request was not run"
    TIMED_OUT = "it took too long"
    UNAVAILABLE = "the store can't be read"
    METHOD_NOT_ALLOWED = "something other than a query came by GET"
    FAILED = "nobody foresaw what went wrong; the log knows"


class GraphQLRequest(msgspec.Struct, frozen=True):
    """A request as its sender meant it, whatever it came by."""

    document: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    method: Literal["GET", "POST"] = "POST"


class Answer(msgspec.Struct, frozen=True):
    """The answer's body and what is worth knowing of it; `version` is empty where no store could be pinned.

    A `private` answer is about what its sender gave: nobody keeps it. `handed_over` says why a plan left it to the
    generic executor, null if none did.
    """

    body: bytes
    outcome: Outcome
    codes: tuple[str, ...]
    operation_name: str | None
    document_hash: str
    cost: int
    version: str
    private: bool = False
    handed_over: Reason | None = None


class QueryFailed(Exception):
    """A query of our own had errors; holds them as a client would see them."""

    def __init__(self, shown: list[dict[str, Any]]) -> None:
        """Keep the errors."""
        super().__init__("; ".join(error["message"] for error in shown))
        self.shown = shown


class _Run(msgspec.Struct):
    """One request on its way: what is known of it so far."""

    request: GraphQLRequest
    operation_name: str | None = None
    cost: int = 0
    version: str = ""
    seconds_pinning: float = 0.0
    private: bool = False
    document_hash: str | None = None
    handed_over: Reason | None = None

    def answer(self, body: bytes, outcome: Outcome, codes: tuple[str, ...] = ()) -> Answer:
        document_hash = self.document_hash or hash_of(self.request.document)
        return Answer(
            body,
            outcome,
            codes,
            self.operation_name,
            document_hash,
            self.cost,
            self.version,
            self.private,
            self.handed_over,
        )


class _Invalid(Exception):
    """Errors of one request that is not run; `code` is that of those which have none of their own."""

    def __init__(self, found: Sequence[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.found = found
        self.code = code


class Engine:
    """Answers GraphQL requests from a store, within limits."""

    def __init__(
        self,
        store: Store,
        limits: Limits | None = None,
        services: Services | None = None,
        *,
        plans: bool = True,
        memo: bool = True,
        first_sight: bool = True,
    ) -> None:
        """Answer from `store`; the schema itself is built when it is first needed, or by `warm`.

        Without `plans` the generic executor runs everything; without `memo` plans keep no texts of what they answered;
        without `first_sight` texts that were not seen before are parsed and validated by graphql-core.
        """
        self.store = store
        self.limits = limits or Limits()
        self.services = services or Services()
        self.documents = Documents(self.limits)
        self._plans = plans
        self._memo = memo
        self._first_sight = plans and first_sight
        self.planner: Planner | None = None
        self._earlier = Totals()
        self.executed = 0
        """How many operations the generic executor ran."""

    def warm(self) -> None:
        """Make what the generic executor needs now, so that no request waits for it."""
        _executable_schema()

    async def answer(self, request: GraphQLRequest) -> Answer:
        """Answer one request; whatever happens, the answer is well-formed and tells nothing of the inside."""
        run = _Run(request, operation_name=request.operation_name)
        try:
            return await self._answer(run)
        except _Invalid as invalid:
            shown = show(unreadable_told_plainly(invalid.found), invalid.code, self.limits)
            return run.answer(encode_refusal(shown, self.limits), Outcome.REFUSED, codes_of(shown))
        except Refused as refusal:
            return self._without_data(run, refusal, _OUTCOMES.get(refusal.code, Outcome.REFUSED))
        except StoreError as error:
            log.warning("store_unavailable", error=type(error).__name__, reason=error.reason)
            return self._without_data(run, error, Outcome.UNAVAILABLE)
        except Exception as error:  # noqa: BLE001  # a client learns an id, the log the rest
            return self._without_data(run, error, Outcome.FAILED)

    @property
    def totals(self) -> Totals:
        """What plans did, those of earlier snapshots included."""
        return self._earlier.with_those_of(self.planner)

    @property
    def longest_at_once(self) -> Mapping[str, int]:
        """The longest real lists of the version that would be pinned now; empty where that is not known at once."""
        pinned = self._pinned_at_once()
        return {} if pinned is None else pinned.longest

    @property
    def planner_now(self) -> Planner | None:
        """The planner of the version that would be pinned now; null where there are no plans."""
        pinned = self._pinned_at_once()
        return self._planner_of(pinned) if pinned is not None and self._plans else None

    @property
    def era(self) -> object:
        """Another object whenever plans have begun anew: what refers to those before is of no use any more."""
        return None if self.planner is None else self.planner.world

    def bound_at_once(self, request: GraphQLRequest) -> Bound | None:
        """Return a request that a plan can answer at once, again and again; null if `answer_at_once` must be asked."""
        planner, limits = self.planner, self.limits
        if planner is None or planner.pinned is not self._pinned_at_once():
            return None
        prepared = planner.known(request.document, request.operation_name)
        if prepared is None or prepared.seconds > MOST_AT_ONCE:
            return None
        given = request.variables or {}
        cost = prepared.costs.of(given)
        return planner.bound(prepared, given, cost) if cost <= limits.cost else None

    def answer_at_once(self, request: GraphQLRequest) -> Answer | None:
        """Return what `answer` would without waiting, if a plan has answered it before or its text is plain; else null.

        An answer without data, or one that took long the last time, is not given here.
        """
        pinned, planner = self._pinned_at_once(), self.planner
        if pinned is None or planner is None:
            return None
        run = _Run(request, operation_name=request.operation_name, version=planner.version)
        body = self._known(run, pinned, at_once=True)
        return None if body is None else run.answer(body, Outcome.ANSWERED)

    def _pinned_at_once(self) -> MemoryPinned | None:
        return self.store.pinned if type(self.store) is MemoryStore else None

    async def data(self, document: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the data of a query of our own, within the same limits.

        Raises:
            QueryFailed: If anything is wrong with the query or its answer.
        """
        answer = await self.answer(GraphQLRequest(document, variables))
        body: dict[str, Any] = orjson.loads(answer.body)
        if "errors" in body:
            raise QueryFailed(body["errors"])
        found: dict[str, Any] = body["data"]
        return found

    def _without_data(self, run: _Run, error: Exception, outcome: Outcome) -> Answer:
        shown = show([GraphQLError("", original_error=error)], errors.INTERNAL_SERVER_ERROR, self.limits)
        return run.answer(encode_refusal(shown, self.limits), outcome, codes_of(shown))

    async def _answer(self, run: _Run) -> Answer:
        request = run.request
        pinned = await self._pin(run)
        if self._first_sight and not isinstance(pinned, StoreError):
            self._planner_of(pinned)
        given = self._given_by_plan(run, self._known(run, pinned))
        if given is not None:
            return given
        document = self.documents.read(request.document)
        operation = self._operation(run, document)
        if operation is not None and (known := document.introspection.get(run.operation_name)) is not None:
            return run.answer(known, Outcome.ANSWERED)
        measured = self._measured(run, document, operation, pinned)
        self._check_validity(document)
        if operation is None:
            raise Refused(errors.OPERATION_RESOLUTION_FAILURE, _no_operation(request.operation_name))
        self._check_values(run, document, operation, measured)
        if isinstance(pinned, StoreError):
            raise pinned
        given = self._given_by_plan(run, self._planned(run, document, operation, measured, pinned))
        if given is not None:
            return given
        answer = await self._execute(run, document, pinned)
        shape = measured.selected
        if shape.roots == shape.introspection_roots and not operation.variable_definitions and not answer.codes:
            self.documents.remember(document, run.operation_name, answer.body)
        return answer

    def _given_by_plan(self, run: _Run, body: bytes | None) -> Answer | None:
        """Return the answer with what a plan wrote, null if the generic executor must give it."""
        if body is not None:
            return run.answer(body, Outcome.ANSWERED)
        # the generic executor takes longer than any plan
        return self._timed_out(run) if run.handed_over is Reason.TIME else None

    def _known(self, run: _Run, pinned: Pinned | StoreError, *, at_once: bool = False) -> bytes | None:
        """Return the body of the answer if the operation was prepared before or its text is plain, null otherwise."""
        planner = self.planner
        if planner is None or planner.pinned is not pinned:
            return None
        request = run.request
        prepared = planner.known(request.document, request.operation_name)
        if prepared is None:
            return self._seen_first(run, planner, at_once=at_once) if self._first_sight else None
        if at_once and prepared.seconds > MOST_AT_ONCE:
            return None
        run.document_hash = prepared.about.document_hash
        given = request.variables or {}
        run.operation_name, run.cost = prepared.about.operation_name, prepared.costs.of(given)
        body = planner.answer(prepared, given) if run.cost <= self.limits.cost else None
        run.handed_over = planner.reason if body is None and run.cost <= self.limits.cost else None
        return body

    def _seen_first(self, run: _Run, planner: Planner, *, at_once: bool) -> bytes | None:
        """Return the body of the answer to a plain text that no plan was made for, null if it is not so plain."""
        seen = planner.seen_first(run.request.document, run.request.operation_name, at_once=at_once)
        if seen is None:
            return None
        run.operation_name, run.cost = seen.operation_name, seen.cost
        return seen.body

    def _planned(
        self,
        run: _Run,
        document: Document,
        operation: OperationDefinitionNode,
        measured: Measured,
        pinned: Pinned,
    ) -> bytes | None:
        """Return the body of the answer by a plan, null if the generic executor must give it."""
        if not self._plans or run.private:
            return None  # a plan keeps the arguments of its operation
        request, planner = run.request, self._planner_of(pinned)
        # what was prepared before has given up on these variables
        if planner is None or planner.known(request.document, request.operation_name) is not None:
            return None

        def cost(given: Mapping[str, Any]) -> int:
            return measure(document.node, operation, given, pinned.longest, self.limits).selected.cost

        costs = Costs(measured.uses, cost)
        asked = (request.document, request.operation_name)
        body = planner.first_answer(asked, document, operation, costs, request.variables or {})
        run.handed_over = planner.reason if body is None else None
        return body

    def _planner_of(self, pinned: Pinned) -> Planner | None:
        """Return the planner of a snapshot in memory; that of an older snapshot goes with all that it kept."""
        if self.planner is None or self.planner.pinned is not pinned:
            if type(pinned) is not MemoryPinned:  # one that does more than that may answer otherwise
                return None
            self._earlier = self.totals
            self.planner = Planner(pinned, plain_schema(), self.limits, memo=self._memo)
        return self.planner

    async def _pin(self, run: _Run) -> Pinned | StoreError:
        """Fix the version of this request; a store that can't be read is told only to requests worth running."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(self.limits.seconds):
                pinned = await self.store.pin()
            run.seconds_pinning = loop.time() - begun
        except TimeoutError:
            return StoreUnavailable("pinning a version took too long")
        except StoreError as error:
            return error
        run.version = str(pinned.version)
        return pinned

    def _operation(self, run: _Run, document: Document) -> OperationDefinitionNode | None:
        """Return the operation that is to be run; null if the request names none that is there."""
        if document.refusal is not None:
            raise _Invalid([document.refusal], errors.GRAPHQL_PARSE_FAILED)
        operation = document.operation(run.request.operation_name)
        if operation is None:
            return None
        run.operation_name = operation.name.value if operation.name else None
        if operation.operation is not OperationType.QUERY:
            if run.request.method == "GET":
                raise Refused(errors.METHOD_NOT_ALLOWED, "Only queries may come by GET.")
            raise Refused(errors.GRAPHQL_VALIDATION_FAILED, "There are only queries: nothing here can be changed.")
        return operation

    def _measured(
        self, run: _Run, document: Document, operation: OperationDefinitionNode | None, pinned: Pinned | StoreError
    ) -> Measured:
        longest = {} if isinstance(pinned, StoreError) else pinned.longest
        measured = measure(document.node, operation, run.request.variables or {}, longest, self.limits)
        run.private = measured.private or measured.holds_private
        if measured.holds_private:
            self.documents.forget(document)
        check_shape(measured, self.limits)
        run.cost = measured.selected.cost
        return measured

    def _check_validity(self, document: Document) -> None:
        if document.errors is None:
            document.errors = validate(plain_schema(), document.node, max_errors=self.limits.errors)
        if any(error.message == _GAVE_UP for error in document.errors):
            raise Refused(errors.TOO_DEEP, "The fragments of the document are nested too deeply.")
        if document.errors:
            raise _Invalid(document.errors, errors.GRAPHQL_VALIDATION_FAILED)

    def _check_values(
        self, run: _Run, document: Document, operation: OperationDefinitionNode, measured: Measured
    ) -> None:
        given = run.request.variables or {}
        coerced = get_variable_values(
            plain_schema(), operation.variable_definitions or (), given, max_errors=self.limits.errors
        )
        if isinstance(coerced, list):
            raise _Invalid(coerced, errors.BAD_USER_INPUT)
        wrong = argument_errors(measured.uses, coerced.coerced, self.limits)
        if wrong:
            raise _Invalid(wrong, errors.BAD_USER_INPUT)
        check_cost(run.cost, self.limits)

    async def _execute(self, run: _Run, document: Document, pinned: Pinned) -> Answer:
        self.executed += 1
        reader = Reader(pinned, self.services)
        variables = run.request.variables or {}
        try:
            # one limit for all that a request waits for: what pinning took is gone
            seconds = max(self.limits.seconds - run.seconds_pinning, 0)
            result = await execute_within(
                seconds, _executable_schema(), document.node, reader, variables, run.operation_name
            )
        except OutOfTime:
            return self._timed_out(run)
        finally:
            reader.close()
        return self._executed(run, result)

    def _timed_out(self, run: _Run) -> Answer:
        seconds = self.limits.seconds
        late = Refused(errors.TIMEOUT, f"The operation took longer than {seconds} seconds.", limit=seconds)
        shown = show([GraphQLError("", original_error=late)], errors.TIMEOUT, self.limits)
        return run.answer(encode_answer(None, shown, self.limits), Outcome.TIMED_OUT, codes_of(shown))

    def _executed(self, run: _Run, result: ExecutionResult) -> Answer:
        found = result.errors or []
        for error in found:
            cause = cause_of(error)
            if isinstance(cause, StoreError):
                raise cause
        shown = show(found, errors.BAD_USER_INPUT, self.limits)
        codes = codes_of(shown)
        failed = result.data is None and errors.INTERNAL_SERVER_ERROR in codes
        outcome = Outcome.FAILED if failed else Outcome.ANSWERED
        return run.answer(encode_answer(result.data, shown, self.limits), outcome, codes)


_GAVE_UP = "Validation aborted."
"""What graphql-core says when fragments spread each other in too long a chain to be followed."""
_OUTCOMES = {errors.METHOD_NOT_ALLOWED: Outcome.METHOD_NOT_ALLOWED}


def _no_operation(name: str | None) -> str:
    if name is None:
        return "The document must have exactly one operation, or `operationName` must name one."
    return f"The document has no operation named {name!r}."


def _executable_schema() -> GraphQLSchema:
    """Return the schema of the generic executor; Strawberry is imported when a request first needs it."""
    from schema.build import executable_schema  # noqa: PLC0415  # costs a tenth of a second

    return executable_schema()


def sdl() -> str:
    """Return the schema in GraphQL's schema definition language, as it is committed."""
    from schema.sdl import printed  # noqa: PLC0415  # needed once, if at all

    return printed(plain_schema())
