"""One TOML file per language; keys are dotted paths, sentences are format strings with named fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

import tomli

from exam_tui.errors import ExamTuiError
from exam_tui.messages.visible import visible

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def pick_language(wanted: str | None) -> Language:
    """The language asked for (`zh`, `zh-CN`, `en_US` …); Chinese when nothing that we have was asked for."""
    return "en" if (wanted or "").lower().startswith("en") else "zh"


@lru_cache(maxsize=len(LANGUAGES))
def _sentences(language: Language) -> Mapping[str, str]:
    text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat("", tomli.loads(text)))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield prefix + key, value


class Catalogue:
    """All sentences of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = _sentences(language)

    def __call__(self, key: str, /, **params: object) -> str:
        """The sentence of `key`. Parameters come from files and people, so they are made visible first."""
        sentence = self._sentences[key]
        if not params:
            return sentence
        return sentence.format(**{name: visible(str(value)) for name, value in params.items()})

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._sentences

    def known(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._sentences)

    def error(self, error: ExamTuiError) -> str:
        """The sentence for an error; values that have words of their own are put into words."""
        return self(f"error.{error.code}", **{name: self._worded(name, value) for name, value in error.params.items()})

    def _worded(self, name: str, value: object) -> object:
        for prefix in {"reason": ("reason",), "found": ("mode",), "wanted": ("mode",), "role": ("role",)}.get(name, ()):
            if self.has(f"{prefix}.{value}"):
                return self(f"{prefix}.{value}")
        return value

    def reason(self, code: str) -> str:
        """A system's reason in words."""
        return str(self._worded("reason", code))
