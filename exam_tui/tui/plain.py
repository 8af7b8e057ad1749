"""Text from files and people, shown literally.

A stem may hold `[/]` or an escape sequence; as markup it would crash a label or run an action. Everything that is not
our own goes through here.
"""

from __future__ import annotations

from textual.content import Content

from exam_tui.messages import visible


def plain(text: str, style: str = "") -> Content:
    """`text` as it is, no markup, controls made visible."""
    return Content.styled(visible(text), style) if style else Content(visible(text))
