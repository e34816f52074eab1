"""The questions of learners and teams as GraphQL: their root fields, the types of their answers, their closed lists."""

from schema.declare import EnumType, Field, InputType, ObjectType
from schema.types.questions import reason, search

QUESTION_FIELDS: tuple[Field, ...] = (search.SEARCH_FIELD,)
QUESTION_TYPES: tuple[ObjectType | InputType | EnumType, ...] = (*search.TYPES, *reason.TYPES)
