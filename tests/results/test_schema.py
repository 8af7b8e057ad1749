"""The documented schema must be the one that results have."""

from __future__ import annotations

import json
from pathlib import Path

from exam_tui.results.document import result_schema

DOCUMENT = Path(__file__).parents[2] / "docs" / "result.schema.json"


def test_the_documented_schema_is_the_real_one() -> None:
    """To renew: python -m exam_tui.results.document > docs/result.schema.json"""
    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == result_schema()
