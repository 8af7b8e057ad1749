"""Three themes of our own. Every pair of text and ground has a contrast of 4.5:1 or better (WCAG AA; tested)."""

from __future__ import annotations

from textual.theme import Theme

TEXT_PAIRS = (
    ("foreground", "background"),
    ("foreground", "surface"),
    ("foreground", "panel"),
    ("muted", "background"),
    ("muted", "panel"),
    ("success", "background"),
    ("warning", "background"),
    ("warning", "panel"),
    ("error", "background"),
    ("primary", "background"),
    ("on-chosen", "chosen"),
)
"""Which colours stand on which: what the contrast test walks through."""


def _theme(name: str, *, dark: bool, muted: str, chosen: str, on_chosen: str, **colours: str) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=colours["primary"],
        secondary=colours["primary"],
        accent=colours["primary"],
        warning=colours["warning"],
        error=colours["error"],
        success=colours["success"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        text_alpha=1.0,
        variables={"muted": muted, "chosen": chosen, "on-chosen": on_chosen},
    )


THEMES = (
    _theme(
        "exam-dark", dark=True, background="#16191d", surface="#1d2126", panel="#262b31", foreground="#e6e6e3",
        primary="#7fb4e6", success="#7fc98f", warning="#e5b567", error="#f08a80", muted="#a3a9b0",
        chosen="#2f4d6b", on_chosen="#ffffff",
    ),
    _theme(
        "exam-light", dark=False, background="#fbfaf7", surface="#ffffff", panel="#ebe8e1", foreground="#1d1f21",
        primary="#1f5a94", success="#23682f", warning="#7a4b00", error="#a3231b", muted="#565a5e",
        chosen="#cfe0f1", on_chosen="#10253a",
    ),
    _theme(
        "exam-contrast", dark=True, background="#000000", surface="#000000", panel="#1a1a1a", foreground="#ffffff",
        primary="#66ccff", success="#66ff88", warning="#ffdd55", error="#ff9090", muted="#d8d8d8",
        chosen="#ffff00", on_chosen="#000000",
    ),
)  # fmt: skip
"""In the order in which the theme key goes through them."""


def next_theme(name: str) -> str:
    """The theme after `name`."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
