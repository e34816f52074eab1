"""What goes into the wheel besides the packages: content, example queries, and GraphiQL where it has been bundled."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKED = "api/_content"  # read by `api.places`


class ContentHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the files that `api.places` looks for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folders and files to include."""
        root = Path(self.root)
        included = build_data["force_include"]
        included[str(root / "seeds")] = f"{PACKED}/seeds"
        for query in sorted((root / "examples").glob("*.graphql")):
            included[str(query)] = f"{PACKED}/examples/{query.name}"
        bundle = root / "build" / "graphiql"
        if (bundle / "manifest.json").is_file():
            included[str(bundle)] = f"{PACKED}/graphiql"
