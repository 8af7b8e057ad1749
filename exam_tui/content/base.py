"""What all content models share: frozen, closed to unknown keys, and strict about scalars.

Unknown keys are errors because a mistyped optional key that is silently ignored would be found out in an exam.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, Strict, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

SLUG_PATTERN = r"^[a-z0-9][a-z0-9-]*$"


class Model(BaseModel):
    """Base of every model of the project."""

    # Inputs stay out of error texts: those can end up in a crash report, and a form holds names and answers.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _decimal_from_int(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


Int = Annotated[int, Strict()]
Bool = Annotated[bool, Strict()]
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=64)]
"""A stable id: ASCII small letters, digits and hyphens."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _OnlyNumber:
    """In the JSON Schema: a number. (pydantic's own offers a string as well, which is for JSON and not for TOML.)"""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        return next((one for one in schema.get("anyOf", ()) if one.get("type") == "number"), schema)


Number = Annotated[Decimal, BeforeValidator(_decimal_from_int), Field(allow_inf_nan=False), _OnlyNumber()]
"""A decimal, never a binary float: 0.1 stays 0.1 from the file to the mark."""
Ratio = Annotated[Number, Field(ge=0, le=1)]
Seconds = Annotated[Int, Field(ge=0)]


def model_problem(code: str, at: tuple[str | int, ...] = (), **params: object) -> PydanticCustomError:
    """An error from a model's own validator; `code` is a problem code such as M010, `at` leads from the model to it."""
    return PydanticCustomError("exam_tui", code, {"code": code, "at": at, **params})


def require_unique(values: Iterable[str], code: str, *at: str | int, key: str | None = None) -> None:
    """Raise `code` naming the first value that occurs twice, at its place in the list that `at` leads to."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            raise model_problem(code, (*at, index, *([key] if key else [])), value=value)
        seen.add(value)


def canonical_json(data: Any) -> bytes:
    """The one byte form of a JSON value, for hashing: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(data: bytes) -> str:
    """`sha256:` and the hexadecimal digest."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def model_hash(model: BaseModel) -> str:
    """Hash of everything in a model."""
    return sha256_of(canonical_json(model.model_dump(mode="json")))
