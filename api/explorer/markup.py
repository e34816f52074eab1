"""Small pieces of markup that templates need: code with colours, names that may break, packages as people type them."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup, escape
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # it ships no types
from pygments.token import Comment, Keyword, Name, Number, Operator, String  # type: ignore[import-untyped]  # the same

_CLASSES: tuple[tuple[Any, str], ...] = (
    (Comment, "tok-c"),
    (Keyword, "tok-k"),
    (Name.Function, "tok-nf"),
    (Name.Class, "tok-nf"),
    (Number, "tok-m"),
    (Operator.Word, "tok-ow"),
    (String, "tok-s"),
)
_CODE = re.compile(r"`([^`]+)`")
_LEXER = PythonLexer(stripnl=False)


def python(code: str) -> Markup:
    """Return Python code with a class on each token that has a colour; the text itself is unchanged."""
    parts = []
    for token, text in _LEXER.get_tokens(code.strip("\n")):
        name = next((name for kind, name in _CLASSES if token in kind), None)
        escaped = escape(text)
        parts.append(escaped if name is None else Markup('<span class="{}">{}</span>').format(name, escaped))
    return Markup().join(parts)


def prose(text: str) -> Markup:
    """Return a sentence of the content with what stands between backticks as code."""
    parts = _CODE.split(text)
    return Markup().join(
        Markup("<code>{}</code>").format(part) if index % 2 else part for index, part in enumerate(parts)
    )


def reference(ref: str) -> Markup:
    """Return an object reference with its module in a quieter colour, and places where a long one may break."""
    module, colon, name = ref.rpartition(":")
    return Markup('<code><span class="module">{}</span><wbr>{}</code>').format(
        _breakable(module + colon), _breakable(name)
    )


def dotted(name: str) -> Markup:
    """Return a dotted name with places where a long one may break."""
    return _breakable(name)


def _breakable(text: str) -> Markup:
    return Markup(".<wbr>").join(Markup("/<wbr>").join(piece.split("/")) for piece in text.split("."))


def package_name(purl: str) -> str:
    """Return the name of a package as its index writes it: ``@langchain/core`` for ``pkg:npm/%40langchain/core``."""
    return unquote(purl.removeprefix("pkg:").partition("/")[2])


def install_command(purl: str) -> str:
    """Return the command that installs a package."""
    command = "npm install" if purl.startswith("pkg:npm/") else "pip install"
    return f"{command} {package_name(purl)}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 concept``, ``3 concepts``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def source_link(source: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return what finds a publication, as text and, where there is one, as an address."""
    if source["doi"]:
        return f"doi:{source['doi']}", f"https://doi.org/{source['doi']}"
    if source["arxiv"]:
        return f"arXiv:{source['arxiv']}", f"https://arxiv.org/abs/{source['arxiv']}"
    if source["isbn"]:
        return f"ISBN {source['isbn']}", None
    if source["standard"]:
        return source["standard"], source["url"]
    return "", source["url"]


def import_line(ref: str, purl: str) -> str:
    """Return the statement that imports an object reference, ready to copy; of a member, what it is a member of."""
    module, _, qualname = ref.rpartition(":")
    name = qualname.partition(".")[0]
    if purl.startswith("pkg:npm/"):
        return f'import {{ {name} }} from "{module}";'
    return f"from {module} import {name}"
