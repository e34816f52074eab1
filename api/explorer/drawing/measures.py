"""How much room text takes in a picture, and how coordinates are written.

The server does not know the reader's font. Widths are those of DejaVu Sans, the widest of the fonts that the style
sheet names, so that labels which do not touch here touch in no other font either.
"""

from collections.abc import Sequence

# advance widths of U+0020 to U+007E in thousandths of an em, as DejaVu Sans has them
_REGULAR = (
    (318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337)
    + (636,) * 10
    + (337, 337, 838, 838, 838, 531, 1000)
    + (684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863)
    + (748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685)
    + (390, 337, 390, 838, 500, 500)
    + (613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974)
    + (634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525)
    + (636, 337, 636, 838)
)
_WIDEST = 1000
_BOLD = 1.13
"""Bold letters are up to so much wider, over any mix of them that makes a name."""
_FIRST = 0x20


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of `text` in a font of `size`, in the unit of `size`; never less than a browser takes."""
    units = sum(_letter(letter) for letter in text)
    return units / 1000 * size * (_BOLD if bold else 1)


def _letter(letter: str) -> int:
    place = ord(letter) - _FIRST
    return _REGULAR[place] if 0 <= place < len(_REGULAR) else _WIDEST


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> Sequence[str]:
    """Break `text` between words into lines of at most `width`; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def number(value: float) -> str:
    """Return a coordinate with at most one decimal: ``12``, ``12.5``, never ``-0``."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
