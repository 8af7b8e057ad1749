"""The sentences that people read, by key and language. zh-CN first, English second; both have the same keys."""

from exam_tui.messages.catalogue import LANGUAGES, Catalogue, Language, pick_language
from exam_tui.messages.visible import visible

__all__ = ["LANGUAGES", "Catalogue", "Language", "pick_language", "visible"]
