"""What the agent can look up during a chat, or ask the supervisor."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from exam_tui.content.base import Bool, Int, Model, Slug, Text, model_problem
from exam_tui.content.given import Given
from exam_tui.content.policy import PROMISE_KINDS, PromiseKind


def _all_or_none(value: object) -> object:
    return {True: PROMISE_KINDS, False: ()}[value] if isinstance(value, bool) else value


class _ListOrFlag:
    """In the JSON Schema: a list, or true or false."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(core), {"type": "boolean"}]}


Leave = Annotated[tuple[PromiseKind, ...], BeforeValidator(_all_or_none), _ListOrFlag()]


class Lookup(Model):
    """Something that the agent can look up, or ask the supervisor; it takes `seconds` until it `shows`.

    Saying "I'll look it up" is not yet having looked it up.
    """

    id: Slug
    title: Text
    shows: Text
    seconds: Annotated[Int, Field(ge=1, le=120)] = 4
    given: Given | None = None
    """From when on it is there to be looked up; always, when left out."""
    supervisor: Bool = False
    """Asked of the supervisor."""
    grants: Leave = PROMISE_KINDS
    """Of the supervisor: the kinds of promises that the answer is a leave for, of those that the policy grants only
    after asking. In a file also `true` for all and `false` for none."""

    @model_validator(mode="after")
    def _is_asked_of_somebody(self) -> Lookup:
        if self.grants != PROMISE_KINDS and not self.supervisor:
            raise model_problem("M065", ("grants",))
        return self

    @property
    def leave(self) -> tuple[PromiseKind, ...]:
        """The kinds of promises that it is a leave for."""
        return self.grants if self.supervisor else ()
