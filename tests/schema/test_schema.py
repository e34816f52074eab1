"""The schema as a whole: described to the last value, complete, and written by hand only where it must be."""

import dataclasses
import enum
import inspect
import re
import subprocess
import sys

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
    specified_scalar_types,
    validate_schema,
)

from graph import edges, records, vocabulary
from schema import errors
from schema.build import executable_schema
from schema.declare import Column, EnumType, Link, LinkList, ObjectType, Question, TypeRef, snake_case
from schema.engine import sdl
from schema.sdl import unrecorded_breaks
from schema.types import BY_NAME, DECLARATIONS, OBJECTS
from schema.types.lists import arguments_of
from schema.types.questions import QUESTION_FIELDS
from schema.weights import weights

SCHEMA = executable_schema()
OWN = {
    name: type_
    for name, type_ in SCHEMA.type_map.items()
    if not name.startswith("__") and type_ not in specified_scalar_types.values()
}


def test_the_schema_is_valid_and_its_text_says_the_same() -> None:
    assert validate_schema(SCHEMA) == []
    assert validate_schema(build_schema(sdl())) == []
    assert {*build_schema(sdl()).type_map} == {*SCHEMA.type_map}


def test_every_declaration_is_used_and_nothing_else_is() -> None:
    assert OWN.keys() == BY_NAME.keys()
    assert len(DECLARATIONS) == len(BY_NAME)


def described() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, type_ in OWN.items():
        found[name] = type_.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                found[f"{name}.{field_name}"] = field.description
                found |= {f"{name}.{field_name}({a})": argument.description for a, argument in field.args.items()}
        elif isinstance(type_, GraphQLInputObjectType):
            found |= {f"{name}.{field_name}": field.description for field_name, field in type_.fields.items()}
        elif isinstance(type_, GraphQLEnumType):
            found |= {f"{name}.{value_name}": value.description for value_name, value in type_.values.items()}
    return found


def test_everything_is_described_in_sentences() -> None:
    texts = described()
    assert len(texts) > 500
    bad = {place: text for place, text in texts.items() if not text or not text[0].isupper() or not text.endswith(".")}
    assert bad == {}


def test_names_are_spelt_as_in_graphql() -> None:
    for place in described():
        *_, last = re.split(r"[.(]", place.rstrip(")"))
        if "." not in place:
            assert re.fullmatch(r"[A-Z]+[A-Za-z]*", last), place
        elif isinstance(OWN[place.split(".")[0]], GraphQLEnumType):
            assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", last), place
        else:
            assert re.fullmatch(r"[a-z]+([A-Z][a-z]*)*(256)?", last), place


def test_only_questions_are_resolved_by_hand() -> None:
    """Add to this list only what no other kind of field can declare."""
    by_hand = {f"{one.name}.{f.name}" for one in OBJECTS.values() for f in one.fields if isinstance(f, Question)}
    assert by_hand == {
        "Query.node",
        "Query.nodes",
        "Query.symbol",
        "Query.symbols",
        "Query.retired",
        "Query.snapshot",
        "Query.survival",
        "Query.persistence",
        *(f"Query.{field.name}" for field in QUESTION_FIELDS),
    }


@pytest.mark.parametrize("declared", [d for d in DECLARATIONS if isinstance(d, EnumType)], ids=lambda d: d.name)
def test_an_enumeration_has_all_its_members(declared: EnumType) -> None:
    expected = set(declared.values)
    if declared.values is edges.OrderField:
        assert set(declared.members) <= expected
    else:
        assert set(declared.members) == expected


def test_every_closed_list_of_the_model_that_a_record_holds_is_an_enumeration() -> None:
    held = {
        one
        for _, one in inspect.getmembers(vocabulary, inspect.isclass)
        if issubclass(one, enum.Enum) and one.__module__ == vocabulary.__name__
    }
    internal = {vocabulary.NodeKind, vocabulary.RelationType}  # seen as `RelationRole`
    later = {vocabulary.HistoryScope}  # no store serves it yet
    assert held - internal - later <= {d.values for d in DECLARATIONS if isinstance(d, EnumType)}


NODES = [
    one
    for one in OBJECTS.values()
    if dataclasses.is_dataclass(one.record) and one.record.__module__ == records.__name__
]


