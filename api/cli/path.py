"""`duramen path`, `fringe` and `gap`: what to learn next, and in which order."""

import enum
from typing import Annotated, Any

import typer

from api.cli.content_folder import SeedsOption
from api.cli.local_graph import AnswerFormat, FormatOption, ask, print_json
from api.cli.run import stdout

_PATH = """
query Path($goal: String, $role: String, $concepts: [String!], $known: [String!], $level: Level) {
  learningPath(goal: $goal, role: $role, concepts: $concepts, known: $known, level: $level) {
    next { concept { slug } }
    slices {
      number name runs
      steps {
        concept { slug name definition }
        level outcome example
        unlocks { slug }
        practise { framework { slug name } because { text checkedOn } }
        because { basis text }
      }
    }
    skipped { concept { slug } family { slug } reason }
    further
  }
}
"""
_FRINGE = """
query Fringe($known: [String!]) {
  fringe(known: $known) { concept { slug name definition } unlocks { slug } because { basis text } }
}
"""
_GAP = """
query Gap($role: String!, $known: [String!]) {
  gap(role: $role, known: $known) {
    missing { concept { slug name } level reason before { slug } isReady because { basis text } }
    met { slug }
    because { text }
  }
}
"""
_KnownOption = Annotated[
    list[str] | None,
    typer.Option("--known", help="A concept that you know, by slug, with all that it rests on; may be given again."),
]


class _Level(enum.StrEnum):
    AWARE = "aware"
    APPLY = "apply"
    DESIGN = "design"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    epilog = "Exit codes: 0 answered, 2 wrong usage."
    app.command(epilog=epilog)(path)
    app.command(epilog=epilog)(fringe)
    app.command(epilog=epilog)(gap)


def path(
    concept: Annotated[
        list[str] | None, typer.Argument(help="Concepts to learn, by slug; or give --goal or --role.")
    ] = None,
    goal: Annotated[str | None, typer.Option(help="A goal, by slug: the path follows its slices.")] = None,
    role: Annotated[str | None, typer.Option(help="A role, by slug.")] = None,
    known: _KnownOption = None,
    level: Annotated[_Level | None, typer.Option(help="How well at most.")] = None,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Tell in which order to learn: slices that each end in something that runs, the next three steps first.

    Examples:
      duramen path --goal company-docs-chatbot --known chat-completion
      duramen path reranking hybrid-retrieval --level aware
      duramen path --role agent-engineer --format json
    """
    asked = {
        "goal": goal,
        "role": role,
        "concepts": concept or None,
        "known": known or None,
        "level": level.name if level else None,
    }
    answer = ask(seeds, _PATH, asked)
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
    else:
        _print_path(answer)


def fringe(
    known: _KnownOption = None, answer_format: FormatOption = AnswerFormat.HUMAN, seeds: SeedsOption = None
) -> None:
    """Tell what you are ready to learn: everything that it rests on is known.

    Examples:
      duramen fringe
      duramen fringe --known retrieval --known chat-completion
    """
    answer = ask(seeds, _FRINGE, {"known": known or None})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    from rich.text import Text

    for one in answer:
        unlocks = ", ".join(concept["slug"] for concept in one["unlocks"])
        stdout().print(Text.assemble((one["concept"]["slug"], "bold"), f"  {one['concept']['definition']}"))
        stdout().print(
            Text(f"  {one['because'][0]['text']}" + (f" Unlocks {unlocks}." if unlocks else ""), style="dim")
        )


def gap(
    role: Annotated[str, typer.Argument(help="The role, by slug.")],
    known: _KnownOption = None,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Tell what a role requires and you do not know yet.

    Examples:
      duramen gap agent-engineer --known tool-use
      duramen gap retrieval-engineer --format json
    """
    answer = ask(seeds, _GAP, {"role": role, "known": known or None})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    from rich.text import Text

    console = stdout()
    console.print(Text(answer["because"][0]["text"]))
    for one in answer["missing"]:
        before = ", ".join(concept["slug"] for concept in one["before"])
        console.print(Text.assemble((one["concept"]["slug"], "bold"), f" ({one['level'].lower()})  {one['reason']}"))
        console.print(Text(f"  first {before}" if before else "  can be learnt now", style="dim"))


def _print_path(answer: dict[str, Any]) -> None:
    from rich.text import Text

    console = stdout()
    steps = ", ".join(step["concept"]["slug"] for step in answer["next"])
    console.print(Text.assemble("Next: ", (steps or "nothing, you know all of it", "bold")))
    for part in answer["slices"]:
        console.print(Text(f"\n{part['number']}. {part['name']}", style="bold"))
        for step in part["steps"]:
            tools = ", ".join(one["framework"]["name"] for one in step["practise"])
            console.print(Text.assemble("   ", (step["concept"]["slug"], "bold"), f" ({step['level'].lower()})"))
            console.print(Text(f"      {step['outcome']}"))
            why = "; ".join(reason["text"].rstrip(".") for reason in step["because"][:2])
            console.print(Text(f"      because: {why}" + (f"; practise with {tools}" if tools else ""), style="dim"))
        console.print(Text(f"   runs: {part['runs']}", style="green"))
    if answer["skipped"]:
        console.print(Text("\nNot needed", style="bold"))
    for one in answer["skipped"]:
        console.print(Text(f"   {(one['concept'] or one['family'])['slug']}: {one['reason']}"))
    if answer["further"]:
        console.print(Text(f"\n{answer['further']} more concepts come after that.", style="dim"))
