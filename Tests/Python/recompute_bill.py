"""Computes a bill's lines again from the tariff's, as docs/proofs.md says: integers only, each line rounded once.

A new kind of line is one more entry in `Bill.KINDS`: a function of the bill and of what the tariff's line holds.
"""

BASIS_DIVISOR = {0: 10**6, 1: 1, 2: 1000, 3: 10**4}
QUANTITY, PERIOD, LOAD, LINES = 0, 1, 2, 3


def rounded(numerator, denominator, rule):
    """Half away from zero, down, or up."""
    if rule == 0:
        half = (2 * abs(numerator) + denominator) // (2 * denominator)
        return half if numerator >= 0 else -half
    return numerator // denominator if rule == 1 else -(-numerator // denominator)


class Bill:
    """What lines are computed from: the quantity, and by which ratio limits and periodic sums scale."""

    def __init__(self, quantity, days, reference, load=0):
        self.quantity, self.load, self.lines = quantity, load, []
        self.times, self.over = (1, 1) if days == reference else (days, reference)

    def step(self, steps, times=None, over=None):
        times, over = times or self.times, over or self.over
        return next(step for step in steps if step[0] is None or step[0] * times >= self.quantity * over)

    def telescopic(self, steps):
        parts, floor = [], 0
        for limit, rate in steps:
            top = self.quantity * self.over if limit is None else min(limit * self.times, self.quantity * self.over)
            if top <= floor:
                break
            parts.append([limit, top - floor, rate])
            floor = top
        return parts

    def slab(self, mode, steps):
        if mode == 0:
            return QUANTITY, self.over, self.telescopic(steps)
        if mode == 2:
            limit, rate = self.step(steps, 1, 1)
            return PERIOD, 1, [[limit, 1, rate]]
        return self.per_unit_by_slab(steps)

    def per_unit_by_slab(self, steps):
        limit, rate = self.step(steps)
        return QUANTITY, 1, [[limit, self.quantity, rate]]

    def fixed_by_slab(self, steps):
        limit, rate = self.step(steps)
        return PERIOD, self.over, [[limit, self.times, rate]]

    def minimum(self, paise):
        reached = sum(line[5] for line in self.lines) * self.over
        lacks = paise * self.times > reached
        return PERIOD, self.over, [[None, self.times, paise], [None, -reached, 1]] if lacks else []

    def percentage(self, basis_points, names):
        return LINES, 1, [[None, sum(line[5] for line in self.lines if line[0] in names), basis_points]]

    # By the line kind's number: basis, divisor and parts.
    KINDS = {
        1: slab,
        2: lambda self, rate: (QUANTITY, 1, [[None, self.quantity, rate]]),
        3: per_unit_by_slab,
        4: lambda self, paise: (PERIOD, self.over, [[None, self.times, paise]]),
        5: lambda self, paise: (LOAD, self.over, [[None, self.load * self.times, paise]]),
        6: fixed_by_slab,
        7: minimum,
        8: percentage,
    }

    def compute(self, tariff_lines):
        for title, (kind, *arguments), rounding in tariff_lines:
            basis, divisor, parts = self.KINDS[kind](self, *arguments)
            exact = sum(quantity * rate for _, quantity, rate in parts)
            amount = rounded(exact, divisor * BASIS_DIVISOR[basis], rounding)
            self.lines.append([title, basis, divisor, parts, rounding, amount])
        return self.lines
