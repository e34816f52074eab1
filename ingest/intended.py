"""What was meant: the slug, package URL or object reference that a text of another form likely stands for."""

import re

from graph.identity import MAX_SLUG_LENGTH

_PURL = re.compile(r"pkg:(pypi|npm)/(@?[^@\s]+)(?:@[^@/\s]*)?", re.IGNORECASE)
_IMPORT = re.compile(r"(?:from\s+)?([A-Za-z_][\w.]*)\s+import\s+([A-Za-z_]\w*)", re.ASCII)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", re.ASCII)


def intended_slug(text: str) -> str | None:
    """Return the slug that a name would have, or null where nothing of it may stand in one."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:MAX_SLUG_LENGTH].rstrip("-") or None


def intended_purl(text: str) -> str | None:
    """Return a package URL as the content writes it: without a version, the name normalised and its at-sign escaped."""
    match = _PURL.fullmatch(text)
    if match is None:
        return None
    ecosystem, name = match[1].lower(), match[2].lower()
    if ecosystem == "npm":
        return f"pkg:npm/{name.replace('@', '%40')}"
    return f"pkg:pypi/{re.sub(r'[-_.]+', '-', name)}"  # PEP 503


def intended_reference(text: str) -> str | None:
    """Return the object reference of a Python import, a call or a dotted name.

    The first part that begins with a capital letter is taken for the name, or the last part where none does.
    """
    text = text.strip().removesuffix("()")
    if imported := _IMPORT.fullmatch(text):
        return f"{imported[1]}:{imported[2]}"
    if ":" in text:
        return text
    if not _DOTTED.fullmatch(text):
        return None
    parts = text.split(".")
    split = next((at for at, part in enumerate(parts[1:], 1) if part[0].isupper()), len(parts) - 1)
    return f"{'.'.join(parts[:split])}:{'.'.join(parts[split:])}"
