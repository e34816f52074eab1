"""The pages' GraphQL documents: one file a page in ``queries/``, read once.

Pages get their content by these documents only, within the limits that everybody has, so that any store serves them
and every page can show the query that made it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

_FOLDER = Path(__file__).parent / "queries"

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.graphql"))}
)
"""The documents by the names of their files without ending."""


@dataclass(frozen=True, slots=True)
class Query:
    """A document together with its variables: what made a page."""

    name: str
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The text of the document."""
        return DOCUMENTS[self.name]

    @property
    def variables_text(self) -> str:
        """The variables as indented JSON; empty where there are none."""
        return json.dumps(dict(self.variables), indent=2, ensure_ascii=False) if self.variables else ""

    @property
    def link(self) -> str:
        """The address that opens this query in GraphiQL."""
        parameters = {"query": self.document}
        if self.variables:
            parameters["variables"] = json.dumps(self.variables, ensure_ascii=False)
        return f"/graphiql?{urlencode(parameters)}"
