"""The `duramen` command: one module a subcommand (`api.cli.commands`); heavy imports happen inside the commands."""

from api.cli.run import main

__all__ = ["main"]
