"""How well a policy judges the labelled set: precision and recall for each family of rules, with 95 % intervals.

    python -m benchmarks.labelled [POLICY] [--errors] [--write] [--unseen]

The set lies in `tests/rubric/labelled/` (see its README: written and frozen before the rules were tuned). `--errors`
lists every reply that was judged otherwise than labelled; `--write` puts the tables into `docs/judging.md`. `--unseen`
measures 300 everyday replies instead, by which no rule was tuned: please keep it so.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from exam_tui.content.house import load_house
from exam_tui.content.policy import Policy
from exam_tui.rubric.chats import parse_chat
from exam_tui.rubric.findings import Finding
from exam_tui.rubric.judging import judge, judge_message

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "rubric" / "labelled"
FILES = ("time", "money", "tone", "process", "chats")
DOCUMENT = ROOT / "docs" / "judging.md"
BEGIN, END = "<!-- figures: python -m benchmarks.labelled --write -->", "<!-- end of figures -->"
UNLABELLED = ("tone.name", "tone.long")
"""Families that the set knows nothing about."""


@dataclass
class Counts:
    """What was found of a family: rightly, wrongly, and what was missed."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> tuple[int, int]:
        """Right findings of all findings."""
        return self.hits, self.hits + self.false

    @property
    def recall(self) -> tuple[int, int]:
        """Right findings of all that were labelled."""
        return self.hits, self.hits + self.missed


def interval(found: tuple[int, int]) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (E. B. Wilson, 1927)."""
    k, n = found
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, k / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def entries(files: Sequence[str] = FILES) -> Iterator[dict[str, Any]]:
    """All labelled replies and chats."""
    for name in files:
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def judged(policy: Policy, entry: dict[str, Any]) -> list[Finding]:
    """What the policy finds in an entry."""
    if "chat" in entry:
        return judge(policy, parse_chat("\n".join(entry["chat"])).turns).findings
    return judge_message(policy, entry["text"]).findings


def family(rule: str) -> str:
    """The first two parts of a rule's id."""
    return ".".join(rule.split(".")[:2])


def measure(policy: Policy, files: Sequence[str] = FILES) -> tuple[dict[str, Counts], dict[str, Counts], list[str]]:
    """Counts by family, for what is taken off and for what is earned, and a line for each entry judged otherwise."""
    taken: dict[str, Counts] = {}
    earned: dict[str, Counts] = {}
    errors: list[str] = []
    for entry in entries(files):
        findings = judged(policy, entry)
        minus = {family(f.rule): f for f in findings if f.points < 0 and family(f.rule) not in UNLABELLED}
        plus = {family(f.rule) for f in findings if f.points > 0 and family(f.rule) not in UNLABELLED}
        for counts, found, wanted in ((taken, set(minus), set(entry["expect"])), (earned, plus, set(entry["good"]))):
            for name in found | wanted:
                one = counts.setdefault(name, Counts())
                one.hits += name in found and name in wanted
                one.false += name in found and name not in wanted
                one.missed += name in wanted and name not in found
        wanted = set(entry["expect"])
        text = entry.get("text") or " / ".join(entry["chat"])
        wrong = [f"+{name}({minus[name].quote})" for name in sorted(set(minus) - wanted)]
        wrong += [f"-{name}" for name in sorted(wanted - set(minus))]
        if wrong:
            errors.append(f"{entry['id']} {' '.join(wrong)} | {text}")
    return taken, earned, errors


def table(counts: dict[str, Counts]) -> Iterator[str]:
    """Lines of a Markdown table, with a sum for each dimension."""
    yield "| 族 | 判对 | 冤枉 | 漏掉 | 准确率（95 % 区间） | 召回率（95 % 区间） |"
    yield "|---|---:|---:|---:|---|---|"
    sums: dict[str, Counts] = {}
    for name in sorted(counts):
        one = counts[name]
        whole = sums.setdefault(name.split(".")[0], Counts())
        whole.hits, whole.false, whole.missed = (
            whole.hits + one.hits,
            whole.false + one.false,
            whole.missed + one.missed,
        )
        yield row(name, one)
    for name in sorted(sums):
        yield row(f"**{name}**", sums[name])


def row(name: str, one: Counts) -> str:
    """One line of the table."""
    shares = []
    for found in (one.precision, one.recall):
        low, high = interval(found)
        shares.append(f"{found[0] / found[1]:.3f}（{low:.2f}-{high:.2f}）" if found[1] else "—")
    return f"| {name} | {one.hits} | {one.false} | {one.missed} | {shares[0]} | {shares[1]} |"


def main() -> None:
    """Print the tables; with `--write` into the document."""
    names = [one for one in sys.argv[1:] if not one.startswith("--")]
    house = load_house(ROOT, names[0] if names else "qinghe")
    if house.policy is None:
        sys.exit("\n".join(str(problem) for problem in house.problems))
    taken, earned, errors = measure(house.policy, ("unseen",) if "--unseen" in sys.argv else FILES)
    lines = ["### 扣分的", "", *table(taken), "", "### 加分的", "", *table(earned)]
    if "--errors" in sys.argv:
        print("\n".join(errors))
    if "--write" in sys.argv:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        DOCUMENT.write_text("\n".join([before + BEGIN, "", *lines, "", END + after]), encoding="utf-8")
    print("\n".join(lines))
    print(Counter({"judged otherwise": len(errors)}))


if __name__ == "__main__":
    main()
