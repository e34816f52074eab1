"""The schema as text: printed the same way each time, and compared with what was released."""

from graphql import GraphQLSchema, print_type

from schema.types import BY_NAME


def printed(schema: GraphQLSchema) -> str:
    """Return the schema in the order of its declarations, so that a reader meets things before their details."""
    return "\n\n".join(print_type(schema.type_map[name]) for name in BY_NAME) + "\n"
