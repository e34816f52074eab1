"""Colours: every ratio of contrast is computed from the style sheet, and states are told apart by all eyes."""

import math
import re
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "api" / "explorer" / "static" / "site.css").read_text(encoding="utf-8")
STATES = ("proved", "moved", "gone", "claimed", "documented")
TEXT = ("ink", "muted", "link", "focus", *STATES)
GROUNDS = ("bg", "surface")

# Machado, Oliveira and Fernandes (2009), doi:10.1109/TVCG.2009.113: severity 1.0
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
Colour = tuple[float, float, float]


def _colours(theme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    light, dark = (dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", block)) for block in blocks[:2])
    return light if theme == "light" else light | dark


def _linear(colour: str) -> Colour:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue))  # type: ignore[return-value]


def _product(row: Iterable[float], vector: Iterable[float]) -> float:
    return sum(a * b for a, b in zip(row, vector, strict=True))


def _contrast(one: str, other: str) -> float:
    """Return the ratio of contrast by WCAG 2.2."""

    def luminance(colour: str) -> float:
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), _linear(colour), strict=True))

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _lab(colour: str, sight: str) -> Colour:
    seen = [min(1.0, max(0.0, _product(row, _linear(colour)))) for row in SIGHT[sight]]
    rows = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    x, y, z = (_product(row, seen) / white for row, white in zip(rows, (0.95047, 1.0, 1.08883), strict=True))

    def f(t: float) -> float:
        return t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116

    return 116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", TEXT)
def test_text_has_contrast(theme: str, ground: str, name: str) -> None:
    colours = _colours(theme)
    assert _contrast(colours[name], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "link"])
def test_text_on_the_wash_has_contrast(theme: str, name: str) -> None:
    colours = _colours(theme)
    assert _contrast(colours[name], colours["wash"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["bg", "surface", "wash"])
@pytest.mark.parametrize("name", ["leaf", "withered"])
def test_signs_have_contrast(theme: str, ground: str, name: str) -> None:
    colours = _colours(theme)
    assert _contrast(colours[name], colours[ground]) >= 3


@pytest.mark.parametrize(("theme", "least"), [("light", 20), ("dark", 18)])
def test_states_differ_for_all_eyes(theme: str, least: float) -> None:
    colours = _colours(theme)
    distances = {
        (one, other, sight): math.dist(_lab(colours[one], sight), _lab(colours[other], sight))
        for one, other in combinations(STATES, 2)
        for sight in SIGHT
    }
    nearest = min(distances, key=distances.__getitem__)
    assert distances[nearest] >= least, nearest


def test_colours_are_named_in_one_place_only() -> None:
    assert not re.findall(r"#[0-9a-f]{3,6}\b", CSS.split("/* Ground */")[1].split("@media print")[0])
