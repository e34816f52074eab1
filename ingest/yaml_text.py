"""The outermost layer of the accepted YAML: bytes that are UTF-8 text of plain lines and visible characters."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.nodes import Mark

MAX_FILE_BYTES = 256 * 1024
MAX_MACHINE_FILE_BYTES = 16 * 1024 * 1024
MAX_PROBLEMS_PER_FILE = 1000

NOT_UTF8 = Rule(
    "DUR101",
    "The file is not UTF-8",
    "Content is UTF-8 text. Another encoding (UTF-16, Latin-1) would show other letters on another machine.",
    "name: Modell-Pr\\xfcfung   # the byte 0xFC is Latin-1",
    "Save the file as UTF-8.",
)
BYTE_ORDER_MARK = Rule(
    "DUR102",
    "The file begins with a byte order mark",
    "UTF-8 needs no byte order mark, and the invisible character would become part of the first key.",
    "\\ufeffname: Reranking",
    "Save the file as UTF-8 without BOM.",
)
LINE_ENDINGS = Rule(
    "DUR103",
    "A line does not end in a single line feed",
    "Lines end in LF on every machine, so that the same content is the same bytes. CRLF and lone CR are refused.",
    "name: Reranking\\r\\n",
    "Set the editor to LF line endings; `git config core.autocrlf input` keeps them.",
)
TAB = Rule(
    "DUR104",
    "A tab character",
    "YAML forbids tabs in indentation, and elsewhere they look like spaces.",
    "name:\\tReranking",
    "Use spaces.",
)
FINAL_NEWLINE = Rule(
    "DUR105",
    "The last line is not ended",
    "Every line ends in a line feed, the last one too: a file that was cut off is noticed.",
    "name: Reranking<end of file>",
    "End the file with a line feed; `duramen fmt` does it.",
)
FORBIDDEN_CHARACTER = Rule(
    "DUR106",
    "An invisible or unassigned character",
    "Control, format (bidirectional, zero-width, tag), private-use, unassigned and surrogate characters, unusual "
    "spaces, variation selectors and U+FFFD can hide or reorder text. They are refused, also when written as escapes.",
    'name: "Re\\u200branking"   # a zero-width space',
    "Delete the character, or type the plain one that was meant.",
)
NOT_NFC = Rule(
    "DUR107",
    "Text is not in Unicode normalization form C",
    "The same letters must be the same characters, or equal names would differ.",
    "name: Cafe\\u0301   # e and a combining accent",
    "Type the letter as one character; `duramen fmt` cannot know which was meant.",
)
TOO_LARGE = Rule(
    "DUR005",
    "The file is too large",
    f"A file holds at most {MAX_FILE_BYTES} bytes (256 KiB), and ids.txt, which a machine writes, 16 MiB. "
    "It is not read further.",
    "a framework file of 300 KiB",
    "Say it shorter, or split what belongs to two frameworks.",
)

# Not caught by category: invisible letters and marks (Unicode's Default_Ignorable_Code_Point, less Cf and Cn).
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufffd\U000e0100-\U000e01ef]"
)


@dataclass(slots=True)
class Lines:
    """Finds the line and column of a position in a text."""

    text: str
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def mark(self, offset: int) -> Mark:
        """Return the position of the character at `offset`."""
        line = bisect_right(self.starts, offset)
        return Mark(line, offset - self.starts[line - 1] + 1)


def is_forbidden(character: str) -> bool:
    """Tell whether a character may not stand in content; a line feed may."""
    if character in "\n ":
        return False
    return not character.isprintable() or _INVISIBLE.match(character) is not None


def forbidden_in(text: str) -> Iterator[tuple[int, str]]:
    """Return the forbidden characters of a text with their offsets. Cost: one pass, and one more if there are any."""
    bad = {character for character in set(text) if is_forbidden(character)}
    if bad:
        yield from ((offset, character) for offset, character in enumerate(text) if character in bad)


def name_of(character: str) -> str:
    """Return ``U+200B ZERO WIDTH SPACE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


