"""The questions of learners and teams as GraphQL: their root fields, the types of their answers, their closed lists."""

from schema.declare import EnumType, Field, InputType, ObjectType
from schema.types.questions import audit, choosing, code, learning, network, reason, search

QUESTION_FIELDS: tuple[Field, ...] = (
    search.SEARCH_FIELD,
    *learning.FIELDS,
    *choosing.FIELDS,
    *network.FIELDS,
    code.FIELD,
    audit.FIELD,
)
QUESTION_TYPES: tuple[ObjectType | InputType | EnumType, ...] = (
    *search.TYPES,
    *learning.TYPES,
    *choosing.TYPES,
    *network.TYPES,
    *code.TYPES,
    *audit.TYPES,
    *reason.TYPES,
)
