"""The generic executor: graphql-core's, ended when its time is up.

The event loop can end an operation only where it waits. Between two waits the executor may have thousands of objects
to write out, so it looks at the clock at each of them as well.
"""

import asyncio
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, execute
from graphql.execution.incremental import IncrementalExecutor

from schema.answers import cause_of
from schema.reading import Reader


class OutOfTime(Exception):
    """The operation has taken all the time that it may take."""


class _Context:
    """What one execution carries: the reader, and the time at which it must end, by the loop's clock."""

    __slots__ = ("deadline", "loop", "reader")

    def __init__(self, reader: Reader, seconds: float) -> None:
        self.reader = reader
        self.loop = asyncio.get_running_loop()
        self.deadline = self.loop.time() + seconds


class _TimedExecutor(IncrementalExecutor):
    """Stops at the first object that is due after the deadline."""

    def execute_fields(self, *arguments: Any, **more: Any) -> Any:
        context: _Context = self.context_value
        if context.loop.time() > context.deadline:
            raise OutOfTime
        return super().execute_fields(*arguments, **more)


async def execute_within(
    seconds: float,
    schema: GraphQLSchema,
    document: DocumentNode,
    reader: Reader,
    variables: dict[str, Any],
    operation_name: str | None,
) -> ExecutionResult:
    """Execute an operation.

    Raises:
        OutOfTime: If it takes longer than `seconds`.
    """
    context = _Context(reader, seconds)
    clock = asyncio.timeout_at(context.deadline)
    try:
        async with clock:
            result = execute(
                schema,
                document,
                context_value=context,
                variable_values=variables,
                operation_name=operation_name,
                executor_class=_TimedExecutor,
            )
            if not isinstance(result, ExecutionResult):
                result = await result
    except TimeoutError:
        if clock.expired():
            raise OutOfTime from None
        raise
    if any(isinstance(cause_of(error), OutOfTime) for error in result.errors or ()):
        raise OutOfTime
    return result