@dataclass(slots=True)
class TextReader:
    """Turns the bytes of one file into text, and collects what is wrong with them."""

    path: Path
    problems: list[Diagnostic] = field(default_factory=list)
    limit: int = MAX_FILE_BYTES
    """The most bytes that are read."""

    def read(self, raw: bytes) -> str | None:
        """Return the text, repaired where the meaning is beyond doubt so that reading can go on, or null."""
        if len(raw) > self.limit:
            self.report(TOO_LARGE, Mark(1, 1), f"the file has more than {self.limit} bytes", TOO_LARGE.fix)
            return None
        text = self._decoded(raw)
        if text is None:
            return None
        text = self._with_plain_lines(text)
        lines = Lines(text)
        readable = self._has_visible_characters_only(text, lines)
        self._check_normal_form(text, lines)
        return text.replace("\t", " ") if readable else None

    def report(self, rule: Rule, mark: Mark, message: str, help: str | None = None) -> None:  # noqa: A002
        """Add a problem, up to a limit that keeps hostile files cheap."""
        if len(self.problems) < MAX_PROBLEMS_PER_FILE:
            self.problems.append(rule.at(Place(self.path, mark.line, mark.column), message, help))

    def _decoded(self, raw: bytes) -> str | None:
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode()
            mark = Lines(before).mark(len(before))
            utf16 = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
            self.report(
                NOT_UTF8,
                mark,
                f"the byte 0x{raw[error.start]:02X} does not belong to UTF-8 text",
                "the file looks like UTF-16: save it as UTF-8" if utf16 else NOT_UTF8.fix,
            )
            return None

    def _with_plain_lines(self, text: str) -> str:
        if text.startswith("\ufeff"):
            self.report(BYTE_ORDER_MARK, Mark(1, 1), "the file begins with a byte order mark", BYTE_ORDER_MARK.fix)
            text = text[1:]
        if "\r" in text:
            line_feeds = text.replace("\r\n", "\n").replace("\r", "\n")
            ends = list(re.finditer(r"\r\n?|\n", text))
            wrong = [number for number, end in enumerate(ends, 1) if end.group() != "\n"]
            self.report(
                LINE_ENDINGS,
                Mark(wrong[0], 1),
                f"{len(wrong)} of {len(ends)} lines end in a carriage return, the first one is line {wrong[0]}",
                LINE_ENDINGS.fix,
            )
            text = line_feeds
        if text and not text.endswith("\n"):
            last = text.count("\n") + 1
            column = len(text) - text.rfind("\n")
            self.report(
                FINAL_NEWLINE, Mark(last, column), "the last line does not end in a line feed", FINAL_NEWLINE.fix
            )
            text += "\n"
        return text

    def _has_visible_characters_only(self, text: str, lines: Lines) -> bool:
        readable, tabbed = True, set()
        for offset, character in forbidden_in(text):
            mark = lines.mark(offset)
            if character != "\t":
                readable = False
                message = f"the character {name_of(character)} is not allowed"
                self.report(FORBIDDEN_CHARACTER, mark, message, FORBIDDEN_CHARACTER.fix)
            elif mark.line not in tabbed:
                tabbed.add(mark.line)
                self.report(TAB, mark, "a tab character; use spaces", TAB.fix)
            if len(self.problems) >= MAX_PROBLEMS_PER_FILE:
                break
        return readable

    def _check_normal_form(self, text: str, lines: Lines) -> None:
        if unicodedata.is_normalized("NFC", text):
            return
        for number, start in enumerate(lines.starts, 1):
            end = lines.starts[number] if number < len(lines.starts) else len(text)
            line = text[start:end].rstrip("\n")
            if not unicodedata.is_normalized("NFC", line):
                column = _first_difference(line, unicodedata.normalize("NFC", line))
                message = (
                    f"the text from {quoted(line[column : column + 12])} on is not in Unicode normalization form C"
                )
                self.report(NOT_NFC, Mark(number, column + 1), message, NOT_NFC.fix)


def _first_difference(left: str, right: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
