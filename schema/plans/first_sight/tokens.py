"""The tokens of a plain document: a field together with the sign that opens its arguments or its selection.

They are coarser than those of GraphQL, so that most fields are one look-up. Spaces, line ends and commas fall away
between tokens, as in GraphQL; any sign that is not understood is a token of its own, which no table has. Nothing else
falls away, and no match looks further ahead than its own end, so that cutting is linear in the length of the text.
"""

import re

IGNORED = " \t\n\r,"
_NAME = "[_A-Za-z][_0-9A-Za-z]*"
_TOKEN = (
    rf"{_NAME}(?: ?\{{|[:(])?",  # `slug`, `family {`, `first:`, `mappings(`
    r"\}",
    r"\)(?: ?\{)?",  # `)`, `) {`
    r'"[^"\\\x00-\x1f\x7f]*"(?!")',  # no escapes, no block strings
    r"-?[0-9][0-9A-Za-z_.]*",  # what only begins like a number is one token too, and no number
    rf"[^{IGNORED}]",  # `{`, `[`, `]`, and whatever is not understood
)
tokens_of = re.compile(rf"({'|'.join(_TOKEN)})[{IGNORED}]*").findall
"""Returns the tokens of a text."""
is_name = re.compile(_NAME).fullmatch
OPENINGS = (" {", "{")
"""How a selection may be opened behind a name, or behind a closed list of arguments."""
