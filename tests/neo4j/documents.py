"""GraphQL documents made by chance from the schema: any field, argument and filter, with values of the content."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_object_type,
)

from graph.identity import NodeKey, key_of, to_global_id
from graph.records import Content

DATES = ["2023-06-30", "2024-12-31", "2025-07-01", "2026-02-03", "2026-11-24"]
MAX_DEPTH = 5
CHANCE_OF_CURSOR = 0.15


@dataclass
class Documents:
    """Makes documents for one content; the same `seed` gives the same documents."""

    schema: GraphQLSchema
    content: Content
    seed: int
    cursors: list[str] = field(default_factory=list)
    """Cursors of earlier answers: most are refused by the lists that they are tried on."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        content = self.content
        slugs = {
            "concept": [one.slug for one in content.concepts],
            "framework": [one.slug for one in content.frameworks],
            "family": [one.slug for one in content.families],
            "role": [one.slug for one in content.roles],
            "goal": [one.slug for one in content.goals],
        }
        groups: tuple[Sequence[Any], ...] = (content.concepts, content.frameworks, content.mappings, content.symbols)
        ids = [str(key_of(node)) for group in groups for node in group]
        self.pools = slugs | {
            "slug": [slug for group in slugs.values() for slug in group],
            "licence": sorted({one.licence for one in content.frameworks}),
            "package": [one.purl for one in content.packages],
            "purl": [one.purl for one in content.packages],
            "ref": [one.ref for one in content.symbols],
            "id": ids + [one.id for one in content.retired],
        }

    def document(self) -> str:
        """Return the next document."""
        roots = list(self.schema.query_type.fields.items()) if self.schema.query_type else []
        chosen = [self.random.choice(roots) for _ in range(self.random.choice([1, 1, 2]))]
        if all(isinstance(one.type, GraphQLNonNull) for _, one in chosen):
            # of two errors that each make the whole answer null the first to come is told, which is a matter of time
            chosen = chosen[:1]
        fields = [f"r{number}: {self._field(name, one, 1)}" for number, (name, one) in enumerate(chosen)]
        return "{ " + " ".join(fields) + " }"

    def variables(self, definitions: Sequence[Any]) -> dict[str, Any]:
        """Return values for the variables of an operation that has no default for them."""
        return {
            one.variable.name.value: self._text(one.variable.name.value, "concept")
            for one in definitions
            if one.default_value is None and one.type.kind == "non_null_type"
        }

    def _field(self, name: str, one: GraphQLField, depth: int) -> str:
        arguments = self._arguments(name, one.args)
        return f"{name}{arguments} {self._selection(get_named_type(one.type), depth)}".rstrip()

    def _selection(self, kind: Any, depth: int) -> str:
        if not is_composite_type(kind):
            return ""
        if not is_object_type(kind):
            return "{ __typename ... on Concept { slug name } ... on Framework { slug licence } }"
        assert isinstance(kind, GraphQLObjectType)
        if "edges" in kind.fields:
            return self._connection(kind, depth)
        plain = [name for name, one in kind.fields.items() if not is_composite_type(get_named_type(one.type))]
        linked = [(name, one) for name, one in kind.fields.items() if is_composite_type(get_named_type(one.type))]
        some = self.random.sample(plain, min(len(plain), self.random.randint(1, 4)))
        if depth < MAX_DEPTH and linked:
            some += [self._field(*self.random.choice(linked), depth + 1) for _ in range(self.random.randint(0, 2))]
        return "{ " + " ".join(dict.fromkeys(self._aliased(some or ["__typename"]))) + " }"

    def _aliased(self, selections: list[str]) -> list[str]:
        """Give each field with arguments or a selection a name of its own, so that none of them conflict."""
        return [f"a{number}: {text}" if "{" in text or "(" in text else text for number, text in enumerate(selections)]

    def _connection(self, kind: GraphQLObjectType, depth: int) -> str:
        item = get_named_type(kind.fields["nodes"].type)
        inner = self._selection(item, depth + 1)
        shape = self.random.choice(["nodes {0}", "edges {{ cursor node {0} }}", "totalCount nodes {0}"])
        page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
        return "{ " + shape.format(inner) + f" {page} }}"

    def _arguments(self, owner: str, arguments: dict[str, GraphQLArgument]) -> str:
        given = {}
        for name, argument in arguments.items():
            needed = isinstance(argument.type, GraphQLNonNull)
            if name in {"first", "last", "after", "before"}:
                continue
            if needed or self.random.random() < 0.4:
                given[name] = self._value(f"{owner}.{name}", name, argument.type)
        if "first" in arguments:
            end = self.random.choice(["first", "first", "last"])
            given[end] = str(self.random.choice([1, 2, 3, 7, 20]))
            if self.cursors and self.random.random() < CHANCE_OF_CURSOR:
                given["after" if end == "first" else "before"] = json.dumps(self.random.choice(self.cursors))
        return "(" + ", ".join(f"{name}: {value}" for name, value in given.items()) + ")" if given else ""

    def _value(self, owner: str, name: str, kind: Any) -> str:
        if isinstance(kind, GraphQLNonNull):
            return self._value(owner, name, kind.of_type)
        if isinstance(kind, GraphQLList):
            values = [self._value(owner, name, kind.of_type) for _ in range(self.random.randint(1, 3))]
            return f"[{', '.join(dict.fromkeys(values))}]"
        if isinstance(kind, GraphQLEnumType):
            return self.random.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            return self._input(name, kind)
        if kind.name == "Boolean":
            return self.random.choice(["true", "false"])
        return json.dumps(self._text(name, owner))

    def _input(self, name: str, kind: GraphQLInputObjectType) -> str:
        needed = {one for one, field in kind.fields.items() if isinstance(field.type, GraphQLNonNull)}
        some = needed | {self.random.choice(list(kind.fields)) for _ in range(self.random.randint(1, 2))}
        values = {one: self._value(name, one, kind.fields[one].type) for one in kind.fields if one in some}
        return "{" + ", ".join(f"{one}: {value}" for one, value in values.items()) + "}"

    def _text(self, name: str, owner: str) -> str:
        """Return a text for an argument: mostly one that the content has, for the kind that the field is about."""
        if name == "asOf":
            return self.random.choice(DATES)
        if self.random.random() < 0.03:
            return "nowhere"
        singular = {"slugs": "slug", "ids": "id", "refs": "ref"}.get(name, name)
        about = owner.partition(".")[0].rstrip("s").replace("familie", "family")
        pool = self.pools.get(about) if singular == "slug" else None
        text = self.random.choice(pool or self.pools.get(singular) or self.pools["slug"])
        if singular == "id" and not owner.startswith("retired"):
            kind, _, key = text.partition(":")
            return to_global_id(NodeKey(kind, key))  # type: ignore[arg-type]
        return text
