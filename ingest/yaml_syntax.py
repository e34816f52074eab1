"""What libyaml says about broken syntax, in plain words."""

import yaml

from ingest.diagnostics import Rule
from ingest.nodes import Mark, Scalar

SYNTAX = Rule(
    "DUR119",
    "The file is not YAML",
    "The text breaks the grammar of YAML at or shortly before the place that is named.",
    "name: Reranking: a second look",
    "Look for a missing quote, bracket or colon, or for lines that are not indented alike.",
)

# what libyaml says → what is the matter, and what to do; first match wins
_EXPLANATIONS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a colon followed by a space cannot stand here",
        "put text that holds `: ` into double quotes, and indent all keys of a mapping alike",
    ),
    (
        "could not find expected ':'",
        "a key without a colon",
        "write `key: value`, and put text of several lines on one line",
    ),
    (
        "did not find expected key",
        "this line is indented unlike the keys of its mapping",
        "indent all keys of a mapping alike; put text that holds quotes or `: ` into double quotes",
    ),
    (
        "did not find expected '-' indicator",
        "this line is indented like the items of a list and is none",
        "begin each item of a list with `- `",
    ),
    (
        "did not find expected ',' or",
        "a list or mapping in brackets is not closed, or a comma is missing",
        "separate items by commas and close the bracket",
    ),
    ("found unexpected end of stream", "a quoted text is not closed", "close it with the quote that it began with"),
    (
        "found unexpected document indicator",
        "a quoted text is not closed",
        "close it with the quote that it began with",
    ),
    (
        "found character that cannot start any token",
        "a value cannot begin with this character",
        "put the value into double quotes",
    ),
    (
        "found unknown escape character",
        "a backslash before a character that needs none",
        "write two backslashes for one inside double quotes",
    ),
    (
        "did not find expected hexdecimal number",
        "an escape without its hexadecimal digits",
        "write `\\u00e9` with four digits",
    ),
    ("invalid Unicode character escape", "an escape for a character that does not exist", "type the character itself"),
    (
        "block sequence entries are not allowed",
        "an item of a list cannot begin here",
        "begin the list on the line after its key, each item with `- `",
    ),
    ("block mapping keys are not allowed", "a key cannot stand here", "begin the mapping on the line after its key"),
    (
        "did not find expected node content",
        "a value is missing here",
        "write the value, or delete the comma or bracket",
    ),
    ("undefined alias", "an alias is not allowed", "write the value out"),
    ("did not find expected <document start>", "text after the end of the document", "indent it like the other keys"),
    ("directive", "directives are not allowed", "delete the line that begins with a percent sign"),
    ("found undefined tag handle", "tags are not allowed", "delete the tag, or put the value into double quotes"),
    ("tag", "tags are not allowed", "delete the tag, or put the value into double quotes"),
    ("anchor", "anchors and aliases are not allowed", "put the value into double quotes"),
    ("indent", "the indentation of this text is broken", "indent with two spaces a level"),
)


def explained(error: yaml.YAMLError, long_quoted: Scalar | None = None) -> tuple[Mark, str, str]:
    """Return where an error of libyaml is, what is wrong there, and what helps.

    A text in quotes that ran over several lines before the error is more likely its cause than what stands there.
    """
    if long_quoted is not None:
        message = f"the text that is quoted from here on ends in line {long_quoted.end.line} only, where YAML breaks"
        return long_quoted.start, message, "close it with the quote that it began with"
    said = f"{getattr(error, 'problem', None) or ''} {getattr(error, 'context', None) or ''}"
    mark = getattr(error, "problem_mark", None)
    begun = getattr(error, "context_mark", None)
    place = Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)
    for phrase, message, help_ in _EXPLANATIONS:
        if phrase in said:
            if begun is not None and begun.line != getattr(mark, "line", begun.line):
                message = f"{message} (it begins in line {begun.line + 1})"  # noqa: PLW2901 - the same message, longer
                if "not closed" in message:
                    place = Mark(begun.line + 1, begun.column + 1)
            return place, message, help_
    return place, "the file is not YAML from here on", SYNTAX.fix
