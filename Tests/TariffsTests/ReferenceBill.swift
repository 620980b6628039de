import Tariffs

/// The same bill worked out in another way: rationals, and a telescopic slab as a sum of rate differences.
struct ReferenceBill {
    var names: [String] = []
    var amounts: [Int64] = []
    var total: Int64 = 0
    var carried: Int64 = 0
    var carriedExport: Int64

    let input: BillInput
    let days: Rational

    init(_ tariff: Tariff, _ input: BillInput) {
        self.input = input
        self.days = Rational(Int128(input.periodDays), Int128(input.referenceDays))
        self.carriedExport = input.carriedExport
        var carried: [Int64] = []
        for line in tariff.lines where self.holds(line.condition) {
            self.amounts.append(self.exact(line).rounded(line.rounding))
            self.names.append(line.name)
            if case .exportCredit(let credit) = line.kind { carried.append(self.carried(credit)) }
            if line.quantity == .net { carried.append(Int64(min(max(0, self.surplus), 1_000_000_000_000_000))) }
        }
        self.carriedExport = carried.min() ?? input.carriedExport
        let sum = self.amounts.reduce(0, +) + input.carriedRemainderPaise
        self.total = sum
        if case .multiple(let paise, let rule) = tariff.totalRounding {
            self.total = Rational(Int128(sum), Int128(paise)).rounded(rule) * paise
        }
        self.carried = sum - self.total
    }

    private func exact(_ line: TariffLine) -> Rational {
        let quantity = self.quantity(line.quantity)
        return switch line.kind {
        case .slab(.telescopic, let steps): self.telescopic(quantity, steps) * Rational(1, 1_000_000)
        case .slab(.wholeVolume, let steps), .perUnitBySlab(let steps):
            quantity * Self.rate(quantity, steps, self.days) * Rational(1, 1_000_000)
        case .slab(.stepLookUp, let steps): Self.rate(quantity, steps, .one)
        case .perUnit(let rate): quantity * Rational(Int128(rate), 1_000_000)
        case .fixed(let paise): self.days * Rational(paise)
        case .fixedPerKilowatt(let paise):
            self.days * Rational(Int128(paise) * Int128(self.input.sanctionedLoadWatts), 1000)
        case .fixedBySlab(let steps): self.days * Self.rate(quantity, steps, self.days)
        case .minimum(let paise):
            max(.zero, self.days * Rational(paise) - Rational(self.amounts.reduce(0, +)))
        case .percentage(let basisPoints, let names): self.share(basisPoints, names)
        case .timeOfDayPercentage(let bands, let names): self.timeOfDay(bands, names)
        case .timeOfDayRate(let bands):
            bands.map { Rational(Int128(self.used(in: $0)) * Int128($0.value), 1_000_000) }.reduce(.zero, +)
        case .maximumDemand(let paise, let least):
            max(self.demand, self.contract * Rational(Int128(least), 10_000)) * self.days
                * Rational(Int128(paise), 1000)
        case .excessDemand(let paise, let above):
            max(.zero, self.demand - self.contract * Rational(Int128(above), 10_000)) * self.days
                * Rational(Int128(paise), 1000)
        case .powerFactor(let steps, let names): self.powerFactor(steps, names)
        case .rebate(let measure, let cap), .subsidy(let measure, let cap, _): self.relief(measure, cap, quantity)
        case .exportCredit(let credit): self.exportCredit(credit)
        case .arrearsInterest(let millionths, let grace): self.interest(millionths, grace)
        case .levy(let measure, _): self.measured(measure, quantity)
        }
    }

    private func timeOfDay(_ bands: [TimeBand], _ names: [String]) -> Rational {
        guard self.input.quantity > 0 else { return .zero }
        return bands.map { band in
            self.share(band.value, names) * Rational(self.used(in: band)) * Rational(1, Int128(self.input.quantity))
        }.reduce(.zero, +)
    }

    private func powerFactor(_ steps: [PowerFactorStep], _ names: [String]) -> Rational {
        guard let apparent = self.input.apparent, apparent > 0 else { return .zero }
        let factor = Rational(Int128(self.input.quantity), Int128(apparent))
        let step = steps.last { step in
            let from = steps[..<(steps.firstIndex(of: step) ?? 0)].last?.below ?? 0
            return !(factor < Rational(Int128(from), 10_000))
        }
        return self.share(step?.basisPoints ?? 0, names)
    }

    private func relief(_ measure: LineMeasure, _ cap: Int64?, _ quantity: Rational) -> Rational {
        let full = max(.zero, self.measured(measure, quantity))
        return .zero - min(full, cap.map { self.days * Rational($0) } ?? full)
    }

