"""setup.cfg of setuptools: https://setuptools.pypa.io/en/latest/userguide/declarative_config.html."""

import configparser
import re
from collections.abc import Iterator

from graph.dependencies import DependencyKind, ManifestProblemCode
from ingest.diagnostics import printable, quoted
from ingest.manifests.collecting import Collector, Include, Unreadable
from ingest.manifests.python_requirements import Use, add_requirement, project_name

_MARK = "\x01"
"""Ends each line that the parser is given, before its number: a character that no manifest holds."""
_PLACED = re.compile(rf"(?P<text>.*){_MARK}(?P<line>\d+)")
_LISTS = (
    ("install_requires", DependencyKind.RUNTIME),
    ("setup_requires", DependencyKind.BUILD),
    ("tests_require", DependencyKind.DEVELOPMENT),
)
_EXTRAS = "options.extras_require"
_COMPUTED = ("attr:", "find:")


def read_setup_cfg(text: str, out: Collector) -> None:
    """Read a setup.cfg.

    Raises:
        Unreadable: If it is no configuration file.
    """
    parser = _parse(text)
    own = project_name(_value(parser, "metadata", "name"))
    for option, kind in _LISTS:
        _read_list(out, parser, "options", option, Use(kind, own_name=own))
    for extra in parser.options(_EXTRAS) if parser.has_section(_EXTRAS) else ():
        use = Use(DependencyKind.OPTIONAL, printable(extra), own_name=own)
        _read_list(out, parser, _EXTRAS, extra, use)


def _parse(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(default_section="\0")
    parser.optionxform = str  # type: ignore[assignment, method-assign] # names of extras keep their capitals
    if _MARK in text:
        line = text.count("\n", 0, text.index(_MARK)) + 1
        raise Unreadable(ManifestProblemCode.NOT_TEXT, "holds a control character", line)
    try:
        parser.read_file(_marked(text), source="setup.cfg")
    except (configparser.DuplicateOptionError, configparser.DuplicateSectionError) as error:
        message = "a section or an option is given twice"
        raise Unreadable(ManifestProblemCode.DUPLICATE_KEY, message, error.lineno or 1) from error
    except configparser.MissingSectionHeaderError as error:
        message = "a line before the first section"
        raise Unreadable(ManifestProblemCode.SYNTAX, message, error.lineno) from error
    except configparser.ParsingError as error:
        line = error.errors[0][0] if error.errors else 1
        raise Unreadable(ManifestProblemCode.SYNTAX, "neither a section nor an option", line) from error
    return parser


def _marked(text: str) -> Iterator[str]:
    """Yield the lines with their numbers at their ends, which the parser hands on within the values."""
    for number, line in enumerate(text.split("\n"), 1):
        yield f"{line}{_MARK}{number}\n" if line.strip() else "\n"


def _value(parser: configparser.RawConfigParser, section: str, option: str) -> str | None:
    raw = parser.get(section, option, fallback=None)
    return raw.partition(_MARK)[0].strip() if raw is not None else None


def _read_list(out: Collector, parser: configparser.RawConfigParser, section: str, option: str, use: Use) -> None:
    """Read a list: one item a line, or in one line with semicolons between them; or the files that it is in."""
    raw = parser.get(section, option, fallback="")
    placed = [(found["text"].strip(), int(found["line"])) for found in map(_PLACED.fullmatch, raw.split("\n")) if found]
    items = [(text.partition(" #")[0].strip(), line) for text, line in placed if text and not text.startswith("#")]
    if not items:
        return
    first, line = items[0]
    if first.startswith("file:"):
        _refer(out, [first.removeprefix("file:"), *(text for text, _ in items[1:])], line, use)
        return
    if first.startswith(_COMPUTED):
        out.dynamic(line, ManifestProblemCode.DYNAMIC, f"{quoted(option)} is computed when the project is built")
        return
    dangling = placed[0][0] == ""
    for text, place in items:
        for one in [text] if dangling else text.split(";"):
            if one.strip():
                add_requirement(out, one.strip(), place, use)


def _refer(out: Collector, texts: list[str], line: int, use: Use) -> None:
    for text in texts:
        for path in text.split(","):
            if path.strip():
                out.include(Include(path.strip(), line, group=use.group))
