"""What a person gets instead of a traceback: one sentence, and a file for whoever repairs it."""

from __future__ import annotations

import tempfile
import traceback

from exam_tui.messages.catalogue import Catalogue


def crash_sentence(error: BaseException, t: Catalogue) -> str:
    """Write the traceback (without the values of variables: they could be personal) to a file and say where it is."""
    with tempfile.NamedTemporaryFile("w", prefix="exam-tui-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.writelines(traceback.format_exception(error))
    return t("error.internal", kind=type(error).__name__, path=file.name)
