import Tariffs

/// The same bill worked out in another way: rationals, and a telescopic slab as a sum of rate differences.
struct ReferenceBill {
    var amounts: [Int64] = []
    var total: Int64 = 0
    var carried: Int64 = 0

    init(_ tariff: Tariff, _ input: BillInput) {
        let days = Rational(Int128(input.periodDays), Int128(input.referenceDays))
        let quantity = Rational(Int128(input.quantity), 1)
        for line in tariff.lines {
            var exact: Rational
            switch line.kind {
            case .slab(.telescopic, let steps):
                exact = Self.telescopic(quantity, steps, days) * Rational(1, 1_000_000)
            case .slab(.wholeVolume, let steps), .perUnitBySlab(let steps):
                exact = quantity * Self.rate(quantity, steps, days) * Rational(1, 1_000_000)
            case .slab(.stepLookUp, let steps): exact = Self.rate(quantity, steps, Rational(1, 1))
            case .perUnit(let rate): exact = quantity * Rational(Int128(rate), 1_000_000)
            case .fixed(let paise): exact = days * Rational(Int128(paise), 1)
            case .fixedPerKilowatt(let paise):
                exact = days * Rational(Int128(paise) * Int128(input.sanctionedLoadWatts), 1000)
            case .fixedBySlab(let steps): exact = days * Self.rate(quantity, steps, days)
            case .minimum(let paise):
                let lack = days * Rational(Int128(paise), 1) + Rational(Int128(-self.amounts.reduce(0, +)), 1)
                exact = lack.numerator > 0 ? lack : Rational(0, 1)
            case .percentage(let basisPoints, let names):
                let base = zip(tariff.lines, self.amounts).filter { names.contains($0.0.name) }.map(\.1).reduce(0, +)
                exact = Rational(Int128(base) * Int128(basisPoints), 10_000)
            default: preconditionFailure("\(line.kind)")
            }
            self.amounts.append(exact.rounded(line.rounding))
        }
        let sum = self.amounts.reduce(0, +) + input.carriedRemainderPaise
        self.total = sum
        if case .multiple(let paise, let rule) = tariff.totalRounding {
            self.total = Rational(Int128(sum), Int128(paise)).rounded(rule) * paise
        }
        self.carried = sum - self.total
    }

    /// Σ (rate − rate of the step before) × what is above the step before.
    private static func telescopic(_ quantity: Rational, _ steps: [SlabStep], _ days: Rational) -> Rational {
        var sum = Rational(0, 1)
        var above = quantity
        var rate: Int64 = 0
        for step in steps {
            guard above.numerator > 0 else { break }
            sum = sum + above * Rational(Int128(step.rate - rate), 1)
            rate = step.rate
            above = quantity + days * Rational(Int128(-(step.upTo ?? 0)), 1)
        }
        return sum
    }

    private static func rate(_ quantity: Rational, _ steps: [SlabStep], _ days: Rational) -> Rational {
        var found = steps[steps.count - 1].rate
        for step in steps.dropLast().reversed() {
            let over = quantity + days * Rational(Int128(-(step.upTo ?? 0)), 1)
            if over.numerator <= 0 { found = step.rate }
        }
        return Rational(Int128(found), 1)
    }
}

/// A fraction in lowest terms with a positive denominator.
struct Rational {
    let numerator: Int128
    let denominator: Int128

    init(_ numerator: Int128, _ denominator: Int128) {
        var (larger, smaller) = (numerator.magnitude, denominator.magnitude)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        self.numerator = numerator / Int128(larger)
        self.denominator = denominator / Int128(larger)
    }

    static func + (left: Rational, right: Rational) -> Rational {
        Rational(
            left.numerator * right.denominator + right.numerator * left.denominator,
            left.denominator * right.denominator)
    }

    static func * (left: Rational, right: Rational) -> Rational {
        Rational(left.numerator * right.numerator, left.denominator * right.denominator)
    }

    func rounded(_ rule: RoundingRule) -> Int64 {
        // floor(x + 1/2) on the magnitude for the nearest, which is a tie away from zero.
        func floored(_ numerator: Int128, _ denominator: Int128) -> Int128 {
            (numerator - ((numerator % denominator) + denominator) % denominator) / denominator
        }
        switch rule {
        case .floor: return Int64(floored(self.numerator, self.denominator))
        case .ceiling: return Int64(-floored(-self.numerator, self.denominator))
        case .halfUp:
            let nearest = floored(2 * Int128(self.numerator.magnitude) + self.denominator, 2 * self.denominator)
            return Int64(self.numerator < 0 ? -nearest : nearest)
        }
    }
}
