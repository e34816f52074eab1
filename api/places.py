"""Where Duramen's own files lie that are not Python: beside the packages in a checkout, inside of `api` in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PACKED = _PACKAGE / "_content"
_CHECKOUT = _PACKAGE.parent


def default_seeds() -> Path:
    """Return the content that is served when nobody names another."""
    return _own("seeds", _CHECKOUT / "seeds")


def example_queries() -> Path:
    """Return the folder of example queries."""
    return _own("examples", _CHECKOUT / "examples")


def graphiql_bundle() -> Path:
    """Return the folder into which GraphiQL is bundled; a checkout or wheel without Node's tools has none."""
    return _own("graphiql", _CHECKOUT / "build" / "graphiql")


def _own(name: str, in_checkout: Path) -> Path:
    return _PACKED / name if _PACKED.is_dir() else in_checkout
