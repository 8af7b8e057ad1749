"""How fast replies are judged: against jieba, which does nothing but segment them, and with growing length.

    python -m benchmarks.judging [POLICY]

Goals: a reply of real length (25 characters on average) with the full policy takes at most half of jieba's time; a
message four times as long takes about four times as long, up to 10,000 characters. jieba is not among the project's
own dependencies: `pip install jieba` into the environment first.
"""

from __future__ import annotations

import statistics
import sys
import timeit

from benchmarks.labelled import ROOT, entries
from exam_tui.content.house import load_house
from exam_tui.content.policy import Policy
from exam_tui.rubric.judging import judge_message
from exam_tui.rubric.text import normalise

ROUNDS = 7
LENGTHS = (2_500, 10_000)
UNITS = (
    "您放心，我这就帮您看。",
    "保证",
    "不能保证，",
    "保 证",
    "明天一定到",
    "“保证",
    "一二三",
    "1",
    "给您便宜10块 ",
    "/:087",
)


def judging(policy: Policy, replies: list[str]) -> float:
    """Seconds for one pass, with nothing remembered from the pass before."""
    normalise.cache_clear()
    return timeit.timeit(lambda: [judge_message(policy, reply) for reply in replies], number=1)


def main() -> None:
    """Print the ratios."""
    policy = load_house(ROOT, sys.argv[1] if len(sys.argv) > 1 else "qinghe").policy
    if policy is None:
        sys.exit("the policy has problems: exam-tui rubric test")
    replies = [entry["text"] for entry in entries() if "text" in entry]
    mean = sum(map(len, replies)) / len(replies)
    judging(policy, replies[:20])
    print(f"{len(replies)} replies, {mean:.1f} characters on average, {len(policy.rule)} rules")
    try:
        import jieba
    except ImportError:
        print(f"{judging(policy, replies) / len(replies) * 1e6:.0f} µs a reply; without jieba there is no ratio")
    else:
        jieba.setLogLevel(60)
        jieba.initialize()
        # In turns, and the ratio of each pair: these machines are noisy.
        pairs = [
            (judging(policy, replies), timeit.timeit(lambda: [list(jieba.cut(r)) for r in replies], number=1))
            for _ in range(ROUNDS)
        ]
        ours, theirs = (min(times) / len(replies) * 1e6 for times in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"judging {ours:.0f} µs, jieba {theirs:.0f} µs a reply: {ratio:.2f} times (goal 0.5)")
    for unit in UNITS:
        short, long = (min(judging(policy, [(unit * length)[:length]]) for _ in range(3)) for length in LENGTHS)
        print(f"{unit!r:20} {LENGTHS[1]:,} characters {long * 1e3:6.1f} ms, {long / short:.1f} times {LENGTHS[0]:,}")


if __name__ == "__main__":
    main()
