"""`duramen explain`: what a code of `duramen check` means, with an example and how to put it right."""

from typing import Annotated

import typer

from api.cli.run import UsageProblem, stdout


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 explained, 2 there is no such code.")(explain)


def explain(
    code: Annotated[
        str | None, typer.Argument(help="A code such as DUR301; without one, all codes are listed.")
    ] = None,
) -> None:
    """Explain a code of `duramen check`.

    Examples:
      duramen explain DUR301
      duramen explain
    """
    import textwrap

    from rich.text import Text

    from ingest.rules import all_rules
    from ingest.suggestions import did_you_mean

    rules, console = all_rules(), stdout()
    if code is None:
        for known in rules.values():
            console.print(Text.assemble((known.code, "bold"), f"  {known.title}"))
        return
    rule = rules.get(code.strip().upper())
    if rule is None:
        raise UsageProblem(
            f"there is no code {code}; {did_you_mean(code, rules, 'run `duramen explain` for all codes')}"
        )
    console.print(Text.assemble((f"{rule.code}: {rule.title}", "bold"), f" ({rule.severity})\n"))
    console.print(Text(f"{rule.explanation}\n"))
    console.print(Text("For example:\n"))
    console.print(Text(textwrap.indent(rule.bad, "    "), style="cyan"))
    console.print(Text(f"\n{rule.fix}"))
