"""Is it chance? Exact binomial tails, so that a rule over a bank speaks up only when it is not."""

from __future__ import annotations

import math


def tail(successes: int, trials: int, chance: float) -> float:
    """Probability of `successes` or more in `trials` independent trials of probability `chance`."""
    if chance in (0.0, 1.0):
        return float(successes <= trials * chance)
    ways = math.lgamma(trials + 1)  # logarithms: the numbers themselves are too large for large banks
    yes, no = math.log(chance), math.log1p(-chance)
    return math.fsum(
        math.exp(ways - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * yes + (trials - k) * no)
        for k in range(max(0, successes), trials + 1)
    )


def pass_rate(true_share: float, asked: int, line: float) -> float:
    """How often somebody who knows `true_share` of the range reaches `line` on `asked` items."""
    return tail(math.ceil(line * asked - 1e-9), asked, true_share)
