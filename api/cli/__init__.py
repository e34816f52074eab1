"""The `duramen` command: one module a subcommand, registered here; heavy imports happen inside the commands."""

import typer

from api.cli import (
    audit,
    build,
    check,
    coverage,
    digest,
    explain,
    explain_code,
    fmt,
    load,
    new,
    path,
    publish,
    query,
    relate,
    resolve,
    sdl,
    search,
    serve,
    swap,
    verify,
    verify_artifact,
)
from api.cli.run import app, main

for module in (
    serve,
    check,
    fmt,
    build,
    publish,
    digest,
    query,
    sdl,
    explain,
    new,
    verify,
    resolve,
    verify_artifact,
    load,
    search,
    path,
    swap,
    relate,
    coverage,
    explain_code,
    audit,
):
    module.register(app)

__all__ = ["app", "main", "typer"]
