"""`duramen resolve`: what a published release says about references; anyone can ask about anything."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.content_folder import content_folder
from api.cli.findings import show
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stderr, stop

if TYPE_CHECKING:
    from ingest.indexes.indexes import Indexes
    from ingest.indexes.listing import PublishedRelease


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Exit codes: 0 every reference is there (deprecated ones too), 1 one is not or the package cannot be "
        "read now, 2 wrong usage."
    )(resolve)


def resolve(
    purl: Annotated[str, typer.Argument(metavar="PURL", help="pkg:pypi/NAME[@VERSION] or pkg:npm/NAME[@VERSION].")],
    refs: Annotated[
        list[str], typer.Argument(metavar="REF", help="References: module:name, or a dotted name for Python.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of findings as JSON.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Use what is in the cache, and no network.")] = False,
    cache: Annotated[
        Path | None,
        typer.Option(help="Folder for pages and artifacts.", envvar="DURAMEN_CACHE", show_default="build/"),
    ] = None,
) -> None:
    """Tell whether references are there in a release of a package, and where they are defined.

    Without a version the newest final release is read. Requirements that a name leads into are read too.

    Examples:
      duramen resolve pkg:pypi/langgraph@1.2.22 langgraph.prebuilt.create_react_agent
      duramen resolve pkg:npm/ai ai:generateText --json
    """
    from ingest.artifacts.errors import ArtifactProblem
    from ingest.building import default_cache
    from ingest.indexes.errors import IndexProblem
    from ingest.indexes.indexes import Indexes, parsed_purl
    from ingest.resolver.isolated import resolve_files
    from ingest.resolver.references import BadReference, check_reference

    indexes = Indexes((cache or default_cache(content_folder(None, []))) / "indexes", offline)
    try:
        parsed = parsed_purl(purl)
        for ref in refs:
            check_reference(ref, parsed.type)
    except (IndexProblem, BadReference) as problem:
        raise UsageProblem(str(problem)) from None
    package = str(parsed._replace(version=None, qualifiers=None, subpath=None))
    try:
        release = _release(indexes, package, parsed.version)
        artifact = indexes.artifact(package, release)
        found = resolve_files(refs, [artifact], indexes.fetcher())
    except (IndexProblem, ArtifactProblem) as problem:
        stop(str(problem), PROBLEMS_FOUND)
    if not parsed.version and not as_json:
        stderr().print(f"{package} {release.version}", markup=False)
    show(found, as_json=as_json)


def _release(indexes: "Indexes", package: str, version: str | None) -> "PublishedRelease":
    from ingest.indexes.errors import UnknownRelease

    listing = indexes.listing(package)
    release = listing.by_version.get(version) if version else listing.newest
    if release is None:
        raise UnknownRelease(
            package, f"there is no final release {version}" if version else "there is no final release"
        )
    return release
