/// Works out one line of a bill from the tariff's line, the input, and the lines before it.
struct LineComputation {
    let line: TariffLine
    let input: BillInput
    let scale: BillScale
    let earlier: [BillLine]
    /// The sum of the lines before it, in paise.
    let subtotal: Int64

    var name: String { self.line.name }

    func billed() throws(TariffError) -> BillLine {
        var billed = try self.unpriced()
        billed.amountPaise = try billed.recomputedPaise()
        return billed
    }

    /// The line with its parts, without an amount.
    private func unpriced() throws(TariffError) -> BillLine {
        switch self.line.kind {
        case .slab(let mode, let steps): try self.slab(mode, steps)
        case .perUnit(let rate): self.parts(.quantity, [BillPart(quantity: try self.quantity(), rate: rate)])
        case .perUnitBySlab(let steps): try self.slab(.wholeVolume, steps)
        case .fixed(let paise): self.sum(paise)
        case .fixedPerKilowatt(let paise):
            self.parts(
                .load, over: self.scale.divisor,
                [BillPart(quantity: self.input.sanctionedLoadWatts * self.scale.multiplier, rate: paise)])
        case .fixedBySlab(let steps): try self.fixedBySlab(steps)
        case .minimum(let paise): self.parts(.period, over: self.scale.divisor, try self.shortfall(paise))
        case .percentage(let basisPoints, let names): try self.share(basisPoints, names)
        case .timeOfDayPercentage(let bands, let names): try self.timeOfDay(bands, sharing: names)
        case .timeOfDayRate(let bands): self.parts(.quantity, try self.quantities(of: bands))
        case .maximumDemand(let paise, let least): try self.maximumDemand(paise, least)
        case .excessDemand(let paise, let above): try self.excessDemand(paise, above)
        case .powerFactor(let steps, let names): try self.powerFactor(steps, names)
        case .rebate(let measure, let cap), .subsidy(let measure, let cap, _): try self.relief(measure, cap)
        case .exportCredit(let credit): try self.exportCredit(credit)
        case .arrearsInterest(let millionths, let grace): try self.interest(millionths, grace)
        case .levy(let measure, _): try self.measured(measure, sign: 1)
        }
    }

    func parts(
        _ basis: BillBasis, over divisor: Int64 = 1, factor: Int64 = 1, _ parts: [BillPart]
    ) -> BillLine {
        BillLine(
            name: self.name, basis: basis, quantityDivisor: divisor, factor: factor, parts: parts,
            rounding: self.line.rounding, amountPaise: 0)
    }

    func quantity() throws(TariffError) -> Int64 { try self.input.quantity(self.line.quantity, line: self.name) }

    // MARK: by quantity and period

    private func slab(_ mode: SlabMode, _ steps: [SlabStep]) throws(TariffError) -> BillLine {
        let quantity = try self.quantity()
        return switch mode {
        case .telescopic:
            self.parts(.quantity, over: self.scale.divisor, self.scale.telescopic(quantity, steps))
        case .wholeVolume:
            self.parts(.quantity, [self.scale.step(quantity, steps).part(quantity: quantity)])
        case .stepLookUp:
            self.parts(.period, [BillScale.unscaled.step(quantity, steps).part(quantity: 1)])
        }
    }

    private func fixedBySlab(_ steps: [SlabStep]) throws(TariffError) -> BillLine {
        let step = self.scale.step(try self.quantity(), steps)
        return self.parts(.period, over: self.scale.divisor, [step.part(quantity: self.scale.multiplier)])
    }

    func sum(_ paise: Int64) -> BillLine {
        self.parts(.period, over: self.scale.divisor, [BillPart(quantity: self.scale.multiplier, rate: paise)])
    }

    /// The minimum of the period and what is taken off it, so that the line shows both.
    private func shortfall(_ paise: Int64) throws(TariffError) -> [BillPart] {
        let minimum = Int128(paise) * Int128(self.scale.multiplier)
        guard minimum > Int128(self.subtotal) * Int128(self.scale.divisor) else { return [] }
        let reached = try Tariff.product(self.subtotal, -self.scale.divisor, self.name)
        return [BillPart(quantity: self.scale.multiplier, rate: paise), BillPart(quantity: reached, rate: 1)]
    }

    // MARK: of other lines

    /// The sum of the named lines that this bill has.
    func base(_ names: [String]) throws(TariffError) -> Int64 {
        var base: Int64 = 0
        for line in self.earlier where names.contains(line.name) {
            base = try Tariff.sum(base, line.amountPaise, self.name)
        }
        return base
    }

    func share(_ basisPoints: Int64, _ names: [String], upTo: Int64? = nil) throws(TariffError) -> BillLine {
        self.parts(.lines, [BillPart(upTo: upTo, quantity: try self.base(names), rate: basisPoints)])
    }
}

extension SlabStep {
    func part(quantity: Int64) -> BillPart { BillPart(upTo: self.upTo, quantity: quantity, rate: self.rate) }
}
