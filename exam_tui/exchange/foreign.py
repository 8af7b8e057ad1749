"""What GIFT and Moodle XML share: our own keys as tags, ids and topics made from what a foreign file has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal

from exam_tui.content.base import SLUG_PATTERN, sha256_of
from exam_tui.exchange.entries import Raw

_LISTS = {"clues": "clue", "enemies": "enemy", "tags": "tag"}
_PLAIN = ("source", "marking", "unit", "sample")
_JSON = ("points",)
PINNED = "pin"


def tags_of(raw: Raw, *, held: Iterable[str] = ()) -> list[str]:
    """Tags `name=value` for what a format has no place for. `held` names keys that it has a place for."""
    tags = [f"difficulty={raw['difficulty']}"] if "difficulty" in raw else []
    tags += [f"{key}={raw[key]}" for key in _PLAIN if raw.get(key) and key not in held]
    tags += [f"{tag}={value}" for key, tag in _LISTS.items() for value in raw.get(key, ())]
    tags += [f"{key}={json.dumps(raw[key], ensure_ascii=False)}" for key in _JSON if key in raw]
    if raw.get("human") is False:
        tags.append("human=false")
    options = [*(raw["right"] if isinstance(raw.get("right"), list) else [raw.get("right")]), *raw.get("wrong", ())]
    tags += [f"{PINNED}={option['text']}" for option in options if isinstance(option, dict) and option.get("pin")]
    return tags


def from_tags(tags: Iterable[str]) -> tuple[Raw, set[str]]:
    """Our keys from tags, and the texts of pinned options. Tags of somebody else's stay tags."""
    raw: Raw = {}
    pinned: set[str] = set()
    lists = {tag: key for key, tag in _LISTS.items()}
    for tag in tags:
        name, found, value = tag.partition("=")
        if not found:
            raw.setdefault("tags", []).append(tag)
        elif name in lists:
            raw.setdefault(lists[name], []).append(value)
        elif name == "difficulty" and value.isdecimal():
            raw["difficulty"] = int(value)
        elif name == "human":
            raw["human"] = value != "false"
        elif name == PINNED:
            pinned.add(value)
        elif name in _PLAIN:
            raw[name] = value
        elif name in _JSON and (parsed := _parsed(value)) is not None:
            raw[name] = parsed
        else:
            raw.setdefault("tags", []).append(tag)
    return raw, pinned


def _parsed(value: str) -> object:
    try:
        return json.loads(value, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def option(text: str, why: str, pinned: set[str]) -> object:
    """An option as TOML would hold it."""
    table: Raw = {"text": text} | ({"why": why} if why else {}) | ({"pin": True} if text in pinned else {})
    return text if len(table) == 1 else table


def option_parts(raw: object) -> tuple[str, str]:
    """Text and remark of an option."""
    return (str(raw["text"]), str(raw.get("why", ""))) if isinstance(raw, dict) else (str(raw), "")


def item_id(name: str, stem: str, prefix: str) -> str:
    """The name where it can be an id; else one made from the stem, the same at every import."""
    slug = name.strip().lower()
    if re.match(SLUG_PATTERN, slug) and len(slug) <= 64:
        return slug
    return f"{prefix}-{sha256_of(stem.encode())[7:17]}"


def topic_of(category: str) -> str:
    """A topic path from a category such as `$course$/top/商品/精油 油类`."""
    parts = [re.sub(r"\s+", "", part) for part in category.split("/")]
    kept = [part for part in parts if part and part not in ("$course$", "$system$", "$module$", "$cat1$", "top")]
    return "/".join(kept) or "导入"


def share(of: int) -> str:
    """Weight in per cent of one of `of` right options, as Moodle writes it."""
    return f"{100 / of:.5f}".rstrip("0").rstrip(".")


def number_text(value: object) -> str:
    """A number without an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


_ALWAYS = frozenset({"id", "kind", "stem", "explain", "topic"})
_OF_KIND = {
    "single": {"right", "wrong"}, "multiple": {"right", "wrong"}, "judge": {"answer"},
    "number": {"answer", "tolerance"}, "fill": {"accept"}, "order": {"steps"}, "match": {"pairs", "extra"},
}  # fmt: skip


def said_by(raw: Raw, tags: Iterable[str]) -> frozenset[str] | None:
    """Keys that the question says something about: all when it carries our tags, else what the format itself holds."""
    if any(tag.partition("=")[0] in ("difficulty", "source") for tag in tags):
        return None
    return _ALWAYS | _OF_KIND.get(str(raw.get("kind")), set()) | set(raw)
