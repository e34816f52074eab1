"""The JSON Schemas of the YAML format: generated from the documents, used by editors through a file's first line."""

import json
from pathlib import Path
from typing import Any

from graph.vocabulary import NodeKind
from ingest.sources import DOCUMENT_OF

SCHEMA_FOLDER = ".schema"


def modeline(kind: NodeKind) -> str:
    """Return the comment by which editors find the schema of a kind of file."""
    return f"# yaml-language-server: $schema=../{SCHEMA_FOLDER}/{kind}.json"


def schema_of(kind: NodeKind) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind of file."""
    schema = DOCUMENT_OF[kind].model_json_schema()
    title = f"Duramen: a {kind}"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def schema_files() -> dict[str, str]:
    """Return the text of each schema by its file name."""
    return {f"{kind}.json": json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n" for kind in DOCUMENT_OF}


def write_schemas(seeds: Path) -> list[Path]:
    """Write all schemas below a content folder, and return their paths."""
    folder = seeds / SCHEMA_FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in schema_files()]
