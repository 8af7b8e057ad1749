"""Emoji, Wangwang codes (`/:^_^`, `/:087`, `[微笑]`) and typed faces, as tokens: they are never part of a word.

A token keeps its place and whether it smiles or scorns; the matching text goes on without it.
"""

from __future__ import annotations

import re
from typing import Literal

Mood = Literal["smile", "scorn", "other"]

_SMILES = frozenset("😀😃😄😁😆😊☺🙂😉😍🥰😘😇🤗😋😎🌹💐🌷🌸❤💕💖💗🧡💛💚💙💜💝👍👏🙏🎉✨💪😙😚🤝🫶🥳😸😺")
_SCORNS = frozenset("🙄😒😡🤬😠🖕👎😏🤮🤢💩😤🤡🐶🐷🙃")
_NAMED_SMILES = frozenset(
    [
        "微笑",
        "笑",
        "大笑",
        "呲牙",
        "可爱",
        "偷笑",
        "憨笑",
        "开心",
        "高兴",
        "愉快",
        "飞吻",
        "亲亲",
        "鲜花",
        "玫瑰",
        "花",
        "爱心",
        "比心",
        "握手",
        "抱拳",
        "拥抱",
        "鼓掌",
        "强",
        "赞",
        "加油",
        "ok",
        "OK",
        "太阳",
        "调皮",
    ]
)
_NAMED_SCORNS = frozenset(
    [
        "怒",
        "发怒",
        "抓狂",
        "鄙视",
        "白眼",
        "左哼哼",
        "右哼哼",
        "弱",
        "衰",
        "敲打",
        "便便",
        "吐",
        "骷髅",
        "菜刀",
        "炸弹",
        "傲慢",
        "抠鼻",
    ]
)

CODE = re.compile(
    r"/:(?:\^[_x$]\^|[a-z^$>@!_~*()<'|=+.-]{1,4}|\d{2,3})"  # Wangwang: /:^_^ /:087 /:-F
    r"|\[([^\[\]\s]{1,4})\](?!\()"  # [微笑]
    r"|#e-[a-z]\d{2}"  # the other large platform's
    r"|\^[_oO.]?\^|\([\^*•﹏>~o-][_.o▽﹏ω-]?[\^*•﹏<~o-]\)|[:;]-?(?:\)|d(?![a-z0-9]))|[(（]\^_\^[)）]|(?<![a-z])t_t(?![a-z])|=_=|-_-\|*|~\(.{1,5}\)~"
)
"""A typed emoticon, in lower-case half-width text. Group 1: the name in brackets."""
SIGNS = "/[#^(:;_=-"
"""Without any of these there is no typed emoticon."""
_TYPED_SCORNS = frozenset(("=_=", "-_-", "-_-|", "-_-||", "-_-|||"))


def is_emoji(character: str) -> bool:
    """Whether a character is a pictograph, by the blocks that hold them (no table of a library that changes)."""
    code = ord(character)
    return 0x1F000 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF or 0x2B50 <= code <= 0x2B55 or code == 0x2B1B


def mood_of_emoji(character: str) -> Mood:
    """What an emoji says about the mood of whoever sends it."""
    if character in _SMILES:
        return "smile"
    return "scorn" if character in _SCORNS else "other"


def mood_of_code(found: re.Match[str]) -> Mood | None:
    """What a typed emoticon says; None if the brackets hold something that is no emoticon, such as [周六]."""
    name = found.group(1)
    if name is None:
        if found.group() in _TYPED_SCORNS:
            return "scorn"
        return "smile" if "^" in found.group() or found.group().endswith((")", "d")) else "other"
    if name in _NAMED_SMILES:
        return "smile"
    return "scorn" if name in _NAMED_SCORNS else None
