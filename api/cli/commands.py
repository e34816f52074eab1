"""Which module has which command: one module a subcommand, imported when somebody asks for it."""

import importlib
from collections.abc import Sequence

import typer

from api.cli.run import without_commands

MODULES = {
    "serve": "serve",
    "check": "check",
    "fmt": "fmt",
    "build": "build",
    "publish": "publish",
    "digest": "digest",
    "query": "query",
    "sdl": "sdl",
    "explain": "explain",
    "new": "new",
    "verify": "verify",
    "resolve": "resolve",
    "verify-artifact": "verify_artifact",
    "load": "load",
    "search": "search",
    "path": "path",
    "fringe": "path",
    "gap": "path",
    "swap": "swap",
    "compare": "swap",
    "migrate": "swap",
    "relate": "relate",
    "similar": "relate",
    "gaps": "relate",
    "coverage": "coverage",
    "explain-code": "explain_code",
    "audit": "audit",
}
"""The module of each command, in the order in which the commands are listed."""


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the application with the command that these arguments ask for; with all, if they ask for none."""
    app = without_commands()
    name = next((one for one in arguments if not one.startswith("-")), "")
    wanted = [MODULES[name]] if name in MODULES else dict.fromkeys(MODULES.values())
    for module in wanted:
        importlib.import_module(f"api.cli.{module}").register(app)
    return app
