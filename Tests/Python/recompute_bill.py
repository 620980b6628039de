"""Computes a bill's lines again from the tariff's, as docs/proofs.md says: integers only, each line rounded once.

A new kind of line is one more entry in `Bill.KINDS`: a function of the bill and of what the tariff's line holds, which
gives basis, divisor, parts, and a factor where the parts are shares.
"""

BASIS_DIVISOR = {0: 10**6, 1: 1, 2: 1000, 3: 10**4, 4: 10**4, 5: 10**6}
QUANTITY, PERIOD, LOAD, LINES, SHARE, ARREARS = range(6)
# Of quantities, of power, and of what is carried on.
MOST = 10**15


def rounded(numerator, denominator, rule):
    """Half away from zero, down, or up."""
    if rule == 0:
        half = (2 * abs(numerator) + denominator) // (2 * denominator)
        return half if numerator >= 0 else -half
    return numerator // denominator if rule == 1 else -(-numerator // denominator)


def known(value):
    if value is None:
        raise ValueError("bill: a line asks for what was not known")
    return value


def within(least, most, *values):
    if any(value is not None and not least <= value <= most for value in values):
        raise ValueError("bill: a number out of its range")


class Bill:
    """What lines are computed from: the quantity, the days, and the facts that the bill keeps."""

    def __init__(self, quantity, days, reference, facts):
        (self.terms, self.timed, self.exported, self.apparent, self.reactive, self.demand, self.carried_export,
         self.arrears, self.prompt) = facts
        _, self.load, self.contract, self.plant, self.classes, self.is_prepaid = self.terms
        self.used = self.quantity = quantity
        amounts = [quantity, self.load, self.contract, self.plant, *facts[2:7], *(item[3] for item in self.timed or [])]
        within(0, MOST, *amounts)
        within(1, 3660, days, reference)
        within(0, 10**12, *(paise for _, paise, _, _ in self.arrears))
        within(0, 36_600, *(days for _, _, *both in self.arrears for days in both))
        known(all(0 <= item[0] <= 3 and 0 <= item[1] < item[2] <= 1440 for item in self.timed or []) or None)
        self.days, self.lines, self.rounding, self.is_credited = days, [], 0, False
        self.times, self.over = (1, 1) if days == reference else (days, reference)

    # --- quantities -------------------------------------------------------------------------------------------------

    def surplus(self):
        return known(self.exported) + self.carried_export - self.used

    def priced(self, kind):
        """What a line prices: used, fed back, net, apparent or reactive."""
        if kind == 2:
            return max(0, -self.surplus())
        return known([self.used, self.exported, None, self.apparent, self.reactive][kind])

    def base(self, names):
        return sum(line[5] for line in self.lines if line[0] in names)

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

    # --- kinds of lines ---------------------------------------------------------------------------------------------

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

    def sum(self, paise):
        return PERIOD, self.over, [[None, self.times, paise]]

    def fixed_by_slab(self, steps):
        limit, rate = self.step(steps)
        return PERIOD, self.over, [[limit, self.times, rate]]

    def minimum(self, paise):
        reached = sum(line[5] for line in self.lines) * self.over
        lacks = paise * self.times > reached
        return PERIOD, self.over, [[None, self.times, paise], [None, -reached, 1]] if lacks else []

    def percentage(self, basis_points, names):
        return LINES, 1, [[None, self.base(names), basis_points]]

    def banded(self, bands):
        """What was used in each band: its days by bits, its stretches of the day in minutes."""
        parts = []
        for days, windows, value in bands:
            of_day = [item for item in known(self.timed) if days >> item[0] & 1]
            inside = [item for item in of_day if any(a <= item[1] and item[2] <= b for a, b in windows)]
            across = [item for item in of_day if item not in inside and any(a < item[2] and item[1] < b for a, b in windows)]
            known(None if across else True)
            parts.append([None, sum(item[3] for item in inside), value])
        return parts

    def time_of_day(self, bands, names):
        parts = self.banded(bands)
        return (SHARE, self.used, parts, self.base(names)) if self.used > 0 else (SHARE, 1, [])

    def contract_demand(self):
        return known((self.load if self.contract is None else self.contract) or None)

    def demand_line(self, divisor, *parts):
        return LOAD, divisor * self.over, [[None, quantity * self.times, rate] for quantity, rate in parts]

    def maximum_demand(self, paise, least):
        demand = known(self.demand)
        if least > 0 and demand * 10**4 < self.contract_demand() * least:
            return self.demand_line(10**4, (self.contract_demand() * least, paise))
        return self.demand_line(1, (demand, paise))

    def excess_demand(self, paise, above):
        scaled, free = known(self.demand) * 10**4, self.contract_demand() * above
        return self.demand_line(10**4, (scaled, paise), (free, -paise)) if scaled > free else (LOAD, 1, [])

    def power_factor(self, steps, names):
        apparent = known(self.apparent)
        if self.used == 0 and apparent == 0:
            return LINES, 1, []
        known(apparent or None)
        below, points = next(step for step in steps if step[0] is None or self.used * 10**4 < step[0] * apparent)
        return LINES, 1, [[below, self.base(names), points]]

    def measured(self, sign, kind, *arguments):
        """A share of earlier lines, steps of the quantity, or a sum."""
        if kind == 1:
            return self.percentage(sign * arguments[0], arguments[1])
        if kind == 2:
            return QUANTITY, self.over, [[limit, used, sign * rate] for limit, used, rate in self.telescopic(*arguments)]
        return self.sum(sign * arguments[0])

    def relief(self, measure, cap, _payer=None):
        """Takes off what is measured, at most the cap, and never charges."""
        full = self.measured(-1, *measure)
        if self.amount(*full) > 0:
            return full[0], 1, []
        most = self.sum(-(cap or 0))
        return most if cap is not None and self.amount(*full) < self.amount(*most) else full

    def export_credit(self, rate, carried, cap):
        if self.is_credited:
            raise ValueError("bill: two lines pay for one surplus")
        self.is_credited, surplus = True, max(0, self.surplus())
        paid = max(0, surplus - min(surplus, carried * self.times // self.over, MOST))
        most = paid if cap is None else cap * known(self.plant) * self.days // 1000
        return QUANTITY, 1, [[None, min(paid, most), -rate]]

    def interest(self, millionths, grace):
        late = [(paise, days - max(grace, billed)) for _, paise, days, billed in self.arrears]
        return ARREARS, 1, [[None, paise * days, millionths] for paise, days in late if days > 0 and paise > 0]

    # By the line kind's number.
    KINDS = {
        1: slab,
        2: lambda self, rate: (QUANTITY, 1, [[None, self.quantity, rate]]),
        3: per_unit_by_slab,
        4: sum,
        5: lambda self, paise: (LOAD, self.over, [[None, self.load * self.times, paise]]),
        6: fixed_by_slab,
        7: minimum,
        8: percentage,
        9: time_of_day,
        10: lambda self, bands: (QUANTITY, 1, self.banded(bands)),
        11: maximum_demand,
        12: excess_demand,
        13: power_factor,
        14: relief,
        15: relief,
        16: export_credit,
        17: interest,
        18: lambda self, measure, _receiver: self.measured(1, *measure),
    }

    # --- whom a line is for -----------------------------------------------------------------------------------------

    def holds(self, condition):
        if condition is None:
            return True
        classes, exempt, load_above, load_up_to, above, up_to, paid, prompt, days, windows = condition
        used = self.used * self.over
        if classes and not set(classes) & set(self.classes) or set(exempt) & set(self.classes):
            return False
        if load_above is not None and self.load <= load_above or load_up_to is not None and self.load > load_up_to:
            return False
        if above is not None and used <= above * self.times or up_to is not None and used > up_to * self.times:
            return False
        if paid is not None and paid != int(self.is_prepaid) or prompt and not self.prompt:
            return False
        known(True if days == 15 and not windows else None)
        return True

    def amount(self, basis, divisor, parts, factor=1):
        exact = factor * sum(quantity * rate for _, quantity, rate in parts)
        return rounded(exact, divisor * BASIS_DIVISOR[basis], self.rounding)

    def compute(self, tariff_lines):
        for title, (kind, *arguments), self.rounding, *special in tariff_lines:
            priced, condition = special or (0, None)
            if not self.holds(condition):
                continue
            # Only lines that price a quantity look at it.
            if kind in (1, 2, 3, 6) or kind in (14, 15, 18) and arguments[0][0] == 2:
                self.quantity = self.priced(priced)
            basis, divisor, parts, *factor = self.KINDS[kind](self, *arguments)
            line = [title, basis, divisor, parts, self.rounding, self.amount(basis, divisor, parts, *factor)]
            self.lines.append(line + [value for value in factor if value != 1])
        return self.lines
