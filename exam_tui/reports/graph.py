"""A script as a picture: its nodes, and the ways between them, as SVG or as Mermaid text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from exam_tui.content.roleplay import Reply, RoleplayFile
from exam_tui.messages.catalogue import Catalogue

LONGEST_LABEL, LONGEST_SAYING = 16, 22
"""In cells: a Chinese character is two."""
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 190, 54, 60, 74
_COLOURS = {"resolved": "#cdebd0", "escalated": "#fde9b8", "lost": "#f6cccc", None: "#e8eef7"}


@dataclass(frozen=True)
class Way:
    """One arrow: from node to node, with why."""

    start: str
    end: str
    label: str


def ways_of(script: RoleplayFile, t: Catalogue) -> list[Way]:
    """Every arrow; several reasons for the same one are put together. Ways that stay where they are are left out."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, node in script.node.items():
        for reply in node.reply:
            if reply.to is not None and reply.to != name:
                found.setdefault((name, reply.to), []).append(_reason(reply, t))
        for silence in node.silence:
            if silence.to is not None and silence.to != name:
                found.setdefault((name, silence.to), []).append(t("graph.silence", seconds=silence.after))
    return [
        Way(start, end, _short(" / ".join(dict.fromkeys(why)), LONGEST_LABEL)) for (start, end), why in found.items()
    ]


def _reason(reply: Reply, t: Catalogue) -> str:
    if reply.fallback:
        return t("graph.fallback")
    if reply.choice is not None:
        return reply.choice
    if reply.finding is not None:
        return reply.finding
    if reply.when is not None and reply.when.any:
        return reply.when.any[0]
    return reply.examples[0] if reply.examples else "…"


def _short(text: str, cells: int) -> str:
    width = 0
    for index, character in enumerate(text):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > cells:
            return text[:index] + "…"
    return text


def mermaid(script: RoleplayFile, t: Catalogue) -> str:
    """A Mermaid flowchart."""
    names = {name: f"n{number}" for number, name in enumerate(script.node)}
    lines = ["flowchart TD"]
    for name, node in script.node.items():
        label = _mermaid_text(f"{name}: {_short(' '.join(node.says), LONGEST_SAYING)}")
        lines.append(f'  {names[name]}(["{label}"])' if node.end is not None else f'  {names[name]}["{label}"]')
    lines += [f'  {names[way.start]} -->|"{_mermaid_text(way.label)}"| {names[way.end]}' for way in ways_of(script, t)]
    lines += [
        f"  style {names[name]} fill:{_COLOURS[node.end]}" for name, node in script.node.items() if node.end is not None
    ]
    return "\n".join(lines) + "\n"


def _mermaid_text(text: str) -> str:
    return text.replace("#", "#35;").replace('"', "#quot;")


def svg(script: RoleplayFile, t: Catalogue) -> str:
    """A drawing in layers, the opening on top; endings have a colour and say what they are."""
    places, width, height = _layout(script)
    parts = list(_svg_ways(ways_of(script, t), places))
    for name, node in script.node.items():
        x, y = places[name]
        words = t(f"ending.{node.end}") if node.end is not None else _short(" ".join(node.says), LONGEST_SAYING)
        parts.append(
            f"<g><title>{escape(name + ': ' + ' '.join(node.says))}</title>"
            f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8" fill="{_COLOURS[node.end]}" '
            f'stroke="#445"/><text x="{x + BOX_WIDTH // 2}" y="{y + 21}" text-anchor="middle" font-weight="bold">'
            f'{escape(name)}</text><text x="{x + BOX_WIDTH // 2}" y="{y + 41}" text-anchor="middle" font-size="12">'
            f"{escape(words)}</text></g>"
        )
    title = escape(f"{script.roleplay.title} ({script.roleplay.id})")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="14"><defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#667"/></marker></defs>'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="20" y="28" font-size="18">{title}</text>'
        + "".join(parts)
        + "</svg>\n"
    )


def _layout(script: RoleplayFile) -> tuple[dict[str, tuple[int, int]], int, int]:
    """Where each node stands: in the row of its distance from the opening, endings in the last."""
    depth = {script.roleplay.opening: 0}
    frontier = [script.roleplay.opening]
    while frontier:
        name = frontier.pop(0)
        for target in script.node[name].targets:
            if target in script.node and target not in depth:
                depth[target] = depth[name] + 1
                frontier.append(target)
    last = max(depth.values(), default=0) + 1
    rows: dict[int, list[str]] = {}
    for name, node in script.node.items():
        rows.setdefault(last if node.end is not None else depth.get(name, last), []).append(name)
    levels = sorted(rows)
    widest = max(len(row) for row in rows.values())
    width = 40 + widest * (BOX_WIDTH + GAP_X)
    places: dict[str, tuple[int, int]] = {}
    for level, key in enumerate(levels):
        row = rows[key]
        left = (width - len(row) * (BOX_WIDTH + GAP_X) + GAP_X) // 2
        for number, name in enumerate(row):
            places[name] = left + number * (BOX_WIDTH + GAP_X), 50 + level * (BOX_HEIGHT + GAP_Y)
    return places, width, 70 + len(levels) * (BOX_HEIGHT + GAP_Y)


def _svg_ways(ways: list[Way], places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for number, way in enumerate(ways):
        (x1, y1), (x2, y2) = places[way.start], places[way.end]
        down = y2 > y1
        sx, sy = x1 + BOX_WIDTH // 2 + (number % 5 - 2) * 14, y1 + BOX_HEIGHT if down else y1
        ex, ey = x2 + BOX_WIDTH // 2 + (number % 3 - 1) * 18, y2 if down else y2 + BOX_HEIGHT
        if y1 == y2:  # side by side: over the top
            sy = ey = y1
        bend = GAP_Y // 2 if down else -GAP_Y // 2
        middle = f"{(sx + ex) // 2}", f"{(sy + ey) // 2 + (0 if y1 != y2 else -GAP_Y // 3) + (number % 3 - 1) * 9}"
        yield (
            f'<path d="M{sx},{sy} C{sx},{sy + bend} {ex},{ey - bend if y1 != y2 else ey + bend} {ex},{ey}" fill="none" '
            f'stroke="#99a" marker-end="url(#a)"/><text x="{middle[0]}" y="{middle[1]}" text-anchor="middle" '
            f'font-size="11" fill="#335" stroke="#fff" stroke-width="3" paint-order="stroke">{escape(way.label)}</text>'
        )
