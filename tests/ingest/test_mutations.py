"""Small slips of a contributor, many hundreds of them: each is refused, and the place named is where the slip is."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.diagnostics import Severity
from tests.ingest.small_content import ALPHA, BETA, GOAL, PRACTICE, RETRIEVAL, ROLE, found, good_files, write

NEAR = 3
EVERY = 5  # all two thousand take half a minute of CPU and say the same
LEAST_MUTATIONS = 300
FILES = (RETRIEVAL, PRACTICE, ALPHA, BETA, ROLE, GOAL, "families/security.yaml")
OPTIONAL_KEYS = frozenset(
    {"aliases", "terms", "prerequisites", "example", "documentation", "former", "recognition", "excludes", "caveat"}
)

_KEY = re.compile(r"^(?P<indent> *(?:- )?)(?P<key>[a-z_]+):(?P<value>.*)$")
_TEXT = re.compile(r"^(?P<head> *(?:- )?(?:[a-z_]+: )?)(?P<text>[A-Z][^:\[]*\.)$")
Slip = Callable[[str], str | None]
"""Makes a wrong line of a right one; null where it does not apply."""


def _of_key(change: Callable[[re.Match[str]], str]) -> Slip:
    def slip(line: str) -> str | None:
        match = _KEY.match(line)
        return change(match) if match else None

    return slip


def _of_text(change: Callable[[str, str], str]) -> Slip:
    def slip(line: str) -> str | None:
        match = _TEXT.match(line)
        return change(match["head"], match["text"]) if match else None

    return slip


def _without_value(line: str) -> str | None:
    match = _KEY.match(line)
    if match is None or not match["value"] or match["key"] in OPTIONAL_KEYS:
        return None
    return f"{match['indent']}{match['key']}:"


SLIPS: dict[str, Slip] = {
    "misspelt key": _of_key(lambda m: f"{m['indent']}{m['key'].replace('e', 'ee', 1)}x:{m['value']}"),
    "capital key": _of_key(lambda m: f"{m['indent']}{m['key'].capitalize()}:{m['value']}"),
    "twice": _of_key(lambda m: f"{m.group()}\n{m['indent'].replace('-', ' ')}{m['key']}: again"),
    "tab behind the colon": _of_key(lambda m: f"{m['indent']}{m['key']}:\t{m['value'].strip()}"),
    "tab for indentation": lambda line: f"\t{line.lstrip()}" if line.startswith("  ") else None,
    "no value": _without_value,
    "tag": _of_key(lambda m: f"{m['indent']}{m['key']}: !!str{m['value']}" if m["value"] else m.group() + " !x"),
    "anchor": _of_key(lambda m: f"{m['indent']}{m['key']}: &a{m['value']}"),
    "alias": _of_key(lambda m: f"{m['indent']}{m['key']}: *a"),
    "open bracket": lambda line: line.removesuffix("]") if line.endswith("]") else None,
    "open quote": _of_key(lambda m: f'{m["indent"]}{m["key"]}: "{m["value"].strip()}'),
    "two colons": _of_key(lambda m: f"{m['indent']}{m['key']}: x: {m['value'].strip()}"),
    "no space after the colon": lambda line: line.replace(": ", ":", 1) if _KEY.match(line) and ": " in line else None,
    "mapping for a value": _of_key(lambda m: f"{m['indent']}{m['key']}: {{x: y}}" if m["value"] else m.group() + " {}"),
    "number for a value": lambda line: re.sub(r": [A-Za-z].*$", ": 7", line) if _KEY.match(line) else None,
    "no full stop": _of_text(lambda head, text: head + text[:-1]),
    "two more sentences": _of_text(lambda head, text: f"{head}{text} {text} {text}"),
    "HTML": _of_text(lambda head, text: f"{head}<b>{text}"),
    "right to left": _of_text(lambda head, text: f"{head}{text[:3]}\u202e{text[3:]}"),
    "zero width": _of_text(lambda head, text: f"{head}{text[:3]}\u200b{text[3:]}"),
    "praise": _of_text(lambda head, text: f"{head}{text[:-1]} in a seamless way."),
    "much too long": _of_text(lambda head, text: f"{head}{text[:-1]}{' and on' * 80}."),
    "unknown slug": lambda line: re.sub(r"(concept|family): [a-z-]+$", r"\1: nothing-like-it", line),
    "capital slug": lambda line: re.sub(r"(concept|family): ([a-z-]+)$", r"\1: X\2", line),
    "unknown word": lambda line: re.sub(r"(kind|status|level|coverage): [a-z-]+$", r"\1: whatever", line),
    "plain http": lambda line: line.replace("https://", "http://"),
    "user name": lambda line: line.replace("https://", "https://me@"),
    "purl with version": lambda line: re.sub(r"(pkg:[a-z]+/[a-z%0-9/-]+)", r"\1@1.0", line),
    "reference without a name": lambda line: re.sub(r"(ref: .*):.*$", r"\1", line),
    "number in quotes": lambda line: re.sub(r"(year|order): ([0-9]+)$", r'\1: "\2"', line),
    "decimal number": lambda line: re.sub(r"(year|order): ([0-9]+)$", r"\1: \2.0", line),
    "negative number": lambda line: re.sub(r"(year|order): ([0-9]+)$", r"\1: -\2", line),
}


def _mutations() -> Iterator[tuple[str, str, int, str]]:
    """Return each mutation: its name, the file, the line, and the new text."""
    files = good_files()
    for file in FILES:
        lines = str(files[file]).split("\n")
        code = _lines_of_example(lines)
        for at, line in enumerate(lines):
            if at in code or line.startswith("#"):
                continue
            for name, slip in SLIPS.items():
                changed = slip(line)
                if changed is not None and changed != line:
                    yield name, file, at + 1, "\n".join([*lines[:at], changed, *lines[at + 1 :]])
            match = _KEY.match(line)
            if match and match["value"] and match["key"] not in OPTIONAL_KEYS and "-" not in match["indent"]:
                yield "line deleted", file, at + 1, "\n".join([*lines[:at], *lines[at + 1 :]])


def _lines_of_example(lines: list[str]) -> range:
    if "example: |" not in lines:
        return range(0)
    start = lines.index("example: |")
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith("  ") and lines[at])
    return range(start, end)


MUTATIONS = list(_mutations())[::EVERY]


def test_there_are_enough_mutations() -> None:
    assert len(MUTATIONS) >= LEAST_MUTATIONS


@pytest.mark.parametrize("name", sorted({mutation[0] for mutation in MUTATIONS}))
def test_a_slip_is_refused_where_it_is(name: str, seeds: Path) -> None:
    missed = []
    for _, file, line, text in (mutation for mutation in MUTATIONS if mutation[0] == name):
        write(seeds, {file: text})
        errors = [one for one in found(seeds) if one.severity is Severity.ERROR]
        places = [one.place.line for one in errors if one.place.path == seeds / file]
        if not any(abs(place - line) <= NEAR for place in places):
            missed.append((file, line, text.split("\n")[line - 1], [(one.place.line, one.message) for one in errors]))
        write(seeds, {file: good_files()[file]})
    assert not missed
