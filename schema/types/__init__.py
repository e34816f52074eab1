"""The declarations of the GraphQL schema, one module a type; `DECLARATIONS` has all of them."""

from dataclasses import replace

from schema.declare import EnumType, InputType, InterfaceType, ObjectType, ScalarType
from schema.types.change import CHANGE
from schema.types.concept import CONCEPT, CONCEPT_RELATION, FADED, OUTCOMES, SOURCE
from schema.types.enums import ENUMS
from schema.types.family import FAMILY
from schema.types.framework import FRAMEWORK
from schema.types.goal import GOAL, STEP, WAIVER
from schema.types.lasting import PERSISTENCE, SURVIVAL, SURVIVAL_POINT
from schema.types.lists import list_types
from schema.types.mapping import FIT, MAPPING
from schema.types.node import ID, NODE, PAGE_INFO
from schema.types.package import PACKAGE, RELEASE
from schema.types.query import QUERY
from schema.types.questions import QUESTION_TYPES
from schema.types.retired import RETIRED_ID
from schema.types.role import EXCLUSION, REQUIREMENT, ROLE
from schema.types.scalars import SCALARS
from schema.types.snapshot import COUNTS, SNAPSHOT
from schema.types.symbol import (
    EVIDENCE,
    INTERVAL,
    LOCATION,
    QUOTATION,
    SIGHTING,
    SIGNATURE_CHANGE,
    SYMBOL,
    SYMBOL_NAME,
)
from schema.types.symbol_answer import SYMBOL_ANSWER, SYMBOL_REFERENCE

Declaration = ObjectType | InterfaceType | EnumType | InputType | ScalarType

NODES = tuple(
    replace(declared, fields=(ID, *declared.fields))
    for declared in (FAMILY, CONCEPT, FRAMEWORK, PACKAGE, SYMBOL, MAPPING, ROLE, GOAL)
)
DECLARATIONS: tuple[Declaration, ...] = (
    QUERY,
    NODE,
    *NODES,
    CONCEPT_RELATION,
    OUTCOMES,
    SOURCE,
    FADED,
    FIT,
    REQUIREMENT,
    EXCLUSION,
    STEP,
    WAIVER,
    RELEASE,
    EVIDENCE,
    INTERVAL,
    SIGNATURE_CHANGE,
    QUOTATION,
    SYMBOL_NAME,
    SIGHTING,
    LOCATION,
    CHANGE,
    SURVIVAL,
    SURVIVAL_POINT,
    PERSISTENCE,
    SYMBOL_ANSWER,
    SYMBOL_REFERENCE,
    RETIRED_ID,
    SNAPSHOT,
    COUNTS,
    PAGE_INFO,
    *QUESTION_TYPES,
    *list_types(),
    *ENUMS,
    *SCALARS,
)
BY_NAME: dict[str, Declaration] = {declared.name: declared for declared in DECLARATIONS}
OBJECTS: dict[str, ObjectType] = {
    declared.name: declared for declared in DECLARATIONS if isinstance(declared, ObjectType)
}
