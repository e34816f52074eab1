"""The schema as text: printed the same way each time, and compared with what was released.

A change that breaks clients must be told them: `unrecorded_breaks` finds those that the changelog does not name.
"""

import re

from graphql import GraphQLSchema, build_schema, find_breaking_changes, print_type

from schema.types import BY_NAME


def printed(schema: GraphQLSchema) -> str:
    """Return the schema in the order of its declarations, so that a reader meets things before their details."""
    return "\n\n".join(print_type(schema.type_map[name]) for name in BY_NAME) + "\n"


def unrecorded_breaks(released: str, current: str, changelog: str) -> list[str]:
    """Return the changes from a released schema that break clients and are not recorded.

    Args:
        released: The schema of the last release.
        current: The schema now.
        changelog: The text of the changelog; a break is recorded when its description stands under Unreleased, word
            for word.
    """
    unreleased = _unreleased(changelog)
    changes = find_breaking_changes(build_schema(released), build_schema(current))
    return [change.description for change in changes if " ".join(change.description.split()) not in unreleased]


def _unreleased(changelog: str) -> str:
    found = re.search(r"^## \[Unreleased\]$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""
