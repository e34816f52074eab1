"""The tokens of one selection of a plain document: a selection inside of it is one token, together with its opening.

They are coarser than those of GraphQL, so that a field is one look-up, and so is a selection that was read before.
Spaces, line ends and commas fall away between tokens, as in GraphQL; any sign that is not understood is a token of its
own, which no table has. Nothing else falls away. Quantifiers that could give back what they took don't, so that cutting
is linear in the length of the text.
"""

import re

IGNORED = " \t\n\r,"
_NAME = "[_A-Za-z][_0-9A-Za-z]*"
_TEXT = r'"[^"\\\x00-\x1f\x7f]*+"(?!")'  # no escapes, no block strings
_DEEPEST = 14


def _braces(depth: int) -> str:
    """Return the pattern of braces with what is between them: balanced, without remarks, and no deeper than this."""
    inner = f"|{_braces(depth - 1)}" if depth else ""
    return rf'\{{(?:[^{{}}"#]++|{_TEXT}{inner})*+\}}'


_TOKEN = (
    rf"{_NAME}(?: ?{_braces(_DEEPEST)}|[:(])?",  # `slug`, `first:`, `mappings(`, `family { slug }`
    rf"\)(?: ?{_braces(_DEEPEST)})?",  # `)`, `) { slug }`
    _TEXT,
    r"-?[0-9][0-9A-Za-z_.]*",  # what only begins like a number is one token too, and no number
    rf"[^{IGNORED}]",  # `{`, `}`, `[`, `]`, and whatever is not understood
)
tokens_of = re.compile(rf"({'|'.join(_TOKEN)})[{IGNORED}]*").findall
"""Returns the tokens of what stands between the braces of a selection."""
begin = re.compile(rf"[{IGNORED}]*(?:query(?:[{IGNORED}]+({_NAME}))?[{IGNORED}]*)?\{{").match
"""Matches the begin of a text up to the selection of its operation; the group is the operation's name."""


def selection_in(token: str) -> str:
    """Return what stands between the braces of a token that ends with a selection."""
    return token[token.index("{") + 1 : -1]
