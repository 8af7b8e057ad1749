"""Is it chance? Exact binomial tails, so that a rule over a bank speaks up only when it is not."""

from __future__ import annotations

import math


def tail(successes: int, trials: int, chance: float) -> float:
    """Probability of `successes` or more in `trials` independent trials of probability `chance`."""
    return math.fsum(
        math.comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(successes, trials + 1)
    )


def pass_rate(true_share: float, asked: int, line: float) -> float:
    """How often somebody who knows `true_share` of the range reaches `line` on `asked` items."""
    return tail(math.ceil(line * asked - 1e-9), asked, true_share)
