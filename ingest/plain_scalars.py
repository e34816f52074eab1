"""How a value is written: plain where every reader of YAML 1.1 and 1.2 takes it for the same text, else quoted."""

import re

from ingest.yaml_subset import AmbiguousScalar, resolve_plain

# Indicators of YAML that a plain scalar may not begin with, some of them only before a space; none is worth the doubt.
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=")
_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~", "<<", "="})
_NUMBER_OF_YAML_1_1 = re.compile(r"[-+]?[0-9.][0-9_]*(?::[0-9_]+)*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?")
_FLOW_SIGNS = re.compile(r"[,\[\]{}]")


def is_plain(text: str, *, in_flow: bool = False) -> bool:
    """Tell whether text may stand without quotes."""
    if not text or text != text.strip() or "\n" in text or text[0] in _INDICATORS or text.startswith("..."):
        return False
    if ": " in text or " #" in text or text.endswith(":") or (in_flow and _FLOW_SIGNS.search(text)):
        return False
    if text.lower() in _WORDS or _NUMBER_OF_YAML_1_1.fullmatch(text):
        return False
    try:
        return resolve_plain(text) == text
    except AmbiguousScalar:
        return False


def written(text: str, *, in_flow: bool = False) -> str:
    """Return text as a plain scalar, or in double quotes."""
    if is_plain(text, in_flow=in_flow):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