@pytest.mark.parametrize("declared", NODES, ids=lambda d: d.name)
def test_every_attribute_of_a_record_can_be_asked_for(declared: ObjectType) -> None:
    assert declared.record is not None
    attributes = {field.name for field in dataclasses.fields(declared.record)}
    read = {field.source for field in declared.fields if isinstance(field, Column)}
    by_lists = {"Concept": {"prerequisites"}, "Evidence": {"package", "ref"}}
    assert attributes - read == by_lists.get(declared.name, set())


@pytest.mark.parametrize("declared", NODES, ids=lambda d: d.name)
def test_columns_may_be_null_where_the_record_says_so(declared: ObjectType) -> None:
    assert declared.record is not None
    types = {field.name: str(field.type) for field in dataclasses.fields(declared.record)}
    for field in declared.fields:
        if isinstance(field, Column) and field.source in types:
            assert field.ref.required == ("None" not in types[field.source]), field.name
            assert field.ref.is_list == types[field.source].startswith("tuple["), field.name
            assert not field.ref.is_list or field.ref.items_required
            assert isinstance(field, LinkList) <= field.ref.is_list
            assert not (isinstance(field, Link) and field.ref.is_list)


def test_every_list_of_objects_has_a_measured_length() -> None:
    """A list without one would cost nothing, whatever it returns."""
    from graph.snapshot import Snapshot  # noqa: PLC0415
    from tests.contents import small_content  # noqa: PLC0415

    known = Snapshot.of(small_content()).longest
    unused = {"goal.waives", "faded.replaced_by"}
    for name, fields in weights().items():
        for field_name, weight in fields.items():
            if weight.is_connection or (weight.child and weight.is_list and not weight.list_argument):
                bounded = weight.counts.name == "PAGE_ITEMS" or weight.most or weight.longest in {*known, *unused}
                assert bounded, f"{name}.{field_name}"


def test_scalars_name_their_specification() -> None:
    urls = {name: t.specified_by_url for name, t in OWN.items() if isinstance(t, GraphQLScalarType)}
    assert urls.pop("Version") is None
    assert all(url and url.startswith("https://") for url in urls.values())
    assert urls.keys() == {"Date", "ManifestText", "Purl", "URL"}


def test_there_are_no_mutations_and_no_subscriptions() -> None:
    assert (SCHEMA.mutation_type, SCHEMA.subscription_type) == (None, None)


def test_arguments_named_like_pages_are_pages() -> None:
    """Page sizes are checked by their names, wherever they stand."""
    for one in OBJECTS.values():
        for field in one.fields:
            for argument in arguments_of(field):
                if argument.name in {"first", "last"}:
                    assert TypeRef.parse(argument.type).name == "Int"


@pytest.mark.parametrize(
    ("released", "unreleased", "found"),
    [
        ("  seenIn: Version\n", "", 0),
        ("  seenIn: Version\n\n  gone: Int\n", "", 1),
        ("  seenIn: Version\n\n  gone: Int\n", "- Field Symbol.gone was removed.", 0),
        ("  seenIn: Version!\n", "", 1),
    ],
)
def test_a_break_must_be_recorded(released: str, unreleased: str, found: int) -> None:
    old = sdl().replace("  seenIn: Version\n", released)
    changelog = f"# Changelog\n\n## [Unreleased]\n\n{unreleased}\n\n## [1.0.0]\n"
    assert len(unrecorded_breaks(old, sdl(), changelog)) == found


def test_the_text_is_the_same_each_time() -> None:
    executable_schema.cache_clear()
    text = sdl()
    executable_schema.cache_clear()
    assert sdl() == text


def test_strawberry_is_imported_when_a_request_needs_it() -> None:
    """Whoever only starts a server or a command does not wait for it."""
    code = "import sys, schema.engine, schema.reference; print('strawberry' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"


def test_every_code_is_explained() -> None:
    codes = {value for name, value in vars(errors).items() if name.isupper() and isinstance(value, str)}
    assert codes == errors.MEANINGS.keys()


@pytest.mark.parametrize("text", ["", "String?", "[String", "String]", "[[String!]]", "[String!]!!", "1", "a b"])
def test_a_type_in_another_notation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="notation"):
        TypeRef.parse(text)


def test_names_are_turned_into_pythons_spelling() -> None:
    assert [snake_case(name) for name in ("slug", "tradeOffs", "replacedBy", "firstDate")] == [
        "slug",
        "trade_offs",
        "replaced_by",
        "first_date",
    ]
