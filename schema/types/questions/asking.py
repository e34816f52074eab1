"""How a question gets its projection, and how what is wrong with it is told."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from graph.questions.errors import BadQuestion
from graph.questions.projection import Index, Projection
from schema.declare import Arguments
from schema.errors import BadUserInput

if TYPE_CHECKING:
    from schema.reading import Reader


def answered_by(
    function: Callable[[Projection, Arguments], Any], *indexes: Index
) -> Callable[["Reader", Arguments], Awaitable[Any]]:
    """Return the resolver of a question that is a function of a projection, of these indexes, and of its arguments."""

    async def resolve(reader: "Reader", arguments: Arguments) -> Any:
        projection = await reader.projection(*indexes)
        try:
            return function(projection, arguments)
        except BadQuestion as problem:
            raise BadUserInput(str(problem)) from None

    return resolve
