"""Whether somebody asks something: who does is not about to leave."""

from __future__ import annotations

import re

_NOTHING_ASKED = re.compile("没什么|没啥|没怎么|不怎么")
_ASKS = re.compile(
    r"[?]|吗|(?:么|嘛|呢|没有?)[\u3002!~\n]*$|怎么|怎样|什么|啥|多少|多久|几[时点天个]|哪"
    r"|能不能|可不可以|有没有|是不是|会不会|要不要|行不行|好不好"
)


def asks(text: str) -> bool:
    """Whether a normalised message asks something."""
    return _ASKS.search(_NOTHING_ASKED.sub("", text)) is not None