    private func exportCredit(_ credit: ExportCredit) -> Rational {
        let paid = max(0, self.surplus - Int128(self.carried(credit)))
        let plant = Int128(self.input.plantWatts ?? 0) * Int128(self.input.periodDays)
        let most = credit.capPerKilowattDay.map { Int128($0) * plant / 1000 } ?? paid
        return .zero - Rational(min(paid, most) * Int128(credit.rate), 1_000_000)
    }

    private func interest(_ millionths: Int64, _ grace: Int64) -> Rational {
        (self.input.arrears ?? []).map { arrear in
            let days = max(0, arrear.daysLate - max(grace, arrear.daysBilled))
            return Rational(Int128(arrear.paise) * Int128(days) * Int128(millionths), 1_000_000)
        }.reduce(.zero, +)
    }

    private func measured(_ measure: LineMeasure, _ quantity: Rational) -> Rational {
        switch measure {
        case .share(let basisPoints, let names): self.share(basisPoints, names)
        case .steps(let steps): self.telescopic(quantity, steps) * Rational(1, 1_000_000)
        case .sum(let paise): self.days * Rational(paise)
        }
    }

    // MARK: facts

    private var demand: Rational { Rational(self.input.maximumDemand ?? 0) }
    private var contract: Rational { Rational(self.input.contractDemand ?? self.input.sanctionedLoadWatts) }

    private var surplus: Int128 {
        Int128(self.input.exported ?? 0) + Int128(self.input.carriedExport) - Int128(self.input.quantity)
    }

    private func carried(_ credit: ExportCredit) -> Int64 {
        let limit = (self.days * Rational(credit.carryUpTo)).rounded(.floor)
        return min(Int64(max(0, self.surplus)), limit, 1_000_000_000_000_000)
    }

    private func quantity(_ kind: BillQuantity) -> Rational {
        switch kind {
        case .used: Rational(self.input.quantity)
        case .exported: Rational(self.input.exported ?? 0)
        case .net: Rational(max(0, -self.surplus), 1)
        case .apparent: Rational(self.input.apparent ?? 0)
        case .reactive: Rational(self.input.reactive ?? 0)
        }
    }

    /// By the minute in which each timed quantity begins.
    private func used(in band: TimeBand) -> Int64 {
        (self.input.timed ?? []).filter { item in
            band.days.contains(item.day) && band.windows.contains { $0.contains(item.window.from) }
        }.map(\.quantity).reduce(0, +)
    }

    private func share(_ basisPoints: Int64, _ names: [String]) -> Rational {
        let base = zip(self.names, self.amounts).filter { names.contains($0.0) }.map(\.1).reduce(0, +)
        return Rational(Int128(base) * Int128(basisPoints), 10_000)
    }

    private func holds(_ condition: LineCondition) -> Bool {
        let quantity = Rational(self.input.quantity)
        var facts = [
            condition.classes.isEmpty || !self.input.consumerClasses.isDisjoint(with: condition.classes),
            self.input.consumerClasses.isDisjoint(with: condition.exemptClasses),
            self.input.sanctionedLoadWatts > condition.loadAbove ?? -1,
            self.input.sanctionedLoadWatts <= condition.loadUpTo ?? .max,
            condition.payment ?? self.input.payment == self.input.payment,
            !condition.needsPromptPayment || self.input.paidPromptly == true,
        ]
        if let above = condition.quantityAbove { facts.append(self.days * Rational(above) < quantity) }
        if let upTo = condition.quantityUpTo { facts.append(!(self.days * Rational(upTo) < quantity)) }
        if let moment = self.input.usedAt {
            facts.append(condition.days.contains(moment.day))
            facts.append(condition.windows.isEmpty || condition.windows.contains { $0.contains(moment.minute) })
        }
        return !facts.contains(false)
    }

    /// Σ (rate − rate of the step before) × what is above the step before.
    private func telescopic(_ quantity: Rational, _ steps: [SlabStep]) -> Rational {
        var sum = Rational.zero
        var above = quantity
        var rate: Int64 = 0
        for step in steps {
            guard above.numerator > 0 else { break }
            sum = sum + above * Rational(step.rate - rate)
            rate = step.rate
            above = quantity - self.days * Rational(step.upTo ?? 0)
        }
        return sum
    }

    private static func rate(_ quantity: Rational, _ steps: [SlabStep], _ days: Rational) -> Rational {
        var found = steps[steps.count - 1].rate
        for step in steps.dropLast().reversed() where !(days * Rational(step.upTo ?? 0) < quantity) {
            found = step.rate
        }
        return Rational(found)
    }
}

extension Rational {
    static let zero = Rational(0, 1)
    static let one = Rational(1, 1)

    init(_ value: Int64) { self.init(Int128(value), 1) }
}
