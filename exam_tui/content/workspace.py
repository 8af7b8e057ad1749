"""Where a workspace is. Imports nothing heavy: the first frame of the home screen waits for this module."""

from __future__ import annotations

from pathlib import Path

CONTENT_FOLDERS = ("question_banks", "roleplays")
"""The folders that hold content."""
SHIPPED_FOLDERS = (*CONTENT_FOLDERS, "schemas", "docs")
"""What a new workspace gets: the content, the schemas by which editors complete and check it, and the manuals."""


def shipped_root() -> Path:
    """The folder of the content that ships with the program."""
    package = Path(__file__).resolve().parent.parent
    inside_wheel = package / "_shipped"
    return inside_wheel if inside_wheel.is_dir() else package.parent


def find_workspace(start: Path) -> Path:
    """The nearest folder at or above `start` that holds `question_banks/`, else the shipped content."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "question_banks").is_dir():
            return folder
    return shipped_root()
