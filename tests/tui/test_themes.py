"""Every text must be readable in every theme (WCAG AA: 4.5:1)."""

from __future__ import annotations

import pytest
from textual.color import Color

from exam_tui.tui.themes import TEXT_PAIRS, THEMES, next_theme


def luminance(colour: Color) -> float:
    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_contrast_is_enough(theme, pair) -> None:
    colours = {**{name: getattr(theme, name, None) for name in pair}, **theme.variables}
    one, other = sorted((luminance(Color.parse(str(colours[name]))) for name in pair), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= 4.5


def test_the_theme_key_goes_round() -> None:
    name = THEMES[0].name
    seen = {name}
    for _ in THEMES[1:]:
        name = next_theme(name)
        seen.add(name)
    assert seen == {theme.name for theme in THEMES}
    assert next_theme(name) == THEMES[0].name
