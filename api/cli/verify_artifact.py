"""`duramen verify-artifact`: what one wheel or npm tarball says about references."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.findings import show
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stop


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "verify-artifact",
        epilog="Exit codes: 0 every reference is there (deprecated ones too), 1 one is not or the file cannot be read, "
        "2 wrong usage.",
    )(verify_artifact)


def verify_artifact(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A wheel (.whl) or an npm tarball (.tgz).")],
    refs: Annotated[
        list[str], typer.Argument(metavar="REF", help="References: module:name, or a dotted name for Python.")
    ],
    others: Annotated[
        list[Path] | None,
        typer.Option("--with", metavar="FILE", help="One more artifact that the first may lead to."),
    ] = None,
    sha256: Annotated[str | None, typer.Option(metavar="HEX", help="SHA-256 that FILE must have.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of findings as JSON.")] = False,
) -> None:
    """Tell whether references are there in a published artifact, and where they are defined.

    The file is read in a process of its own with limits; nothing is built, imported, run or written.

    Examples:
      duramen verify-artifact haystack_ai-3.4.1-py3-none-any.whl haystack:Pipeline.run
      duramen verify-artifact ai-6.0.326.tgz ai:generateText --json
    """
    from ingest.artifacts.errors import ArtifactProblem
    from ingest.resolver.isolated import ArtifactFile, resolve_files
    from ingest.resolver.references import BadReference, check_reference

    try:
        for ref in refs:
            check_reference(ref, "pypi" if file.name.endswith(".whl") else "npm" if file.suffix == ".tgz" else None)
    except BadReference as bad:
        raise UsageProblem(str(bad)) from None
    artifacts = [ArtifactFile(file, sha256), *(ArtifactFile(other) for other in others or [])]
    try:
        found = resolve_files(refs, artifacts)
    except ArtifactProblem as problem:
        stop(str(problem), PROBLEMS_FOUND)
    show(found, as_json=as_json)
