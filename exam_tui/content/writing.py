"""Writing a content file: whole or not at all."""

from __future__ import annotations

from pathlib import Path

from exam_tui.errors import ExamTuiError, Exit, reason_of


def write_whole(path: Path, data: bytes) -> None:
    """Replace (or make) a file in one step; its mode is kept. Raises ExamTuiError, and then nothing has changed."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        if path.exists():
            temporary.chmod(path.stat().st_mode)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ExamTuiError(
            "file.unwritable", exit_code=Exit.BLOCKED, path=str(path), reason=reason_of(error)
        ) from error
